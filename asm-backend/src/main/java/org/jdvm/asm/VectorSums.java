package org.jdvm.asm;

import static org.jdvm.asm.VectorFunctions.F32;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import org.jdvm.tier.Scratch;
import org.jdvm.tier.SumTree;

/**
 * Sums of floats in arrays as vector code, in the order of {@link SumTree}. Lanes are combined by shuffles: the order of the library's own
 * reduction differs between the compilers of the virtual machine.
 */
final class VectorSums {
    private static final int COUNT = F32.length();
    private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(F32, 8 % COUNT, 1, true);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(F32, 4 % COUNT, 1, true);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(F32, 2 % COUNT, 1, true);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(F32, 1 % COUNT, 1, true);

    /** Where the upper half of the partial sums is put if they do not fit the registers. */
    private static final int UPPER = SumTree.PARTIALS;

    private VectorSums() {}

    /** The sum of a row, whose segments are leaves of a tree. */
    static float row(Scratch scratch, float[] x, int at, int count, int segment) {
        float[] room = scratch.partials();
        if (count <= segment) {
            return count <= SumTree.BLOCK ? block(x, at, count, room) : tree(x, at, 0, count, room);
        }
        return segments(x, at, count, segment, room, 0, (count - 1) / segment);
    }

    private static float segments(float[] x, int at, int count, int segment, float[] room, int first, int last) {
        if (first == last) {
            int from = first * segment;
            return tree(x, at + from, 0, Math.min(segment, count - from), room);
        }
        int middle = SumTree.split(first, last);
        return segments(x, at, count, segment, room, first, middle - 1)
                + segments(x, at, count, segment, room, middle, last);
    }

    private static float tree(float[] x, int at, int from, int to, float[] room) {
        int first = from / SumTree.BLOCK;
        int last = (to - 1) / SumTree.BLOCK;
        if (first == last) {
            return block(x, at + from, to - from, room);
        }
        int middle = SumTree.split(first, last) * SumTree.BLOCK;
        return tree(x, at, from, middle, room) + tree(x, at, middle, to, room);
    }

    /** What does not fill a turn is put into an array that has room for it, with zeros behind it. */
    private static float block(float[] x, int at, int count, float[] room) {
        int whole = count & -SumTree.PARTIALS;
        int rest = count - whole;
        if (rest > 0) {
            System.arraycopy(x, at + whole, room, 0, rest);
            Arrays.fill(room, rest, SumTree.PARTIALS, 0f);
        }
        if (COUNT == 16) {
            return four(x, at, whole, rest > 0, room);
        }
        if (COUNT == 4) {
            eight(x, at, whole, rest > 0, room, SumTree.PARTIALS / 2);
        }
        return eight(x, at, whole, rest > 0, room, 0);
    }

    private static float four(float[] x, int at, int whole, boolean rest, float[] room) {
        FloatVector x0 = FloatVector.zero(F32);
        FloatVector x1 = x0;
        FloatVector x2 = x0;
        FloatVector x3 = x0;
        for (int i = at; i < at + whole; i += SumTree.PARTIALS) {
            x0 = x0.add(FloatVector.fromArray(F32, x, i));
            x1 = x1.add(FloatVector.fromArray(F32, x, i + COUNT));
            x2 = x2.add(FloatVector.fromArray(F32, x, i + 2 * COUNT));
            x3 = x3.add(FloatVector.fromArray(F32, x, i + 3 * COUNT));
        }
        if (rest) {
            x0 = x0.add(FloatVector.fromArray(F32, room, 0));
            x1 = x1.add(FloatVector.fromArray(F32, room, COUNT));
            x2 = x2.add(FloatVector.fromArray(F32, room, 2 * COUNT));
            x3 = x3.add(FloatVector.fromArray(F32, room, 3 * COUNT));
        }
        return lanes(x0.add(x2).add(x1.add(x3)));
    }

    /** Eight vectors of each turn, from one of its elements on: all, or half of them. The sums of the upper half are only put behind the rest. */
    private static float eight(float[] x, int at, int whole, boolean rest, float[] room, int from) {
        FloatVector x0 = FloatVector.zero(F32);
        FloatVector x1 = x0;
        FloatVector x2 = x0;
        FloatVector x3 = x0;
        FloatVector x4 = x0;
        FloatVector x5 = x0;
        FloatVector x6 = x0;
        FloatVector x7 = x0;
        int end = at + from + whole;
        for (int i = at + from; i < end; i += SumTree.PARTIALS) {
            x0 = x0.add(FloatVector.fromArray(F32, x, i));
            x1 = x1.add(FloatVector.fromArray(F32, x, i + COUNT));
            x2 = x2.add(FloatVector.fromArray(F32, x, i + 2 * COUNT));
            x3 = x3.add(FloatVector.fromArray(F32, x, i + 3 * COUNT));
            x4 = x4.add(FloatVector.fromArray(F32, x, i + 4 * COUNT));
            x5 = x5.add(FloatVector.fromArray(F32, x, i + 5 * COUNT));
            x6 = x6.add(FloatVector.fromArray(F32, x, i + 6 * COUNT));
            x7 = x7.add(FloatVector.fromArray(F32, x, i + 7 * COUNT));
        }
        if (rest) {
            x0 = x0.add(FloatVector.fromArray(F32, room, from));
            x1 = x1.add(FloatVector.fromArray(F32, room, from + COUNT));
            x2 = x2.add(FloatVector.fromArray(F32, room, from + 2 * COUNT));
            x3 = x3.add(FloatVector.fromArray(F32, room, from + 3 * COUNT));
            x4 = x4.add(FloatVector.fromArray(F32, room, from + 4 * COUNT));
            x5 = x5.add(FloatVector.fromArray(F32, room, from + 5 * COUNT));
            x6 = x6.add(FloatVector.fromArray(F32, room, from + 6 * COUNT));
            x7 = x7.add(FloatVector.fromArray(F32, room, from + 7 * COUNT));
        }
        if (from > 0) {
            x0.intoArray(room, UPPER);
            x1.intoArray(room, UPPER + COUNT);
            x2.intoArray(room, UPPER + 2 * COUNT);
            x3.intoArray(room, UPPER + 3 * COUNT);
            x4.intoArray(room, UPPER + 4 * COUNT);
            x5.intoArray(room, UPPER + 5 * COUNT);
            x6.intoArray(room, UPPER + 6 * COUNT);
            x7.intoArray(room, UPPER + 7 * COUNT);
            return 0;
        }
        if (COUNT == 4) {
            x0 = x0.add(FloatVector.fromArray(F32, room, UPPER));
            x1 = x1.add(FloatVector.fromArray(F32, room, UPPER + COUNT));
            x2 = x2.add(FloatVector.fromArray(F32, room, UPPER + 2 * COUNT));
            x3 = x3.add(FloatVector.fromArray(F32, room, UPPER + 3 * COUNT));
            x4 = x4.add(FloatVector.fromArray(F32, room, UPPER + 4 * COUNT));
            x5 = x5.add(FloatVector.fromArray(F32, room, UPPER + 5 * COUNT));
            x6 = x6.add(FloatVector.fromArray(F32, room, UPPER + 6 * COUNT));
            x7 = x7.add(FloatVector.fromArray(F32, room, UPPER + 7 * COUNT));
        }
        x0 = x0.add(x4);
        x1 = x1.add(x5);
        x2 = x2.add(x6);
        x3 = x3.add(x7);
        return lanes(x0.add(x2).add(x1.add(x3)));
    }

    private static float lanes(FloatVector sums) {
        FloatVector x = sums;
        if (COUNT > 8) {
            x = x.add(x.rearrange(BY_8));
        }
        if (COUNT > 4) {
            x = x.add(x.rearrange(BY_4));
        }
        x = x.add(x.rearrange(BY_2));
        x = x.add(x.rearrange(BY_1));
        return x.lane(0);
    }

    /** Adds rows that are in memory, in segments of some rows. */
    static void rows(SumTree sums, float[] x, int at, int step, int rows, int segment) {
        for (int row = 0; row < rows; row += segment) {
            int end = Math.min(rows, row + segment);
            for (int r = row; r < end; r += SumTree.ROWS) {
                block(sums, x, at + r * step, step, Math.min(SumTree.ROWS, end - r));
            }
        }
    }

    /** Adds a block if it ends with a row, which was put into its place. */
    static void done(SumTree sums, float[] x, int at, int pitch, int row, int rows, int segment) {
        int place = Sums.place(row, segment);
        if (Sums.endsBlock(place, row, rows, segment)) {
            block(sums, x, at, pitch, place + 1);
        }
    }

    private static void block(SumTree sums, float[] x, int at, int step, int rows) {
        float[] leaf = sums.leaf();
        int columns = sums.results();
        int i = 0;
        for (; i + 4 * COUNT <= columns; i += 4 * COUNT) {
            fourColumns(leaf, i, x, at + i, step, rows);
        }
        for (; i + COUNT <= columns; i += COUNT) {
            column(leaf, i, x, at + i, step, rows);
        }
        for (; i < columns; i++) {
            float sum = x[at + i];
            for (int r = 1; r < rows; r++) {
                sum += x[at + r * step + i];
            }
            leaf[i] = sum;
        }
        sums.push();
    }

    private static void fourColumns(float[] leaf, int to, float[] x, int at, int step, int rows) {
        FloatVector x0 = FloatVector.fromArray(F32, x, at);
        FloatVector x1 = FloatVector.fromArray(F32, x, at + COUNT);
        FloatVector x2 = FloatVector.fromArray(F32, x, at + 2 * COUNT);
        FloatVector x3 = FloatVector.fromArray(F32, x, at + 3 * COUNT);
        int from = at;
        for (int r = 1; r < rows; r++) {
            from += step;
            x0 = x0.add(FloatVector.fromArray(F32, x, from));
            x1 = x1.add(FloatVector.fromArray(F32, x, from + COUNT));
            x2 = x2.add(FloatVector.fromArray(F32, x, from + 2 * COUNT));
            x3 = x3.add(FloatVector.fromArray(F32, x, from + 3 * COUNT));
        }
        x0.intoArray(leaf, to);
        x1.intoArray(leaf, to + COUNT);
        x2.intoArray(leaf, to + 2 * COUNT);
        x3.intoArray(leaf, to + 3 * COUNT);
    }

    private static void column(float[] leaf, int to, float[] x, int at, int step, int rows) {
        FloatVector sum = FloatVector.fromArray(F32, x, at);
        for (int r = 1; r < rows; r++) {
            sum = sum.add(FloatVector.fromArray(F32, x, at + r * step));
        }
        sum.intoArray(leaf, to);
    }
}
