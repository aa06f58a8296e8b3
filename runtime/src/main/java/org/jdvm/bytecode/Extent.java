package org.jdvm.bytecode;

/**
 * Which part of the section's tile frame (rows x columns, and rows x inner) an operand covers, or that it is a scalar of the launch.
 *
 * <p>In the local buffer rows of {@link #TILE} are a pitch apart: the frame's columns times the lane bytes, rounded up to the
 * machine's alignment; likewise those of {@link #INNER_TILE}. The contents of the padding are undefined and never stored or reduced.
 */
public enum Extent {
    /** rows x columns. */
    TILE("tile"),
    /** 1 x columns: the same for each row. */
    ROW("row"),
    /** rows x 1, packed: one element for each row. */
    COLUMN("column"),
    /** A single element in the local buffer. */
    ONE("one"),
    /** A scalar slot of the launch; nothing in the local buffer. Only as a source. */
    SCALAR("scalar"),
    /** rows x inner: a left operand of a product in the making. */
    INNER_TILE("inner_tile"),
    /** 1 x inner: the same for each row. */
    INNER_ROW("inner_row");

    private static final Extent[] VALUES = values();

    private final String text;

    Extent(String text) {
        this.text = text;
    }

    static Extent of(int ordinal) {
        return VALUES[ordinal];
    }

    /** {@return true if there are elements for each row of the frame} */
    public boolean hasRows() {
        return this == TILE || this == COLUMN || this == INNER_TILE;
    }

    /** {@return true if there are elements for each column of the frame} */
    public boolean hasColumns() {
        return this == TILE || this == ROW;
    }

    /** {@return true if there are elements for each inner index of the frame} */
    public boolean hasInner() {
        return this == INNER_TILE || this == INNER_ROW;
    }

    /**
     * {@return the bytes that an operand takes in the local buffer, a multiple of the alignment}
     *
     * @param rows rows of the frame
     * @param columns columns of the frame
     * @param inner inner indices of the frame
     * @param laneBytes bytes of one element
     * @param alignment the machine's alignment in bytes
     */
    public long bytes(long rows, long columns, long inner, int laneBytes, int alignment) {
        return switch (this) {
            case TILE -> rows * align(columns * laneBytes, alignment);
            case ROW -> align(columns * laneBytes, alignment);
            case COLUMN -> align(rows * laneBytes, alignment);
            case ONE -> alignment;
            case SCALAR -> 0;
            case INNER_TILE -> rows * align(inner * laneBytes, alignment);
            case INNER_ROW -> align(inner * laneBytes, alignment);
        };
    }

    private static long align(long bytes, int alignment) {
        return (bytes + alignment - 1) & -(long) alignment;
    }

    /** {@return the short name used in listings} */
    @Override
    public String toString() {
        return text;
    }
}
