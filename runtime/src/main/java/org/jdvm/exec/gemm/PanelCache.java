package org.jdvm.exec.gemm;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jdvm.annotations.DType;
import org.jspecify.annotations.Nullable;

/**
 * A constant: its elements, and packed panels of the matrices in it, kept for as long as it lives.
 *
 * <p>A panel is some columns of a right operand, packed once by whichever thread needs it first; other threads read it without locks. It is as
 * narrow as the elements. All panels together take at most a few times the memory itself; what goes beyond that is packed again at each use.
 *
 * <p>When panels hold all elements, the plain ones are released. A later request makes them again from the panels; from then on they stay. A
 * {@linkplain Quantizer quantized} constant has panels only, from the beginning.
 */
public final class PanelCache {
    /** How many bytes of panels there may be for each element of the memory: four copies in 32-bit floats. */
    private static final long BYTES_PER_ELEMENT = 16;

    private static final long SMALL = 1 << 16;

    /** Constants live about as long as each other: those of a model. */
    private static final PanelBlocks BLOCKS = new PanelBlocks();

    /** For tests: run before a panel is packed. */
    static volatile @Nullable Runnable fault;

    /** Open addressing with linear probing; at most half full. Replaced when it grows. */
    private volatile AtomicReferenceArray<@Nullable Slot> table = new AtomicReferenceArray<>(16);

    /** Guarded by this. */
    private int size;

    private volatile long bytes;

    /** Integers that are packed whole matrix by matrix. Replaced when it grows. */
    private volatile IntegerMatrices[] integers = {};

    /** Bytes of these. Guarded by this. */
    private long integerBytes;

    /** For each matrix of a quantized constant its panels as pairs of depths, once they are made. */
    private volatile @Nullable AtomicReferenceArray<@Nullable BfloatPanels> pairs;

    private final int length;

    /** The type of plain elements. */
    private final Class<?> elementType;

    /** Null if only panels are left. */
    private volatile @Nullable Object plain;

    /** True if the plain elements were asked for after they had been released. Guarded by this. */
    private boolean isWanted;

    /** Of the panels that are adjacent and do not overlap, how many are packed. Guarded by this. */
    private int packed;

    /** The first of these; the others have the same strides and depth. Guarded by this. */
    private @Nullable Slot first;

    /** A constant of floats that consists of panels, which are {@linkplain #put added} before it is used. */
    PanelCache(int length) {
        this.length = length;
        this.elementType = float.class;
    }

    /**
     * Takes the elements of a constant.
     *
     * @param array a {@code float[]}, {@code short[]}, {@code byte[]}, {@code int[]} or {@code long[]}
     */
    public PanelCache(Object array) {
        this.plain = array;
        this.length = Array.getLength(array);
        this.elementType = array.getClass().getComponentType();
    }

    /** {@return the elements in an array; made again if only panels are left of them} */
    public Object array() {
        Object present = plain;
        return present == null ? restore() : present;
    }

    /** {@return the elements in an array, or null if only panels are left of them} */
    public @Nullable Object present() {
        return plain;
    }

    /** {@return the type of the elements of {@link #array}} */
    public Class<?> elementType() {
        return elementType;
    }

    /** {@return how many elements there are} */
    public int length() {
        return length;
    }

    private synchronized Object restore() {
        Object present = plain;
        if (present == null) {
            Object elements = Array.newInstance(elementType, length);
            AtomicReferenceArray<@Nullable Slot> slots = table;
            for (int i = 0; i < slots.length(); i++) {
                Slot slot = slots.get(i);
                if (slot != null) {
                    slot.unpack(elements);
                }
            }
            if (elements instanceof byte[] ofIntegers) {
                for (IntegerMatrices matrices : integers) {
                    matrices.unpack(ofIntegers);
                }
            }
            isWanted = true;
            plain = elements;
            present = elements;
        }
        return present;
    }

    /** Releases the plain elements when a panel was packed that makes up all of them, with those packed before. */
    private synchronized void packed(Slot slot) {
        if (first == null) {
            first = slot;
        }
        if (isWanted || !slot.holds(elementType) || !slot.isLike(first) || !slot.isOnGrid(length)) {
            return;
        }
        packed++;
        if (packed == slot.gridSize(length)) {
            plain = null;
        }
    }

    /** {@return the bytes that the packed panels take} */
    public long bytes() {
        return bytes;
    }

    /**
     * {@return the packed panel, or null if there is no room for it}
     *
     * @param type element type of the array
     * @param from index of the first column at depth 0
     * @param depthStride elements from depth to depth
     * @param columnStride elements from column to column
     * @param depth number of depths
     * @param columns columns that the matrix has here, at most {@link MicroKernels#COLUMNS}
     */
    public @Nullable Panel panel(DType type, long from, long depthStride, long columnStride, int depth, int columns) {
        Slot slot = find(table, from, depthStride, columnStride, depth, columns);
        if (slot == null) {
            slot = add(type, from, depthStride, columnStride, depth, columns);
            if (slot == null) {
                return null;
            }
        }
        Panel present = slot.panel;
        return present == null ? pack(slot, type) : present;
    }

    /**
     * {@return the matrix of which some columns are; null if the strides are not those of a matrix}
     *
     * @param from index of the first column at depth 0
     * @param depthStride elements from depth to depth
     * @param columnStride elements from column to column
     * @param depth number of depths, at least 1
     * @param columns number of columns
     */
    public @Nullable MatrixPlace matrix(long from, long depthStride, long columnStride, int depth, int columns) {
        return MatrixPlace.of(length, from, depthStride, columnStride, depth, columns);
    }

    /**
     * {@return a matrix, packed for {@link IntegerTiles}; null if there is no room for it, or its elements have another type}
     *
     * @param place what {@link #matrix} gave for these strides
     * @param depthStride elements from depth to depth
     * @param columnStride elements from column to column
     * @param depth number of depths
     */
    public @Nullable IntegerPanels integers(MatrixPlace place, long depthStride, long columnStride, int depth) {
        if (elementType != byte.class) {
            return null;
        }
        IntegerMatrices found = find(depthStride, columnStride, depth);
        IntegerPanels present = found == null ? null : found.get(place);
        return present == null ? pack(depthStride, columnStride, depth, place) : present;
    }

    /**
     * {@return a matrix of a constant quantized to bfloat16, packed in pairs of depths; null if the constant is another, or is read along other strides}
     *
     * @param place what {@link #matrix} gave for these strides
     * @param depthStride elements from depth to depth
     * @param columnStride elements from column to column
     * @param depth number of depths
     */
    public @Nullable BfloatPanels bfloats(MatrixPlace place, long depthStride, long columnStride, int depth) {
        if (elementType != float.class || bfloats(place, depthStride, columnStride, depth, 0) == null) {
            return null;
        }
        AtomicReferenceArray<@Nullable BfloatPanels> made = pairs;
        BfloatPanels present = made == null ? null : made.get(place.matrix());
        return present == null ? pair(place, depthStride, columnStride, depth) : present;
    }

    /** The panel of some columns; null if there is none of that form. */
    private @Nullable Panel bfloats(MatrixPlace place, long depthStride, long columnStride, int depth, int column) {
        long from = place.first(depth) + column * columnStride;
        int columns = Math.min(MicroKernels.COLUMNS, place.width() - column);
        Slot slot = find(table, from, depthStride, columnStride, depth, columns);
        Panel panel = slot == null ? null : slot.panel;
        return panel == null || panel.format() != PanelFormat.BF16 ? null : panel;
    }

    private synchronized @Nullable BfloatPanels pair(
            MatrixPlace place, long depthStride, long columnStride, int depth) {
        AtomicReferenceArray<@Nullable BfloatPanels> made = pairs;
        if (made == null) {
            made = new AtomicReferenceArray<>(place.matrices());
            pairs = made;
        }
        BfloatPanels present = made.get(place.matrix());
        if (present != null) {
            return present;
        }
        int width = MicroKernels.COLUMNS;
        Panel[] panels = new Panel[Math.ceilDiv(place.width(), width)];
        for (int i = 0; i < panels.length; i++) {
            Panel panel = bfloats(place, depthStride, columnStride, depth, i * width);
            if (panel == null) {
                return null;
            }
            panels[i] = panel;
        }
        BfloatPanels packed = new BfloatPanels(depth, place.width());
        packed.fill((k, column) -> panels[column / width].shorts()[k * width + column % width]);
        bytes += packed.bytes().length;
        made.set(place.matrix(), packed);
        return packed;
    }

    private @Nullable IntegerMatrices find(long depthStride, long columnStride, int depth) {
        for (IntegerMatrices matrices : integers) {
            if (matrices.is(depthStride, columnStride, depth)) {
                return matrices;
            }
        }
        return null;
    }

    private synchronized @Nullable IntegerPanels pack(
            long depthStride, long columnStride, int depth, MatrixPlace place) {
        IntegerMatrices matrices = find(depthStride, columnStride, depth);
        if (matrices == null) {
            long needed = IntegerMatrices.bytes(depth, place);
            if (bytes + needed > BYTES_PER_ELEMENT * length + SMALL) {
                return null;
            }
            bytes += needed;
            integerBytes += needed;
            matrices = new IntegerMatrices(length, depthStride, columnStride, depth, place);
            IntegerMatrices[] more = Arrays.copyOf(integers, integers.length + 1);
            more[integers.length] = matrices;
            integers = more;
        }
        boolean isReleased = plain == null;
        byte[] elements = (byte[]) array();
        matrices.pack(place, elements);
        if (isReleased) {
            // Nothing but this has asked for them.
            isWanted = false;
        }
        if (!isWanted && matrices.isWhole()) {
            plain = null;
            // Panels of the other way, from before this one was ready, are of no more use.
            table = new AtomicReferenceArray<>(16);
            size = 0;
            first = null;
            packed = 0;
            bytes = integerBytes;
        }
        return matrices.get(place);
    }

    /** Adds a panel of a quantized constant. */
    synchronized void put(Panel panel, long from, long depthStride, long columnStride, int depth, int columns) {
        Slot slot = new Slot(from, depthStride, columnStride, depth, columns);
        slot.panel = panel;
        insert(slot);
        bytes += panel.size();
    }

    private static @Nullable Slot find(
            AtomicReferenceArray<@Nullable Slot> table,
            long from,
            long depthStride,
            long columnStride,
            int depth,
            int columns) {
        int mask = table.length() - 1;
        for (int i = hash(from, depthStride); ; i++) {
            Slot slot = table.get(i & mask);
            if (slot == null || slot.is(from, depthStride, columnStride, depth, columns)) {
                return slot;
            }
        }
    }

    private static int hash(long from, long depthStride) {
        return (int) ((from * 31 + depthStride) * 0x9e37_79b9_7f4a_7c15L >>> 40);
    }

    private Panel pack(Slot slot, DType type) {
        boolean isNew = slot.pack(type, this);
        if (isNew) {
            packed(slot);
        }
        return Objects.requireNonNull(slot.panel);
    }

    private synchronized @Nullable Slot add(
            DType type, long from, long depthStride, long columnStride, int depth, int columns) {
        Slot present = find(table, from, depthStride, columnStride, depth, columns);
        if (present != null) {
            return present;
        }
        // A 16-bit float that is not finite makes its panel one of floats.
        long needed = (long) (type == DType.I8 ? Byte.BYTES : Float.BYTES) * depth * MicroKernels.COLUMNS;
        if (bytes + needed > BYTES_PER_ELEMENT * length + SMALL) {
            return null;
        }
        Slot slot = new Slot(from, depthStride, columnStride, depth, columns);
        insert(slot);
        bytes += needed;
        return slot;
    }

    private void insert(Slot slot) {
        if (2 * (size + 1) > table.length()) {
            AtomicReferenceArray<@Nullable Slot> larger = new AtomicReferenceArray<>(2 * table.length());
            for (int i = 0; i < table.length(); i++) {
                Slot present = table.get(i);
                if (present != null) {
                    insert(larger, present);
                }
            }
            table = larger;
        }
        insert(table, slot);
        size++;
    }

    private static void insert(AtomicReferenceArray<@Nullable Slot> table, Slot slot) {
        int mask = table.length() - 1;
        int i = hash(slot.from, slot.depthStride);
        while (table.get(i & mask) != null) {
            i++;
        }
        table.set(i & mask, slot);
    }

    /** Of which columns a panel is, and the panel once it is packed. */
    private static final class Slot {
        private final long from;
        private final long depthStride;
        private final long columnStride;
        private final int depth;
        private final int columns;
        private volatile @Nullable Panel panel;

        Slot(long from, long depthStride, long columnStride, int depth, int columns) {
            this.from = from;
            this.depthStride = depthStride;
            this.columnStride = columnStride;
            this.depth = depth;
            this.columns = columns;
        }

        boolean is(long from, long depthStride, long columnStride, int depth, int columns) {
            return this.from == from
                    && this.depthStride == depthStride
                    && this.columnStride == columnStride
                    && this.depth == depth
                    && this.columns == columns;
        }

        /** Packs it; false if another thread did. */
        synchronized boolean pack(DType type, PanelCache cache) {
            if (panel != null) {
                return false;
            }
            Runnable injected = fault;
            if (injected != null) {
                injected.run();
            }
            panel = packed(type, cache.array());
            return true;
        }

        private Panel packed(DType type, Object array) {
            int first = Math.toIntExact(from);
            int byDepth = (int) depthStride;
            int byColumn = (int) columnStride;
            return switch (type) {
                case BF16 ->
                    Panel.of(
                            PanelFormat.BF16,
                            NarrowPacking.shorts((short[]) array, first, byColumn, byDepth, columns, depth));
                case F16 -> {
                    short[] halves = NarrowPacking.shorts((short[]) array, first, byColumn, byDepth, columns, depth);
                    yield NarrowPacking.areFinite(halves) ? Panel.of(PanelFormat.F16, halves) : floats(type, array);
                }
                case I8 -> Panel.of(NarrowPacking.bytes((byte[]) array, first, byColumn, byDepth, columns, depth));
                case F32, BOOL, U8, I16, U16, I32, I64, F64 -> floats(type, array);
            };
        }

        private Panel floats(DType type, Object array) {
            int width = MicroKernels.COLUMNS;
            PanelBlocks.Place place = BLOCKS.allocate(width * depth);
            Packing.panel(
                    type, array, from, columnStride, depthStride, columns, width, depth, place.array(), place.first());
            return Panel.of(place, width * depth);
        }

        /** Whether plain elements can be made of the panel again. */
        boolean holds(Class<?> elementType) {
            return switch (Objects.requireNonNull(panel).format()) {
                case F32 -> elementType == float.class;
                case BF16, F16 -> elementType == short.class;
                case I8 -> elementType == byte.class;
                case I4 -> false;
            };
        }

        void unpack(Object to) {
            Panel packed = panel;
            if (packed == null) {
                return;
            }
            for (int k = 0; k < depth; k++) {
                for (int c = 0; c < columns; c++) {
                    int at = Math.toIntExact(from + k * depthStride + c * columnStride);
                    switch (to) {
                        case float[] floats -> floats[at] = packed.element(k, c);
                        case short[] shorts -> shorts[at] = packed.shorts()[k * MicroKernels.COLUMNS + c];
                        case byte[] bytes -> bytes[at] = packed.bytes()[k * MicroKernels.COLUMNS + c];
                        default -> throw new IllegalStateException("no panels are made of " + to.getClass());
                    }
                }
            }
        }

        boolean isLike(Slot other) {
            return depthStride == other.depthStride && columnStride == other.columnStride && depth == other.depth;
        }

        /** True if this is one of the panels into which dense matrices are cut from the first column on: no two of those overlap. */
        boolean isOnGrid(int length) {
            if (columnStride == 1) {
                long matrix = depth * depthStride;
                long column = matrix == 0 ? 0 : from % matrix;
                return depthStride > 0 && length % matrix == 0 && column < depthStride && isWhole(column, depthStride);
            }
            return depthStride == 1
                    && columnStride == depth
                    && length % depth == 0
                    && from % depth == 0
                    && isWhole(from / depth, length / depth);
        }

        private boolean isWhole(long column, long size) {
            return column % MicroKernels.COLUMNS == 0 && columns == Math.min(MicroKernels.COLUMNS, size - column);
        }

        /** How many panels there are of the kind, if this is one of them. */
        long gridSize(int length) {
            int width = MicroKernels.COLUMNS;
            if (columnStride == 1) {
                return length / (depth * depthStride) * ((depthStride + width - 1) / width);
            }
            return (length / depth + width - 1) / width;
        }
    }
}
