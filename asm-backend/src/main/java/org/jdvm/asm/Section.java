package org.jdvm.asm;

import java.util.List;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Words;

/**
 * A section read for lowering.
 *
 * @param frame its frame and axes
 * @param wholeRows true if loops over the row axis were turned into one frame with all rows
 * @param wholeColumns the same for columns
 * @param parts the body
 * @param memories all memory operands
 * @param nodes all nodes, in program order
 * @param storages places that values of the local buffer have because they live across parts
 * @param scalars which of the section's numbers are slots of scalars
 */
record Section(
        Frame frame,
        boolean wholeRows,
        boolean wholeColumns,
        List<Part> parts,
        List<MemoryOperand> memories,
        List<LaneNode> nodes,
        List<Storage> storages,
        List<Integer> scalars) {
    /** Numbers of {@code Structure} that describe the frame. */
    static final int ROWS = 0;

    static final int ROW_EXTENT = 1;
    static final int COLUMNS = 2;
    static final int COLUMN_EXTENT = 3;
    static final int COUNTS = 4;

    int rowAxis() {
        return frame.rows().axis();
    }

    int columnAxis() {
        return frame.columns().axis();
    }

    boolean isLoop(int axis) {
        return axis != Words.NO_AXIS && frame.axes().get(axis).loop();
    }

    /** The axis whose indices follow each other from task to task, or {@link Words#NO_AXIS}. */
    int innermostGridAxis() {
        for (int axis = frame.axes().size() - 1; axis >= 0; axis--) {
            if (!frame.axes().get(axis).loop()) {
                return axis;
            }
        }
        return Words.NO_AXIS;
    }

    /** {@return true if the body has no loop left} */
    boolean isStraight() {
        return parts.size() == 1 && parts.getFirst() instanceof Part.Straight;
    }
}
