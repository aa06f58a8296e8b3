package org.jdvm.examples.host;

import java.util.function.LongSupplier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** What a core can do at most: arithmetic in registers, and reading. Needs the Vector API. */
public final class HostSpeed {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;

    /** Operations of a step of {@link #chains}: a multiplication and an addition in each lane of each chain. */
    public static final int OPERATIONS = 2 * CHAINS * SPECIES.length();

    /** Few steps a call: before they are compiled, they take a thousand times as long. */
    private static final int STEPS = 500;

    /** The least time of a measurement: vector code is slow until the second compiler is done with it. */
    private static final long LEAST_NANOS = 1_500_000_000;

    /** A measurement goes on for that time after the last result that was better than all before. */
    private static final long CALM_NANOS = 500_000_000;

    private static final double BETTER = 1.02;

    /** Keeps results from being dropped. */
    private static float sink;

    private HostSpeed() {}

    /** {@return fused multiplications and additions of one core, in operations a nanosecond (GFLOP/s): the best of some trials} */
    public static double peak() {
        float[] start = new float[SPECIES.length()];
        return best(() -> {
            long done = 0;
            for (int i = 0; i < 10; i++) {
                sink += chains(start, STEPS);
                done += (long) STEPS * OPERATIONS;
            }
            return done;
        });
    }

    /**
     * {@return bytes that one core reads in a nanosecond (GB/s) from a set of that size, again and again: the best of some trials}
     *
     * @param bytes the size of the set
     */
    public static double bandwidth(long bytes) {
        float[] array = new float[Math.toIntExact(bytes / Float.BYTES)];
        int passes = Math.toIntExact(Math.max(1, (1 << 22) / bytes));
        return best(() -> {
            for (int i = 0; i < passes; i++) {
                sink += sum(array);
            }
            return passes * bytes;
        });
    }

    /** The most of what a task does in a nanosecond. */
    private static double best(LongSupplier task) {
        double best = 0;
        double found = 0;
        long end = System.nanoTime() + LEAST_NANOS;
        long now;
        do {
            long start = System.nanoTime();
            long done = task.getAsLong();
            now = System.nanoTime();
            best = Math.max(best, done / (double) (now - start));
            if (best > BETTER * found) {
                found = best;
                end = Math.max(end, now + CALM_NANOS);
            }
        } while (now < end);
        return best;
    }

    private static float sum(float[] array) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int step = SPECIES.length();
        for (int i = 0; i + 4 * step <= array.length; i += 4 * step) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, array, i));
            s1 = s1.add(FloatVector.fromArray(SPECIES, array, i + step));
            s2 = s2.add(FloatVector.fromArray(SPECIES, array, i + 2 * step));
            s3 = s3.add(FloatVector.fromArray(SPECIES, array, i + 3 * step));
        }
        return s0.add(s1).add(s2).add(s3).reduceLanes(VectorOperators.ADD);
    }

    /**
     * {@return the sum of some chains} Each waits for its own last result only, so that their operations overlap.
     *
     * @param start as long as a vector
     * @param steps how often each chain is continued
     */
    public static float chains(float[] start, int steps) {
        FloatVector x = FloatVector.fromArray(SPECIES, start, 0);
        FloatVector y = x.add(1e-9f);
        FloatVector a0 = x.add(0f);
        FloatVector a1 = x.add(1f);
        FloatVector a2 = x.add(2f);
        FloatVector a3 = x.add(3f);
        FloatVector a4 = x.add(4f);
        FloatVector a5 = x.add(5f);
        FloatVector a6 = x.add(6f);
        FloatVector a7 = x.add(7f);
        FloatVector a8 = x.add(8f);
        FloatVector a9 = x.add(9f);
        FloatVector a10 = x.add(10f);
        FloatVector a11 = x.add(11f);
        for (int i = 0; i < steps; i++) {
            a0 = x.fma(y, a0);
            a1 = x.fma(y, a1);
            a2 = x.fma(y, a2);
            a3 = x.fma(y, a3);
            a4 = x.fma(y, a4);
            a5 = x.fma(y, a5);
            a6 = x.fma(y, a6);
            a7 = x.fma(y, a7);
            a8 = x.fma(y, a8);
            a9 = x.fma(y, a9);
            a10 = x.fma(y, a10);
            a11 = x.fma(y, a11);
        }
        return a0.add(a1)
                .add(a2)
                .add(a3)
                .add(a4)
                .add(a5)
                .add(a6)
                .add(a7)
                .add(a8)
                .add(a9)
                .add(a10)
                .add(a11)
                .reduceLanes(VectorOperators.ADD);
    }
}
