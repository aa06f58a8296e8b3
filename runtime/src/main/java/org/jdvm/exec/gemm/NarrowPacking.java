package org.jdvm.exec.gemm;

/** As {@link Packing}, for panels whose elements stay as narrow as they are. */
final class NarrowPacking {
    private static final int COLUMNS = MicroKernels.COLUMNS;
    private static final int F16_EXPONENT = 0x7c00;

    private NarrowPacking() {}

    /** {@return a panel of 16-bit elements; the parameters are those of {@link Packing#panel}} */
    static short[] shorts(short[] array, int from, int columnStride, int depthStride, int columns, int depth) {
        short[] panel = new short[depth * COLUMNS];
        for (int k = 0; k < depth; k++) {
            for (int column = 0; column < columns; column++) {
                panel[k * COLUMNS + column] = array[from + k * depthStride + column * columnStride];
            }
        }
        return panel;
    }

    /** {@return the same of 8-bit elements} */
    static byte[] bytes(byte[] array, int from, int columnStride, int depthStride, int columns, int depth) {
        byte[] panel = new byte[depth * COLUMNS];
        for (int k = 0; k < depth; k++) {
            for (int column = 0; column < columns; column++) {
                panel[k * COLUMNS + column] = array[from + k * depthStride + column * columnStride];
            }
        }
        return panel;
    }

    /** {@return true if no 16-bit float is infinite or not a number} */
    static boolean areFinite(short[] halves) {
        for (short half : halves) {
            if ((half & F16_EXPONENT) == F16_EXPONENT) {
                return false;
            }
        }
        return true;
    }
}
