package org.jdvm.npu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Words;
import org.jspecify.annotations.Nullable;

/**
 * The cube unit of a core: matrix products from memory, or from the local buffer and memory, into a tile.
 *
 * <p>The left operand is packed into panels of rows, unless few products use it and its rows can be read where they lie; the right one
 * is packed into panels of columns. Both are remembered until the section ends or the core stores where they come from (no other core
 * writes what a section reads); panels of constants stay beside these. A right operand whose columns lie side by side is read as it
 * is if only few rows would profit from packing.
 *
 * <p>Deep products are computed in slices of the depth, so that what is read again and again stays in the second-level cache.
 */
final class Matrix {
    /** Depth up to which a product is computed in one go. */
    private static final int SLICE = 2048;

    /** Up to this many rows packing the right operand costs more than it gains. */
    private static final int DIRECT_ROWS = 2 * MicroKernels.ROWS;

    private static final int WIDTH = MicroKernels.COLUMNS;

    /** Up to this many panels of columns, reading the left operand where it lies costs less than packing it. */
    private static final int DIRECT_PANELS = 12;

    /** Packed right operands that are remembered at the same time, at most and at least: tiles of a matrix, keys and values. */
    private static final int RIGHTS = 16;

    private static final int FEWEST_RIGHTS = 4;

    /** Elements of packed right operands above which only the fewest are remembered. */
    private static final int RIGHT_ELEMENTS = 2 << 20;

    private float[] left = new float[0];
    private final Right[] rights = new Right[RIGHTS];
    private int nextRight;

    // Where each panel of columns of the right operand begins, and how far its depths are apart.
    private float[][] panels = new float[8][];
    private int[] panelAt = new int[8];
    private int[] panelStep = new int[8];

    // The left operand where it lies, if it is read there; and by how many panels it was.
    private float @Nullable [] leftRows;
    private int leftAt;
    private int leftStep;
    private final Packed readLeft = new Packed();
    private int readPanels;

    private final Stream stream = new Stream();
    private boolean constantRight;

    private final Packed packedLeft = new Packed();

    // Rows of the local buffer, copied to where products read them; and where they lie there, -1 if that has changed.
    private float[] localRows = new float[0];
    private long copiedLocal = -1;

    /** What of the matrices is multiplied now. */
    final Part part = new Part();

    /** A part of a product: sizes, elements to skip on either side, and where its tile begins. */
    static final class Part {
        int rows;
        int columns;
        int depth;
        long left;
        long right;
        long target;

        /** Bytes between rows of the target. */
        int pitch;

        /** True if what lies behind the columns, up to the pitch, may be overwritten. */
        boolean mayPad;
    }

    Matrix() {
        Arrays.setAll(rights, _ -> new Right());
    }

    /** Forgets what is packed, and the arrays of the launch. */
    void forget() {
        packedLeft.array = null;
        copiedLocal = -1;
        for (Right right : rights) {
            right.packed.array = null;
        }
        readLeft.array = null;
        leftRows = null;
        Arrays.fill(panels, null);
    }

    /** Forgets what was packed from elements of an array that change: those from {@code first} to {@code last}, perhaps. */
    void written(Object array, long first, long last) {
        packedLeft.written(array, first, last);
        for (Right right : rights) {
            right.packed.written(array, first, last);
        }
    }

    /** Forgets the left operand from the local buffer: a new one is written. */
    void localWritten() {
        copiedLocal = -1;
    }

    void multiply(Core core, Launch launch, long head, int at) {
        long[] words = launch.words;
        int rightAt = afterAddress(words, at + 1);
        int extent = Words.extent(words[at]);
        part.rows = core.rows;
        part.columns = core.elementsOf(extent);
        part.pitch = core.pitch(extent, Float.BYTES);
        part.depth = Math.toIntExact(words[afterAddress(words, rightAt)]);
        part.left = 0;
        part.right = 0;
        part.target = Words.value(words[at]);
        part.mayPad = true;
        multiply(core, launch, at, Words.accumulates(head));
    }

    /** Multiplies an inner tile of the local buffer with a matrix in memory. */
    void multiplyLocal(Core core, Launch launch, long head, int at) {
        long[] words = launch.words;
        part.rows = core.rows;
        part.columns = core.columns;
        part.pitch = core.pitch(Float.BYTES);
        part.depth = core.inner;
        part.right = 0;
        part.target = Words.value(words[at]);
        part.mayPad = true;
        findLocal(core, Words.value(words[at + 1]));
        multiplyFound(core, launch, at + 2, Words.accumulates(head));
    }

    /** {@return the position after an address form} */
    static int afterAddress(long[] words, int at) {
        return at + Words.ADDRESS_WORDS + Words.terms(words[at]);
    }

    /** Multiplies {@link #part} of the matrices of an instruction. */
    void multiply(Core core, Launch launch, int at, boolean accumulate) {
        int depth = part.depth;
        if (part.rows == 0 || part.columns == 0) {
            return;
        }
        if (depth == 0) {
            if (!accumulate) {
                for (int r = 0; r < part.rows; r++) {
                    Copies.fill(core.local, part.target + (long) r * part.pitch, 0, part.columns);
                }
            }
            return;
        }
        findLeft(core, launch, at + 1, depth);
        multiplyFound(core, launch, afterAddress(launch.words, at + 1), accumulate);
    }

    /** Multiplies the left operand, which is ready, with the right one, whose address form is given. */
    private void multiplyFound(Core core, Launch launch, int rightAt, boolean accumulate) {
        int depth = part.depth;
        findRight(core, launch, rightAt, depth);
        int slices = (depth + SLICE - 1) / SLICE;
        int slice = (depth + slices - 1) / slices;
        for (int k = 0; k < depth; k += slice) {
            slice(core, part.target, depth, k, Math.min(slice, depth - k), accumulate || k > 0);
        }
    }

    private void slice(Core core, long c, int depth, int from, int count, boolean accumulate) {
        int pitch = part.pitch;
        float[] rows = leftRows;
        for (int column = 0; column < part.columns; column += WIDTH) {
            int panel = column / WIDTH;
            int width = Math.min(WIDTH, part.columns - column);
            int b = panelAt[panel] + from * panelStep[panel];
            if (constantRight) {
                stream.approach(panels[panel], b, count * WIDTH);
            }
            int a = 0;
            int height;
            for (int row = 0; row < part.rows; row += height) {
                long to = c + (long) row * pitch + 4L * column;
                height = rows == null ? 0 : DirectKernels.height(part.rows - row);
                if (height > 0) {
                    int first = leftAt + row * leftStep + from;
                    boolean inPlace = !accumulate && width == WIDTH;
                    long target = inPlace ? to : core.block;
                    DirectKernels.multiply(
                            height,
                            rows,
                            first,
                            leftStep,
                            panels[panel],
                            b,
                            panelStep[panel],
                            count,
                            core.local,
                            target,
                            inPlace ? pitch : 4L * WIDTH);
                    if (!inPlace) {
                        edges(core, height, width, to, accumulate);
                    }
                } else {
                    height = MicroKernels.height(part.rows - row);
                    int valid = Math.min(height, part.rows - row);
                    block(core, height, valid, width, a + from * height, panel, b, count, to, accumulate);
                    a += height * depth;
                }
            }
        }
    }

    /** Computes a block in place, or in scratch memory if it is added or would go over the edge of the tile. */
    private void block(
            Core core,
            int height,
            int rows,
            int columns,
            int a,
            int panel,
            int b,
            int depth,
            long c,
            boolean accumulate) {
        int step = panelStep[panel];
        MemorySegment s = core.local;
        if (!accumulate && rows == height && columns == WIDTH) {
            MicroKernels.multiply(height, left, a, panels[panel], b, step, depth, s, c, part.pitch);
        } else {
            MicroKernels.multiply(height, left, a, panels[panel], b, step, depth, s, core.block, 4L * WIDTH);
            edges(core, rows, columns, c, accumulate);
        }
    }

    /** Moves a block from scratch memory to its place. */
    private void edges(Core core, int rows, int columns, long c, boolean accumulate) {
        boolean padded = columns == WIDTH || part.mayPad && core.pad(1) % Layout.BYTES == 0;
        for (int r = 0; r < rows; r++) {
            long from = core.block + 4L * WIDTH * r;
            Edges.move(core.local, from, c + (long) r * part.pitch, columns, padded, accumulate);
        }
    }

    /** Makes the left operand ready: packs it, unless it lies so that it can be read in place and few products use it. */
    private void findLeft(Core core, Launch launch, int at, int depth) {
        long[] words = launch.words;
        int buffer = Words.buffer(words[at]);
        Binding binding = launch.bindings[buffer];
        Object array = binding.array();
        long from = binding.offset() + core.address(words, at) + part.left;
        long rowStride = words[at + 1];
        long depthStride = words[at + 2];
        leftRows = null;
        if (packedLeft.is(array, from, rowStride, depthStride, part.rows, depth)) {
            return;
        }
        // Stays so if packing fails.
        packedLeft.array = null;
        copiedLocal = -1;
        DType type = launch.program.buffers().get(buffer).type();
        int first = 0;
        if (type == DType.F32 && depthStride == 1 && part.rows >= 4) {
            if (!readLeft.is(array, from, rowStride, depthStride, part.rows, depth)) {
                readLeft.set(array, from, rowStride, depthStride, part.rows, depth);
                readPanels = 0;
            }
            readPanels += (part.columns + WIDTH - 1) / WIDTH;
            if (readPanels <= DIRECT_PANELS) {
                leftRows = (float[]) array;
                leftAt = Math.toIntExact(from);
                leftStep = Math.toIntExact(rowStride);
                first = part.rows & -4;
            }
        }
        packRows(type, array, from, rowStride, depthStride, first, depth);
        if (first == 0) {
            packedLeft.set(array, from, rowStride, depthStride, part.rows, depth);
        }
    }

    /** Makes rows of the local buffer ready: copies them to where products read them, and packs them if many columns do. */
    private void findLocal(Core core, long from) {
        int depth = part.depth;
        boolean direct = core.columnExtent() <= DIRECT_PANELS * (long) WIDTH;
        if (copiedLocal != from) {
            int pitch = core.pitch(Core.INNER_TILE, Float.BYTES);
            int size = Math.multiplyExact(part.rows, depth);
            if (localRows.length < size) {
                localRows = new float[size];
            }
            for (int row = 0; row < part.rows; row++) {
                long line = from + (long) row * pitch;
                MemorySegment.copy(core.local, Layout.FLOAT, line, localRows, row * depth, depth);
            }
            packRows(DType.F32, localRows, 0, depth, 1, direct ? part.rows & -4 : 0, depth);
            packedLeft.array = null;
            copiedLocal = from;
        }
        leftRows = direct ? localRows : null;
        leftAt = 0;
        leftStep = depth;
    }

    /** Packs the rows from one on. */
    private void packRows(DType type, Object array, long from, long rowStride, long depthStride, int first, int depth) {
        int size = Math.multiplyExact(part.rows - first + MicroKernels.ROWS, depth);
        if (left.length < size) {
            left = new float[size];
        }
        int to = 0;
        int height;
        for (int row = first; row < part.rows; row += height) {
            height = MicroKernels.height(part.rows - row);
            int lanes = Math.min(height, part.rows - row);
            Packing.panel(type, array, from + row * rowStride, rowStride, depthStride, lanes, height, depth, left, to);
            to += height * depth;
        }
    }

    /** The right operand as it was packed before, or memory for it. */
    private Right rightOf(Object array, long from, long depthStride, long columnStride, int depth, int size) {
        for (Right right : rights) {
            if (right.packed.is(array, from, depthStride, columnStride, part.columns, depth)) {
                return right;
            }
        }
        nextRight = (nextRight + 1) % Math.clamp(RIGHT_ELEMENTS / Math.max(1, size), FEWEST_RIGHTS, RIGHTS);
        Right right = rights[nextRight];
        right.packed.array = null;
        if (right.elements.length < size) {
            right.elements = new float[size];
        }
        return right;
    }

    /** Says for each panel of columns where to read it: beside a constant, in the matrix itself, or packed by this core. */
    private void findRight(Core core, Launch launch, int at, int depth) {
        long[] words = launch.words;
        int buffer = Words.buffer(words[at]);
        Binding binding = launch.bindings[buffer];
        DType type = launch.program.buffers().get(buffer).type();
        long from = binding.offset() + core.address(words, at) + part.right;
        long depthStride = words[at + 1];
        long columnStride = words[at + 2];
        int count = (part.columns + WIDTH - 1) / WIDTH;
        if (panels.length < count) {
            panels = Arrays.copyOf(panels, 2 * count);
            panelAt = Arrays.copyOf(panelAt, 2 * count);
            panelStep = Arrays.copyOf(panelStep, 2 * count);
        }
        PanelCache cache = binding.panels();
        constantRight = cache != null;
        if (cache != null && findPanels(cache, type, from, depthStride, columnStride, depth, count)) {
            return;
        }
        Object array = binding.array();
        long rows = core.hasInner ? core.rowExtent() : part.rows;
        boolean direct =
                cache == null && type == DType.F32 && columnStride == 1 && depthStride >= 0 && rows <= DIRECT_ROWS;
        int size = Math.multiplyExact(count * WIDTH, depth);
        Right right = rightOf(array, from, depthStride, columnStride, depth, size);
        boolean packed = right.packed.array != null;
        boolean packing = false;
        for (int panel = 0; panel < count; panel++) {
            long first = from + panel * WIDTH * columnStride;
            int columns = Math.min(WIDTH, part.columns - panel * WIDTH);
            if (direct && first + (depth - 1) * depthStride + WIDTH <= ((float[]) array).length) {
                put(panel, (float[]) array, Math.toIntExact(first), Math.toIntExact(depthStride));
            } else {
                int to = panel * WIDTH * depth;
                if (!packed) {
                    Packing.panel(
                            type, array, first, columnStride, depthStride, columns, WIDTH, depth, right.elements, to);
                    packing = true;
                }
                put(panel, right.elements, to, WIDTH);
            }
        }
        if (packing) {
            right.packed.set(direct ? null : array, from, depthStride, columnStride, part.columns, depth);
        }
    }

    /** Takes all panels of a constant from beside it; false if there is no room for one of them. */
    private boolean findPanels(
            PanelCache cache, DType type, long from, long depthStride, long columnStride, int depth, int count) {
        for (int panel = 0; panel < count; panel++) {
            long first = from + panel * WIDTH * columnStride;
            int columns = Math.min(WIDTH, part.columns - panel * WIDTH);
            float[] cached = cache.panel(type, first, depthStride, columnStride, depth, columns);
            if (cached == null) {
                return false;
            }
            put(panel, cached, 0, WIDTH);
        }
        return true;
    }

    private void put(int panel, float[] array, int at, int step) {
        panels[panel] = array;
        panelAt[panel] = at;
        panelStep[panel] = step;
    }

    /** A packed right operand. */
    private static final class Right {
        private float[] elements = new float[0];
        private final Packed packed = new Packed();
    }

    /** Which part of which memory is packed; none if the array is null. */
    private static final class Packed {
        private @Nullable Object array;
        private long from;
        private long stride;
        private long depthStride;
        private int lanes;
        private int depth;

        void written(Object array, long first, long last) {
            if (this.array == array) {
                long toLastLane = (lanes - 1) * stride;
                long toLastDepth = (depth - 1) * depthStride;
                long lowest = from + Math.min(0, toLastLane) + Math.min(0, toLastDepth);
                long highest = from + Math.max(0, toLastLane) + Math.max(0, toLastDepth);
                if (first <= highest && last >= lowest) {
                    this.array = null;
                }
            }
        }

        boolean is(Object array, long from, long stride, long depthStride, int lanes, int depth) {
            return this.array == array
                    && this.from == from
                    && this.stride == stride
                    && this.depthStride == depthStride
                    && this.lanes == lanes
                    && this.depth == depth;
        }

        void set(@Nullable Object array, long from, long stride, long depthStride, int lanes, int depth) {
            this.array = array;
            this.from = from;
            this.stride = stride;
            this.depthStride = depthStride;
            this.lanes = lanes;
            this.depth = depth;
        }
    }
}
