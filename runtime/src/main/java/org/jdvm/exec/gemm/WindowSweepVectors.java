package org.jdvm.exec.gemm;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.I32;
import static org.jdvm.exec.lane.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.jdvm.exec.lane.Layout;

/**
 * The vector forms of {@link WindowSweep}, for the vectors from one number to another. A vector that has other lanes than windows writes what
 * the next one overwrites.
 */
public final class WindowSweepVectors {
    /** Elements of the windows whose weights stay in registers. */
    static final int NINE = 9;

    /** What {@link #order} makes of NaN. */
    private static final int NAN = 0x7fc00000;

    /** What it makes of negative infinity. */
    private static final int LOWEST = 0x807fffff;

    private WindowSweepVectors() {}

    private static void store(FloatVector x, long lanes, MemorySegment s, long to) {
        FloatVector windows = lanes == WindowSweep.ALL ? x : x.compress(VectorMask.fromLong(F32, lanes));
        windows.intoMemorySegment(s, to, ORDER);
    }

    /** Products of windows of nine elements. */
    public static void nineProducts(
            float[] x,
            int[] bases,
            long[] lanes,
            int[] targets,
            int from,
            int to,
            int[] offsets,
            float[] weights,
            MemorySegment s,
            long target) {
        int at0 = offsets[0];
        int at1 = offsets[1];
        int at2 = offsets[2];
        int at3 = offsets[3];
        int at4 = offsets[4];
        int at5 = offsets[5];
        int at6 = offsets[6];
        int at7 = offsets[7];
        int at8 = offsets[8];
        FloatVector weight0 = FloatVector.broadcast(F32, weights[0]);
        FloatVector weight1 = FloatVector.broadcast(F32, weights[1]);
        FloatVector weight2 = FloatVector.broadcast(F32, weights[2]);
        FloatVector weight3 = FloatVector.broadcast(F32, weights[3]);
        FloatVector weight4 = FloatVector.broadcast(F32, weights[4]);
        FloatVector weight5 = FloatVector.broadcast(F32, weights[5]);
        FloatVector weight6 = FloatVector.broadcast(F32, weights[6]);
        FloatVector weight7 = FloatVector.broadcast(F32, weights[7]);
        FloatVector weight8 = FloatVector.broadcast(F32, weights[8]);
        for (int vector = from; vector < to; vector++) {
            int base = bases[vector];
            FloatVector sum = FloatVector.fromArray(F32, x, base + at0).fma(weight0, FloatVector.zero(F32));
            sum = FloatVector.fromArray(F32, x, base + at1).fma(weight1, sum);
            sum = FloatVector.fromArray(F32, x, base + at2).fma(weight2, sum);
            sum = FloatVector.fromArray(F32, x, base + at3).fma(weight3, sum);
            sum = FloatVector.fromArray(F32, x, base + at4).fma(weight4, sum);
            sum = FloatVector.fromArray(F32, x, base + at5).fma(weight5, sum);
            sum = FloatVector.fromArray(F32, x, base + at6).fma(weight6, sum);
            sum = FloatVector.fromArray(F32, x, base + at7).fma(weight7, sum);
            sum = FloatVector.fromArray(F32, x, base + at8).fma(weight8, sum);
            store(sum, lanes[vector], s, target + 4L * targets[vector]);
        }
    }

    public static void products(
            float[] x,
            int[] bases,
            long[] lanes,
            int[] targets,
            int from,
            int to,
            int[] offsets,
            float[] weights,
            int elements,
            MemorySegment s,
            long target) {
        for (int vector = from; vector < to; vector += 4) {
            int second = Math.min(vector + 1, to - 1);
            int third = Math.min(vector + 2, to - 1);
            int fourth = Math.min(vector + 3, to - 1);
            int baseA = bases[vector];
            int baseB = bases[second];
            int baseC = bases[third];
            int baseD = bases[fourth];
            FloatVector a = FloatVector.zero(F32);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int element = 0; element < elements; element++) {
                int offset = offsets[element];
                FloatVector weight = FloatVector.broadcast(F32, weights[element]);
                a = FloatVector.fromArray(F32, x, baseA + offset).fma(weight, a);
                b = FloatVector.fromArray(F32, x, baseB + offset).fma(weight, b);
                c = FloatVector.fromArray(F32, x, baseC + offset).fma(weight, c);
                d = FloatVector.fromArray(F32, x, baseD + offset).fma(weight, d);
            }
            store(a, lanes[vector], s, target + 4L * targets[vector]);
            store(b, lanes[second], s, target + 4L * targets[second]);
            store(c, lanes[third], s, target + 4L * targets[third]);
            store(d, lanes[fourth], s, target + 4L * targets[fourth]);
        }
    }

    public static void sums(
            float[] x,
            int[] bases,
            long[] lanes,
            int[] targets,
            int from,
            int to,
            int[] offsets,
            int elements,
            MemorySegment s,
            long target) {
        for (int vector = from; vector < to; vector += 4) {
            int second = Math.min(vector + 1, to - 1);
            int third = Math.min(vector + 2, to - 1);
            int fourth = Math.min(vector + 3, to - 1);
            int baseA = bases[vector];
            int baseB = bases[second];
            int baseC = bases[third];
            int baseD = bases[fourth];
            FloatVector a = FloatVector.zero(F32);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int element = 0; element < elements; element++) {
                int offset = offsets[element];
                a = a.add(FloatVector.fromArray(F32, x, baseA + offset));
                b = b.add(FloatVector.fromArray(F32, x, baseB + offset));
                c = c.add(FloatVector.fromArray(F32, x, baseC + offset));
                d = d.add(FloatVector.fromArray(F32, x, baseD + offset));
            }
            store(a, lanes[vector], s, target + 4L * targets[vector]);
            store(b, lanes[second], s, target + 4L * targets[second]);
            store(c, lanes[third], s, target + 4L * targets[third]);
            store(d, lanes[fourth], s, target + 4L * targets[fourth]);
        }
    }

    /**
     * Maps floats to integers of the same order: the larger of two of them is one instruction, that of floats with zeros of both signs and NaN
     * is several. All NaN are the largest number.
     *
     * @param from the floats
     * @param count how many, a multiple of the lanes of a vector
     * @param to where the integers go
     */
    public static void order(float[] from, int count, int[] to) {
        for (int i = 0; i < count; i += Layout.COUNT) {
            FloatVector x = FloatVector.fromArray(F32, from, i);
            IntVector ordered = reordered(x.reinterpretAsInts());
            ordered.blend(NAN, x.compare(VectorOperators.NE, x).cast(I32)).intoArray(to, i);
        }
    }

    /** Bits of floats as integers in their order, and back. */
    private static IntVector reordered(IntVector bits) {
        return bits.lanewise(VectorOperators.ASHR, Integer.SIZE - 1)
                .and(Integer.MAX_VALUE)
                .lanewise(VectorOperators.XOR, bits);
    }

    /** The largest of numbers that {@link #order} has mapped. */
    public static void maxima(
            int[] x,
            int[] bases,
            long[] lanes,
            int[] targets,
            int from,
            int to,
            int[] offsets,
            int elements,
            MemorySegment s,
            long target) {
        for (int vector = from; vector < to; vector += 4) {
            int second = Math.min(vector + 1, to - 1);
            int third = Math.min(vector + 2, to - 1);
            int fourth = Math.min(vector + 3, to - 1);
            int baseA = bases[vector];
            int baseB = bases[second];
            int baseC = bases[third];
            int baseD = bases[fourth];
            IntVector a = IntVector.broadcast(I32, LOWEST);
            IntVector b = a;
            IntVector c = a;
            IntVector d = a;
            for (int element = 0; element < elements; element++) {
                int offset = offsets[element];
                a = a.max(IntVector.fromArray(I32, x, baseA + offset));
                b = b.max(IntVector.fromArray(I32, x, baseB + offset));
                c = c.max(IntVector.fromArray(I32, x, baseC + offset));
                d = d.max(IntVector.fromArray(I32, x, baseD + offset));
            }
            store(reordered(a).reinterpretAsFloats(), lanes[vector], s, target + 4L * targets[vector]);
            store(reordered(b).reinterpretAsFloats(), lanes[second], s, target + 4L * targets[second]);
            store(reordered(c).reinterpretAsFloats(), lanes[third], s, target + 4L * targets[third]);
            store(reordered(d).reinterpretAsFloats(), lanes[fourth], s, target + 4L * targets[fourth]);
        }
    }

    /**
     * Copies elements that are adjacent in memory to lanes of vectors.
     *
     * @param from the memory
     * @param first what is added to the starts
     * @param starts for each vector where its first element is
     * @param lanes for each vector a bit for each lane that has an element
     * @param vectors how many there are
     * @param outside what the other lanes have
     * @param to where the vectors go
     */
    public static void expand(
            float[] from, int first, int[] starts, long[] lanes, int vectors, float outside, float[] to) {
        FloatVector border = FloatVector.broadcast(F32, outside);
        for (int vector = 0; vector < vectors; vector++) {
            VectorMask<Float> inside = VectorMask.fromLong(F32, lanes[vector]);
            FloatVector x = FloatVector.fromArray(F32, from, first + starts[vector]);
            border.blend(x.expand(inside), inside).intoArray(to, vector * Layout.COUNT);
        }
    }
}
