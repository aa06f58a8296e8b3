package org.jdvm.exec.gemm;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The matrices of a constant of signed 8-bit integers, packed for {@link IntegerTiles}: each is packed once, whole, by the first thread that needs it. */
final class IntegerMatrices {
    private final int length;
    private final long depthStride;
    private final long columnStride;
    private final int depth;
    private final AtomicReferenceArray<@Nullable IntegerPanels> packed;

    /** Guarded by this. */
    private int missing;

    IntegerMatrices(int length, long depthStride, long columnStride, int depth, MatrixPlace place) {
        this.length = length;
        this.depthStride = depthStride;
        this.columnStride = columnStride;
        this.depth = depth;
        this.packed = new AtomicReferenceArray<>(place.matrices());
        this.missing = place.matrices();
    }

    boolean is(long depthStride, long columnStride, int depth) {
        return this.depthStride == depthStride && this.columnStride == columnStride && this.depth == depth;
    }

    /** {@return how many bytes all matrices take when they are packed} */
    static long bytes(int depth, MatrixPlace place) {
        long panels = Math.ceilDiv(place.width(), IntegerTiles.COLUMNS);
        return place.matrices() * panels * IntegerTiles.panelBytes(Math.ceilDiv(depth, IntegerTiles.GROUP));
    }

    /** {@return a matrix, or null if it is not packed yet} */
    @Nullable
    IntegerPanels get(MatrixPlace place) {
        return packed.get(place.matrix());
    }

    /** Packs a matrix from the elements of the constant. */
    synchronized void pack(MatrixPlace place, byte[] elements) {
        if (packed.get(place.matrix()) == null) {
            int first = place.first(depth);
            packed.set(
                    place.matrix(),
                    IntegerPanels.of(elements, first, (int) depthStride, (int) columnStride, depth, place.width()));
            missing--;
        }
    }

    /** {@return whether all elements are in packed matrices} */
    synchronized boolean isWhole() {
        return missing == 0;
    }

    /** Writes the elements of the packed matrices. */
    void unpack(byte[] to) {
        int size = length / packed.length();
        for (int i = 0; i < packed.length(); i++) {
            IntegerPanels panels = packed.get(i);
            if (panels != null) {
                panels.unpack(to, i * size, (int) depthStride, (int) columnStride);
            }
        }
    }
}
