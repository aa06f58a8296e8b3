package org.jdvm.exec.gemm;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.ORDER;
import static org.jdvm.exec.lane.Layout.BYTES;
import static org.jdvm.exec.lane.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of products of a single row, which take the time of reading the right operand: there are as few operations as possible
 * between two loads, so that the core looks far ahead. The sums are those of {@link MicroVectors}, bit for bit.
 */
public final class RowVectors {
    private RowVectors() {}

    /**
     * Computes a block of one row.
     *
     * @param a the left operand, its elements side by side; the other parameters are those of {@link MicroKernels#multiply}
     */
    static void multiply(float[] a, int aAt, float[] b, int bAt, int bStep, int depth, MemorySegment s, long c) {
        FloatVector c0 = FloatVector.zero(F32);
        FloatVector c1 = FloatVector.zero(F32);
        for (int k = 0; k < depth; k++) {
            FloatVector a0 = FloatVector.broadcast(F32, a[aAt + k]);
            c0 = a0.fma(FloatVector.fromArray(F32, b, bAt), c0);
            c1 = a0.fma(FloatVector.fromArray(F32, b, bAt + COUNT), c1);
            bAt += bStep;
        }
        c0.intoMemorySegment(s, c, ORDER);
        c1.intoMemorySegment(s, c + BYTES, ORDER);
    }

    /** As {@link #multiply}, for four panels of the right operand: their blocks are adjacent in the target. */
    public static void fourPanels(
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            float[] d,
            int dAt,
            float[] e,
            int eAt,
            float[] f,
            int fAt,
            int step,
            int depth,
            MemorySegment s,
            long c) {
        FloatVector b0 = FloatVector.zero(F32);
        FloatVector b1 = FloatVector.zero(F32);
        FloatVector d0 = FloatVector.zero(F32);
        FloatVector d1 = FloatVector.zero(F32);
        FloatVector e0 = FloatVector.zero(F32);
        FloatVector e1 = FloatVector.zero(F32);
        FloatVector f0 = FloatVector.zero(F32);
        FloatVector f1 = FloatVector.zero(F32);
        for (int k = 0; k < depth; k++) {
            FloatVector a0 = FloatVector.broadcast(F32, a[aAt + k]);
            b0 = a0.fma(FloatVector.fromArray(F32, b, bAt), b0);
            b1 = a0.fma(FloatVector.fromArray(F32, b, bAt + COUNT), b1);
            d0 = a0.fma(FloatVector.fromArray(F32, d, dAt), d0);
            d1 = a0.fma(FloatVector.fromArray(F32, d, dAt + COUNT), d1);
            e0 = a0.fma(FloatVector.fromArray(F32, e, eAt), e0);
            e1 = a0.fma(FloatVector.fromArray(F32, e, eAt + COUNT), e1);
            f0 = a0.fma(FloatVector.fromArray(F32, f, fAt), f0);
            f1 = a0.fma(FloatVector.fromArray(F32, f, fAt + COUNT), f1);
            bAt += step;
            dAt += step;
            eAt += step;
            fAt += step;
        }
        b0.intoMemorySegment(s, c, ORDER);
        b1.intoMemorySegment(s, c + BYTES, ORDER);
        d0.intoMemorySegment(s, c + 2 * BYTES, ORDER);
        d1.intoMemorySegment(s, c + 3 * BYTES, ORDER);
        e0.intoMemorySegment(s, c + 4 * BYTES, ORDER);
        e1.intoMemorySegment(s, c + 5 * BYTES, ORDER);
        f0.intoMemorySegment(s, c + 6 * BYTES, ORDER);
        f1.intoMemorySegment(s, c + 7 * BYTES, ORDER);
    }
}
