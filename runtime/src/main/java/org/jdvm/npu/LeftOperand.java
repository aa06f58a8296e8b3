package org.jdvm.npu;

import java.lang.foreign.MemorySegment;
import org.jdvm.annotations.DType;
import org.jdvm.machine.CubeSpec;

/**
 * The left operand of a product, made ready for the micro-kernels: packed into panels of rows, or read where it lies.
 *
 * <p>What is packed is remembered until the section ends or the core stores where it comes from. Rows of the local buffer are copied to
 * an array first.
 */
final class LeftOperand {
    private static final float[] NONE = {};

    /** Elements of a page. */
    private static final int PAGE = 1024;

    /** How many rows, the first ones, are read where they lie; the others are packed. */
    int direct;

    /** The panels of the rows that are packed, one after the other. */
    float[] panels = NONE;

    /** The rows where they lie, if some are read there; where they begin, and how far they are apart. */
    float[] rows = NONE;

    int at;
    int step;

    private final int directColumns;
    private final PackedPart packed = new PackedPart();

    // Rows of the local buffer, copied to where products read them; and where they lie there, -1 if that has changed.
    private float[] local = NONE;
    private long copied = -1;

    LeftOperand(CubeSpec cube) {
        directColumns = cube.directColumns();
    }

    /** Forgets what is packed, and the arrays of the launch. */
    void forget() {
        packed.forget();
        copied = -1;
        rows = NONE;
    }

    void written(Object array, long first, long last) {
        packed.written(array, first, last);
    }

    /** Forgets the rows of the local buffer: new ones are written. */
    void localWritten() {
        copied = -1;
    }

    /**
     * Packs rows of memory, unless they lie so that they can be read in place and few columns are multiplied by them.
     *
     * @param columns how many columns that are over all tasks
     * @param isRightPacked whether these are in panels
     */
    void find(
            DType type,
            Object array,
            long from,
            long rowStride,
            long depthStride,
            int count,
            int depth,
            long columns,
            boolean isRightPacked) {
        direct = 0;
        if (packed.is(array, from, rowStride, depthStride, count, depth)) {
            return;
        }
        // Stays so if packing fails.
        packed.forget();
        copied = -1;
        if (isRightPacked && type == DType.F32 && depthStride == 1 && columns <= mostDirect(rowStride)) {
            direct = BlockHeights.direct(count);
            rows = (float[]) array;
            at = Math.toIntExact(from);
            step = Math.toIntExact(rowStride);
        }
        pack(type, array, from, rowStride, depthStride, count, depth);
        if (direct == 0) {
            packed.set(array, from, rowStride, depthStride, count, depth);
        }
    }

    /** Rows a page apart take the same few places of the first-level cache, which makes reading them in place slower. */
    private int mostDirect(long rowStride) {
        return rowStride % PAGE == 0 ? directColumns / 4 : directColumns;
    }

    /** Copies rows of the local buffer to where products read them, and packs them if many columns are multiplied by them. */
    void findLocal(
            MemorySegment buffer, long from, int pitch, int count, int depth, long columns, boolean isRightPacked) {
        int wanted = isRightPacked && columns <= mostDirect(depth) ? BlockHeights.direct(count) : 0;
        if (copied != from || wanted != direct) {
            copied = -1;
            int size = Math.multiplyExact(count, depth);
            if (local.length < size) {
                local = new float[size];
            }
            for (int row = 0; row < count; row++) {
                MemorySegment.copy(buffer, Layout.FLOAT, from + (long) row * pitch, local, row * depth, depth);
            }
            direct = wanted;
            packed.forget();
            pack(DType.F32, local, 0, depth, 1, count, depth);
            copied = from;
        }
        rows = local;
        at = 0;
        step = depth;
    }

    /** Packs the rows that are not read where they lie. */
    private void pack(DType type, Object array, long from, long rowStride, long depthStride, int count, int depth) {
        int size = Math.multiplyExact(count - direct + BlockHeights.MOST, depth);
        if (panels.length < size) {
            panels = new float[size];
        }
        int to = 0;
        int height;
        for (int row = direct; row < count; row += height) {
            height = BlockHeights.next(count - row);
            int lanes = Math.min(height, count - row);
            Packing.panel(
                    type, array, from + row * rowStride, rowStride, depthStride, lanes, height, depth, panels, to);
            to += height * depth;
        }
    }
}
