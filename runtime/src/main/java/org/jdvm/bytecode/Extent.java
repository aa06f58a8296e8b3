package org.jdvm.bytecode;

/**
 * Which part of the section's tile frame (rows x columns) an operand covers, or that it is a scalar of the launch.
 *
 * <p>In the local buffer rows of {@link #TILE} are a pitch apart: the frame's columns times the lane bytes, rounded up to the
 * machine's alignment. What lies in the padding is undefined and never stored or reduced.
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
    SCALAR("scalar");

    private static final Extent[] VALUES = values();

    private final String text;

    Extent(String text) {
        this.text = text;
    }

    static Extent of(int ordinal) {
        return VALUES[ordinal];
    }

    /**
     * {@return the bytes that an operand takes in the local buffer, a multiple of the alignment}
     *
     * @param rows rows of the frame
     * @param columns columns of the frame
     * @param laneBytes bytes of one element
     * @param alignment the machine's alignment in bytes
     */
    public long bytes(long rows, long columns, int laneBytes, int alignment) {
        return switch (this) {
            case TILE -> rows * align(columns * laneBytes, alignment);
            case ROW -> align(columns * laneBytes, alignment);
            case COLUMN -> align(rows * laneBytes, alignment);
            case ONE -> alignment;
            case SCALAR -> 0;
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
