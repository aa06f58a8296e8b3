package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;

final class RowVectors {
    private RowVectors() {}

    static void multiply(float[] a, int aAt, float[] b, int bAt, int bStep, int depth, MemorySegment s, long c) {}
}
