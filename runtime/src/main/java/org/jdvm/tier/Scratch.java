package org.jdvm.tier;

import java.util.Arrays;

/** Working memory of one core for {@link SectionCode}: arrays that grow to what was asked for and are not cleared. */
public final class Scratch {
    private float[] floats = new float[0];
    private int[] ints = new int[0];
    private long[] longs = new long[0];
    private double[] doubles = new double[0];
    private int[] bases = new int[0];
    private SumTree[] sums = new SumTree[0];
    private final float[] partials = new float[SumTree.ROOM];

    /** Creates scratch memory that holds nothing yet. */
    public Scratch() {}

    /**
     * {@return an array of at least the given number of floats; the same one until a larger one is asked for}
     *
     * @param count how many
     */
    public float[] floats(int count) {
        if (floats.length < count) {
            floats = new float[grown(count)];
        }
        return floats;
    }

    /**
     * {@return an array of at least the given number of integers; the same one until a larger one is asked for}
     *
     * @param count how many
     */
    public int[] ints(int count) {
        if (ints.length < count) {
            ints = new int[grown(count)];
        }
        return ints;
    }

    /**
     * {@return an array of at least the given number of long integers; the same one until a larger one is asked for}
     *
     * @param count how many
     */
    public long[] longs(int count) {
        if (longs.length < count) {
            longs = new long[grown(count)];
        }
        return longs;
    }

    /**
     * {@return an array of at least the given number of doubles; the same one until a larger one is asked for}
     *
     * @param count how many
     */
    public double[] doubles(int count) {
        if (doubles.length < count) {
            doubles = new double[grown(count)];
        }
        return doubles;
    }

    /**
     * {@return an array for the current addresses of a number of memory operands; its elements stay}
     *
     * @param count how many
     */
    public int[] bases(int count) {
        if (bases.length < count) {
            bases = Arrays.copyOf(bases, count + 16);
        }
        return bases;
    }

    /** {@return {@link SumTree#ROOM} floats} */
    public float[] partials() {
        return partials;
    }

    /**
     * {@return the sums with a number; they stay until they begin anew}
     *
     * @param number which of several that are under way
     */
    public SumTree sums(int number) {
        if (sums.length <= number) {
            int before = sums.length;
            sums = Arrays.copyOf(sums, number + 1);
            for (int i = before; i < sums.length; i++) {
                sums[i] = new SumTree();
            }
        }
        return sums[number];
    }

    private static int grown(int count) {
        return (int) Math.min(Integer.MAX_VALUE - 8, count + count / 2L + 64);
    }
}
