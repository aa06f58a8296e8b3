package org.jdvm.exec.cube;

import java.lang.foreign.MemorySegment;
import org.jdvm.exec.gemm.BfloatPanels;
import org.jdvm.exec.state.KnownPart;
import org.jdvm.exec.state.KnownParts;

/** Rows of bfloat16 numbers in whole pairs of depths: in place, or copied where the last pair is not whole or depths are not next to each other. */
final class BfloatRows {
    /** Elements of a page: rows that many apart would push each other out of the first-level cache. */
    private static final int PAGE = 2048;

    private static final int LINE = 32;
    private static final short[] NONE = {};

    MemorySegment rows = MemorySegment.ofArray(NONE);

    /** Byte offset of the first row, and bytes from row to row. */
    long at;

    long step;

    private short[] copies = NONE;
    private final KnownPart copied;

    BfloatRows(KnownParts parts) {
        copied = parts.add();
    }

    /** Forgets what is copied, and the arrays of the launch. */
    void forget() {
        copied.forget();
        rows = MemorySegment.ofArray(NONE);
    }

    void find(short[] array, long from, int rowStride, int depthStride, int count, int depth) {
        if (copied.is(array, from, rowStride, depthStride, count, depth)) {
            return;
        }
        copied.forget();
        int padded = Math.ceilDiv(depth, BfloatPanels.GROUP) * BfloatPanels.GROUP;
        if (depthStride == 1 && padded == depth && (count == 1 || rowStride >= 0 && rowStride % PAGE != 0)) {
            rows = MemorySegment.ofArray(array);
            at = from * Short.BYTES;
            step = count == 1 ? 0 : (long) rowStride * Short.BYTES;
            return;
        }
        int apart = padded % PAGE == 0 ? padded + LINE : padded;
        int size = Math.multiplyExact(count, apart);
        if (copies.length < size) {
            copies = new short[size];
        }
        for (int row = 0; row < count; row++) {
            int source = Math.toIntExact(from + (long) row * rowStride);
            int to = row * apart;
            for (int k = 0; k < depth; k++) {
                copies[to + k] = array[source + k * depthStride];
            }
            if (padded > depth) {
                copies[to + depth] = 0;
            }
        }
        rows = MemorySegment.ofArray(copies);
        at = 0;
        step = (long) apart * Short.BYTES;
        copied.set(array, from, rowStride, depthStride, count, depth);
    }
}
