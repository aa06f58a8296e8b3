package org.jdvm.exec.gemm;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.ORDER;
import static org.jdvm.exec.lane.Layout.BYTES;
import static org.jdvm.exec.lane.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of matrix products: a block of some rows and two vectors of columns, whose sums stay in registers.
 *
 * <p>The left operand is packed: {@code depth} groups of one element for each row. The right one has two vectors for each depth,
 * {@code bStep} elements apart. Twelve rows fill the 32 registers of AVX-512 and Neon, six the 16 of AVX2; both reach the peak of
 * the arithmetic units. The smaller ones are for what is left at the lower edge. Vector operations are called without helper methods
 * in between: past some amount of inlined code the compiler would call these, and vectors would go through memory. For the same
 * reason no block is added to what is there: with twice the stores, the first compiler gave up on some of these methods and the
 * second never got to them.
 */
public final class MicroVectors {
    private MicroVectors() {}

    /** Computes a block; parameters as those of {@link MicroKernels#multiply}. */
    public static void multiply(
            int height,
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int bStep,
            int depth,
            MemorySegment s,
            long c,
            long pitch) {
        switch (height) {
            case 13 -> rows13(a, aAt, b, bAt, bStep, depth, s, c, pitch);
            case 12 -> rows12(a, aAt, b, bAt, bStep, depth, s, c, pitch);
            case 8 -> rows8(a, aAt, b, bAt, bStep, depth, s, c, pitch);
            case 6 -> rows6(a, aAt, b, bAt, bStep, depth, s, c, pitch);
            case 4 -> rows4(a, aAt, b, bAt, bStep, depth, s, c, pitch);
            case 1 -> RowVectors.multiply(a, aAt, b, bAt, bStep, depth, s, c);
            default -> throw new IllegalArgumentException("no block of " + height + " rows");
        }
    }

    private static void rows13(
            float[] a, int aAt, float[] b, int bAt, int bStep, int depth, MemorySegment s, long c, long pitch) {
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
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F32, b, bAt);
            FloatVector b1 = FloatVector.fromArray(F32, b, bAt + COUNT);
            FloatVector a0 = FloatVector.broadcast(F32, a[aAt]);
            c0x0 = a0.fma(b0, c0x0);
            c0x1 = a0.fma(b1, c0x1);
            FloatVector a1 = FloatVector.broadcast(F32, a[aAt + 1]);
            c1x0 = a1.fma(b0, c1x0);
            c1x1 = a1.fma(b1, c1x1);
            FloatVector a2 = FloatVector.broadcast(F32, a[aAt + 2]);
            c2x0 = a2.fma(b0, c2x0);
            c2x1 = a2.fma(b1, c2x1);
            FloatVector a3 = FloatVector.broadcast(F32, a[aAt + 3]);
            c3x0 = a3.fma(b0, c3x0);
            c3x1 = a3.fma(b1, c3x1);
            FloatVector a4 = FloatVector.broadcast(F32, a[aAt + 4]);
            c4x0 = a4.fma(b0, c4x0);
            c4x1 = a4.fma(b1, c4x1);
            FloatVector a5 = FloatVector.broadcast(F32, a[aAt + 5]);
            c5x0 = a5.fma(b0, c5x0);
            c5x1 = a5.fma(b1, c5x1);
            FloatVector a6 = FloatVector.broadcast(F32, a[aAt + 6]);
            c6x0 = a6.fma(b0, c6x0);
            c6x1 = a6.fma(b1, c6x1);
            FloatVector a7 = FloatVector.broadcast(F32, a[aAt + 7]);
            c7x0 = a7.fma(b0, c7x0);
            c7x1 = a7.fma(b1, c7x1);
            FloatVector a8 = FloatVector.broadcast(F32, a[aAt + 8]);
            c8x0 = a8.fma(b0, c8x0);
            c8x1 = a8.fma(b1, c8x1);
            FloatVector a9 = FloatVector.broadcast(F32, a[aAt + 9]);
            c9x0 = a9.fma(b0, c9x0);
            c9x1 = a9.fma(b1, c9x1);
            FloatVector a10 = FloatVector.broadcast(F32, a[aAt + 10]);
            c10x0 = a10.fma(b0, c10x0);
            c10x1 = a10.fma(b1, c10x1);
            FloatVector a11 = FloatVector.broadcast(F32, a[aAt + 11]);
            c11x0 = a11.fma(b0, c11x0);
            c11x1 = a11.fma(b1, c11x1);
            FloatVector a12 = FloatVector.broadcast(F32, a[aAt + 12]);
            c12x0 = a12.fma(b0, c12x0);
            c12x1 = a12.fma(b1, c12x1);
            aAt += 13;
            bAt += bStep;
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
            float[] a, int aAt, float[] b, int bAt, int bStep, int depth, MemorySegment s, long c, long pitch) {
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
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F32, b, bAt);
            FloatVector b1 = FloatVector.fromArray(F32, b, bAt + COUNT);
            FloatVector a0 = FloatVector.broadcast(F32, a[aAt]);
            c0x0 = a0.fma(b0, c0x0);
            c0x1 = a0.fma(b1, c0x1);
            FloatVector a1 = FloatVector.broadcast(F32, a[aAt + 1]);
            c1x0 = a1.fma(b0, c1x0);
            c1x1 = a1.fma(b1, c1x1);
            FloatVector a2 = FloatVector.broadcast(F32, a[aAt + 2]);
            c2x0 = a2.fma(b0, c2x0);
            c2x1 = a2.fma(b1, c2x1);
            FloatVector a3 = FloatVector.broadcast(F32, a[aAt + 3]);
            c3x0 = a3.fma(b0, c3x0);
            c3x1 = a3.fma(b1, c3x1);
            FloatVector a4 = FloatVector.broadcast(F32, a[aAt + 4]);
            c4x0 = a4.fma(b0, c4x0);
            c4x1 = a4.fma(b1, c4x1);
            FloatVector a5 = FloatVector.broadcast(F32, a[aAt + 5]);
            c5x0 = a5.fma(b0, c5x0);
            c5x1 = a5.fma(b1, c5x1);
            FloatVector a6 = FloatVector.broadcast(F32, a[aAt + 6]);
            c6x0 = a6.fma(b0, c6x0);
            c6x1 = a6.fma(b1, c6x1);
            FloatVector a7 = FloatVector.broadcast(F32, a[aAt + 7]);
            c7x0 = a7.fma(b0, c7x0);
            c7x1 = a7.fma(b1, c7x1);
            FloatVector a8 = FloatVector.broadcast(F32, a[aAt + 8]);
            c8x0 = a8.fma(b0, c8x0);
            c8x1 = a8.fma(b1, c8x1);
            FloatVector a9 = FloatVector.broadcast(F32, a[aAt + 9]);
            c9x0 = a9.fma(b0, c9x0);
            c9x1 = a9.fma(b1, c9x1);
            FloatVector a10 = FloatVector.broadcast(F32, a[aAt + 10]);
            c10x0 = a10.fma(b0, c10x0);
            c10x1 = a10.fma(b1, c10x1);
            FloatVector a11 = FloatVector.broadcast(F32, a[aAt + 11]);
            c11x0 = a11.fma(b0, c11x0);
            c11x1 = a11.fma(b1, c11x1);
            aAt += 12;
            bAt += bStep;
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
            float[] a, int aAt, float[] b, int bAt, int bStep, int depth, MemorySegment s, long c, long pitch) {
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
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F32, b, bAt);
            FloatVector b1 = FloatVector.fromArray(F32, b, bAt + COUNT);
            FloatVector a0 = FloatVector.broadcast(F32, a[aAt]);
            c0x0 = a0.fma(b0, c0x0);
            c0x1 = a0.fma(b1, c0x1);
            FloatVector a1 = FloatVector.broadcast(F32, a[aAt + 1]);
            c1x0 = a1.fma(b0, c1x0);
            c1x1 = a1.fma(b1, c1x1);
            FloatVector a2 = FloatVector.broadcast(F32, a[aAt + 2]);
            c2x0 = a2.fma(b0, c2x0);
            c2x1 = a2.fma(b1, c2x1);
            FloatVector a3 = FloatVector.broadcast(F32, a[aAt + 3]);
            c3x0 = a3.fma(b0, c3x0);
            c3x1 = a3.fma(b1, c3x1);
            FloatVector a4 = FloatVector.broadcast(F32, a[aAt + 4]);
            c4x0 = a4.fma(b0, c4x0);
            c4x1 = a4.fma(b1, c4x1);
            FloatVector a5 = FloatVector.broadcast(F32, a[aAt + 5]);
            c5x0 = a5.fma(b0, c5x0);
            c5x1 = a5.fma(b1, c5x1);
            FloatVector a6 = FloatVector.broadcast(F32, a[aAt + 6]);
            c6x0 = a6.fma(b0, c6x0);
            c6x1 = a6.fma(b1, c6x1);
            FloatVector a7 = FloatVector.broadcast(F32, a[aAt + 7]);
            c7x0 = a7.fma(b0, c7x0);
            c7x1 = a7.fma(b1, c7x1);
            aAt += 8;
            bAt += bStep;
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
            float[] a, int aAt, float[] b, int bAt, int bStep, int depth, MemorySegment s, long c, long pitch) {
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
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F32, b, bAt);
            FloatVector b1 = FloatVector.fromArray(F32, b, bAt + COUNT);
            FloatVector a0 = FloatVector.broadcast(F32, a[aAt]);
            c0x0 = a0.fma(b0, c0x0);
            c0x1 = a0.fma(b1, c0x1);
            FloatVector a1 = FloatVector.broadcast(F32, a[aAt + 1]);
            c1x0 = a1.fma(b0, c1x0);
            c1x1 = a1.fma(b1, c1x1);
            FloatVector a2 = FloatVector.broadcast(F32, a[aAt + 2]);
            c2x0 = a2.fma(b0, c2x0);
            c2x1 = a2.fma(b1, c2x1);
            FloatVector a3 = FloatVector.broadcast(F32, a[aAt + 3]);
            c3x0 = a3.fma(b0, c3x0);
            c3x1 = a3.fma(b1, c3x1);
            FloatVector a4 = FloatVector.broadcast(F32, a[aAt + 4]);
            c4x0 = a4.fma(b0, c4x0);
            c4x1 = a4.fma(b1, c4x1);
            FloatVector a5 = FloatVector.broadcast(F32, a[aAt + 5]);
            c5x0 = a5.fma(b0, c5x0);
            c5x1 = a5.fma(b1, c5x1);
            aAt += 6;
            bAt += bStep;
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

    private static void rows4(
            float[] a, int aAt, float[] b, int bAt, int bStep, int depth, MemorySegment s, long c, long pitch) {
        FloatVector c0x0 = FloatVector.zero(F32);
        FloatVector c0x1 = FloatVector.zero(F32);
        FloatVector c1x0 = FloatVector.zero(F32);
        FloatVector c1x1 = FloatVector.zero(F32);
        FloatVector c2x0 = FloatVector.zero(F32);
        FloatVector c2x1 = FloatVector.zero(F32);
        FloatVector c3x0 = FloatVector.zero(F32);
        FloatVector c3x1 = FloatVector.zero(F32);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(F32, b, bAt);
            FloatVector b1 = FloatVector.fromArray(F32, b, bAt + COUNT);
            FloatVector a0 = FloatVector.broadcast(F32, a[aAt]);
            c0x0 = a0.fma(b0, c0x0);
            c0x1 = a0.fma(b1, c0x1);
            FloatVector a1 = FloatVector.broadcast(F32, a[aAt + 1]);
            c1x0 = a1.fma(b0, c1x0);
            c1x1 = a1.fma(b1, c1x1);
            FloatVector a2 = FloatVector.broadcast(F32, a[aAt + 2]);
            c2x0 = a2.fma(b0, c2x0);
            c2x1 = a2.fma(b1, c2x1);
            FloatVector a3 = FloatVector.broadcast(F32, a[aAt + 3]);
            c3x0 = a3.fma(b0, c3x0);
            c3x1 = a3.fma(b1, c3x1);
            aAt += 4;
            bAt += bStep;
        }
        c0x0.intoMemorySegment(s, c, ORDER);
        c0x1.intoMemorySegment(s, c + BYTES, ORDER);
        c1x0.intoMemorySegment(s, c + pitch, ORDER);
        c1x1.intoMemorySegment(s, c + pitch + BYTES, ORDER);
        c2x0.intoMemorySegment(s, c + 2 * pitch, ORDER);
        c2x1.intoMemorySegment(s, c + 2 * pitch + BYTES, ORDER);
        c3x0.intoMemorySegment(s, c + 3 * pitch, ORDER);
        c3x1.intoMemorySegment(s, c + 3 * pitch + BYTES, ORDER);
    }
}
