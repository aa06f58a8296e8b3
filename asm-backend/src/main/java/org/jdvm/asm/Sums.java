package org.jdvm.asm;

import org.jdvm.tier.Scratch;
import org.jdvm.tier.SumTree;

/** Sums of floats in generated code of single numbers, and what those of {@link VectorSums} have in common with them. */
final class Sums {
    private Sums() {}

    /** The sum of a row, whose segments are leaves of a tree. */
    static float row(Scratch scratch, float[] x, int at, int count, int segment) {
        return SumTree.segments(x, at, count, segment, scratch.partials());
    }

    /** A number above 0 if a row does not end with a whole iteration over some columns, or has segments that do not end with a block. */
    static int left(int columns, int width, int segment) {
        int left = columns & width - 1;
        return columns > segment ? left | segment & SumTree.BLOCK - 1 : left;
    }

    /** The blocks of a row. */
    static int blocks(int columns, int segment) {
        int segments = (columns + segment - 1) / Math.max(1, segment);
        return Math.max(segments, (columns + SumTree.BLOCK - 1) / SumTree.BLOCK);
    }

    /** Adds rows that are in memory, in segments of some rows. */
    static void rows(SumTree sums, float[] x, int at, int step, int rows, int segment) {
        for (int row = 0; row < rows; row += segment) {
            sums.pushRows(x, at + row * step, step, Math.min(segment, rows - row));
        }
    }

    /** Which row of a block a row of a frame with segments of some rows is. */
    static int place(int row, int segment) {
        return row % segment % SumTree.ROWS;
    }

    /** Returns whether a block ends with a row of a frame. */
    static boolean endsBlock(int place, int row, int rows, int segment) {
        return place == SumTree.ROWS - 1 || row == rows - 1 || (row + 1) % segment == 0;
    }

    /** Adds a block if it ends with a row, which was put into its place. */
    static void done(SumTree sums, float[] x, int at, int pitch, int row, int rows, int segment) {
        int place = place(row, segment);
        if (endsBlock(place, row, rows, segment)) {
            sums.pushRows(x, at, pitch, place + 1);
        }
    }

    /** All sums. */
    static void finish(SumTree sums, float[] to, int at, int count) {
        System.arraycopy(sums.total(), 0, to, at, count);
    }

    /** All sums, added to a number. */
    static void finish(SumTree sums, float[] to, int at, int count, float initial) {
        float[] total = sums.total();
        for (int i = 0; i < count; i++) {
            to[at + i] = initial + total[i];
        }
    }

    /** Adds the sums to what is there. */
    static void finishInPlace(SumTree sums, float[] to, int at, int count) {
        float[] total = sums.total();
        for (int i = 0; i < count; i++) {
            to[at + i] += total[i];
        }
    }
}
