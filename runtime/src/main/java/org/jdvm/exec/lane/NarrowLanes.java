package org.jdvm.exec.lane;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Vectors of elements that are narrower than 32 bits, from which vectors of 32-bit lanes are made. */
public final class NarrowLanes {
    private static final int LEAST_BITS = 64;

    /** Half the bits of a whole vector. */
    public static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(Short.SIZE * Layout.COUNT));

    /** A quarter of the bits of a whole vector; where that would be less than there is, the first half of it is used. */
    public static final VectorSpecies<Byte> QUARTERS =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(LEAST_BITS, Byte.SIZE * Layout.COUNT)));

    private NarrowLanes() {}
}
