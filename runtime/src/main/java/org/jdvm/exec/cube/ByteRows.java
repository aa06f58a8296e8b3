package org.jdvm.exec.cube;

import org.jdvm.annotations.DType;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jdvm.exec.state.KnownPart;
import org.jdvm.exec.state.KnownParts;

/**
 * Rows of 8-bit integers as {@link IntegerTiles} reads them: unsigned ones in place where that is possible, others copied. What is copied is
 * remembered until the section ends or the core stores where it comes from.
 */
final class ByteRows {
    /** Added to signed integers; the same as changing the highest bit. */
    private static final int OFFSET = 128;

    /** Bytes of a page: rows that many apart would push each other out of the first-level cache. */
    private static final int PAGE = 4096;

    private static final int LINE = 64;
    private static final byte[] NONE = {};

    byte[] rows = NONE;
    int at;
    int step;

    private byte[] copies = NONE;
    private final KnownPart copied;

    ByteRows(KnownParts parts) {
        copied = parts.add();
    }

    /** Forgets what is copied, and the arrays of the launch. */
    void forget() {
        copied.forget();
        rows = NONE;
    }

    void find(DType type, byte[] array, long from, int rowStride, int depthStride, int count, int depth) {
        if (copied.is(array, from, rowStride, depthStride, count, depth)) {
            return;
        }
        copied.forget();
        int padded = Math.ceilDiv(depth, IntegerTiles.GROUP) * IntegerTiles.GROUP;
        if (type == DType.U8
                && depthStride == 1
                && padded == depth
                && (count == 1 || rowStride >= 0 && rowStride % PAGE != 0)) {
            rows = array;
            at = Math.toIntExact(from);
            step = count == 1 ? 0 : rowStride;
            return;
        }
        int apart = padded % PAGE == 0 ? padded + LINE : padded;
        int size = Math.multiplyExact(count, apart);
        if (copies.length < size) {
            copies = new byte[size];
        }
        int offset = type == DType.I8 ? OFFSET : 0;
        for (int row = 0; row < count; row++) {
            int source = Math.toIntExact(from + (long) row * rowStride);
            int target = row * apart;
            if (depthStride == 1) {
                for (int k = 0; k < depth; k++) {
                    copies[target + k] = (byte) (array[source + k] + offset);
                }
            } else {
                for (int k = 0; k < depth; k++) {
                    copies[target + k] = (byte) (array[source + k * depthStride] + offset);
                }
            }
        }
        rows = copies;
        at = 0;
        step = apart;
        copied.set(array, from, rowStride, depthStride, count, depth);
    }
}
