package org.jdvm.exec.gemm;

import java.lang.reflect.Array;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jdvm.annotations.DType;
import org.jspecify.annotations.Nullable;

/**
 * A constant: its elements, and packed panels of the matrices in it, kept for as long as it lives.
 *
 * <p>A panel is some columns of a right operand, packed once by whichever thread needs it first; other threads read it without locks.
 * All panels together take at most a few times the memory itself; what goes beyond that is packed again at each use.
 *
 * <p>When panels of 32-bit floats hold all elements, the plain ones are released. A later request makes them again from
 * the panels; from then on they stay.
 */
public final class PanelCache {
    /** How many bytes of panels there may be for each element of the memory: four copies in 32-bit floats. */
    private static final long BYTES_PER_ELEMENT = 16;

    private static final long SMALL = 1 << 16;

    /** For tests: run before a panel is packed. */
    static volatile @Nullable Runnable fault;

    /** Open addressing with linear probing; at most half full. Replaced when it grows. */
    private volatile AtomicReferenceArray<@Nullable Panel> table = new AtomicReferenceArray<>(16);

    /** Guarded by this. */
    private int size;

    private volatile long bytes;

    private final int length;

    /** Null if only panels are left. */
    private volatile @Nullable Object plain;

    /** True if the plain elements were asked for after they had been released. Guarded by this. */
    private boolean isWanted;

    /** Of the panels that are adjacent and do not overlap, how many are packed. Guarded by this. */
    private int packed;

    /** The first of these; the others have the same strides and depth. Guarded by this. */
    private @Nullable Panel first;

    /**
     * Takes the elements of a constant.
     *
     * @param array a {@code float[]}, {@code short[]}, {@code byte[]}, {@code int[]} or {@code long[]}
     */
    public PanelCache(Object array) {
        this.plain = array;
        this.length = Array.getLength(array);
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

    /** {@return how many elements there are} */
    public int length() {
        return length;
    }

    private synchronized Object restore() {
        Object present = plain;
        if (present == null) {
            float[] elements = new float[length];
            AtomicReferenceArray<@Nullable Panel> panels = table;
            for (int i = 0; i < panels.length(); i++) {
                Panel panel = panels.get(i);
                if (panel != null) {
                    panel.unpack(elements);
                }
            }
            isWanted = true;
            plain = elements;
            present = elements;
        }
        return present;
    }

    /** Releases the plain elements when a panel was packed that makes up all of them, with those packed before. */
    private synchronized void packed(Panel panel) {
        if (first == null) {
            first = panel;
        }
        if (isWanted || !(plain instanceof float[]) || !panel.isBeside(first) || !panel.isOnGrid(length)) {
            return;
        }
        packed++;
        if (packed == panel.gridSize(length)) {
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
    public float @Nullable [] panel(
            DType type, long from, long depthStride, long columnStride, int depth, int columns) {
        Panel panel = find(table, from, depthStride, columnStride, depth, columns);
        if (panel == null) {
            panel = add(from, depthStride, columnStride, depth, columns);
            if (panel == null) {
                return null;
            }
        }
        float[] present = panel.elements;
        return present == null ? pack(panel, type) : present;
    }

    private static @Nullable Panel find(
            AtomicReferenceArray<@Nullable Panel> table,
            long from,
            long depthStride,
            long columnStride,
            int depth,
            int columns) {
        int mask = table.length() - 1;
        for (int i = hash(from, depthStride); ; i++) {
            Panel panel = table.get(i & mask);
            if (panel == null || panel.is(from, depthStride, columnStride, depth, columns)) {
                return panel;
            }
        }
    }

    private static int hash(long from, long depthStride) {
        return (int) ((from * 31 + depthStride) * 0x9e37_79b9_7f4a_7c15L >>> 40);
    }

    private float[] pack(Panel panel, DType type) {
        boolean isNew = panel.pack(type, this);
        if (isNew) {
            packed(panel);
        }
        return Objects.requireNonNull(panel.elements);
    }

    private synchronized @Nullable Panel add(long from, long depthStride, long columnStride, int depth, int columns) {
        Panel present = find(table, from, depthStride, columnStride, depth, columns);
        if (present != null) {
            return present;
        }
        long needed = 4L * depth * MicroKernels.COLUMNS;
        if (bytes + needed > BYTES_PER_ELEMENT * length + SMALL) {
            return null;
        }
        if (2 * (size + 1) > table.length()) {
            AtomicReferenceArray<@Nullable Panel> larger = new AtomicReferenceArray<>(2 * table.length());
            for (int i = 0; i < table.length(); i++) {
                Panel panel = table.get(i);
                if (panel != null) {
                    insert(larger, panel);
                }
            }
            table = larger;
        }
        Panel panel = new Panel(from, depthStride, columnStride, depth, columns);
        insert(table, panel);
        bytes += needed;
        size++;
        return panel;
    }

    private static void insert(AtomicReferenceArray<@Nullable Panel> table, Panel panel) {
        int mask = table.length() - 1;
        int i = hash(panel.from, panel.depthStride);
        while (table.get(i & mask) != null) {
            i++;
        }
        table.set(i & mask, panel);
    }

    private static final class Panel {
        private final long from;
        private final long depthStride;
        private final long columnStride;
        private final int depth;
        private final int columns;
        private volatile float @Nullable [] elements;

        Panel(long from, long depthStride, long columnStride, int depth, int columns) {
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
            if (elements != null) {
                return false;
            }
            Runnable injected = fault;
            if (injected != null) {
                injected.run();
            }
            int width = MicroKernels.COLUMNS;
            float[] packed = new float[width * depth];
            Packing.panel(type, cache.array(), from, columnStride, depthStride, columns, width, depth, packed, 0);
            elements = packed;
            return true;
        }

        void unpack(float[] to) {
            float[] packed = elements;
            if (packed == null) {
                return;
            }
            for (int k = 0; k < depth; k++) {
                for (int c = 0; c < columns; c++) {
                    to[Math.toIntExact(from + k * depthStride + c * columnStride)] =
                            packed[k * MicroKernels.COLUMNS + c];
                }
            }
        }

        boolean isBeside(Panel other) {
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
