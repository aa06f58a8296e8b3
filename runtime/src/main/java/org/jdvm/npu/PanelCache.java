package org.jdvm.npu;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jdvm.annotations.DType;
import org.jspecify.annotations.Nullable;

/**
 * Packed panels of constant matrices in one memory, kept beside it for as long as it lives.
 *
 * <p>A panel is some columns of a right operand, packed once by whichever thread needs it first; other threads read it without locks.
 * All panels together take at most a few times the memory itself; what goes beyond that is packed again at each use.
 */
public final class PanelCache {
    /** How many bytes of panels there may be for each element of the memory: four copies in 32-bit floats. */
    private static final long BYTES_PER_ELEMENT = 16;

    private static final long SMALL = 1 << 16;

    /** Open addressing with linear probing; at most half full. Replaced when it grows. */
    private volatile AtomicReferenceArray<@Nullable Panel> table = new AtomicReferenceArray<>(16);

    /** Guarded by this. */
    private int size;

    private volatile long bytes;

    /** Creates a cache that holds nothing. */
    public PanelCache() {}

    /** {@return the bytes that the packed panels take} */
    public long bytes() {
        return bytes;
    }

    /**
     * {@return the packed panel, or null if there is no room for it}
     *
     * @param type element type of the array
     * @param array the memory that this cache stands beside
     * @param length number of its elements
     * @param from index of the first column at depth 0
     * @param depthStride elements from depth to depth
     * @param columnStride elements from column to column
     * @param depth number of depths
     * @param columns columns that the matrix has here, at most {@link MicroKernels#COLUMNS}
     */
    float @Nullable [] panel(
            DType type,
            Object array,
            int length,
            long from,
            long depthStride,
            long columnStride,
            int depth,
            int columns) {
        Panel panel = find(table, from, depthStride, columnStride, depth, columns);
        if (panel == null) {
            panel = add(length, from, depthStride, columnStride, depth, columns);
            if (panel == null) {
                return null;
            }
        }
        return panel.elements(type, array);
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

    private synchronized @Nullable Panel add(
            int length, long from, long depthStride, long columnStride, int depth, int columns) {
        Panel present = find(table, from, depthStride, columnStride, depth, columns);
        if (present != null) {
            return present;
        }
        long needed = 4L * depth * MicroKernels.COLUMNS;
        if (bytes + needed > BYTES_PER_ELEMENT * length + SMALL) {
            return null;
        }
        bytes += needed;
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

        float[] elements(DType type, Object array) {
            float[] present = elements;
            return present == null ? pack(type, array) : present;
        }

        private synchronized float[] pack(DType type, Object array) {
            float[] present = elements;
            if (present == null) {
                int width = MicroKernels.COLUMNS;
                present = new float[width * depth];
                Packing.panel(type, array, from, columnStride, depthStride, columns, width, depth, present, 0);
                elements = present;
            }
            return present;
        }
    }
}
