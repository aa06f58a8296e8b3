package org.jdvm.exec.memory;

import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.lane.Halves;
import org.jdvm.exec.lane.Integers;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.KernelException;
import org.jdvm.exec.state.LaunchOperands;
import org.jdvm.op.RowArrays;
import org.jdvm.op.RowIndexException;
import org.jdvm.op.RowOp;
import org.jdvm.op.RowOps;

/** Calls the routines of operations along one axis, for each row of a frame: rows are copied into arrays and results back, in lane types. */
public final class RowRoutines {
    private RowRoutines() {}

    /** Rows of one operand. */
    public static void run(CoreState core, LaunchOperands launch, int at) {
        run(core, launch, at, at + 5, (int) launch.words()[at + 2], 1, at + 3, 0);
    }

    /** Rows of one operand, both results. */
    public static void both(CoreState core, LaunchOperands launch, int at) {
        run(core, launch, at, at + 4, 0, 2, at + 2, 0);
    }

    /** Rows of an operand with indices and updates. */
    public static void update(CoreState core, LaunchOperands launch, int at) {
        run(core, launch, at, at + 6, (int) launch.words()[at + 2], 1, at + 3, (int) launch.words()[at + 5]);
    }

    /**
     * Calls the routine of an instruction.
     *
     * @param at the first word of its fields
     * @param sources the first word of its addresses
     * @param output the first result that is stored
     * @param outputs how many are stored
     * @param sizes the word with the size of rows, followed by that of results
     * @param updates the number of updates
     */
    private static void run(
            CoreState core,
            LaunchOperands launch,
            int at,
            int sources,
            int output,
            int outputs,
            int sizes,
            int updates) {
        long[] words = launch.words();
        RowOp op = RowOps.ALL.get((int) words[at]);
        long[] options = Words.options(words[at + 1], op.options().size());
        int size = (int) words[sizes];
        int resultSize = (int) words[sizes + 1];
        RowArrays row = core.rowArrays;
        int operands = op.operands();
        int target = sources;
        for (int operand = 0; operand < operands; operand++) {
            row.prepare(operand, launch.type(words[target]), operand == 0 ? size : updates);
            target = Words.afterAddress(words, target);
        }
        int next = operands;
        for (DType result : op.resultTypes(row.type(0))) {
            row.prepare(next++, result, resultSize);
        }
        int rows = core.rows;
        int written = target;
        for (int i = 0; i < outputs; i++) {
            Binding to = launch.bindings()[Words.buffer(words[written])];
            long first = to.offset() + core.address(words, written);
            Transfers.written(core, to.array(), first, words[written + 1], words[written + 2], rows, resultSize);
            written = Words.afterAddress(words, written);
        }
        for (int r = 0; r < rows; r++) {
            int source = sources;
            for (int operand = 0; operand < operands; operand++) {
                load(core, launch, source, r, operand);
                source = Words.afterAddress(words, source);
            }
            try {
                op.run(row, options);
            } catch (RowIndexException e) {
                throw new KernelException(launch.program().name() + ": " + e.getMessage(), e);
            }
            written = target;
            for (int i = 0; i < outputs; i++) {
                store(core, launch, written, r, operands + output + i, resultSize);
                written = Words.afterAddress(words, written);
            }
        }
    }

    /** Stores a row of a result. */
    private static void store(CoreState core, LaunchOperands launch, int target, int r, int number, int count) {
        long[] words = launch.words();
        Binding to = launch.bindings()[Words.buffer(words[target])];
        long first = to.offset() + core.address(words, target) + r * words[target + 1];
        store(core.rowArrays, number, launch.type(words[target]), to.array(), first, words[target + 2], count);
    }

    /** Loads a row of an operand. */
    private static void load(CoreState core, LaunchOperands launch, int source, int r, int operand) {
        long[] words = launch.words();
        Binding from = launch.bindings()[Words.buffer(words[source])];
        long first = from.offset() + core.address(words, source) + r * words[source + 1];
        RowArrays row = core.rowArrays;
        load(row, operand, row.type(operand), from.array(), first, words[source + 2], row.size(operand));
    }

    private static void load(RowArrays row, int operand, DType type, Object array, long first, long stride, int count) {
        if (count == 0) {
            // the array may have no element that could be repeated
            return;
        }
        int at = (int) first;
        int step = (int) stride;
        switch (type) {
            case F32 -> Moves.floats((float[]) array, at, 0, step, row.floats(operand), 0, 0, 1, 1, count);
            case F16 -> {
                float[] x = row.floats(operand);
                short[] memory = (short[]) array;
                for (int i = 0; i < count; i++) {
                    x[i] = Float.float16ToFloat(memory[at + i * step]);
                }
            }
            case BF16 -> {
                float[] x = row.floats(operand);
                short[] memory = (short[]) array;
                for (int i = 0; i < count; i++) {
                    x[i] = Halves.fromBf16(memory[at + i * step]);
                }
            }
            case I8, U8, I16, U16, I32, BOOL -> {
                long[] x = row.integers(operand);
                for (int i = 0; i < count; i++) {
                    x[i] = Integers.at(type, array, at + i * step);
                }
            }
            case I64 -> Moves.longs((long[]) array, at, 0, step, row.integers(operand), 0, 0, 1, 1, count);
            case F64 -> Moves.doubles((double[]) array, at, 0, step, row.doubles(operand), 0, 0, 1, 1, count);
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
            case I16, U16 -> {
                long[] y = row.integers(number);
                short[] memory = (short[]) array;
                for (int i = 0; i < count; i++) {
                    memory[at + i * step] = (short) y[i];
                }
            }
            case I8, U8, BOOL -> {
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
            case F64 -> Moves.doubles(row.doubles(number), 0, 0, 1, (double[]) array, at, 0, step, 1, count);
        }
    }
}
