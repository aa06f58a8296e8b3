package org.jdvm.nativetiles;

import static org.jdvm.nativetiles.GeneralRegister.R10;
import static org.jdvm.nativetiles.GeneralRegister.R11;
import static org.jdvm.nativetiles.GeneralRegister.R12;
import static org.jdvm.nativetiles.GeneralRegister.R13;
import static org.jdvm.nativetiles.GeneralRegister.R8;
import static org.jdvm.nativetiles.GeneralRegister.R9;
import static org.jdvm.nativetiles.GeneralRegister.RAX;
import static org.jdvm.nativetiles.GeneralRegister.RBX;
import static org.jdvm.nativetiles.GeneralRegister.RCX;
import static org.jdvm.nativetiles.GeneralRegister.RDI;
import static org.jdvm.nativetiles.GeneralRegister.RDX;
import static org.jdvm.nativetiles.GeneralRegister.RSI;
import static org.jdvm.nativetiles.GeneralRegister.RSP;

import org.jdvm.exec.gemm.IntegerTiles;

/**
 * Writes a kernel of products of tiles: a function of the System V calling convention that multiplies some rows of unsigned bytes, or of
 * bfloat16 numbers, by panels.
 *
 * <p>A panel is already in the form of tiles: 16 groups of depths are 16 rows of two tiles, each of 16 columns. More than 16 rows are two tiles of
 * the same height; where their number is odd both compute the row that is at the end of the first and the start of the second, so that all tiles
 * keep one shape. What is left of the depths, 1 to 16 groups, is multiplied last, by tiles that are as narrow; all shapes are known at the start, since
 * setting them clears the sums.
 *
 * <p>Arguments: {@code rdi} the rows, {@code rsi} the first panel after its head, {@code rdx} where the block goes, {@code rcx} groups of
 * depths, at least one, {@code r8} bytes from row to row, {@code r9} bytes between rows of the block.
 */
final class TileProductWriter {
    /** Rows of a tile. */
    private static final int TILE_ROWS = 16;

    /** Bytes of a row of a tile. */
    private static final int TILE_BYTES = 64;

    /** Tiles of columns of a panel. */
    private static final int TILES = 2;

    /** Groups of depths of a tile: those of its columns on the left, of its rows on the right. */
    private static final int GROUPS = TILE_BYTES / IntegerTiles.GROUP;

    private static final int GROUPS_SHIFT = 4;
    private static final int LEFT_SHIFT = 2;
    private static final int GROUP_SHIFT = 7;
    private static final int GROUP_BYTES = 1 << GROUP_SHIFT;

    private static final TileRegister LEFT = new TileRegister(4);
    private static final TileRegister RIGHT = new TileRegister(5);
    private static final TileRegister LAST_LEFT = new TileRegister(6);
    private static final TileRegister LAST_RIGHT = new TileRegister(7);

    /** Shapes of tiles: where there are what the format is called, bytes of rows, and numbers of rows. */
    private static final int SHAPES_BYTES = 64;

    private static final int WIDTHS_AT = 16;
    private static final int HEIGHTS_AT = 48;

    /** What is in registers that must keep their values, and is not known from the arguments alone. */
    private static final GeneralRegister PANELS_LEFT = RBX;

    private static final GeneralRegister WHOLE_LEFT_BYTES = R12;
    private static final GeneralRegister TO_NEXT_PANEL = R13;

    /** Where the second tile of rows is, and where it goes. */
    private static final GeneralRegister SECOND_LEFT = R10;

    private static final GeneralRegister SECOND_TARGET = R11;

    /** Bytes between rows of a right tile. */
    private static final GeneralRegister RIGHT_STEP = RAX;

    private final X86Assembler code;
    private final BlockForm form;

    /** Tiles of rows. */
    private final int tiles;

    /** Rows of each of them. */
    private final int height;

    private TileProductWriter(X86Assembler code, BlockForm form) {
        this.code = code;
        this.form = form;
        this.tiles = Math.ceilDiv(form.rows(), TILE_ROWS);
        this.height = Math.ceilDiv(form.rows(), tiles);
    }

    static void write(X86Assembler code, BlockForm form) {
        new TileProductWriter(code, form).write();
    }

    private void write() {
        code.push(PANELS_LEFT);
        code.push(WHOLE_LEFT_BYTES);
        code.push(TO_NEXT_PANEL);
        code.move(WHOLE_LEFT_BYTES, RCX);
        code.subtract(WHOLE_LEFT_BYTES, 1);
        code.shiftRight(WHOLE_LEFT_BYTES, GROUPS_SHIFT);
        code.shiftLeft(WHOLE_LEFT_BYTES, GROUPS_SHIFT);
        code.subtract(RCX, WHOLE_LEFT_BYTES);
        shapes(RCX);
        code.shiftLeft(WHOLE_LEFT_BYTES, LEFT_SHIFT);
        code.move(TO_NEXT_PANEL, RCX);
        code.shiftLeft(TO_NEXT_PANEL, GROUP_SHIFT);
        code.add(TO_NEXT_PANEL, IntegerTiles.HEAD_BYTES);
        code.move(RIGHT_STEP, GROUP_BYTES);
        if (tiles > 1) {
            code.multiply(SECOND_LEFT, R8, form.rows() - height);
            code.add(SECOND_LEFT, RDI);
            code.multiply(SECOND_TARGET, R9, form.rows() - height);
            code.add(SECOND_TARGET, RDX);
        }
        code.move(PANELS_LEFT, form.panels());
        X86Assembler.Target next = code.target();
        panel();
        code.subtract(RDI, WHOLE_LEFT_BYTES);
        code.add(RSI, TO_NEXT_PANEL);
        code.add(RDX, NativeTiles.ROW_BYTES);
        if (tiles > 1) {
            code.subtract(SECOND_LEFT, WHOLE_LEFT_BYTES);
            code.add(SECOND_TARGET, NativeTiles.ROW_BYTES);
        }
        code.subtract(PANELS_LEFT, 1);
        code.jumpIfNotZero(next);
        code.releaseTiles();
        code.pop(TO_NEXT_PANEL);
        code.pop(WHOLE_LEFT_BYTES);
        code.pop(PANELS_LEFT);
        code.ret();
    }

    /**
     * Sets the shapes of all tiles, by way of the 128 bytes below the stack pointer, which the calling convention leaves to functions that call none.
     *
     * @param last has the groups of depths of the last tiles
     */
    private void shapes(GeneralRegister last) {
        code.move(RAX, 1);
        shape(0);
        code.move(RAX, 0);
        for (int at = Integer.BYTES; at < SHAPES_BYTES; at += Integer.BYTES) {
            if (at < WIDTHS_AT || at >= 2 * WIDTHS_AT && at < HEIGHTS_AT || at >= HEIGHTS_AT + 2 * Integer.BYTES) {
                shape(at);
            }
        }
        code.move(RAX, TILE_BYTES | TILE_BYTES << Short.SIZE);
        for (int tile = 0; tile < LAST_LEFT.number(); tile += 2) {
            shape(WIDTHS_AT + tile * Short.BYTES);
        }
        code.move(RAX, last);
        code.shiftLeft(RAX, LEFT_SHIFT);
        code.add(RAX, TILE_BYTES << Short.SIZE);
        shape(WIDTHS_AT + LAST_LEFT.number() * Short.BYTES);
        code.move(RAX, height | height << Byte.SIZE | height << 2 * Byte.SIZE | height << 3 * Byte.SIZE);
        shape(HEIGHTS_AT);
        code.move(RAX, last);
        code.shiftLeft(RAX, 3 * Byte.SIZE);
        code.add(RAX, height | GROUPS << Byte.SIZE | height << 2 * Byte.SIZE);
        shape(HEIGHTS_AT + LEFT.number());
        code.configureTiles(CodeAddress.of(RSP, -SHAPES_BYTES));
    }

    private void shape(int at) {
        code.storeLow(CodeAddress.of(RSP, at - SHAPES_BYTES), RAX);
    }

    /** Sums begin with the numbers in the head of the panel, the same in all rows. */
    private void panel() {
        int head = form.isSigned() ? -IntegerTiles.HEAD_BYTES : -IntegerTiles.HEAD_BYTES / 2;
        for (int row = 0; row < tiles; row++) {
            for (int column = 0; column < TILES; column++) {
                code.load(sum(row, column), CodeAddress.of(RSI, head + column * TILE_BYTES));
            }
        }
        code.move(RCX, WHOLE_LEFT_BYTES);
        code.shiftRight(RCX, LEFT_SHIFT);
        DepthLoop.writeWhole(code, RCX, GROUPS, () -> {
            products(LEFT, RIGHT);
            code.add(RDI, TILE_BYTES);
            code.add(RSI, GROUPS * GROUP_BYTES);
            if (tiles > 1) {
                code.add(SECOND_LEFT, TILE_BYTES);
            }
        });
        products(LAST_LEFT, LAST_RIGHT);
        for (int row = 0; row < tiles; row++) {
            for (int column = 0; column < TILES; column++) {
                code.store(
                        CodeAddress.of(row == 0 ? RDX : SECOND_TARGET, R9, 1, column * TILE_BYTES), sum(row, column));
            }
        }
    }

    /** Products of one depth of tiles, in an order in which each needs one new operand; registers are renamed. */
    private void products(TileRegister left, TileRegister right) {
        for (int column = 0; column < TILES; column++) {
            code.load(right, CodeAddress.of(RSI, RIGHT_STEP, 1, column * TILE_BYTES));
            for (int i = 0; i < tiles; i++) {
                int row = column % 2 == 0 ? i : tiles - 1 - i;
                if (column == 0 || i > 0) {
                    code.load(left, CodeAddress.of(row == 0 ? RDI : SECOND_LEFT, R8, 1, 0));
                }
                if (form.set().isOfFloats()) {
                    code.dotProductOfBfloats(sum(row, column), left, right);
                } else {
                    code.dotProduct(sum(row, column), left, right);
                }
            }
        }
    }

    private static TileRegister sum(int row, int column) {
        return new TileRegister(row * TILES + column);
    }
}
