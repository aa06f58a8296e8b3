package org.jdvm.exec.gemm;

import java.lang.ref.WeakReference;

/**
 * Memory for packed panels of floats whose vectors do not cross cache lines, in arrays that collectors leave where they are.
 *
 * <p>The elements of an array begin 16 bytes behind the object, and most objects begin at a multiple of eight bytes, so that a vector of 64 bytes
 * crosses a cache line. An array that takes more than half a region of the heap begins with a region and is not moved by G1, nor by the others
 * that have regions or pages. So panels are cut from blocks as large as a region can be on this heap, at a distance from the beginning that makes
 * up for the header. Under a collector without regions panels are where they are, with the same results.
 *
 * <p>A block lives as long as one of its panels. Threads may share an object.
 */
public final class PanelBlocks {
    /** Bytes of a cache line, which no vector is longer than. */
    private static final int LINE = 64;

    /** Bytes of an array before its elements. */
    private static final int HEADER = 16;

    /** The first element whose address is a multiple of a line. */
    static final int FIRST = (LINE - HEADER) / Float.BYTES;

    /** G1 makes regions of 1 to 32 MB, about 2048 of the largest heap. */
    private static final long LEAST_REGION = 1 << 20;

    private static final long MOST_REGION = 32 << 20;
    private static final long REGIONS = 2048;

    /** Bytes of a block with its header: one region, so that none of it is lost. */
    private static final int BLOCK = Math.toIntExact(
            Math.clamp(Long.highestOneBit(Runtime.getRuntime().maxMemory() / REGIONS), LEAST_REGION, MOST_REGION));

    /** Floats that a block has, from the first one on. */
    static final int ROOM = (BLOCK - LINE) / Float.BYTES;

    private WeakReference<float[]> block = new WeakReference<>(null);
    private int used = ROOM;

    /** Has no blocks yet. */
    PanelBlocks() {}

    /**
     * Some floats of a block.
     *
     * @param array the block
     * @param first index of the first of them
     */
    public record Place(float[] array, int first) {}

    /**
     * {@return room for some floats, all zero}
     *
     * @param count how many
     */
    public Place allocate(int count) {
        int line = LINE / Float.BYTES;
        long whole = ((long) count + line - 1) / line * line;
        return whole > ROOM ? alone(count) : part((int) whole);
    }

    /**
     * {@return room for some floats in an array for itself, all zero} Where it is smaller than half a region it begins where the collector puts it.
     *
     * @param count how many
     */
    public static Place alone(int count) {
        return new Place(new float[Math.addExact(FIRST, count)], FIRST);
    }

    private synchronized Place part(int count) {
        float[] present = block.get();
        if (present == null || used + count > ROOM) {
            present = new float[FIRST + ROOM];
            block = new WeakReference<>(present);
            used = 0;
        }
        Place place = new Place(present, FIRST + used);
        used += count;
        return place;
    }
}
