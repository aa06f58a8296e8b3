package org.jdvm.exec.memory;

import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.lane.Halves;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.LaunchOperands;
import org.jdvm.op.RowArrays;
import org.jdvm.op.RowOp;
import org.jdvm.op.RowOps;

/** Calls the routines of operations along one axis, for each row of a frame: rows are copied into arrays and results back, in lane types. */
public final class RowRoutines {
    private RowRoutines() {}

    public static void run(CoreState core, LaunchOperands launch, int at) {
        long[] words = launch.words();
        RowOp op = RowOps.ALL.get((int) words[at]);
        long[] options = Words.options(words[at + 1], op.options().size());
        int output = (int) words[at + 2];
        int size = (int) words[at + 3];
        int resultSize = (int) words[at + 4];
        int source = at + 5;
        int target = Words.afterAddress(words, source);
        DType type = type(launch, words[source]);
        DType resultType = type(launch, words[target]);
        Binding from = launch.bindings()[Words.buffer(words[source])];
        Binding to = launch.bindings()[Words.buffer(words[target])];
        long first = from.offset() + core.address(words, source);
        long firstResult = to.offset() + core.address(words, target);
        int rows = core.rows;
        RowArrays row = core.rowArrays;
        row.prepare(0, type, size);
        int next = 1;
        for (DType result : op.resultTypes(type)) {
            row.prepare(next++, result, resultSize);
        }
        Transfers.written(core, to.array(), firstResult, words[target + 1], words[target + 2], rows, resultSize);
        for (int r = 0; r < rows; r++) {
            load(row, type, from.array(), first + r * words[source + 1], words[source + 2], size);
            op.run(row, options);
            store(
                    row,
                    1 + output,
                    resultType,
                    to.array(),
                    firstResult + r * words[target + 1],
                    words[target + 2],
                    resultSize);
        }
    }

    private static DType type(LaunchOperands launch, long address) {
        return launch.program().buffers().get(Words.buffer(address)).type();
    }

    private static void load(RowArrays row, DType type, Object array, long first, long stride, int count) {
        if (count == 0) {
            // the array may have no element that could be repeated
            return;
        }
        int at = (int) first;
        int step = (int) stride;
        switch (type) {
            case F32 -> Moves.floats((float[]) array, at, 0, step, row.floats(0), 0, 0, 1, 1, count);
            case F16 -> {
                float[] x = row.floats(0);
                short[] memory = (short[]) array;
                for (int i = 0; i < count; i++) {
                    x[i] = Float.float16ToFloat(memory[at + i * step]);
                }
            }
            case BF16 -> {
                float[] x = row.floats(0);
                short[] memory = (short[]) array;
                for (int i = 0; i < count; i++) {
                    x[i] = Halves.fromBf16(memory[at + i * step]);
                }
            }
            case I8, BOOL -> {
                long[] x = row.integers(0);
                byte[] memory = (byte[]) array;
                for (int i = 0; i < count; i++) {
                    x[i] = memory[at + i * step];
                }
            }
            case I32 -> {
                long[] x = row.integers(0);
                int[] memory = (int[]) array;
                for (int i = 0; i < count; i++) {
                    x[i] = memory[at + i * step];
                }
            }
            case I64 -> Moves.longs((long[]) array, at, 0, step, row.integers(0), 0, 0, 1, 1, count);
        }
    }

    /** Floats are rounded to the type in memory, integers wrap. */
    private static void store(RowArrays row, int number, DType type, Object array, long first, long stride, int count) {
        int at = (int) first;
        int step = (int) stride;
        switch (type) {
            case F32 -> Moves.floats(row.floats(number), 0, 0, 1, (float[]) array, at, 0, step, 1, count);
            case F16 -> {
                float[] y = row.floats(number);
                short[] memory = (short[]) array;
                for (int i = 0; i < count; i++) {
                    memory[at + i * step] = Float.floatToFloat16(y[i]);
                }
            }
            case BF16 -> {
                float[] y = row.floats(number);
                short[] memory = (short[]) array;
                for (int i = 0; i < count; i++) {
                    memory[at + i * step] = Halves.toBf16(y[i]);
                }
            }
            case I8, BOOL -> {
                long[] y = row.integers(number);
                byte[] memory = (byte[]) array;
                for (int i = 0; i < count; i++) {
                    memory[at + i * step] = (byte) y[i];
                }
            }
            case I32 -> {
                long[] y = row.integers(number);
                int[] memory = (int[]) array;
                for (int i = 0; i < count; i++) {
                    memory[at + i * step] = (int) y[i];
                }
            }
            case I64 -> Moves.longs(row.integers(number), 0, 0, 1, (long[]) array, at, 0, step, 1, count);
        }
    }
}
