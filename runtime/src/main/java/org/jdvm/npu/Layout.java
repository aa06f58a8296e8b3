package org.jdvm.npu;

import java.lang.foreign.ValueLayout;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.machine.HostVectors;

/**
 * What elements of a local buffer look like, and how many of them make a vector of this CPU. Kept apart from {@link Lanes}, so that
 * scalar code neither needs the vector library nor waits until it is set up.
 */
final class Layout {
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /** Lane types by their number in instructions. */
    static final LaneType[] LANES = LaneType.values();

    /** Element types by their number in instructions. */
    static final DType[] TYPES = DType.values();

    /** Bytes of one vector. */
    static final int BYTES = HostVectors.bytes();

    /** Elements of 4 bytes in one vector. */
    static final int COUNT = BYTES / Float.BYTES;

    private Layout() {}
}
