package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A right operand of signed 8-bit integers, packed as {@link IntegerTiles} reads it. */
public final class IntegerPanels {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int COLUMNS = IntegerTiles.COLUMNS;
    private static final int GROUP = IntegerTiles.GROUP;

    /** Whose numbers left operands are moved by to become unsigned. */
    private static final int OFFSET = 128;

    private final byte[] bytes;
    private final int depth;
    private final int columns;

    private IntegerPanels(byte[] bytes, int depth, int columns) {
        this.bytes = bytes;
        this.depth = depth;
        this.columns = columns;
    }

    /**
     * Packs a matrix.
     *
     * @param from has it
     * @param at index of its first element
     * @param depthStride from depth to depth
     * @param columnStride from column to column
     * @param depth at least 1
     * @param columns how many, at least 1
     * @return the panels; columns and depths that the matrix has not are 0
     */
    public static IntegerPanels of(byte[] from, int at, int depthStride, int columnStride, int depth, int columns) {
        int panels = Math.ceilDiv(columns, COLUMNS);
        int panelBytes = IntegerTiles.panelBytes(Math.ceilDiv(depth, GROUP));
        byte[] to = new byte[Math.multiplyExact(panels, panelBytes)];
        IntegerPanels packed = new IntegerPanels(to, depth, columns);
        MemorySegment heads = MemorySegment.ofArray(to);
        int[] sums = new int[COLUMNS];
        for (int panel = 0; panel < panels; panel++) {
            int width = Math.min(COLUMNS, columns - panel * COLUMNS);
            int first = at + panel * COLUMNS * columnStride;
            Arrays.fill(sums, 0);
            for (int k = 0; k < depth; k++) {
                int target = packed.at(panel) + k / GROUP * GROUP * COLUMNS + k % GROUP;
                int source = first + k * depthStride;
                for (int c = 0; c < width; c++) {
                    byte element = from[source + c * columnStride];
                    to[target + c * GROUP] = element;
                    sums[c] += element;
                }
            }
            for (int c = 0; c < width; c++) {
                heads.set(INT, (long) panel * panelBytes + (long) c * Integer.BYTES, -OFFSET * sums[c]);
            }
        }
        return packed;
    }

    /** Writes the elements to where they came from. */
    void unpack(byte[] to, int at, int depthStride, int columnStride) {
        for (int k = 0; k < depth; k++) {
            for (int c = 0; c < columns; c++) {
                to[at + k * depthStride + c * columnStride] =
                        bytes[at(c / COLUMNS) + (k / GROUP * COLUMNS + c % COLUMNS) * GROUP + k % GROUP];
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
