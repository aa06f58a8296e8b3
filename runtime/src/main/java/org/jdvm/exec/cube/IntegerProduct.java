package org.jdvm.exec.cube;

import java.lang.foreign.MemorySegment;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.gemm.FoundTiles;
import org.jdvm.exec.gemm.IntegerPanels;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jdvm.exec.gemm.IntegerWays;
import org.jdvm.exec.gemm.MatrixPlace;
import org.jdvm.exec.gemm.PanelCache;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.KnownPart;
import org.jdvm.exec.state.KnownParts;
import org.jdvm.exec.state.LaunchOperands;

/** Products of 8-bit integers with constants of signed ones, where there is an {@link IntegerTiles} for them. The integers are those of the other way. */
final class IntegerProduct {
    private static final int WIDTH = IntegerTiles.COLUMNS;

    private final IntegerRows rows;

    IntegerProduct(KnownParts parts) {
        rows = new IntegerRows(parts);
    }

    void forget() {
        rows.forget();
    }

    /** Computes a part of a product into its tile; false if it is left to the other way. */
    boolean multiply(CoreState core, LaunchOperands launch, int at, ProductPart part, boolean accumulate) {
        long[] words = launch.words();
        int leftAt = at + 1;
        int rightAt = Words.afterAddress(words, leftAt);
        DType leftType = launch.type(words[leftAt]);
        Binding right = launch.bindings()[Words.buffer(words[rightAt])];
        PanelCache cache = right.panels();
        if (cache == null || launch.type(words[rightAt]) != DType.I8 || leftType != DType.U8 && leftType != DType.I8) {
            return false;
        }
        IntegerTiles tiles = FoundTiles.ready();
        if (tiles == null
                || part.depth > tiles.mostDepth()
                || !IntegerWays.of(part.rows).takesTiles()) {
            return false;
        }
        long from = right.offset() + core.address(words, rightAt) + part.right;
        long byDepth = KnownPart.stride(words[rightAt + 1], part.depth);
        long byColumn = KnownPart.stride(words[rightAt + 2], part.columns);
        MatrixPlace place = cache.matrix(from, byDepth, byColumn, part.depth, part.columns);
        if (place == null || place.column() % WIDTH != 0) {
            return false;
        }
        IntegerPanels panels = cache.integers(place, byDepth, byColumn, part.depth);
        if (panels == null) {
            return false;
        }
        Binding left = launch.bindings()[Words.buffer(words[leftAt])];
        rows.find(
                tiles.leftForm(),
                leftType,
                (byte[]) left.array(),
                left.offset() + core.address(words, leftAt) + part.left,
                KnownPart.stride(words[leftAt + 1], part.rows),
                KnownPart.stride(words[leftAt + 2], part.depth),
                part.rows,
                part.depth);
        multiply(core, part, accumulate, tiles, panels, place.column() / WIDTH);
        return true;
    }

    private void multiply(
            CoreState core,
            ProductPart part,
            boolean accumulate,
            IntegerTiles tiles,
            IntegerPanels panels,
            int firstPanel) {
        int end = part.columns / WIDTH * WIDTH;
        if (part.mayPad && 4L * (end + WIDTH) <= part.pitch) {
            end += end < part.columns ? WIDTH : 0;
        }
        int whole = accumulate ? 0 : end;
        if (whole > 0) {
            tiles.multiply(block(panels, firstPanel, 0, part.rows, whole / WIDTH), core.local, part.target, part.pitch);
        }
        if (whole >= part.columns) {
            return;
        }
        // What is added, or is over the edge of the tile, is in scratch memory first.
        int most = core.blockRows(WIDTH);
        for (int column = whole; column < part.columns; column += WIDTH) {
            int width = Math.min(WIDTH, part.columns - column);
            for (int row = 0; row < part.rows; row += most) {
                int count = Math.min(most, part.rows - row);
                tiles.multiply(
                        block(panels, firstPanel + column / WIDTH, row, count, 1), core.local, core.block, 4L * WIDTH);
                for (int r = 0; r < count; r++) {
                    long to = part.target + (long) (row + r) * part.pitch + 4L * column;
                    move(core.local, core.block + 4L * WIDTH * r, to, width, accumulate);
                }
            }
        }
    }

    private IntegerTiles.Block block(IntegerPanels panels, int panel, int row, int count, int width) {
        return new IntegerTiles.Block(
                rows.rows,
                rows.at + row * rows.step,
                rows.step,
                count,
                panels.bytes(),
                panels.at(panel),
                panels.groups(),
                width,
                rows.isOffset);
    }

    private static void move(MemorySegment s, long from, long to, int columns, boolean accumulate) {
        for (int i = 0; i < columns; i++) {
            int sum = s.get(Layout.INT, from + 4L * i);
            s.set(Layout.INT, to + 4L * i, accumulate ? sum + s.get(Layout.INT, to + 4L * i) : sum);
        }
    }
}
