package org.jdvm.machine;

/**
 * The vector unit of a machine, as data.
 *
 * @param alignmentBytes bytes of its vectors, or of the widest ones of a family of machines that share programs: alignment of every tile and
 *     of every row inside a tile
 */
public record VectorSpec(int alignmentBytes) {

    /** Checks that elements of 8 bytes fit. */
    public VectorSpec {
        if (Integer.bitCount(alignmentBytes) != 1 || alignmentBytes < Long.BYTES) {
            throw new IllegalArgumentException(
                    "alignment must be a power of two of at least 8 bytes, not " + alignmentBytes);
        }
    }

    /** {@return 32-bit elements of a vector} */
    public int lanes() {
        return alignmentBytes / Float.BYTES;
    }
}
