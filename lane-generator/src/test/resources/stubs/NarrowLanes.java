package org.jdvm.exec.lane;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

public final class NarrowLanes {
    public static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_64;
    public static final VectorSpecies<Byte> QUARTERS = ByteVector.SPECIES_64;

    private NarrowLanes() {}
}
