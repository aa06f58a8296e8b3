package org.jdvm.exec.gemm;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.ORDER;
import static org.jdvm.exec.lane.Layout.BYTES;
import static org.jdvm.exec.lane.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * As {@link MicroVectors}, but the left operand is read in place: rows of contiguous elements, some elements apart.
 *
 * <p>They reach some 98 % of the speed of those with a packed operand: the addresses of all rows do not fit the registers. One
 * register more, for the distance between the depths of a right operand that is not packed, would cost another 4 to 13 %, so that one is
 * always packed. The sums are the same, bit for bit.
 */
public final class DirectVectors {
    private DirectVectors() {}

    /** Computes a block; parameters as those of {@link DirectKernels#multiply}. */
    public static void multiply(
            int height,
            float[] a,
            int aAt,
            int aStep,
            float[] b,
            int bAt,
            int depth,
            MemorySegment s,
            long c,
            long pitch) {
        switch (height) {
            case 13 -> rows13(a, aAt, aStep, b, bAt, depth, s, c, pitch);
            case 12 -> rows12(a, aAt, aStep, b, bAt, depth, s, c, pitch);
            case 8 -> rows8(a, aAt, aStep, b, bAt, depth, s, c, pitch);
            case 6 -> rows6(a, aAt, aStep, b, bAt, depth, s, c, pitch);
            case 1 -> RowVectors.multiply(a, aAt, b, bAt, MicroKernels.COLUMNS, depth, s, c);
            default -> throw new IllegalArgumentException("no block of " + height + " rows");
        }
    }

    private static void rows13(
            float[] a, int aAt, int aStep, float[] b, int bAt, int depth, MemorySegment s, long c, long pitch) {
        FloatVector c0x0 = FloatVector.zero(F32);
        FloatVector c0x1 = FloatVector.zero(F32);
        FloatVector c1x0 = FloatVector.zero(F32);
        FloatVector c1x1 = FloatVector.zero(F32);
        FloatVector c2x0 = FloatVector.zero(F32);
        FloatVector c2x1 = FloatVector.zero(F32);
        FloatVector c3x0 = FloatVector.zero(F32);
        FloatVector c3x1 = FloatVector.zero(F32);
        FloatVector c4x0 = FloatVector.zero(F32);
        FloatVector c4x1 = FloatVector.zero(F32);
        FloatVector c5x0 = FloatVector.zero(F32);
        FloatVector c5x1 = FloatVector.zero(F32);
        FloatVector c6x0 = FloatVector.zero(F32);
        FloatVector c6x1 = FloatVector.zero(F32);
        FloatVector c7x0 = FloatVector.zero(F32);
        FloatVector c7x1 = FloatVector.zero(F32);
        FloatVector c8x0 = FloatVector.zero(F32);
        FloatVector c8x1 = FloatVector.zero(F32);
        FloatVector c9x0 = FloatVector.zero(F32);
        FloatVector c9x1 = FloatVector.zero(F32);
        FloatVector c10x0 = FloatVector.zero(F32);
        FloatVector c10x1 = FloatVector.zero(F32);
        FloatVector c11x0 = FloatVector.zero(F32);
        FloatVector c11x1 = FloatVector.zero(F32);
        FloatVector c12x0 = FloatVector.zero(F32);
        FloatVector c12x1 = FloatVector.zero(F32);
        int a1At = aAt + aStep;
        int a2At = aAt + 2 * aStep;
        int a3At = aAt + 3 * aStep;
        int a4At = aAt + 4 * aStep;
        int a5At = aAt + 5 * aStep;
        int a6At = aAt + 6 * aStep;
        int a7At = aAt + 7 * aStep;
        int a8At = aAt + 8 * aStep;
        int a9At = aAt + 9 * aStep;
        int a10At = aAt + 10 * aStep;
        int a11At = aAt + 11 * aStep;
        int a12At = aAt + 12 * aStep;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F32, b, bAt);
            FloatVector b1 = FloatVector.fromArray(F32, b, bAt + COUNT);
            FloatVector a0 = FloatVector.broadcast(F32, a[aAt + k]);
            c0x0 = a0.fma(b0, c0x0);
            c0x1 = a0.fma(b1, c0x1);
            FloatVector a1 = FloatVector.broadcast(F32, a[a1At + k]);
            c1x0 = a1.fma(b0, c1x0);
            c1x1 = a1.fma(b1, c1x1);
            FloatVector a2 = FloatVector.broadcast(F32, a[a2At + k]);
            c2x0 = a2.fma(b0, c2x0);
            c2x1 = a2.fma(b1, c2x1);
            FloatVector a3 = FloatVector.broadcast(F32, a[a3At + k]);
            c3x0 = a3.fma(b0, c3x0);
            c3x1 = a3.fma(b1, c3x1);
            FloatVector a4 = FloatVector.broadcast(F32, a[a4At + k]);
            c4x0 = a4.fma(b0, c4x0);
            c4x1 = a4.fma(b1, c4x1);
            FloatVector a5 = FloatVector.broadcast(F32, a[a5At + k]);
            c5x0 = a5.fma(b0, c5x0);
            c5x1 = a5.fma(b1, c5x1);
            FloatVector a6 = FloatVector.broadcast(F32, a[a6At + k]);
            c6x0 = a6.fma(b0, c6x0);
            c6x1 = a6.fma(b1, c6x1);
            FloatVector a7 = FloatVector.broadcast(F32, a[a7At + k]);
            c7x0 = a7.fma(b0, c7x0);
            c7x1 = a7.fma(b1, c7x1);
            FloatVector a8 = FloatVector.broadcast(F32, a[a8At + k]);
            c8x0 = a8.fma(b0, c8x0);
            c8x1 = a8.fma(b1, c8x1);
            FloatVector a9 = FloatVector.broadcast(F32, a[a9At + k]);
            c9x0 = a9.fma(b0, c9x0);
            c9x1 = a9.fma(b1, c9x1);
            FloatVector a10 = FloatVector.broadcast(F32, a[a10At + k]);
            c10x0 = a10.fma(b0, c10x0);
            c10x1 = a10.fma(b1, c10x1);
            FloatVector a11 = FloatVector.broadcast(F32, a[a11At + k]);
            c11x0 = a11.fma(b0, c11x0);
            c11x1 = a11.fma(b1, c11x1);
            FloatVector a12 = FloatVector.broadcast(F32, a[a12At + k]);
            c12x0 = a12.fma(b0, c12x0);
            c12x1 = a12.fma(b1, c12x1);
            bAt += MicroKernels.COLUMNS;
        }
        c0x0.intoMemorySegment(s, c, ORDER);
        c0x1.intoMemorySegment(s, c + BYTES, ORDER);
        c1x0.intoMemorySegment(s, c + pitch, ORDER);
        c1x1.intoMemorySegment(s, c + pitch + BYTES, ORDER);
        c2x0.intoMemorySegment(s, c + 2 * pitch, ORDER);
        c2x1.intoMemorySegment(s, c + 2 * pitch + BYTES, ORDER);
        c3x0.intoMemorySegment(s, c + 3 * pitch, ORDER);
        c3x1.intoMemorySegment(s, c + 3 * pitch + BYTES, ORDER);
        c4x0.intoMemorySegment(s, c + 4 * pitch, ORDER);
        c4x1.intoMemorySegment(s, c + 4 * pitch + BYTES, ORDER);
        c5x0.intoMemorySegment(s, c + 5 * pitch, ORDER);
        c5x1.intoMemorySegment(s, c + 5 * pitch + BYTES, ORDER);
        c6x0.intoMemorySegment(s, c + 6 * pitch, ORDER);
        c6x1.intoMemorySegment(s, c + 6 * pitch + BYTES, ORDER);
        c7x0.intoMemorySegment(s, c + 7 * pitch, ORDER);
        c7x1.intoMemorySegment(s, c + 7 * pitch + BYTES, ORDER);
        c8x0.intoMemorySegment(s, c + 8 * pitch, ORDER);
        c8x1.intoMemorySegment(s, c + 8 * pitch + BYTES, ORDER);
        c9x0.intoMemorySegment(s, c + 9 * pitch, ORDER);
        c9x1.intoMemorySegment(s, c + 9 * pitch + BYTES, ORDER);
        c10x0.intoMemorySegment(s, c + 10 * pitch, ORDER);
        c10x1.intoMemorySegment(s, c + 10 * pitch + BYTES, ORDER);
        c11x0.intoMemorySegment(s, c + 11 * pitch, ORDER);
        c11x1.intoMemorySegment(s, c + 11 * pitch + BYTES, ORDER);
        c12x0.intoMemorySegment(s, c + 12 * pitch, ORDER);
        c12x1.intoMemorySegment(s, c + 12 * pitch + BYTES, ORDER);
    }

    private static void rows12(
            float[] a, int aAt, int aStep, float[] b, int bAt, int depth, MemorySegment s, long c, long pitch) {
        FloatVector c0x0 = FloatVector.zero(F32);
        FloatVector c0x1 = FloatVector.zero(F32);
        FloatVector c1x0 = FloatVector.zero(F32);
        FloatVector c1x1 = FloatVector.zero(F32);
        FloatVector c2x0 = FloatVector.zero(F32);
        FloatVector c2x1 = FloatVector.zero(F32);
        FloatVector c3x0 = FloatVector.zero(F32);
        FloatVector c3x1 = FloatVector.zero(F32);
        FloatVector c4x0 = FloatVector.zero(F32);
        FloatVector c4x1 = FloatVector.zero(F32);
        FloatVector c5x0 = FloatVector.zero(F32);
        FloatVector c5x1 = FloatVector.zero(F32);
        FloatVector c6x0 = FloatVector.zero(F32);
        FloatVector c6x1 = FloatVector.zero(F32);
        FloatVector c7x0 = FloatVector.zero(F32);
        FloatVector c7x1 = FloatVector.zero(F32);
        FloatVector c8x0 = FloatVector.zero(F32);
        FloatVector c8x1 = FloatVector.zero(F32);
        FloatVector c9x0 = FloatVector.zero(F32);
        FloatVector c9x1 = FloatVector.zero(F32);
        FloatVector c10x0 = FloatVector.zero(F32);
        FloatVector c10x1 = FloatVector.zero(F32);
        FloatVector c11x0 = FloatVector.zero(F32);
        FloatVector c11x1 = FloatVector.zero(F32);
        int a1At = aAt + aStep;
        int a2At = aAt + 2 * aStep;
        int a3At = aAt + 3 * aStep;
        int a4At = aAt + 4 * aStep;
        int a5At = aAt + 5 * aStep;
        int a6At = aAt + 6 * aStep;
        int a7At = aAt + 7 * aStep;
        int a8At = aAt + 8 * aStep;
        int a9At = aAt + 9 * aStep;
        int a10At = aAt + 10 * aStep;
        int a11At = aAt + 11 * aStep;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F32, b, bAt);
            FloatVector b1 = FloatVector.fromArray(F32, b, bAt + COUNT);
            FloatVector a0 = FloatVector.broadcast(F32, a[aAt + k]);
            c0x0 = a0.fma(b0, c0x0);
            c0x1 = a0.fma(b1, c0x1);
            FloatVector a1 = FloatVector.broadcast(F32, a[a1At + k]);
            c1x0 = a1.fma(b0, c1x0);
            c1x1 = a1.fma(b1, c1x1);
            FloatVector a2 = FloatVector.broadcast(F32, a[a2At + k]);
            c2x0 = a2.fma(b0, c2x0);
            c2x1 = a2.fma(b1, c2x1);
            FloatVector a3 = FloatVector.broadcast(F32, a[a3At + k]);
            c3x0 = a3.fma(b0, c3x0);
            c3x1 = a3.fma(b1, c3x1);
            FloatVector a4 = FloatVector.broadcast(F32, a[a4At + k]);
            c4x0 = a4.fma(b0, c4x0);
            c4x1 = a4.fma(b1, c4x1);
            FloatVector a5 = FloatVector.broadcast(F32, a[a5At + k]);
            c5x0 = a5.fma(b0, c5x0);
            c5x1 = a5.fma(b1, c5x1);
            FloatVector a6 = FloatVector.broadcast(F32, a[a6At + k]);
            c6x0 = a6.fma(b0, c6x0);
            c6x1 = a6.fma(b1, c6x1);
            FloatVector a7 = FloatVector.broadcast(F32, a[a7At + k]);
            c7x0 = a7.fma(b0, c7x0);
            c7x1 = a7.fma(b1, c7x1);
            FloatVector a8 = FloatVector.broadcast(F32, a[a8At + k]);
            c8x0 = a8.fma(b0, c8x0);
            c8x1 = a8.fma(b1, c8x1);
            FloatVector a9 = FloatVector.broadcast(F32, a[a9At + k]);
            c9x0 = a9.fma(b0, c9x0);
            c9x1 = a9.fma(b1, c9x1);
            FloatVector a10 = FloatVector.broadcast(F32, a[a10At + k]);
            c10x0 = a10.fma(b0, c10x0);
            c10x1 = a10.fma(b1, c10x1);
            FloatVector a11 = FloatVector.broadcast(F32, a[a11At + k]);
            c11x0 = a11.fma(b0, c11x0);
            c11x1 = a11.fma(b1, c11x1);
            bAt += MicroKernels.COLUMNS;
        }
        c0x0.intoMemorySegment(s, c, ORDER);
        c0x1.intoMemorySegment(s, c + BYTES, ORDER);
        c1x0.intoMemorySegment(s, c + pitch, ORDER);
        c1x1.intoMemorySegment(s, c + pitch + BYTES, ORDER);
        c2x0.intoMemorySegment(s, c + 2 * pitch, ORDER);
        c2x1.intoMemorySegment(s, c + 2 * pitch + BYTES, ORDER);
        c3x0.intoMemorySegment(s, c + 3 * pitch, ORDER);
        c3x1.intoMemorySegment(s, c + 3 * pitch + BYTES, ORDER);
        c4x0.intoMemorySegment(s, c + 4 * pitch, ORDER);
        c4x1.intoMemorySegment(s, c + 4 * pitch + BYTES, ORDER);
        c5x0.intoMemorySegment(s, c + 5 * pitch, ORDER);
        c5x1.intoMemorySegment(s, c + 5 * pitch + BYTES, ORDER);
        c6x0.intoMemorySegment(s, c + 6 * pitch, ORDER);
        c6x1.intoMemorySegment(s, c + 6 * pitch + BYTES, ORDER);
        c7x0.intoMemorySegment(s, c + 7 * pitch, ORDER);
        c7x1.intoMemorySegment(s, c + 7 * pitch + BYTES, ORDER);
        c8x0.intoMemorySegment(s, c + 8 * pitch, ORDER);
        c8x1.intoMemorySegment(s, c + 8 * pitch + BYTES, ORDER);
        c9x0.intoMemorySegment(s, c + 9 * pitch, ORDER);
        c9x1.intoMemorySegment(s, c + 9 * pitch + BYTES, ORDER);
        c10x0.intoMemorySegment(s, c + 10 * pitch, ORDER);
        c10x1.intoMemorySegment(s, c + 10 * pitch + BYTES, ORDER);
        c11x0.intoMemorySegment(s, c + 11 * pitch, ORDER);
        c11x1.intoMemorySegment(s, c + 11 * pitch + BYTES, ORDER);
    }

    private static void rows8(
            float[] a, int aAt, int aStep, float[] b, int bAt, int depth, MemorySegment s, long c, long pitch) {
        FloatVector c0x0 = FloatVector.zero(F32);
        FloatVector c0x1 = FloatVector.zero(F32);
        FloatVector c1x0 = FloatVector.zero(F32);
        FloatVector c1x1 = FloatVector.zero(F32);
        FloatVector c2x0 = FloatVector.zero(F32);
        FloatVector c2x1 = FloatVector.zero(F32);
        FloatVector c3x0 = FloatVector.zero(F32);
        FloatVector c3x1 = FloatVector.zero(F32);
        FloatVector c4x0 = FloatVector.zero(F32);
        FloatVector c4x1 = FloatVector.zero(F32);
        FloatVector c5x0 = FloatVector.zero(F32);
        FloatVector c5x1 = FloatVector.zero(F32);
        FloatVector c6x0 = FloatVector.zero(F32);
        FloatVector c6x1 = FloatVector.zero(F32);
        FloatVector c7x0 = FloatVector.zero(F32);
        FloatVector c7x1 = FloatVector.zero(F32);
        int a1At = aAt + aStep;
        int a2At = aAt + 2 * aStep;
        int a3At = aAt + 3 * aStep;
        int a4At = aAt + 4 * aStep;
        int a5At = aAt + 5 * aStep;
        int a6At = aAt + 6 * aStep;
        int a7At = aAt + 7 * aStep;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F32, b, bAt);
            FloatVector b1 = FloatVector.fromArray(F32, b, bAt + COUNT);
            FloatVector a0 = FloatVector.broadcast(F32, a[aAt + k]);
            c0x0 = a0.fma(b0, c0x0);
            c0x1 = a0.fma(b1, c0x1);
            FloatVector a1 = FloatVector.broadcast(F32, a[a1At + k]);
            c1x0 = a1.fma(b0, c1x0);
            c1x1 = a1.fma(b1, c1x1);
            FloatVector a2 = FloatVector.broadcast(F32, a[a2At + k]);
            c2x0 = a2.fma(b0, c2x0);
            c2x1 = a2.fma(b1, c2x1);
            FloatVector a3 = FloatVector.broadcast(F32, a[a3At + k]);
            c3x0 = a3.fma(b0, c3x0);
            c3x1 = a3.fma(b1, c3x1);
            FloatVector a4 = FloatVector.broadcast(F32, a[a4At + k]);
            c4x0 = a4.fma(b0, c4x0);
            c4x1 = a4.fma(b1, c4x1);
            FloatVector a5 = FloatVector.broadcast(F32, a[a5At + k]);
            c5x0 = a5.fma(b0, c5x0);
            c5x1 = a5.fma(b1, c5x1);
            FloatVector a6 = FloatVector.broadcast(F32, a[a6At + k]);
            c6x0 = a6.fma(b0, c6x0);
            c6x1 = a6.fma(b1, c6x1);
            FloatVector a7 = FloatVector.broadcast(F32, a[a7At + k]);
            c7x0 = a7.fma(b0, c7x0);
            c7x1 = a7.fma(b1, c7x1);
            bAt += MicroKernels.COLUMNS;
        }
        c0x0.intoMemorySegment(s, c, ORDER);
        c0x1.intoMemorySegment(s, c + BYTES, ORDER);
        c1x0.intoMemorySegment(s, c + pitch, ORDER);
        c1x1.intoMemorySegment(s, c + pitch + BYTES, ORDER);
        c2x0.intoMemorySegment(s, c + 2 * pitch, ORDER);
        c2x1.intoMemorySegment(s, c + 2 * pitch + BYTES, ORDER);
        c3x0.intoMemorySegment(s, c + 3 * pitch, ORDER);
        c3x1.intoMemorySegment(s, c + 3 * pitch + BYTES, ORDER);
        c4x0.intoMemorySegment(s, c + 4 * pitch, ORDER);
        c4x1.intoMemorySegment(s, c + 4 * pitch + BYTES, ORDER);
        c5x0.intoMemorySegment(s, c + 5 * pitch, ORDER);
        c5x1.intoMemorySegment(s, c + 5 * pitch + BYTES, ORDER);
        c6x0.intoMemorySegment(s, c + 6 * pitch, ORDER);
        c6x1.intoMemorySegment(s, c + 6 * pitch + BYTES, ORDER);
        c7x0.intoMemorySegment(s, c + 7 * pitch, ORDER);
        c7x1.intoMemorySegment(s, c + 7 * pitch + BYTES, ORDER);
    }

    private static void rows6(
            float[] a, int aAt, int aStep, float[] b, int bAt, int depth, MemorySegment s, long c, long pitch) {
        FloatVector c0x0 = FloatVector.zero(F32);
        FloatVector c0x1 = FloatVector.zero(F32);
        FloatVector c1x0 = FloatVector.zero(F32);
        FloatVector c1x1 = FloatVector.zero(F32);
        FloatVector c2x0 = FloatVector.zero(F32);
        FloatVector c2x1 = FloatVector.zero(F32);
        FloatVector c3x0 = FloatVector.zero(F32);
        FloatVector c3x1 = FloatVector.zero(F32);
        FloatVector c4x0 = FloatVector.zero(F32);
        FloatVector c4x1 = FloatVector.zero(F32);
        FloatVector c5x0 = FloatVector.zero(F32);
        FloatVector c5x1 = FloatVector.zero(F32);
        int a1At = aAt + aStep;
        int a2At = aAt + 2 * aStep;
        int a3At = aAt + 3 * aStep;
        int a4At = aAt + 4 * aStep;
        int a5At = aAt + 5 * aStep;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F32, b, bAt);
            FloatVector b1 = FloatVector.fromArray(F32, b, bAt + COUNT);
            FloatVector a0 = FloatVector.broadcast(F32, a[aAt + k]);
            c0x0 = a0.fma(b0, c0x0);
            c0x1 = a0.fma(b1, c0x1);
            FloatVector a1 = FloatVector.broadcast(F32, a[a1At + k]);
            c1x0 = a1.fma(b0, c1x0);
            c1x1 = a1.fma(b1, c1x1);
            FloatVector a2 = FloatVector.broadcast(F32, a[a2At + k]);
            c2x0 = a2.fma(b0, c2x0);
            c2x1 = a2.fma(b1, c2x1);
            FloatVector a3 = FloatVector.broadcast(F32, a[a3At + k]);
            c3x0 = a3.fma(b0, c3x0);
            c3x1 = a3.fma(b1, c3x1);
            FloatVector a4 = FloatVector.broadcast(F32, a[a4At + k]);
            c4x0 = a4.fma(b0, c4x0);
            c4x1 = a4.fma(b1, c4x1);
            FloatVector a5 = FloatVector.broadcast(F32, a[a5At + k]);
            c5x0 = a5.fma(b0, c5x0);
            c5x1 = a5.fma(b1, c5x1);
            bAt += MicroKernels.COLUMNS;
        }
        c0x0.intoMemorySegment(s, c, ORDER);
        c0x1.intoMemorySegment(s, c + BYTES, ORDER);
        c1x0.intoMemorySegment(s, c + pitch, ORDER);
        c1x1.intoMemorySegment(s, c + pitch + BYTES, ORDER);
        c2x0.intoMemorySegment(s, c + 2 * pitch, ORDER);
        c2x1.intoMemorySegment(s, c + 2 * pitch + BYTES, ORDER);
        c3x0.intoMemorySegment(s, c + 3 * pitch, ORDER);
        c3x1.intoMemorySegment(s, c + 3 * pitch + BYTES, ORDER);
        c4x0.intoMemorySegment(s, c + 4 * pitch, ORDER);
        c4x1.intoMemorySegment(s, c + 4 * pitch + BYTES, ORDER);
        c5x0.intoMemorySegment(s, c + 5 * pitch, ORDER);
        c5x1.intoMemorySegment(s, c + 5 * pitch + BYTES, ORDER);
    }
}
