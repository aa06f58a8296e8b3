package org.jdvm.exec.cube;

import java.lang.foreign.MemorySegment;
import org.jdvm.annotations.DType;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jdvm.exec.gemm.IntegerTiles.LeftForm;
import org.jdvm.exec.state.KnownPart;
import org.jdvm.exec.state.KnownParts;

/**
 * Rows of 8-bit integers as {@link IntegerTiles} reads them: unsigned bytes in place where these are read, others copied. What is copied is
 * remembered until the section ends or the core stores where it comes from.
 */
final class IntegerRows {
    /** Added to signed integers to make unsigned bytes; the same as changing the highest bit. */
    private static final int OFFSET = 128;

    /** Bytes of a page: rows that many apart would push each other out of the first-level cache. */
    private static final int PAGE = 4096;

    private static final int LINE = 64;
    private static final MemorySegment NONE = MemorySegment.ofArray(new byte[0]);

    MemorySegment rows = NONE;

    /** Byte offset of the first row, and bytes from row to row. */
    long at;

    long step;

    /** Whether 128 was added. */
    boolean isOffset;

    private byte[] bytes = {};
    private short[] shorts = {};
    private MemorySegment copies = NONE;
    private final KnownPart copied;

    IntegerRows(KnownParts parts) {
        copied = parts.add();
    }

    /** Forgets what is copied, and the arrays of the launch. */
    void forget() {
        copied.forget();
        rows = NONE;
    }

    void find(
            LeftForm form, DType type, byte[] array, long from, int rowStride, int depthStride, int count, int depth) {
        if (copied.is(array, from, rowStride, depthStride, count, depth)) {
            return;
        }
        copied.forget();
        int padded = Math.ceilDiv(depth, IntegerTiles.GROUP) * IntegerTiles.GROUP;
        isOffset = form == LeftForm.OFFSET_BYTES && type == DType.I8;
        if (form == LeftForm.OFFSET_BYTES
                && type == DType.U8
                && depthStride == 1
                && padded == depth
                && (count == 1 || rowStride >= 0 && rowStride % PAGE != 0)) {
            rows = MemorySegment.ofArray(array);
            at = from;
            step = count == 1 ? 0 : rowStride;
            return;
        }
        int size = form.bytes();
        int apart = padded * size % PAGE == 0 ? padded + LINE / size : padded;
        reserve(form, Math.multiplyExact(count, apart));
        for (int row = 0; row < count; row++) {
            int source = Math.toIntExact(from + (long) row * rowStride);
            switch (form) {
                case OFFSET_BYTES ->
                    copyBytes(array, source, depthStride, row * apart, depth, type == DType.I8 ? OFFSET : 0);
                case SHORTS -> {
                    if (type == DType.U8) {
                        widenUnsigned(array, source, depthStride, row * apart, depth);
                    } else {
                        widenSigned(array, source, depthStride, row * apart, depth);
                    }
                }
                case BFLOATS -> throw noIntegers();
            }
        }
        rows = copies;
        at = 0;
        step = (long) apart * size;
        copied.set(array, from, rowStride, depthStride, count, depth);
    }

    private static IllegalArgumentException noIntegers() {
        return new IllegalArgumentException("integers are not stored as floats");
    }

    private void reserve(LeftForm form, int size) {
        switch (form) {
            case OFFSET_BYTES -> {
                if (bytes.length < size) {
                    bytes = new byte[size];
                    copies = MemorySegment.ofArray(bytes);
                }
            }
            case SHORTS -> {
                if (shorts.length < size) {
                    shorts = new short[size];
                    copies = MemorySegment.ofArray(shorts);
                }
            }
            case BFLOATS -> throw noIntegers();
        }
    }

    // Loops over elements that are next to each other become vector code.

    private void copyBytes(byte[] array, int source, int stride, int target, int depth, int offset) {
        byte[] to = bytes;
        if (stride == 1) {
            for (int k = 0; k < depth; k++) {
                to[target + k] = (byte) (array[source + k] + offset);
            }
        } else {
            for (int k = 0; k < depth; k++) {
                to[target + k] = (byte) (array[source + k * stride] + offset);
            }
        }
    }

    private void widenUnsigned(byte[] array, int source, int stride, int target, int depth) {
        short[] to = shorts;
        if (stride == 1) {
            for (int k = 0; k < depth; k++) {
                to[target + k] = (short) (array[source + k] & 0xff);
            }
        } else {
            for (int k = 0; k < depth; k++) {
                to[target + k] = (short) (array[source + k * stride] & 0xff);
            }
        }
    }

    private void widenSigned(byte[] array, int source, int stride, int target, int depth) {
        short[] to = shorts;
        if (stride == 1) {
            for (int k = 0; k < depth; k++) {
                to[target + k] = array[source + k];
            }
        } else {
            for (int k = 0; k < depth; k++) {
                to[target + k] = array[source + k * stride];
            }
        }
    }
}
