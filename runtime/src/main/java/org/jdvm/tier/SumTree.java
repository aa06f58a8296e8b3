package org.jdvm.tier;

import java.util.Arrays;
import org.jdvm.bytecode.Words;

/**
 * The order in which terms of 32-bit floats are added: that of a program, whichever code runs it. It depends on the positions of the terms
 * only, not on the vectors of a machine.
 *
 * <p>Along a row, a block of {@link #BLOCK} terms goes round {@link #PARTIALS} partial sums, term i to partial sum {@code i mod 64}. The
 * partial sums of blocks are the leaves of 64 equal binary trees: blocks 2i and 2i + 1 are added, then these sums in pairs again; what has no
 * partner goes up as it is. The 64 sums of a row are added in halves: {@code p[i] + p[i + 32]}, {@code p[i] + p[i + 16]} and so on down to
 * one. Down a column, {@link #ROWS} terms are added one after the other; the sums of such blocks are the leaves of a tree like those. So
 * terms that are left out are the same as zeros.
 *
 * <p>An object holds such trees, one for each of some results, while leaves arrive one after the other.
 */
public final class SumTree {
    /** Partial sums of a block of a row. */
    public static final int PARTIALS = Words.PARTIAL_SUMS;

    /** Terms of a block of a row. */
    public static final int BLOCK = 1024;

    /** Floats that hold the partial sums of all subtrees of the longest row while it is added. */
    public static final int ROOM = 24 * PARTIALS;

    /** Terms of a block of a column. */
    public static final int ROWS = 16;

    /** Elements after the results, which vector code may overwrite. */
    private static final int SLACK = 16;

    /** For each level the sums of a whole subtree of that height, one for each result; which ones are valid, the bits of the count say. */
    private float[][] levels = new float[4][];

    private float[] leaf = new float[0];
    private int results;
    private int leaves;

    /** Creates trees for no results. */
    public SumTree() {}

    /**
     * Begins anew.
     *
     * @param count the number of results
     */
    public void begin(int count) {
        results = count;
        leaves = 0;
        if (leaf.length < count + SLACK) {
            leaf = new float[count + SLACK];
        }
    }

    /** {@return how many results there are} */
    public int results() {
        return results;
    }

    /** {@return where the next leaf of each result is put; 16 elements after the results may be overwritten} */
    public float[] leaf() {
        return leaf;
    }

    /** Adds the {@link #leaf()} of each result. */
    public void push() {
        int level = Integer.numberOfTrailingZeros(~leaves);
        for (int below = 0; below < level; below++) {
            add(levels[below], leaf, results);
        }
        if (level == levels.length) {
            levels = Arrays.copyOf(levels, 2 * level);
        }
        float[] place = levels[level];
        levels[level] = leaf;
        leaf = place == null || place.length < results + SLACK ? new float[results + SLACK] : place;
        leaves++;
    }

    /** {@return the sum of all leaves of each result, until the next leaf is put there; may be longer than there are results} */
    public float[] total() {
        if (leaves == 0) {
            Arrays.fill(leaf, 0, results, 0f);
            return leaf;
        }
        int level = Integer.numberOfTrailingZeros(leaves);
        System.arraycopy(levels[level], 0, leaf, 0, results);
        for (int rest = leaves & leaves - 1; rest != 0; rest &= rest - 1) {
            add(levels[Integer.numberOfTrailingZeros(rest)], leaf, results);
        }
        return leaf;
    }

    /** Adds earlier sums to later ones. */
    private static void add(float[] earlier, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = earlier[i] + to[i];
        }
    }

    /**
     * {@return the first block of the right one of the two subtrees that some blocks of a tree belong to}
     *
     * @param first the first block
     * @param last the last block, another one
     */
    public static int split(int first, int last) {
        return last & -Integer.highestOneBit(first ^ last);
    }

    /**
     * {@return how many sums of earlier blocks of a row are added to that of a block, from the last one back}
     *
     * @param first the first block that has terms
     * @param block the block
     */
    public static int merges(int first, int block) {
        int level = 0;
        while ((block >> level & 1) != 0 && block >> level << level > first) {
            level++;
        }
        return level;
    }

    /**
     * {@return the sum of some terms of a row, which is cut into segments that are leaves of a tree}
     *
     * @param x the terms
     * @param at where they begin
     * @param count how many there are
     * @param segment terms of a segment
     * @param room {@link #ROOM} floats
     */
    public static float segments(float[] x, int at, int count, int segment, float[] room) {
        return count <= segment
                ? row(x, at, 0, count, room)
                : segments(x, at, count, segment, room, 0, (count - 1) / segment);
    }

    private static float segments(float[] x, int at, int count, int segment, float[] room, int first, int last) {
        if (first == last) {
            int from = first * segment;
            return row(x, at + from, 0, Math.min(segment, count - from), room);
        }
        int middle = split(first, last);
        return segments(x, at, count, segment, room, first, middle - 1)
                + segments(x, at, count, segment, room, middle, last);
    }

    /**
     * {@return the sum of some terms of a row}
     *
     * @param x the terms
     * @param at where those from {@code from} on begin
     * @param from the place of the first one in the row, a multiple of {@link #PARTIALS}
     * @param to the place after that of the last one
     * @param room {@link #ROOM} floats
     */
    public static float row(float[] x, int at, int from, int to, float[] room) {
        int first = from / BLOCK;
        int top = 0;
        int begin = from;
        do {
            int block = begin / BLOCK;
            int end = Math.min(to, (block + 1) * BLOCK);
            block(x, at + begin - from, end - begin, room, top++ * PARTIALS);
            for (int merges = merges(first, block); merges > 0; merges--) {
                top--;
                fold(room, top * PARTIALS);
            }
            begin = end;
        } while (begin < to);
        while (--top > 0) {
            fold(room, top * PARTIALS);
        }
        for (int half = PARTIALS / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                room[i] += room[i + half];
            }
        }
        return room[0];
    }

    /** Adds some partial sums to those before them. */
    private static void fold(float[] room, int at) {
        for (int i = at - PARTIALS; i < at; i++) {
            room[i] += room[i + PARTIALS];
        }
    }

    private static void block(float[] x, int at, int count, float[] room, int to) {
        Arrays.fill(room, to, to + PARTIALS, 0f);
        int i = 0;
        for (; i + PARTIALS <= count; i += PARTIALS) {
            for (int j = 0; j < PARTIALS; j++) {
                room[to + j] += x[at + i + j];
            }
        }
        for (int j = 0; i + j < count; j++) {
            room[to + j] += x[at + i + j];
        }
    }

    /**
     * Adds blocks of rows of a matrix as leaves; there is one result for each column.
     *
     * @param x its elements
     * @param at where it begins
     * @param step elements from row to row
     * @param rows how many there are
     */
    public void pushRows(float[] x, int at, int step, int rows) {
        for (int row = 0; row < rows; row += ROWS) {
            int end = Math.min(rows, row + ROWS);
            System.arraycopy(x, at + row * step, leaf, 0, results);
            for (int r = row + 1; r < end; r++) {
                int from = at + r * step;
                for (int i = 0; i < results; i++) {
                    leaf[i] += x[from + i];
                }
            }
            push();
        }
    }
}
