package org.jdvm.asm;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Extent;
import org.jdvm.tier.SectionStructure;

/**
 * A memory operand of an instruction.
 *
 * @param id its position among all of the section
 * @param number which of the section's numbers is its buffer; offset, strides and the strides of its terms follow
 * @param flags of {@link SectionStructure#addressFlags}
 * @param type the element type in memory
 * @param extent which elements of a frame it moves
 * @param axes the axis of each term
 */
record MemoryOperand(int id, int number, int flags, DType type, Extent extent, List<Integer> axes) {
    private static final int OFFSET = 1;
    private static final int ROW_STRIDE = 2;
    private static final int COLUMN_STRIDE = 3;
    private static final int TERMS = 4;

    MemoryOperand {
        axes = List.copyOf(axes);
    }

    int offset() {
        return number + OFFSET;
    }

    int rowStride() {
        return number + ROW_STRIDE;
    }

    int columnStride() {
        return number + COLUMN_STRIDE;
    }

    int term(int index) {
        return number + TERMS + index;
    }

    /** The number that is the size of the inner one of two axes folded into the columns; its stride follows. */
    int fold() {
        return term(axes.size());
    }

    boolean hasRows() {
        return extent == Extent.TILE || extent == Extent.COLUMN;
    }

    boolean hasColumns() {
        return extent == Extent.TILE || extent == Extent.ROW;
    }

    /** True if consecutive columns are contiguous. */
    boolean isDense() {
        return (flags & SectionStructure.UNIT << 2) != 0 && !isFolded();
    }

    /** True if all columns are the same element. */
    boolean isRepeated() {
        return (flags & SectionStructure.ZERO << 2) != 0 && !isFolded();
    }

    /** True if columns are two axes folded into one. */
    boolean isFolded() {
        return (flags & SectionStructure.FOLDED) != 0;
    }

    boolean rowsGoOn() {
        return (flags & SectionStructure.ROWS_GO_ON) != 0;
    }

    boolean columnsGoOn() {
        return (flags & SectionStructure.COLUMNS_GO_ON) != 0;
    }
}
