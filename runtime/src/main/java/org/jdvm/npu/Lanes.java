package org.jdvm.npu;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector shape of this CPU, and access to vectors of a local buffer. */
final class Lanes {
    static final VectorSpecies<Float> F32 = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, F32.vectorShape());

    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Lanes() {}

    static FloatVector floats(MemorySegment local, long at) {
        return FloatVector.fromMemorySegment(F32, local, at, ORDER);
    }

    static IntVector ints(MemorySegment local, long at) {
        return IntVector.fromMemorySegment(I32, local, at, ORDER);
    }

    /** Adds a vector to another one in place. */
    static void add(MemorySegment local, long from, long to) {
        floats(local, from).add(floats(local, to)).intoMemorySegment(local, to, ORDER);
    }

    static FloatVector broadcast(MemorySegment local, long at) {
        return FloatVector.broadcast(F32, local.get(Layout.FLOAT, at));
    }

    static IntVector broadcastInt(MemorySegment local, long at) {
        return IntVector.broadcast(I32, local.get(Layout.INT, at));
    }
}
