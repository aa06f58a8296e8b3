package org.jdvm.bytecode;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jdvm.ir.Op;

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

    /** Elements of the largest part of a channel that a core copies to memory that its caches hold. */
    public static final long MOST_PLANE = 1L << 18;

    /** What combines the elements of windows without weights. */
    public static final Set<Op> COMBINED_BY = Collections.unmodifiableSet(EnumSet.of(Op.SUM, Op.REDUCE_MAX));

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

    /** {@return whether a window reaches over at most {@link #MOST_PLANE} elements of a channel, its border included} */
    public boolean hasPlane() {
        long elements = 1;
        for (Axis axis : axes) {
            long reach = (axis.size() - 1) * Math.abs(axis.dilation());
            if (reach >= MOST_PLANE || (elements *= reach + 1) > MOST_PLANE) {
                return false;
            }
        }
        return true;
    }
}
