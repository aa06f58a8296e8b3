package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;

/**
 * Multiplies blocks of 8-bit integers exactly, or of bfloat16 numbers, in another way than Java code does.
 *
 * <p>A right operand is packed in panels of {@link #COLUMNS} columns: a head, then for each group of {@link #GROUP} depths the four integers of
 * each column. The head has for each column the number at which sums begin where left operands are signed: {@code -128} times the
 * sum of the column, since these are taken as unsigned integers that are 128 larger. After them come zeros for the same columns, where sums of
 * unsigned left operands begin. What reads 16-bit integers on the left needs no head.
 */
public interface IntegerTiles {
    /** Columns of a panel. */
    int COLUMNS = 32;

    /** Depths that are together. */
    int GROUP = 4;

    /** Bytes of a head: two numbers for each column. */
    int HEAD_BYTES = 2 * COLUMNS * Integer.BYTES;

    /** How rows of left operands are stored. */
    enum LeftForm {
        /** Unsigned bytes; signed integers with 128 added. */
        OFFSET_BYTES(Byte.BYTES, GROUP),
        /** 16-bit integers in the order of this processor: the numbers themselves. */
        SHORTS(Short.BYTES, GROUP),
        /** bfloat16 numbers, two depths in a group: operands are those of {@link BfloatPanels}, and sums are 32-bit floats. */
        BFLOATS(Short.BYTES, BfloatPanels.GROUP);

        private final int bytes;
        private final int group;

        LeftForm(int bytes, int group) {
            this.bytes = bytes;
            this.group = group;
        }

        /** {@return bytes of a row for a group of depths} */
        public int groupBytes() {
            return group * bytes;
        }

        /** {@return bytes of a number} */
        public int bytes() {
            return bytes;
        }
    }

    /**
     * {@return how many bytes a panel takes}
     *
     * @param groups its groups of depths
     */
    static int panelBytes(int groups) {
        return Math.addExact(HEAD_BYTES, Math.multiplyExact(groups, COLUMNS * GROUP));
    }

    /**
     * Operands of a block.
     *
     * @param left has the rows, in the {@linkplain #leftForm form} that is read here
     * @param leftAt byte offset of the first
     * @param leftStep bytes from row to row
     * @param rows how many, at least 1
     * @param right has the panels, one after the other
     * @param rightAt index of the first, after its head
     * @param groups groups of depths, at least 1; rows have all their depths, also where a matrix ends within the last group
     * @param panels how many, at least 1
     * @param isSigned whether 128 was added to the left integers
     */
    record Block(
            MemorySegment left,
            long leftAt,
            long leftStep,
            int rows,
            byte[] right,
            int rightAt,
            int groups,
            int panels,
            boolean isSigned) {}

    /** {@return how rows of left operands must be stored} */
    LeftForm leftForm();

    /** {@return the largest depth of a block} */
    int mostDepth();

    /**
     * Computes a block of 32-bit sums: integers, which wrap, or floats.
     *
     * @param block the operands
     * @param target where it goes
     * @param to byte offset of its first element there
     * @param pitch bytes between its rows
     * @throws IndexOutOfBoundsException if an operand or the block is not inside of its memory
     * @throws IllegalArgumentException if sizes are not as they must be
     */
    void multiply(Block block, MemorySegment target, long to, long pitch);
}
