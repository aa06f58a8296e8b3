package org.jdvm.exec;

import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.cube.Groups;
import org.jdvm.exec.cube.Matrix;
import org.jdvm.exec.memory.Gather;
import org.jdvm.exec.memory.RowRoutines;
import org.jdvm.exec.memory.Transfers;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.LaunchOperands;
import org.jdvm.exec.tile.Casts;
import org.jdvm.exec.tile.Elementwise;
import org.jdvm.exec.tile.Reduce;
import org.jdvm.exec.tile.Scans;
import org.jdvm.exec.tile.Select;

/**
 * Decodes instructions and calls the routine of each.
 *
 * <p>A core runs its pipes one after the other here, in program order, so that the events between them need no attention.
 */
final class Interpreter {
    private Interpreter() {}

    /** Runs the instructions from a position up to the end of the section, once. */
    static void run(Core core, Launch launch, int position) {
        CoreState state = core.state;
        Matrix matrix = core.matrix;
        LaunchOperands operands = launch.operands;
        long[] words = launch.words;
        int at = position;
        while (true) {
            long head = words[at];
            int next = at + Words.length(head);
            int field = at + Words.HEADER;
            if (state.hasInner && next > field && CoreState.hasInner(Words.extent(words[field]))) {
                matrix.localWritten();
            }
            switch (Opcode.of(head)) {
                case SECTION -> throw new IllegalStateException("a section inside a section");
                case END -> {
                    return;
                }
                case LOOP -> next = state.beginLoop(words, (int) words[field], next);
                case NEXT -> next = core.endOfLoop(launch, (int) words[field], next);
                case CLIP_INNER_BY_MASK -> next = core.live.narrow(state, operands, field, next, false);
                case CLIP_INNER_BY_SCORES -> next = core.live.narrow(state, operands, field, next, true);
                case LOAD -> Transfers.load(state, operands, head, field);
                case LOAD_FOLDED -> Transfers.loadFolded(state, operands, head, field);
                case LOAD_INDEXED -> Gather.load(state, operands, head, field);
                case STORE -> Transfers.store(state, operands, head, field);
                case ROW_WISE -> RowRoutines.run(state, operands, field);
                case ROW_RESULTS -> RowRoutines.both(state, operands, field);
                case ROW_UPDATE -> RowRoutines.update(state, operands, field);
                case FILL -> Elementwise.fill(state, operands, field);
                case IOTA -> Elementwise.iota(state, operands, field);
                case UNARY -> Elementwise.unary(state, operands, head, field);
                case BINARY -> Elementwise.binary(state, operands, head, field);
                case SELECT -> Select.run(state, operands, field);
                case CAST -> Casts.run(state, operands, head, field);
                case REDUCE_X -> Reduce.alongColumns(state, operands, head, field);
                case REDUCE_Y -> Reduce.alongRows(state, operands, head, field);
                case SCAN_X -> Scans.alongColumns(state, operands, field);
                case SCAN_Y -> Scans.alongRows(state, operands, field);
                case MATMUL, MATMUL_FOLDED -> matrix.multiply(state, operands, head, field);
                case MATMUL_WINDOWS, MATMUL_FOLDED_WINDOWS -> matrix.multiplyWindows(state, operands, head, field);
                case DOT_WINDOWS -> core.windows.multiply(state, operands, field);
                case REDUCE_WINDOWS -> core.windows.reduce(state, operands, head, field);
                case MATMUL_LOCAL -> matrix.multiplyLocal(state, operands, head, field);
                case MATMUL_ROWS, MATMUL_COLUMNS, MATMUL_DEPTH ->
                    Groups.multiply(matrix, state, operands, Opcode.of(head), field);
            }
            at = next;
        }
    }

    /** {@return the product of the counts of a section's grid axes} */
    static long tasks(long[] words, int section) {
        int at = section + Words.HEADER;
        long count = 1;
        for (int axis = 0; axis < Words.axes(words[at]); axis++) {
            long word = words[at + Words.FRAME_WORDS + axis];
            if (!Words.isLoop(word)) {
                count *= Words.axisCount(word);
            }
        }
        return count;
    }

    /** {@return the work of a section, in elements touched} */
    static long cost(long[] words, int section) {
        return words[section + Words.HEADER + 5];
    }

    /** {@return the position after the section that begins at a position} */
    static int afterSection(long[] words, int section) {
        int end = Opcode.endOfSection(words, section);
        return end + Words.length(words[end]);
    }
}
