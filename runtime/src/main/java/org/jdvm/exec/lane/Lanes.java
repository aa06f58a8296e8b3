package org.jdvm.exec.lane;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The vector shape of this CPU, and access to vectors of a local buffer. */
public final class Lanes {
    public static final VectorSpecies<Float> F32 = FloatVector.SPECIES_PREFERRED;
    public static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, F32.vectorShape());

    public static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** From element {@code COUNT - n} on a vector with all bits of its first n lanes set. */
    private static final int[] INSIDE = new int[2 * Layout.COUNT];

    /** Every second lane, in both halves of a vector. */
    private static final VectorShuffle<Float> SECOND = VectorShuffle.fromOp(F32, lane -> 2 * lane % Layout.COUNT);

    private static final VectorMask<Float> UPPER =
            VectorMask.fromLong(F32, (1L << Layout.COUNT) - (1L << Layout.COUNT / 2));

    static {
        Arrays.fill(INSIDE, 0, Layout.COUNT, -1);
    }

    private Lanes() {}

    /** The elements at {@code from}, {@code from + 2}, ...; one more than the last of them is read. */
    public static FloatVector everySecond(float[] array, int from) {
        FloatVector low = FloatVector.fromArray(F32, array, from);
        FloatVector high = FloatVector.fromArray(F32, array, from + Layout.COUNT);
        return low.rearrange(SECOND).blend(high.rearrange(SECOND), UPPER);
    }

    public static FloatVector floats(MemorySegment local, long at) {
        return FloatVector.fromMemorySegment(F32, local, at, ORDER);
    }

    public static IntVector ints(MemorySegment local, long at) {
        return IntVector.fromMemorySegment(I32, local, at, ORDER);
    }

    /**
     * A vector with all bits of its first lanes set: what is outside of a row becomes neutral by plain arithmetic on bits. A mask made of the
     * number is slow wherever the compiler has not seen many rows that do not fill their last vector.
     *
     * @param count how many lanes: none if it is negative, all if it is larger
     */
    public static IntVector inside(int count) {
        return IntVector.fromArray(I32, INSIDE, Math.max(0, Layout.COUNT - Math.max(0, count)));
    }

    /** Adds a vector to another one in place. */
    public static void add(MemorySegment local, long from, long to) {
        floats(local, from).add(floats(local, to)).intoMemorySegment(local, to, ORDER);
    }

    public static FloatVector broadcast(MemorySegment local, long at) {
        return FloatVector.broadcast(F32, local.get(Layout.FLOAT, at));
    }

    public static IntVector broadcastInt(MemorySegment local, long at) {
        return IntVector.broadcast(I32, local.get(Layout.INT, at));
    }
}
