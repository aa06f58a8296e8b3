package org.jdvm.bytecode;

import java.util.List;

/**
 * How the right operand of a product is found in a tensor whose windows are its columns. Along each axis, element {@code e} of window
 * {@code w} is at {@code w * step + e * dilation - before}; if that is a multiple of the spread, it is the element at that multiple, else,
 * and outside of the tensor, it is 0.
 *
 * @param axes the axes along which windows move, the last one innermost
 */
public record WindowMap(List<Axis> axes) implements FieldValue {
    /** Axes that it can have. */
    public static final int MOST_AXES = 7;

    /** Words of an axis. */
    public static final int AXIS_WORDS = 8;

    /** Copies the axes. */
    public WindowMap {
        axes = List.copyOf(axes);
    }

    /**
     * An axis.
     *
     * @param size elements of a window
     * @param count windows
     * @param step from a window to the next
     * @param dilation from an element of a window to the next
     * @param before where the first window begins before the tensor
     * @param spread steps from an element of the tensor to the next
     * @param extent elements of the tensor
     * @param stride elements in memory from one of these to the next
     */
    public record Axis(
            long size, long count, long step, long dilation, long before, long spread, long extent, long stride) {}

    /** {@return the elements that a window has} */
    public long elements() {
        return axes.stream().mapToLong(Axis::size).reduce(1, Math::multiplyExact);
    }

    /** {@return how many windows there are} */
    public long windows() {
        return axes.stream().mapToLong(Axis::count).reduce(1, Math::multiplyExact);
    }
}
