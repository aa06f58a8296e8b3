package org.jdvm.asm;

import static jdk.incubator.vector.VectorOperators.NE;
import static org.jdvm.asm.VectorFunctions.F32;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jdvm.tier.Scratch;
import org.jdvm.tier.SumTree;

/**
 * Sums of floats in arrays as vector code, in the order of {@link SumTree}.
 *
 * <p>No vector is an argument or a result of these methods: code that calls them can be too large for more inlining, and vectors would go through
 * memory, at some hundred bytes a call.
 */
final class VectorSums {
    private static final int COUNT = F32.length();

    /** Elements of the longest row that is added without going through memory. */
    private static final int SHORT = 4 * COUNT;

    /** From element {@code COUNT - n} on a vector whose first n lanes are not zero. */
    private static final float[] INSIDE = new float[2 * COUNT];

    static {
        Arrays.fill(INSIDE, 0, COUNT, 1f);
    }

    private VectorSums() {}

    /** The sum of a row, whose segments are leaves of a tree. */
    static float row(Scratch scratch, float[] x, int at, int count, int segment) {
        float[] room = scratch.partials();
        if (count <= segment) {
            return count <= SHORT ? shortRow(x, at, count) : row(x, at, count, room);
        }
        return segments(x, at, count, segment, room, 0, (count - 1) / segment);
    }

    /** Each of the partial sums is one term, or zero: those of the first and the third vector are added, and those of the others. */
    private static float shortRow(float[] x, int at, int count) {
        FloatVector next = FloatVector.zero(F32);
        FloatVector other = next;
        int i = 0;
        for (; i + COUNT <= count; i += COUNT) {
            FloatVector sum = next.add(FloatVector.fromArray(F32, x, at + i));
            next = other;
            other = sum;
        }
        if (i < count) {
            VectorMask<Float> inside =
                    FloatVector.fromArray(F32, INSIDE, COUNT - (count - i)).compare(NE, 0f);
            next = next.add(FloatVector.fromArray(F32, x, at + i, inside));
        }
        return VectorFunctions.sum(next.add(other));
    }

    private static float segments(float[] x, int at, int count, int segment, float[] room, int first, int last) {
        if (first == last) {
            int from = first * segment;
            return row(x, at + from, Math.min(segment, count - from), room);
        }
        int middle = SumTree.split(first, last);
        return segments(x, at, count, segment, room, first, middle - 1)
                + segments(x, at, count, segment, room, middle, last);
    }

    private static float row(float[] x, int at, int count, float[] room) {
        int top = 0;
        int begin = 0;
        do {
            int end = Math.min(count, begin + SumTree.BLOCK);
            block(x, at + begin, end - begin, room, top++ * SumTree.PARTIALS);
            for (int merges = SumTree.merges(0, begin / SumTree.BLOCK); merges > 0; merges--) {
                fold(room, (--top - 1) * SumTree.PARTIALS, top * SumTree.PARTIALS);
            }
            begin = end;
        } while (begin < count);
        while (--top > 0) {
            fold(room, (top - 1) * SumTree.PARTIALS, top * SumTree.PARTIALS);
        }
        return total(room, 0);
    }

    /** The sum of a row whose blocks have left their partial sums side by side. */
    static float blocks(float[] x, int at, int count, int segment) {
        return count <= segment ? blocks(x, at, count) : blocks(x, at, count, segment, 0, (count - 1) / segment);
    }

    private static float blocks(float[] x, int at, int count, int segment, int first, int last) {
        if (first == last) {
            int from = first * segment;
            return blocks(x, at + from / SumTree.BLOCK * SumTree.PARTIALS, Math.min(segment, count - from));
        }
        int middle = SumTree.split(first, last);
        return blocks(x, at, count, segment, first, middle - 1) + blocks(x, at, count, segment, middle, last);
    }

    private static float blocks(float[] x, int at, int count) {
        int end = at + (count - 1) / SumTree.BLOCK * SumTree.PARTIALS;
        for (int apart = SumTree.PARTIALS; at + apart <= end; apart *= 2) {
            for (int i = at; i + apart <= end; i += 2 * apart) {
                fold(x, i, i + apart);
            }
        }
        return total(x, at);
    }

    /** Adds some partial sums to earlier ones. */
    private static void fold(float[] x, int earlier, int later) {
        for (int i = 0; i < SumTree.PARTIALS; i += COUNT) {
            FloatVector.fromArray(F32, x, earlier + i)
                    .add(FloatVector.fromArray(F32, x, later + i))
                    .intoArray(x, earlier + i);
        }
    }

    /** The sum of all partial sums, in halves. */
    private static float total(float[] room, int at) {
        if (COUNT == 4) {
            for (int i = at; i < at + SumTree.PARTIALS / 2; i += COUNT) {
                FloatVector.fromArray(F32, room, i)
                        .add(FloatVector.fromArray(F32, room, i + SumTree.PARTIALS / 2))
                        .intoArray(room, i);
            }
        }
        FloatVector x0 = FloatVector.fromArray(F32, room, at);
        FloatVector x1 = FloatVector.fromArray(F32, room, at + COUNT);
        FloatVector x2 = FloatVector.fromArray(F32, room, at + 2 * COUNT);
        FloatVector x3 = FloatVector.fromArray(F32, room, at + 3 * COUNT);
        if (COUNT <= 8) {
            x0 = x0.add(FloatVector.fromArray(F32, room, at + 4 * COUNT));
            x1 = x1.add(FloatVector.fromArray(F32, room, at + 5 * COUNT));
            x2 = x2.add(FloatVector.fromArray(F32, room, at + 6 * COUNT));
            x3 = x3.add(FloatVector.fromArray(F32, room, at + 7 * COUNT));
        }
        return VectorFunctions.sum(x0.add(x2).add(x1.add(x3)));
    }

    /** The partial sums of a block. Sixteen vectors take two passes over it. What does not fill an iteration is added in memory. */
    private static void block(float[] x, int at, int count, float[] room, int to) {
        int i = count & -SumTree.PARTIALS;
        iterations(x, at, at + i, room, to);
        if (COUNT == 4) {
            iterations(x, at + 8 * COUNT, at + i, room, to + 8 * COUNT);
        }
        int place = to;
        for (; i + COUNT <= count; i += COUNT) {
            FloatVector.fromArray(F32, room, place)
                    .add(FloatVector.fromArray(F32, x, at + i))
                    .intoArray(room, place);
            place += COUNT;
        }
        if (i < count) {
            VectorMask<Float> inside =
                    FloatVector.fromArray(F32, INSIDE, COUNT - (count - i)).compare(NE, 0f);
            FloatVector.fromArray(F32, room, place)
                    .add(FloatVector.fromArray(F32, x, at + i, inside))
                    .intoArray(room, place);
        }
    }

    /** Eight vectors of each iteration, or all that there are. */
    private static void iterations(float[] x, int begin, int end, float[] room, int to) {
        FloatVector x0 = FloatVector.zero(F32);
        FloatVector x1 = x0;
        FloatVector x2 = x0;
        FloatVector x3 = x0;
        FloatVector x4 = x0;
        FloatVector x5 = x0;
        FloatVector x6 = x0;
        FloatVector x7 = x0;
        for (int i = begin; i < end; i += SumTree.PARTIALS) {
            x0 = x0.add(FloatVector.fromArray(F32, x, i));
            x1 = x1.add(FloatVector.fromArray(F32, x, i + COUNT));
            x2 = x2.add(FloatVector.fromArray(F32, x, i + 2 * COUNT));
            x3 = x3.add(FloatVector.fromArray(F32, x, i + 3 * COUNT));
            if (COUNT <= 8) {
                x4 = x4.add(FloatVector.fromArray(F32, x, i + 4 * COUNT));
                x5 = x5.add(FloatVector.fromArray(F32, x, i + 5 * COUNT));
                x6 = x6.add(FloatVector.fromArray(F32, x, i + 6 * COUNT));
                x7 = x7.add(FloatVector.fromArray(F32, x, i + 7 * COUNT));
            }
        }
        x0.intoArray(room, to);
        x1.intoArray(room, to + COUNT);
        x2.intoArray(room, to + 2 * COUNT);
        x3.intoArray(room, to + 3 * COUNT);
        if (COUNT <= 8) {
            x4.intoArray(room, to + 4 * COUNT);
            x5.intoArray(room, to + 5 * COUNT);
            x6.intoArray(room, to + 6 * COUNT);
            x7.intoArray(room, to + 7 * COUNT);
        }
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
        int done = 0;
        for (; done + 4 <= rows; done += 4) {
            fourRows(leaf, x, at + done * step, step, columns, done == 0);
        }
        for (; done < rows; done++) {
            oneRow(leaf, x, at + done * step, columns, done == 0);
        }
        sums.push();
    }

    private static void fourRows(float[] leaf, float[] x, int at, int step, int columns, boolean first) {
        int whole = columns & -COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            FloatVector sum = FloatVector.fromArray(F32, x, at + i);
            if (!first) {
                sum = FloatVector.fromArray(F32, leaf, i).add(sum);
            }
            sum.add(FloatVector.fromArray(F32, x, at + step + i))
                    .add(FloatVector.fromArray(F32, x, at + 2 * step + i))
                    .add(FloatVector.fromArray(F32, x, at + 3 * step + i))
                    .intoArray(leaf, i);
        }
        for (int i = whole; i < columns; i++) {
            float sum = first ? x[at + i] : leaf[i] + x[at + i];
            leaf[i] = sum + x[at + step + i] + x[at + 2 * step + i] + x[at + 3 * step + i];
        }
    }

    private static void oneRow(float[] leaf, float[] x, int at, int columns, boolean first) {
        int whole = columns & -COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            FloatVector sum = FloatVector.fromArray(F32, x, at + i);
            if (!first) {
                sum = FloatVector.fromArray(F32, leaf, i).add(sum);
            }
            sum.intoArray(leaf, i);
        }
        for (int i = whole; i < columns; i++) {
            leaf[i] = first ? x[at + i] : leaf[i] + x[at + i];
        }
    }
}
