package org.jdvm.bytecode;

import java.util.List;

/**
 * The tile frame of a section and its axes.
 *
 * @param rows the rows of the frame
 * @param columns the columns of the frame
 * @param cost elements touched by the whole section
 * @param localBytes bytes of the local buffer that it uses
 * @param axes the axes of the section
 * @param inner the inner indices of the frame, or {@link #NO_INNER}
 */
public record Frame(Side rows, Side columns, long cost, long localBytes, List<Axis> axes, Side inner)
        implements FieldValue {
    /** The inner side of a frame that has none. */
    public static final Side NO_INNER = new Side(Words.NO_AXIS, 0, 0);

    /** Copies the axes. */
    public Frame {
        axes = List.copyOf(axes);
    }

    /** {@return true if the frame has an inner side} */
    public boolean hasInner() {
        return !inner.equals(NO_INNER);
    }

    /**
     * One side of the frame.
     *
     * @param axis the axis whose indices step through the extent, or {@link Words#NO_AXIS}
     * @param size elements of a full frame
     * @param extent elements over all indices of the axis
     */
    public record Side(int axis, long size, long extent) {}

    /**
     * An axis of the section.
     *
     * @param count number of its indices
     * @param loop true if a task runs through it in order, false if it is spread over the cores
     */
    public record Axis(long count, boolean loop) {}
}
