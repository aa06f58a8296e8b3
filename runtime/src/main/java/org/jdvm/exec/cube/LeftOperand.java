package org.jdvm.exec.cube;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.exec.gemm.BlockHeights;
import org.jdvm.exec.gemm.DirectKernels;
import org.jdvm.exec.gemm.Packing;
import org.jdvm.exec.memory.Rows;
import org.jdvm.exec.state.KnownPart;
import org.jdvm.exec.state.KnownParts;

/**
 * The left operand of a product, made ready for the micro-kernels: rows that are read in place or from a copy, and panels of
 * the rows that cannot be read so.
 *
 * <p>What is packed or copied is remembered until the section ends or the core stores where it comes from. Rows of the local buffer are
 * copied to an array first.
 */
final class LeftOperand {
    /** In which form a product wants its left operand. */
    enum Form {
        /** Rows in place where that is possible, the others packed. */
        IN_PLACE,
        /** All packed. */
        PACKED,
        /** All as rows of 32-bit floats, copied where they are not; blocks are full: rows that are missing are 0. */
        ROWS,
        /** The same, all copied to rows at a constant distance. */
        COPIED
    }

    private static final float[] NONE = {};

    /** Elements of a page. */
    private static final int PAGE = 1024;

    /** Elements of a cache line. */
    private static final int LINE = 16;

    /** The largest depth of rows at a constant distance: what follows a row keeps rows from pushing each other out of the cache. */
    static final int MOST_COPIED = DirectKernels.PITCH - LINE;

    /** How many rows, the first ones, are read as they are; the others are packed. */
    int direct;

    /** The panels of the rows that are packed, one after the other. */
    float[] panels = NONE;

    /** The rows that are read as they are; where they begin, and how far they are apart. */
    float[] rows = NONE;

    int at;
    int step;

    /** Of which matrix the rows and panels are. */
    private final KnownPart ready;

    private Form form = Form.PACKED;

    /** True if there are no rows but those of the operand: the last block overlaps the one before. */
    private boolean isExact;

    /** Copies of rows. */
    private float[] copies = NONE;

    // Where copied rows are in the local buffer, -1 if that has changed; and how many of which depth.
    private long copied = -1;
    private int copiedRows;
    private int copiedDepth;

    // The inner indices that a constant stride leads along, and the elements from some of these to the next.
    private int run;
    private long runStride;

    private final BlockHeights heights;

    /** The left operand of products in blocks of some heights. */
    LeftOperand(BlockHeights heights, KnownParts packed) {
        this.heights = heights;
        this.ready = packed.add();
    }

    /** Forgets what is packed, and the arrays of the launch. */
    void forget() {
        ready.forget();
        copied = -1;
        rows = NONE;
    }

    /** Forgets the rows of the local buffer: new ones are written. */
    void localWritten() {
        copied = -1;
    }

    /**
     * Finds rows of memory: 32-bit floats side by side are read as they are in blocks of full height, others are packed or copied.
     *
     * @param fold how many inner indices are a fold; the depth stride is that from one fold to the next
     * @param fromPlaceToPlace elements between inner indices of a fold
     * @param wanted the form that the right operand needs
     * @param mayOverlap whether the last block may begin earlier, so that all rows can be read as they are
     */
    void find(
            DType type,
            Object array,
            long from,
            long fromRowToRow,
            long fromDepthToDepth,
            int count,
            int depth,
            int fold,
            long fromPlaceToPlace,
            Form wanted,
            boolean mayOverlap) {
        int rowStride = KnownPart.stride(fromRowToRow, count);
        int depthStride = KnownPart.stride(fromDepthToDepth, depth);
        int placeStride = KnownPart.stride(fromPlaceToPlace, fold);
        if (isUsable(wanted, mayOverlap)
                && ready.is(array, from, rowStride, depthStride, count, depth, fold, placeStride)) {
            return;
        }
        // Stays so if packing fails.
        ready.forget();
        copied = -1;
        form = wanted;
        isExact = mayOverlap && wanted != Form.PACKED && heights.canOverlap(count);
        boolean areRows = type == DType.F32 && depthStride == 1 && fold == 1;
        run = fold == 1 ? depth : fold;
        runStride = fold == 1 ? 0 : depthStride;
        int within = fold == 1 ? depthStride : placeStride;
        if (areWhole(wanted)) {
            int padded = isExact ? count : heights.padded(count);
            if (wanted == Form.ROWS && areRows && padded == count) {
                readInPlace((float[]) array, from, rowStride, count, depth);
            } else {
                copyRows(type, array, from, rowStride, within, count, padded, depth, apart(wanted, depth));
            }
        } else {
            int inPlace = wanted == Form.IN_PLACE && areRows ? direct(count) : 0;
            if (inPlace > 0) {
                readInPlace((float[]) array, from, rowStride, inPlace, depth);
            }
            direct = inPlace;
            pack(type, array, from, rowStride, within, count, depth);
        }
        ready.set(array, from, rowStride, depthStride, count, depth, fold, placeStride);
    }

    /** How many rows are read as they are if these are the first ones. */
    private int direct(int count) {
        return isExact ? count : heights.direct(count);
    }

    /** Whether what is ready has the form: without rows in place there is one packed form. */
    private boolean isUsable(Form wanted, boolean mayOverlap) {
        return (mayOverlap || !isExact) && isForm(wanted);
    }

    private boolean isForm(Form wanted) {
        return form == wanted || !areWhole(form) && !areWhole(wanted) && (wanted == Form.IN_PLACE || direct == 0);
    }

    /** Whether all rows are read as rows, in full blocks. */
    private static boolean areWhole(Form form) {
        return form == Form.ROWS || form == Form.COPIED;
    }

    private void readInPlace(float[] array, long from, int rowStride, int count, int depth) {
        rows = array;
        at = Math.toIntExact(from);
        step = rowStride;
        direct = count;
        if (step % PAGE == 0) {
            copyRows(DType.F32, rows, from, rowStride, 1, count, count, depth, apart(Form.IN_PLACE, depth));
        }
    }

    /** Copies rows; those a page apart would push each other out of the few places that the first-level cache has for all of them. */
    private void copyRows(
            DType type,
            Object array,
            long from,
            long rowStride,
            long depthStride,
            int count,
            int padded,
            int depth,
            int apart) {
        reserveCopies(padded, apart);
        for (int row = 0; row < count; row++) {
            for (int k = 0; k < depth; k += run) {
                long first = from + row * rowStride + k / run * runStride;
                Packing.panel(type, array, first, depthStride, 1, run, run, 1, copies, row * apart + k);
            }
        }
        readCopies(count, padded, depth, apart);
    }

    private void readCopies(int count, int padded, int depth, int apart) {
        for (int row = count; row < padded; row++) {
            Arrays.fill(copies, row * apart, row * apart + depth, 0f);
        }
        rows = copies;
        at = 0;
        step = apart;
        direct = padded;
    }

    private static int apart(Form form, int depth) {
        return form == Form.COPIED ? DirectKernels.PITCH : depth % PAGE == 0 ? depth + LINE : depth;
    }

    private void reserveCopies(int count, int apart) {
        int size = Math.multiplyExact(count, apart);
        if (copies.length < size) {
            copies = new float[size];
        }
    }

    /** Copies rows of the local buffer to where products read them. */
    void findLocal(MemorySegment buffer, long from, int pitch, int count, int depth, Form wanted, boolean mayOverlap) {
        int apart = apart(wanted, depth);
        if (copied == from
                && form == wanted
                && (mayOverlap || !isExact)
                && copiedRows == count
                && copiedDepth == depth) {
            return;
        }
        copied = -1;
        ready.forget();
        form = wanted;
        isExact = mayOverlap && wanted != Form.PACKED && heights.canOverlap(count);
        int padded = areWhole(wanted) && !isExact ? heights.padded(count) : count;
        reserveCopies(padded, apart);
        Rows.store(buffer, from, pitch, copies, 0, apart, count, depth);
        readCopies(count, padded, depth, apart);
        if (!areWhole(wanted)) {
            direct = wanted == Form.IN_PLACE ? direct(count) : 0;
            run = depth;
            runStride = 0;
            pack(DType.F32, copies, 0, apart, 1, count, depth);
        }
        copied = from;
        copiedRows = count;
        copiedDepth = depth;
    }

    /** Packs the rows that are not read in place. */
    private void pack(DType type, Object array, long from, long rowStride, long depthStride, int count, int depth) {
        int size = Math.multiplyExact(count - direct + heights.highest(), depth);
        if (panels.length < size) {
            panels = new float[size];
        }
        int to = 0;
        int height;
        for (int row = direct; row < count; row += height) {
            height = heights.next(count - row);
            int lanes = Math.min(height, count - row);
            for (int k = 0; k < depth; k += run) {
                long first = from + row * rowStride + k / run * runStride;
                Packing.panel(type, array, first, rowStride, depthStride, lanes, height, run, panels, to);
                to += height * run;
            }
        }
    }
}
