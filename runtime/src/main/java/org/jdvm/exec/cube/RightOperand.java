package org.jdvm.exec.cube;

import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.gemm.MicroKernels;
import org.jdvm.exec.gemm.Packing;
import org.jdvm.exec.gemm.Panel;
import org.jdvm.exec.gemm.PanelBlocks;
import org.jdvm.exec.gemm.PanelCache;
import org.jdvm.exec.gemm.PanelFormat;
import org.jdvm.exec.gemm.WindowPacking;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.KnownPart;
import org.jdvm.exec.state.KnownParts;
import org.jdvm.machine.CubeSpec;
import org.jspecify.annotations.Nullable;

/**
 * The right operand of a product, made ready for the micro-kernels: for each panel of columns where to read it.
 *
 * <p>Panels of constants stay with these. Others are packed, and remembered until the section ends or the core stores where they come
 * from. Contiguous columns are read in place if only few rows would profit from packing.
 */
final class RightOperand {
    private static final int WIDTH = MicroKernels.COLUMNS;

    /** Packed operands that are remembered at the same time, at most and at least: tiles of a matrix, keys and values. */
    private static final int MOST = 16;

    private static final int FEWEST = 4;

    /** For each panel the array that holds it, where it begins there, and how far its depths are apart. */
    float[][] panels = new float[8][];

    int[] at = new int[8];
    int[] step = new int[8];

    /** For each panel that is narrower than floats the panel; null for the others. */
    @Nullable
    Panel[] narrow = new Panel[8];

    /** True if it is part of a constant. */
    boolean isConstant;

    /** The form of the left operand that it is multiplied with. */
    LeftOperand.Form left = LeftOperand.Form.IN_PLACE;

    /** Up to this many rows packing costs more than it gains. */
    private final int directRows;

    /** Elements of packed operands above which only the fewest are remembered. */
    private final int mostElements;

    private final WindowPacking windows = new WindowPacking();
    private final Tile[] tiles = new Tile[MOST];
    private int next;

    /** A packed operand. */
    private static final class Tile {
        private float[] elements = new float[0];

        /** Index of the first element, and how many there are. */
        private int first;

        private int size;
        private final KnownPart packed;

        Tile(KnownPart packed) {
            this.packed = packed;
        }
    }

    RightOperand(CubeSpec cube, KnownParts packed) {
        mostElements = cube.rightElements();
        directRows = 2 * cube.usualRows();
        Arrays.setAll(tiles, _ -> new Tile(packed.add()));
    }

    /** Forgets what is packed, and the arrays of the launch. */
    void forget() {
        for (Tile tile : tiles) {
            tile.packed.forget();
        }
        Arrays.fill(panels, null);
        Arrays.fill(narrow, null);
    }

    /**
     * Finds all panels.
     *
     * @param rows how many rows are multiplied by it, over all tasks that share it
     */
    void find(
            DType type,
            Binding binding,
            long from,
            long fromDepthToDepth,
            long fromColumnToColumn,
            int columns,
            int depth,
            long rows) {
        int depthStride = KnownPart.stride(fromDepthToDepth, depth);
        int columnStride = KnownPart.stride(fromColumnToColumn, columns);
        int count = room(columns);
        PanelCache cache = binding.panels();
        isConstant = cache != null;
        left = LeftOperand.Form.IN_PLACE;
        if (cache != null && findKept(cache, type, from, depthStride, columnStride, columns, depth, count)) {
            return;
        }
        Object array = binding.array();
        if (cache == null
                && type == DType.F32
                && columnStride == 1
                && depthStride >= 0
                && rows <= directRows
                && columns > rows * Layout.COUNT) {
            left = LeftOperand.Form.PACKED;
            findInPlace((float[]) array, from, depthStride, columns, depth, count);
            return;
        }
        Tile tile = packed(array, from, depthStride, columnStride, columns, depth);
        if (tile == null) {
            tile = free(Math.multiplyExact(count * WIDTH, depth));
            for (int panel = 0; panel < count; panel++) {
                pack(tile, panel, type, array, from, depthStride, columnStride, columns, depth);
            }
            tile.packed.set(array, from, depthStride, columnStride, columns, depth);
        }
        for (int panel = 0; panel < count; panel++) {
            put(panel, tile.elements, tile.first + panel * WIDTH * depth, WIDTH);
        }
    }

    /** {@return where a depth of a panel of floats begins in its array} */
    int first(int panel, int depth) {
        return at[panel] + depth * step[panel];
    }

    /**
     * Finds all panels of windows, which are packed.
     *
     * @param words the words of the program
     * @param at the position of the address form of the first window; the depth, the numbers of the windows and how they move follow
     * @param from index of the first element of the first window
     * @param window number of the first window
     */
    void findWindows(
            DType type, Binding binding, long[] words, int at, long from, long window, int columns, int depth) {
        int count = room(columns);
        isConstant = false;
        left = LeftOperand.Form.IN_PLACE;
        Object array = binding.array();
        Tile tile = null;
        for (Tile known : tiles) {
            if (known.packed.isOfWindows(array, at, from, window, columns)) {
                tile = known;
            }
        }
        if (tile == null) {
            tile = free(Math.multiplyExact(count * WIDTH, depth));
            int numbers = Words.afterAddress(words, at) + 1;
            windows.read(words, Words.afterAddress(words, numbers));
            long channelStride = words[at + 1];
            long columnStride = words[at + 2];
            long windowStride = words[numbers + 2];
            for (int panel = 0; panel < count; panel++) {
                int first = panel * WIDTH;
                windows.panel(
                        type,
                        array,
                        from + first * columnStride,
                        columnStride,
                        window + first * windowStride,
                        windowStride,
                        channelStride,
                        Math.min(WIDTH, columns - first),
                        depth,
                        tile.elements,
                        tile.first + first * depth);
            }
            long toLastColumn = (columns - 1) * columnStride;
            // There are no more channels than elements of a column.
            long toLastChannel = (depth - 1) * channelStride;
            tile.packed.setOfWindows(
                    array,
                    at,
                    from,
                    window,
                    columns,
                    from + windows.lowest() + Math.min(0, toLastColumn) + Math.min(0, toLastChannel),
                    from + windows.highest() + Math.max(0, toLastColumn) + Math.max(0, toLastChannel));
        }
        for (int panel = 0; panel < count; panel++) {
            put(panel, tile.elements, tile.first + panel * WIDTH * depth, WIDTH);
        }
    }

    /** Makes room for the panels of some columns; returns how many there are. */
    private int room(int columns) {
        int count = (columns + WIDTH - 1) / WIDTH;
        if (panels.length < count) {
            panels = Arrays.copyOf(panels, 2 * count);
            at = Arrays.copyOf(at, 2 * count);
            step = Arrays.copyOf(step, 2 * count);
            narrow = Arrays.copyOf(narrow, 2 * count);
        }
        return count;
    }

    /** {@return whether some panels are floats with the same distance from depth to depth} */
    boolean isEven(int first, int count) {
        for (int panel = first; panel < first + count; panel++) {
            if (step[panel] != step[first] || narrow[panel] != null) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether some panels are narrow, of the same form} */
    boolean areNarrow(int first, int count) {
        Panel one = narrow[first];
        for (int panel = first; panel < first + count; panel++) {
            Panel other = narrow[panel];
            if (one == null || other == null || other.format() != one.format()) {
                return false;
            }
        }
        return true;
    }

    /** Takes all panels of a constant, which are kept with it; false if there is no room for one of them. */
    private boolean findKept(
            PanelCache cache,
            DType type,
            long from,
            long depthStride,
            long columnStride,
            int columns,
            int depth,
            int count) {
        for (int panel = 0; panel < count; panel++) {
            long first = from + panel * WIDTH * columnStride;
            int width = Math.min(WIDTH, columns - panel * WIDTH);
            Panel kept = cache.panel(type, first, depthStride, columnStride, depth, width);
            if (kept == null) {
                left = LeftOperand.Form.IN_PLACE;
                return false;
            }
            if (kept.format() == PanelFormat.F32) {
                put(panel, kept.floats(), kept.first(), WIDTH);
            } else {
                narrow[panel] = kept;
                left = LeftOperand.Form.ROWS;
            }
        }
        return true;
    }

    /** Reads panels as they are, but for one at the end of the array, whose vectors would go beyond it. */
    private void findInPlace(float[] array, long from, long depthStride, int columns, int depth, int count) {
        for (int panel = 0; panel < count; panel++) {
            long first = from + panel * (long) WIDTH;
            if (first + (depth - 1) * depthStride + WIDTH <= array.length) {
                put(panel, array, Math.toIntExact(first), Math.toIntExact(depthStride));
            } else {
                Tile tile = free(Math.multiplyExact(count * WIDTH, depth));
                pack(tile, panel, DType.F32, array, from, depthStride, 1, columns, depth);
                put(panel, tile.elements, tile.first + panel * WIDTH * depth, WIDTH);
            }
        }
    }

    private void pack(
            Tile tile,
            int panel,
            DType type,
            Object array,
            long from,
            long depthStride,
            long columnStride,
            int columns,
            int depth) {
        long first = from + panel * WIDTH * columnStride;
        int width = Math.min(WIDTH, columns - panel * WIDTH);
        int to = tile.first + panel * WIDTH * depth;
        Packing.panel(type, array, first, columnStride, depthStride, width, WIDTH, depth, tile.elements, to);
    }

    private @Nullable Tile packed(
            Object array, long from, long depthStride, long columnStride, int columns, int depth) {
        for (Tile tile : tiles) {
            if (tile.packed.is(array, from, depthStride, columnStride, columns, depth)) {
                return tile;
            }
        }
        return null;
    }

    /** Memory for an operand; what it held is forgotten. */
    private Tile free(int size) {
        next = (next + 1) % Math.clamp(mostElements / Math.max(1, size), FEWEST, MOST);
        Tile tile = tiles[next];
        tile.packed.forget();
        if (tile.size < size) {
            tile.size = size;
            PanelBlocks.Place place = PanelBlocks.alone(size);
            tile.elements = place.array();
            tile.first = place.first();
        }
        return tile;
    }

    private void put(int panel, float[] array, int first, int apart) {
        panels[panel] = array;
        narrow[panel] = null;
        at[panel] = first;
        step[panel] = apart;
    }
}
