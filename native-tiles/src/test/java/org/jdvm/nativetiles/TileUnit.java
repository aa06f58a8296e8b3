package org.jdvm.nativetiles;

import java.util.Arrays;

/** Tile registers and their instructions, as the Software Developer's Manual defines them, with all the faults that it names. */
final class TileUnit {
    private static final int TILES = 8;
    private static final int MOST_ROWS = 16;
    private static final int MOST_BYTES = 64;

    private final byte[][][] tiles = new byte[TILES][MOST_ROWS][MOST_BYTES];
    private final int[] rows = new int[TILES];
    private final int[] bytes = new int[TILES];
    private boolean isConfigured;

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("fault of a tile instruction: " + what);
        }
    }

    boolean isReleased() {
        return !isConfigured;
    }

    void configure(byte[] shapes) {
        check(shapes[0] == 1, "palette " + shapes[0]);
        check(shapes[1] == 0, "restart at row " + shapes[1]);
        for (int i = 2; i < MOST_BYTES; i++) {
            boolean isUsed = i >= 16 && i < 16 + 2 * TILES || i >= 48 && i < 48 + TILES;
            check(isUsed || shapes[i] == 0, "reserved byte " + i);
        }
        for (int i = 0; i < TILES; i++) {
            bytes[i] = (shapes[16 + 2 * i] & 0xff) | (shapes[17 + 2 * i] & 0xff) << 8;
            rows[i] = shapes[48 + i] & 0xff;
            check(bytes[i] <= MOST_BYTES && rows[i] <= MOST_ROWS, "tile %d of %d x %d".formatted(i, rows[i], bytes[i]));
            check((bytes[i] == 0) == (rows[i] == 0), "tile %d of %d x %d".formatted(i, rows[i], bytes[i]));
        }
        clear();
        isConfigured = true;
    }

    private void clear() {
        for (byte[][] tile : tiles) {
            for (byte[] row : tile) {
                Arrays.fill(row, (byte) 0);
            }
        }
    }

    void release() {
        clear();
        isConfigured = false;
    }

    private void checkShape(int tile) {
        check(isConfigured && rows[tile] > 0, "tile %d has no shape".formatted(tile));
    }

    void load(int tile, GuardedMemory memory, long address, long step) {
        checkShape(tile);
        for (int row = 0; row < rows[tile]; row++) {
            memory.read(address + row * step, bytes[tile], tiles[tile][row]);
        }
    }

    void store(int tile, GuardedMemory memory, long address, long step) {
        checkShape(tile);
        for (int row = 0; row < rows[tile]; row++) {
            memory.write(address + row * step, bytes[tile], tiles[tile][row]);
        }
    }

    private void checkShapes(int sum, int unsigned, int signed) {
        checkShape(sum);
        checkShape(unsigned);
        checkShape(signed);
        check(sum != unsigned && sum != signed && unsigned != signed, "the same tile twice");
        check(rows[sum] == rows[unsigned], "rows of the sums");
        check(bytes[sum] == bytes[signed], "columns of the sums");
        check(bytes[unsigned] == 4 * rows[signed], "depths");
        check(bytes[sum] % 4 == 0, "columns of part of a sum");
    }

    /** {@code tdpbf16ps}: both numbers of pairs have a sum, which meet at the end. */
    void dotProductOfBfloats(int sum, int left, int right) {
        checkShapes(sum, left, right);
        for (int row = 0; row < rows[sum]; row++) {
            for (int column = 0; column < bytes[sum]; column += 4) {
                float low = 0;
                float high = 0;
                for (int depth = 0; depth < rows[right]; depth++) {
                    int at = 4 * depth;
                    byte[] l = tiles[left][row];
                    byte[] r = tiles[right][depth];
                    low = Lanes.addProduct(low, Lanes.getBfloat(l, at), Lanes.getBfloat(r, column));
                    high = Lanes.addProduct(high, Lanes.getBfloat(l, at + 2), Lanes.getBfloat(r, column + 2));
                }
                float before = Lanes.normal(Lanes.getFloat(tiles[sum][row], column));
                float after = Lanes.normal(before + Lanes.normal(low + high));
                Lanes.set(tiles[sum][row], column, Float.floatToRawIntBits(after));
            }
        }
    }

    /** {@code tdpbusd} */
    void dotProduct(int sum, int unsigned, int signed) {
        checkShapes(sum, unsigned, signed);
        for (int row = 0; row < rows[sum]; row++) {
            for (int depth = 0; depth < rows[signed]; depth++) {
                for (int column = 0; column < bytes[sum]; column += 4) {
                    Lanes.addProducts(
                            tiles[sum][row], column, tiles[unsigned][row], 4 * depth, tiles[signed][depth], column);
                }
            }
        }
    }
}
