package org.jdvm.npu;

import static org.jdvm.npu.Lanes.F32;
import static org.jdvm.npu.Lanes.I32;
import static org.jdvm.npu.Lanes.ORDER;
import static org.jdvm.npu.Lanes.floats;
import static org.jdvm.npu.Lanes.ints;
import static org.jdvm.npu.Layout.BYTES;
import static org.jdvm.npu.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import org.jdvm.tier.SumTree;

/**
 * Sums of 32-bit floats in a local buffer, in the order of {@link SumTree}: its partial sums are the lanes of four, eight or sixteen vectors.
 *
 * <p>Lanes are combined by shuffles, not by the library's own reduction, whose order differs between the compilers of the virtual machine.
 */
final class FloatSums {
    private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(F32, 8 % COUNT, 1, true);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(F32, 4 % COUNT, 1, true);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(F32, 2, 1, true);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(F32, 1, 1, true);

    private static final int TURN = SumTree.PARTIALS * Float.BYTES;

    /**
     * From element {@code PARTIALS - n} on vectors with all bits of their first n lanes set: what is outside of a row becomes neutral by plain
     * arithmetic on bits. A mask made of the number is slow wherever the compiler has not seen many rows that do not fill their last vector.
     */
    private static final int[] INSIDE = new int[2 * SumTree.PARTIALS];

    static {
        Arrays.fill(INSIDE, 0, SumTree.PARTIALS, -1);
    }

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
    static void rows(Core core, float[] to, long a, int pitch, int rows, int first, int count) {
        boolean single = count <= 0 || first / SumTree.BLOCK == (first + count - 1) / SumTree.BLOCK;
        for (int r = 0; r < rows; r += Core.PARTIALS) {
            int chunk = Math.min(Core.PARTIALS, rows - r);
            if (single) {
                for (int i = 0; i < chunk; i++) {
                    block(core, core.partials + (long) i * BYTES, a + (long) (r + i) * pitch, count);
                }
                for (int i = 0; i < chunk; i++) {
                    to[r + i] = lanes(floats(core.local, core.partials + (long) i * BYTES));
                }
            } else {
                for (int i = 0; i < chunk; i++) {
                    to[r + i] = tree(core, a + (long) (r + i) * pitch, first, first + count);
                }
            }
        }
    }

    private static float tree(Core core, long a, int from, int to) {
        int first = from / SumTree.BLOCK;
        int last = (to - 1) / SumTree.BLOCK;
        if (first == last) {
            block(core, core.partials, a, to - from);
            return lanes(floats(core.local, core.partials));
        }
        int middle = SumTree.split(first, last) * SumTree.BLOCK;
        return tree(core, a, from, middle) + tree(core, a + 4L * (middle - from), middle, to);
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

    /** The partial sums of a block, added in halves until they fit one vector, which is put into scratch memory. */
    private static void block(Core core, long to, long a, int count) {
        if (COUNT == 16) {
            four(core.local, to, a, count);
            return;
        }
        if (COUNT == 4) {
            eight(core.local, core.block, core.block, a, count, 8);
        }
        eight(core.local, to, core.block, a, count, 0);
    }

    private static void four(MemorySegment s, long to, long a, int count) {
        FloatVector x0 = FloatVector.zero(F32);
        FloatVector x1 = x0;
        FloatVector x2 = x0;
        FloatVector x3 = x0;
        int bytes = count * Float.BYTES;
        int end = bytes & -TURN;
        for (int i = 0; i < end; i += TURN) {
            x0 = x0.add(floats(s, a + i));
            x1 = x1.add(floats(s, a + i + BYTES));
            x2 = x2.add(floats(s, a + i + 2 * BYTES));
            x3 = x3.add(floats(s, a + i + 3 * BYTES));
        }
        int rest = (bytes - end) / Float.BYTES;
        if (rest > 0) {
            x0 = x0.add(inside(s, a + end, rest, 0));
        }
        if (rest > COUNT) {
            x1 = x1.add(inside(s, a + end, rest, 1));
            x2 = x2.add(inside(s, a + end, rest, 2));
            x3 = x3.add(inside(s, a + end, rest, 3));
        }
        x0.add(x2).add(x1.add(x3)).intoMemorySegment(s, to, ORDER);
    }

    /** What is inside of the row of a vector behind the last whole turn, and zeros. */
    private static FloatVector inside(MemorySegment s, long a, int rest, int number) {
        IntVector inside = IntVector.fromArray(I32, INSIDE, SumTree.PARTIALS - rest + number * COUNT);
        return ints(s, a + (long) number * BYTES).and(inside).reinterpretAsFloats();
    }

    /** Eight vectors of each turn: all of them, or those from the given one on. With sixteen, the second half is put into scratch memory. */
    private static void eight(MemorySegment s, long to, long upper, long a, int count, int from) {
        FloatVector x0 = FloatVector.zero(F32);
        FloatVector x1 = x0;
        FloatVector x2 = x0;
        FloatVector x3 = x0;
        FloatVector x4 = x0;
        FloatVector x5 = x0;
        FloatVector x6 = x0;
        FloatVector x7 = x0;
        int bytes = count * Float.BYTES;
        int end = bytes & -TURN;
        long at = a + (long) from * BYTES;
        for (int i = 0; i < end; i += TURN) {
            x0 = x0.add(floats(s, at + i));
            x1 = x1.add(floats(s, at + i + BYTES));
            x2 = x2.add(floats(s, at + i + 2 * BYTES));
            x3 = x3.add(floats(s, at + i + 3 * BYTES));
            x4 = x4.add(floats(s, at + i + 4 * BYTES));
            x5 = x5.add(floats(s, at + i + 5 * BYTES));
            x6 = x6.add(floats(s, at + i + 6 * BYTES));
            x7 = x7.add(floats(s, at + i + 7 * BYTES));
        }
        int rest = (bytes - end) / Float.BYTES;
        if (rest > from * COUNT) {
            x0 = x0.add(inside(s, a + end, rest, from));
        }
        if (rest > (from + 1) * COUNT) {
            x1 = x1.add(inside(s, a + end, rest, from + 1));
            x2 = x2.add(inside(s, a + end, rest, from + 2));
            x3 = x3.add(inside(s, a + end, rest, from + 3));
        }
        if (rest > (from + 4) * COUNT) {
            x4 = x4.add(inside(s, a + end, rest, from + 4));
            x5 = x5.add(inside(s, a + end, rest, from + 5));
            x6 = x6.add(inside(s, a + end, rest, from + 6));
            x7 = x7.add(inside(s, a + end, rest, from + 7));
        }
        if (from > 0) {
            x0.intoMemorySegment(s, upper, ORDER);
            x1.intoMemorySegment(s, upper + BYTES, ORDER);
            x2.intoMemorySegment(s, upper + 2 * BYTES, ORDER);
            x3.intoMemorySegment(s, upper + 3 * BYTES, ORDER);
            x4.intoMemorySegment(s, upper + 4 * BYTES, ORDER);
            x5.intoMemorySegment(s, upper + 5 * BYTES, ORDER);
            x6.intoMemorySegment(s, upper + 6 * BYTES, ORDER);
            x7.intoMemorySegment(s, upper + 7 * BYTES, ORDER);
            return;
        }
        if (COUNT == 4) {
            x0 = x0.add(floats(s, upper));
            x1 = x1.add(floats(s, upper + BYTES));
            x2 = x2.add(floats(s, upper + 2 * BYTES));
            x3 = x3.add(floats(s, upper + 3 * BYTES));
            x4 = x4.add(floats(s, upper + 4 * BYTES));
            x5 = x5.add(floats(s, upper + 5 * BYTES));
            x6 = x6.add(floats(s, upper + 6 * BYTES));
            x7 = x7.add(floats(s, upper + 7 * BYTES));
        }
        x0 = x0.add(x4);
        x1 = x1.add(x5);
        x2 = x2.add(x6);
        x3 = x3.add(x7);
        x0.add(x2).add(x1.add(x3)).intoMemorySegment(s, to, ORDER);
    }

    /**
     * Adds the rows of a tile, block by block, as leaves.
     *
     * @param a where the tile begins
     * @param pitch bytes between rows
     * @param rows how many there are
     * @param columns results; what follows up to the next multiple of the lanes of a vector is read and written as well
     */
    static void pushRows(MemorySegment s, SumTree sums, long a, int pitch, int rows, int columns) {
        for (int row = 0; row < rows; row += SumTree.ROWS) {
            int block = Math.min(SumTree.ROWS, rows - row);
            float[] leaf = sums.leaf();
            int i = 0;
            for (; i + 4 * COUNT <= columns; i += 4 * COUNT) {
                fourColumns(s, leaf, i, a + 4L * i, pitch, block);
            }
            for (; i < columns; i += COUNT) {
                column(s, leaf, i, a + 4L * i, pitch, block);
            }
            sums.push();
            a += (long) SumTree.ROWS * pitch;
        }
    }

    private static void fourColumns(MemorySegment s, float[] leaf, int at, long a, int pitch, int rows) {
        FloatVector x0 = floats(s, a);
        FloatVector x1 = floats(s, a + BYTES);
        FloatVector x2 = floats(s, a + 2 * BYTES);
        FloatVector x3 = floats(s, a + 3 * BYTES);
        for (int r = 1; r < rows; r++) {
            a += pitch;
            x0 = x0.add(floats(s, a));
            x1 = x1.add(floats(s, a + BYTES));
            x2 = x2.add(floats(s, a + 2 * BYTES));
            x3 = x3.add(floats(s, a + 3 * BYTES));
        }
        x0.intoArray(leaf, at);
        x1.intoArray(leaf, at + COUNT);
        x2.intoArray(leaf, at + 2 * COUNT);
        x3.intoArray(leaf, at + 3 * COUNT);
    }

    private static void column(MemorySegment s, float[] leaf, int at, long a, int pitch, int rows) {
        FloatVector x = floats(s, a);
        for (int r = 1; r < rows; r++) {
            a += pitch;
            x = x.add(floats(s, a));
        }
        x.intoArray(leaf, at);
    }
}
