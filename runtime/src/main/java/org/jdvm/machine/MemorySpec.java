package org.jdvm.machine;

/**
 * The memories of a core, as data.
 *
 * @param localBufferBytes bytes of fast memory that one core has for tiles
 * @param tileBytes the size a tile of 32-bit elements aims at
 * @param lineBytes bytes that are fetched from memory at once: a cache line. Tiles that are read across their rows have one row for
 *     each byte of it, so that each line is read once
 */
public record MemorySpec(int localBufferBytes, int tileBytes, int lineBytes) {
    /** Bytes of a cache line on most CPUs. */
    private static final int USUAL_LINE = 64;

    /** Checks that there is some memory. */
    public MemorySpec {
        if (localBufferBytes < 1 || tileBytes < 1) {
            throw new IllegalArgumentException("a local buffer of " + localBufferBytes + " bytes holds no tiles");
        }
        if (lineBytes < 1) {
            throw new IllegalArgumentException("a cache line has at least one byte, not " + lineBytes);
        }
    }

    /**
     * {@return memories with cache lines of the usual size}
     *
     * @param localBufferBytes bytes of fast memory that one core has for tiles
     * @param tileBytes the size a tile of 32-bit elements aims at
     */
    public static MemorySpec of(int localBufferBytes, int tileBytes) {
        return new MemorySpec(localBufferBytes, tileBytes, USUAL_LINE);
    }
}
