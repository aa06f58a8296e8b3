package org.jdvm.exec.lane;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** What the generated classes use of the runtime. */
public final class Lanes {
    public static final VectorSpecies<Float> F32 = FloatVector.SPECIES_128;
    public static final VectorSpecies<Integer> I32 = IntVector.SPECIES_128;
    public static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Lanes() {}

    static FloatVector floats(MemorySegment local, long at) {
        return FloatVector.fromMemorySegment(F32, local, at, ORDER);
    }

    static IntVector ints(MemorySegment local, long at) {
        return IntVector.fromMemorySegment(I32, local, at, ORDER);
    }

    static FloatVector broadcast(MemorySegment local, long at) {
        return floats(local, at);
    }

    static IntVector broadcastInt(MemorySegment local, long at) {
        return ints(local, at);
    }
}
