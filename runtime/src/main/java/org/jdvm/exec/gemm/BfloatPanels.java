package org.jdvm.exec.gemm;

/**
 * A right operand of bfloat16 numbers, packed in panels as {@link IntegerTiles} has them: after a head of zeros, with which sums begin, for each pair of
 * depths both numbers of each column, the first depth in the low half of 32 bits.
 */
public final class BfloatPanels {
    /** Depths that are together. */
    public static final int GROUP = 2;

    private static final int COLUMNS = IntegerTiles.COLUMNS;

    private final byte[] bytes;
    private final int depth;
    private final int columns;

    /** An element as the bits of a bfloat16 number. */
    public interface Elements {
        /** {@return the bits of the element} */
        short at(int depth, int column);
    }

    /**
     * Panels of zeros.
     *
     * @param depth at least 1
     * @param columns how many, at least 1
     */
    public BfloatPanels(int depth, int columns) {
        this.depth = depth;
        this.columns = columns;
        int panels = Math.ceilDiv(columns, COLUMNS);
        bytes = new byte[Math.multiplyExact(panels, IntegerTiles.panelBytes(Math.ceilDiv(depth, GROUP)))];
    }

    /** Packs a matrix; columns and depths that it has not stay 0. */
    public void fill(Elements elements) {
        for (int column = 0; column < columns; column++) {
            int first = at(column / COLUMNS) + column % COLUMNS * GROUP * Short.BYTES;
            for (int k = 0; k < depth; k++) {
                short element = elements.at(k, column);
                int to = first + (k / GROUP * COLUMNS * GROUP + k % GROUP) * Short.BYTES;
                bytes[to] = (byte) element;
                bytes[to + 1] = (byte) (element >> Byte.SIZE);
            }
        }
    }

    /** {@return the panels, one after the other} */
    public byte[] bytes() {
        return bytes;
    }

    /** {@return groups of depths of each panel} */
    public int groups() {
        return Math.ceilDiv(depth, GROUP);
    }

    /** {@return index of a panel, after its head} */
    public int at(int panel) {
        return panel * IntegerTiles.panelBytes(groups()) + IntegerTiles.HEAD_BYTES;
    }
}
