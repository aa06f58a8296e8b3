package org.jdvm.exec.tile;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.floats;
import static org.jdvm.exec.lane.Lanes.ints;
import static org.jdvm.exec.lane.Layout.BYTES;
import static org.jdvm.exec.lane.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jdvm.exec.lane.Lanes;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.LaneRoom;
import org.jdvm.tier.SumTree;

/**
 * Sums of 32-bit floats in a local buffer, in the order of {@link SumTree}: its partial sums are the lanes of four, eight or sixteen vectors.
 *
 * <p>Lanes are not combined by the library's own reduction, whose order differs between the compilers of the virtual machine.
 */
public final class FloatSums {
    private static final int TURN = SumTree.PARTIALS * Float.BYTES;

    /** Elements of the longest row that is added without going through memory. */
    static final int SHORT = 4 * COUNT;

    /** The same, of eight vectors. */
    static final int MEDIUM = 8 * COUNT;

    private FloatSums() {}

    /**
     * The sum of each row.
     *
     * @param to takes one element for each row
     * @param a where the rows begin
     * @param pitch bytes between them
     * @param rows how many there are
     * @param first the place of their first element among those that would be added if none were left out
     * @param count elements of a row
     */
    public static void rows(CoreState core, float[] to, long a, int pitch, int rows, int first, int count) {
        LaneRoom room = core.laneRoom;
        for (int r = 0; r < rows; r += COUNT) {
            int chunk = Math.min(COUNT, rows - r);
            for (int i = 0; i < chunk; i++) {
                row(core, room.rows, i * COUNT, a + (long) (r + i) * pitch, first, count);
            }
            LaneFolds.sums(room, to, r, chunk);
        }
    }

    /** The partial sums of a row down to a vector: element i and those a multiple of its lanes further. */
    private static void row(CoreState core, float[] to, int at, long a, int first, int count) {
        if (count <= SHORT) {
            shortRow(core.local, to, at, a, count);
        } else if (count <= MEDIUM) {
            mediumRow(core.local, to, at, a, count);
        } else {
            longRow(core.local, core.sumRoom, a, first, count);
            total(core.sumRoom, to, at);
        }
    }

    /** Each of the partial sums is one term, or zero: those of the first and the third vector are added, and those of the others. */
    private static void shortRow(MemorySegment s, float[] to, int at, long a, int count) {
        FloatVector next = FloatVector.zero(F32);
        FloatVector other = next;
        for (int i = 0; i < count; i += COUNT) {
            FloatVector sum = next.add(ints(s, a + (long) i * Float.BYTES)
                    .and(Lanes.inside(count - i))
                    .reinterpretAsFloats());
            next = other;
            other = sum;
        }
        next.add(other).intoArray(to, at);
    }

    /** Of five to eight vectors, the first four are whole. Those four vectors apart are added first, whether they are one partial sum or two. */
    private static void mediumRow(MemorySegment s, float[] to, int at, long a, int count) {
        FloatVector x0 = FloatVector.zero(F32).add(floats(s, a));
        FloatVector x1 = FloatVector.zero(F32).add(floats(s, a + BYTES));
        FloatVector x2 = FloatVector.zero(F32).add(floats(s, a + 2L * BYTES));
        FloatVector x3 = FloatVector.zero(F32).add(floats(s, a + 3L * BYTES));
        x0 = x0.add(ints(s, a + 4L * BYTES).and(Lanes.inside(count - 4 * COUNT)).reinterpretAsFloats());
        x1 = x1.add(ints(s, a + 5L * BYTES).and(Lanes.inside(count - 5 * COUNT)).reinterpretAsFloats());
        x2 = x2.add(ints(s, a + 6L * BYTES).and(Lanes.inside(count - 6 * COUNT)).reinterpretAsFloats());
        x3 = x3.add(ints(s, a + 7L * BYTES).and(Lanes.inside(count - 7 * COUNT)).reinterpretAsFloats());
        x0.add(x2).add(x1.add(x3)).intoArray(to, at);
    }

    private static void longRow(MemorySegment s, float[] room, long a, int first, int count) {
        int to = first + count;
        int top = 0;
        for (int begin = first; begin < to; ) {
            int block = begin / SumTree.BLOCK;
            int end = Math.min(to, (block + 1) * SumTree.BLOCK);
            block(s, room, top++ * SumTree.PARTIALS, a + 4L * (begin - first), end - begin);
            for (int merges = SumTree.merges(first / SumTree.BLOCK, block); merges > 0; merges--) {
                fold(room, --top * SumTree.PARTIALS, SumTree.PARTIALS);
            }
            begin = end;
        }
        while (--top > 0) {
            fold(room, top * SumTree.PARTIALS, SumTree.PARTIALS);
        }
    }

    /** Adds some partial sums to those before them. */
    private static void fold(float[] room, int at, int count) {
        for (int i = at - count; i < at; i += COUNT) {
            FloatVector.fromArray(F32, room, i)
                    .add(FloatVector.fromArray(F32, room, i + count))
                    .intoArray(room, i);
        }
    }

    /** The sums of all partial sums that are whole vectors apart, in halves. */
    private static void total(float[] room, float[] to, int at) {
        if (COUNT == 4) {
            fold(room, SumTree.PARTIALS / 2, SumTree.PARTIALS / 2);
        }
        FloatVector x0 = FloatVector.fromArray(F32, room, 0);
        FloatVector x1 = FloatVector.fromArray(F32, room, COUNT);
        FloatVector x2 = FloatVector.fromArray(F32, room, 2 * COUNT);
        FloatVector x3 = FloatVector.fromArray(F32, room, 3 * COUNT);
        if (COUNT <= 8) {
            x0 = x0.add(FloatVector.fromArray(F32, room, 4 * COUNT));
            x1 = x1.add(FloatVector.fromArray(F32, room, 5 * COUNT));
            x2 = x2.add(FloatVector.fromArray(F32, room, 6 * COUNT));
            x3 = x3.add(FloatVector.fromArray(F32, room, 7 * COUNT));
        }
        x0.add(x2).add(x1.add(x3)).intoArray(to, at);
    }

    /**
     * The partial sums of a block. Sixteen vectors take two passes over it, since that many do not stay in registers. What does not fill an
     * iteration is added in memory: code for each of its vectors would be more than the compiler inlines, and then each vector is an object.
     */
    private static void block(MemorySegment s, float[] room, int to, long a, int count) {
        int whole = count & -SumTree.PARTIALS;
        iterations(s, room, to, a, whole);
        if (COUNT == 4) {
            iterations(s, room, to + 8 * COUNT, a + 8L * BYTES, whole);
        }
        long rest = a + (long) whole * Float.BYTES;
        int left = count - whole;
        for (int i = 0; i < left; i += COUNT) {
            FloatVector.fromArray(F32, room, to + i)
                    .add(ints(s, rest + (long) i * Float.BYTES)
                            .and(Lanes.inside(left - i))
                            .reinterpretAsFloats())
                    .intoArray(room, to + i);
        }
    }

    /** Eight vectors of each iteration, or all that there are. */
    private static void iterations(MemorySegment s, float[] room, int to, long a, int count) {
        FloatVector x0 = FloatVector.zero(F32);
        FloatVector x1 = x0;
        FloatVector x2 = x0;
        FloatVector x3 = x0;
        FloatVector x4 = x0;
        FloatVector x5 = x0;
        FloatVector x6 = x0;
        FloatVector x7 = x0;
        int end = count * Float.BYTES;
        for (int i = 0; i < end; i += TURN) {
            x0 = x0.add(floats(s, a + i));
            x1 = x1.add(floats(s, a + i + BYTES));
            x2 = x2.add(floats(s, a + i + 2 * BYTES));
            x3 = x3.add(floats(s, a + i + 3 * BYTES));
            if (COUNT <= 8) {
                x4 = x4.add(floats(s, a + i + 4 * BYTES));
                x5 = x5.add(floats(s, a + i + 5 * BYTES));
                x6 = x6.add(floats(s, a + i + 6 * BYTES));
                x7 = x7.add(floats(s, a + i + 7 * BYTES));
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

    /**
     * Adds the rows of a tile, block by block, as leaves.
     *
     * @param a where the tile begins
     * @param pitch bytes between rows
     * @param rows how many there are
     * @param columns results; what follows up to the next multiple of the lanes of a vector is read and written as well
     */
    public static void pushRows(MemorySegment s, SumTree sums, long a, int pitch, int rows, int columns) {
        for (int row = 0; row < rows; row += SumTree.ROWS) {
            int block = Math.min(SumTree.ROWS, rows - row);
            float[] leaf = sums.leaf();
            int done = 0;
            for (; done + 4 <= block; done += 4) {
                fourRows(s, leaf, a + (long) done * pitch, pitch, columns, done == 0);
            }
            for (; done < block; done++) {
                oneRow(s, leaf, a + (long) done * pitch, columns, done == 0);
            }
            sums.push();
            a += (long) SumTree.ROWS * pitch;
        }
    }

    private static void fourRows(MemorySegment s, float[] leaf, long a, int pitch, int columns, boolean first) {
        for (int i = 0; i < columns; i += COUNT) {
            long at = a + 4L * i;
            FloatVector x = floats(s, at);
            if (!first) {
                x = FloatVector.fromArray(F32, leaf, i).add(x);
            }
            x.add(floats(s, at + pitch))
                    .add(floats(s, at + 2L * pitch))
                    .add(floats(s, at + 3L * pitch))
                    .intoArray(leaf, i);
        }
    }

    private static void oneRow(MemorySegment s, float[] leaf, long a, int columns, boolean first) {
        for (int i = 0; i < columns; i += COUNT) {
            FloatVector x = floats(s, a + 4L * i);
            if (!first) {
                x = FloatVector.fromArray(F32, leaf, i).add(x);
            }
            x.intoArray(leaf, i);
        }
    }
}
