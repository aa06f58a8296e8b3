package org.jdvm.exec.lane;

import java.lang.foreign.ValueLayout;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.machine.HostVectors;

/**
 * What elements of a local buffer look like, and how many of them make a vector of this CPU. Kept apart from {@link Lanes}, so that
 * scalar code neither needs the vector library nor waits until it is set up.
 */
public final class Layout {
    public static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
    public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    public static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    public static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE;

    /** Lane types by their number in instructions. */
    public static final LaneType[] LANES = LaneType.values();

    /** Element types by their number in instructions. */
    public static final DType[] TYPES = DType.values();

    /** Bytes of one vector. */
    public static final int BYTES = HostVectors.bytes();

    /** Elements of 4 bytes in one vector. */
    public static final int COUNT = BYTES / Float.BYTES;

    private Layout() {}
}
