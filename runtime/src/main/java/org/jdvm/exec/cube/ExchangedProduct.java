package org.jdvm.exec.cube;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.gemm.BlockHeights;
import org.jdvm.exec.gemm.ExchangedTiles;
import org.jdvm.exec.gemm.MicroKernels;
import org.jdvm.exec.gemm.Panel;
import org.jdvm.exec.gemm.PanelCache;
import org.jdvm.exec.gemm.PanelFormat;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.LaunchOperands;
import org.jdvm.machine.CubeSpec;
import org.jspecify.annotations.Nullable;

/**
 * Products of a constant left operand, as convolutions have, with the operands exchanged: columns of the packed right operand, the elements of
 * an image, are the rows of blocks, and rows of the constant, packed once, are the vectors. Columns that are less than a panel then take
 * blocks of few rows, and not a whole panel. Results are transposed where they are stored.
 *
 * <p>Sums take the same products in the same order, so the bits are those of the other form.
 */
final class ExchangedProduct {
    private static final int WIDTH = MicroKernels.COLUMNS;

    /**
     * What transposing and storing a panel of columns for each column of a panel takes, in the unit of the times of blocks: about a
     * nanosecond for two elements.
     */
    private static final int STORING = 10_000;

    /** What the exchange must save to be worth while. */
    private static final double LEAST_GAIN = 0.03;

    private final CubeSpec cube;
    private final BlockHeights heights;

    /** Panels of the constant; those of the rows of a tile. */
    private @Nullable Panel[] constants = new Panel[8];

    private final float[] room = new float[ExchangedTiles.ROOM];

    ExchangedProduct(CubeSpec cube, BlockHeights heights) {
        this.cube = cube;
        this.heights = heights;
    }

    /** {@return whether a product is one of this form and takes less time in it} */
    boolean pays(ProductPart part, RightOperand right, int firstPanel) {
        if (part.ofIntegers
                || part.fold != 1
                || part.rows < WIDTH
                || part.columns < WIDTH / 2
                || !cube.isUneven(part.columns)
                || heights.highest() > WIDTH
                || right.isConstant
                || right.step[firstPanel] != WIDTH) {
            return false;
        }
        int panels = Math.ceilDiv(part.columns, WIDTH);
        int rowPanels = Math.ceilDiv(part.rows, WIDTH);
        double present = (double) panels * heights.time(part.rows);
        double exchanged = (double) rowPanels
                * (part.columns / WIDTH * heights.time(WIDTH)
                        + heights.time(part.columns % WIDTH)
                        + (double) panels * STORING / part.depth);
        return exchanged < (1 - LEAST_GAIN) * present && right.isEven(firstPanel, panels);
    }

    /**
     * Finds the left operand, if it is a constant and there is room for its panels.
     *
     * @param at the position of its address form
     */
    boolean find(CoreState core, LaunchOperands launch, int at, ProductPart part) {
        long[] words = launch.words();
        Binding binding = launch.bindings()[Words.buffer(words[at])];
        PanelCache cache = binding.panels();
        DType type = launch.type(words[at]);
        if (cache == null || type != DType.F32) {
            return false;
        }
        int count = Math.ceilDiv(part.rows, WIDTH);
        if (constants.length < count) {
            constants = new Panel[2 * count];
        }
        long from = binding.offset() + core.address(words, at) + part.left;
        for (int panel = 0; panel < count; panel++) {
            int row = panel * WIDTH;
            int width = Math.min(WIDTH, part.rows - row);
            Panel found =
                    cache.panel(type, from + row * words[at + 1], words[at + 2], words[at + 1], part.depth, width);
            if (found == null || found.format() != PanelFormat.F32) {
                return false;
            }
            constants[panel] = found;
        }
        return true;
    }

    /** Forgets the panels. */
    void forget() {
        Arrays.fill(constants, null);
    }

    /**
     * Multiplies some depths of the operands that are found.
     *
     * @param from the first depth
     * @param count how many depths
     */
    void slice(
            CoreState core,
            ProductPart part,
            RightOperand right,
            int firstPanel,
            int from,
            int count,
            boolean accumulate) {
        boolean mayPad = part.mayPad && core.pad(1) % Layout.BYTES == 0;
        // Elements of an image stay in a cache; the constant, which is read from far, is adjacent.
        for (int column = 0; column < part.columns; column += WIDTH) {
            int panel = firstPanel + column / WIDTH;
            int columns = Math.min(WIDTH, part.columns - column);
            for (int row = 0; row < part.rows; row += WIDTH) {
                int rows = Math.min(WIDTH, part.rows - row);
                panels(
                        core,
                        right.panels[panel],
                        right.first(panel, from),
                        constants[row / WIDTH],
                        from,
                        columns,
                        count);
                long to = part.target + (long) row * part.pitch + 4L * column;
                ExchangedTiles.store(
                        room, rows, columns, core.local, to, part.pitch, columns == WIDTH || mayPad, accumulate);
            }
        }
    }

    private void panels(CoreState core, float[] image, int first, Panel constant, int from, int columns, int count) {
        int height;
        for (int done = 0; done < columns; done += height) {
            height = heights.next(columns - done);
            // Columns that the block before has, too, get the same sums.
            int column = Math.min(done, WIDTH - height);
            MicroKernels.exchanged(
                    height,
                    image,
                    first + column,
                    constant.floats(),
                    constant.first() + from * WIDTH,
                    count,
                    core.local,
                    core.block,
                    4L * WIDTH);
            MemorySegment.copy(core.local, Layout.FLOAT, core.block, room, column * WIDTH, height * WIDTH);
        }
    }
}
