package org.jdvm.exec.cube;

import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.gemm.BfloatPanels;
import org.jdvm.exec.gemm.FoundFloatTiles;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jdvm.exec.gemm.MatrixPlace;
import org.jdvm.exec.gemm.PanelCache;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.KnownPart;
import org.jdvm.exec.state.KnownParts;
import org.jdvm.exec.state.LaunchOperands;

/**
 * Products of bfloat16 numbers with constants quantized to such, where there are instructions for them. Which products go this way depends on the program
 * and the process alone, and sums are in the same order however a product is cut into tiles.
 */
final class BfloatProduct {
    private static final int WIDTH = IntegerTiles.COLUMNS;

    private final BfloatRows rows;

    BfloatProduct(KnownParts parts) {
        rows = new BfloatRows(parts);
    }

    void forget() {
        rows.forget();
    }

    /** Computes a part of a product into its tile; false if it is left to the other way. */
    boolean multiply(CoreState core, LaunchOperands launch, int at, ProductPart part, boolean accumulate) {
        long[] words = launch.words();
        int leftAt = at + 1;
        int rightAt = Words.afterAddress(words, leftAt);
        Binding right = launch.bindings()[Words.buffer(words[rightAt])];
        PanelCache cache = right.panels();
        if (cache == null
                || part.fold != 1
                || launch.type(words[leftAt]) != DType.BF16
                || launch.type(words[rightAt]) != DType.F32) {
            return false;
        }
        long byDepth = KnownPart.stride(words[rightAt + 1], part.depth);
        long byColumn = KnownPart.stride(words[rightAt + 2], part.columns);
        long from = right.offset() + core.address(words, rightAt) + part.right;
        MatrixPlace place = cache.matrix(from, byDepth, byColumn, part.depth, part.columns);
        if (place == null) {
            return false;
        }
        BfloatPanels panels = cache.bfloats(place, byDepth, byColumn, part.depth);
        if (panels == null) {
            return false;
        }
        IntegerTiles tiles = FoundFloatTiles.get();
        if (tiles == null || part.depth > tiles.mostDepth()) {
            return false;
        }
        Binding left = launch.bindings()[Words.buffer(words[leftAt])];
        rows.find(
                (short[]) left.array(),
                left.offset() + core.address(words, leftAt) + part.left,
                KnownPart.stride(words[leftAt + 1], part.rows),
                KnownPart.stride(words[leftAt + 2], part.depth),
                part.rows,
                part.depth);
        multiply(core, part, accumulate, tiles, panels, place.column());
        return true;
    }

    /** Whole panels go to the tile at once; what is added, or is a part of a panel, is in scratch memory first. */
    private void multiply(
            CoreState core,
            ProductPart part,
            boolean accumulate,
            IntegerTiles tiles,
            BfloatPanels panels,
            int firstColumn) {
        int end = firstColumn + part.columns;
        for (int column = firstColumn; column < end; ) {
            int panel = column / WIDTH;
            int whole = column % WIDTH == 0 && !accumulate ? (end - column) / WIDTH : 0;
            long to = part.target + 4L * (column - firstColumn);
            if (whole > 0) {
                tiles.multiply(block(panels, panel, 0, part.rows, whole), core.local, to, part.pitch);
                column += whole * WIDTH;
            } else {
                int skipped = column % WIDTH;
                int width = Math.min(WIDTH - skipped, end - column);
                partly(core, part, accumulate, tiles, panels, panel, skipped, width, to);
                column += width;
            }
        }
    }

    private void partly(
            CoreState core,
            ProductPart part,
            boolean accumulate,
            IntegerTiles tiles,
            BfloatPanels panels,
            int panel,
            int skipped,
            int width,
            long to) {
        int most = core.blockRows(WIDTH);
        for (int row = 0; row < part.rows; row += most) {
            int count = Math.min(most, part.rows - row);
            tiles.multiply(block(panels, panel, row, count, 1), core.local, core.block, 4L * WIDTH);
            for (int r = 0; r < count; r++) {
                long source = core.block + 4L * (WIDTH * r + skipped);
                long target = to + (long) (row + r) * part.pitch;
                for (int i = 0; i < width; i++) {
                    float sum = core.local.get(Layout.FLOAT, source + 4L * i);
                    core.local.set(
                            Layout.FLOAT,
                            target + 4L * i,
                            accumulate ? core.local.get(Layout.FLOAT, target + 4L * i) + sum : sum);
                }
            }
        }
    }

    private IntegerTiles.Block block(BfloatPanels panels, int panel, int row, int count, int width) {
        return new IntegerTiles.Block(
                rows.rows,
                rows.at + row * rows.step,
                rows.step,
                count,
                panels.bytes(),
                panels.at(panel),
                panels.groups(),
                width,
                false);
    }
}
