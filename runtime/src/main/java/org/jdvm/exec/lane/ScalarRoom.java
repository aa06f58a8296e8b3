package org.jdvm.exec.lane;

/**
 * Plain arrays into which scalar routines bring elements. They are kept, and grow: until vector code is ready each instruction needs some, and the garbage of
 * a second of calls would fill gigabytes. Used by one thread at a time.
 */
public final class ScalarRoom {
    /** The most arrays of a type that a routine needs at a time. */
    private static final int ARRAYS = 3;

    private final float[][] floats = new float[ARRAYS][0];
    private final int[][] ints = new int[ARRAYS][0];
    private final long[][] longs = new long[ARRAYS][0];
    private final double[][] doubles = new double[ARRAYS][0];

    /**
     * {@return an array with any elements, which is that of the next request with the same number}
     *
     * @param number which one
     * @param count how many elements it must have; it may have more
     */
    public float[] floats(int number, int count) {
        if (floats[number].length < count) {
            floats[number] = new float[size(count)];
        }
        return floats[number];
    }

    int[] ints(int number, int count) {
        if (ints[number].length < count) {
            ints[number] = new int[size(count)];
        }
        return ints[number];
    }

    long[] longs(int number, int count) {
        if (longs[number].length < count) {
            longs[number] = new long[size(count)];
        }
        return longs[number];
    }

    double[] doubles(int number, int count) {
        if (doubles[number].length < count) {
            doubles[number] = new double[size(count)];
        }
        return doubles[number];
    }

    /** So that slowly growing rows do not make a new array each time. */
    private static int size(int count) {
        return Math.max(1024, Integer.highestOneBit(count - 1) << 1);
    }
}
