package org.jdvm.npu;

import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Words;

/**
 * Decodes instructions and calls the routine of each.
 *
 * <p>A core runs its pipes one after the other here, in program order, so that the events between them need no attention.
 */
final class Interpreter {
    private Interpreter() {}

    /** Runs the instructions from a position up to the end of the section, once. */
    static void run(Core core, Launch launch, int position) {
        long[] words = launch.words;
        int at = position;
        while (true) {
            long head = words[at];
            int next = at + Words.length(head);
            int field = at + Words.HEADER;
            if (core.hasInner && next > field && Core.hasInner(Words.extent(words[field]))) {
                core.matrix.localWritten();
            }
            switch (Opcode.of(head)) {
                case SECTION -> throw new IllegalStateException("a section inside a section");
                case END -> {
                    return;
                }
                case LOOP -> next = core.beginLoop(words, (int) words[field], next);
                case NEXT -> next = core.endOfLoop(launch, (int) words[field], next);
                case CLIP_INNER_BY_MASK -> next = core.live.narrow(core, launch, field, next, false);
                case CLIP_INNER_BY_SCORES -> next = core.live.narrow(core, launch, field, next, true);
                case LOAD -> Transfers.load(core, launch, head, field);
                case LOAD_FOLDED -> Transfers.loadFolded(core, launch, head, field);
                case LOAD_INDEXED -> Gather.load(core, launch, head, field);
                case STORE -> Transfers.store(core, launch, head, field);
                case ROW_WISE -> RowRoutines.run(core, launch, field);
                case FILL -> Elementwise.fill(core, launch, field);
                case IOTA -> Elementwise.iota(core, launch, field);
                case UNARY -> Elementwise.unary(core, launch, head, field);
                case BINARY -> Elementwise.binary(core, launch, head, field);
                case SELECT -> Select.run(core, launch, field);
                case CAST -> Casts.run(core, launch, head, field);
                case REDUCE_X -> Reduce.alongColumns(core, launch, head, field);
                case REDUCE_Y -> Reduce.alongRows(core, launch, head, field);
                case MATMUL -> core.matrix.multiply(core, launch, head, field);
                case MATMUL_LOCAL -> core.matrix.multiplyLocal(core, launch, head, field);
                case MATMUL_ROWS, MATMUL_COLUMNS, MATMUL_DEPTH -> Groups.multiply(core, launch, Opcode.of(head), field);
            }
            at = next;
        }
    }

    /** {@return true if the instruction at a position ends the loop over an axis} */
    static boolean isNext(long[] words, int at, int axis) {
        return Opcode.of(words[at]) == Opcode.NEXT && words[at + Words.HEADER] == axis;
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
