package org.jdvm.exec.gemm;

import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.exec.lane.Halves;
import org.jdvm.exec.lane.Integers;
import org.jdvm.exec.lane.KernelVariants;

/**
 * Puts parts of matrices into the order in which {@link MicroKernels} read them: panels of some lanes (rows of the left operand, columns
 * of the right one), with the elements of one depth side by side, as 32-bit floats.
 */
public final class Packing {
    private static final int ROWS = MicroKernels.ROWS;
    private static final int COLUMNS = MicroKernels.COLUMNS;

    private Packing() {}

    /**
     * Packs one panel. Lanes that the matrix does not have become 0, or repeat the last one.
     *
     * @param type element type of the array
     * @param array the memory of the matrix
     * @param from index of lane 0 at depth 0
     * @param laneStride elements from lane to lane
     * @param depthStride elements from depth to depth
     * @param lanes lanes that the matrix has
     * @param width lanes of the panel
     * @param depth elements of each lane
     * @param to where the panel goes
     * @param at index of its first element
     */
    public static void panel(
            DType type,
            Object array,
            long from,
            long laneStride,
            long depthStride,
            int lanes,
            int width,
            int depth,
            float[] to,
            int at) {
        if (type == DType.F32 && width == COLUMNS && isReady(laneStride, depthStride)) {
            columns((float[]) array, from, laneStride, depthStride, lanes, depth, to, at);
            return;
        }
        if (type == DType.F32) {
            floats((float[]) array, from, laneStride, depthStride, lanes, width, depth, to, at);
        } else {
            clear(lanes, width, depth, to, at);
            others(type, array, from, laneStride, depthStride, lanes, width, depth, to, at);
        }
    }

    /** Whether panels of the right operand are made from vectors: those along columns, or those along depths, which are transposed. */
    private static boolean isReady(long laneStride, long depthStride) {
        return laneStride == 1 && KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.PACK)
                || depthStride == 1 && KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.PACK_TRANSPOSED);
    }

    private static void columns(
            float[] array, long from, long laneStride, long depthStride, int lanes, int depth, float[] to, int at) {
        int first = Math.toIntExact(from);
        if (laneStride == 1) {
            PanelVectors.columns(array, first, Math.toIntExact(depthStride), lanes, depth, to, at);
        } else {
            PanelVectors.transposed(array, first, Math.toIntExact(laneStride), lanes, depth, to, at);
        }
    }

    private static void clear(int lanes, int width, int depth, float[] to, int at) {
        if (lanes < width) {
            Arrays.fill(to, at, at + width * depth, 0f);
        }
    }

    /** Packs a panel of 32-bit floats without vector code. */
    public static void floats(
            float[] array,
            long from,
            long laneStride,
            long depthStride,
            int lanes,
            int width,
            int depth,
            float[] to,
            int at) {
        clear(lanes, width, depth, to, at);
        if (laneStride == 1) {
            rows(array, Math.toIntExact(from), Math.toIntExact(depthStride), lanes, width, depth, to, at);
            return;
        }
        int lane = 0;
        int step = Math.toIntExact(depthStride);
        if (width == ROWS && step == 1) {
            for (; lane + 4 <= lanes; lane += 4) {
                int first = Math.toIntExact(from + lane * laneStride);
                fourRows(array, first, Math.toIntExact(laneStride), depth, to, at + lane);
            }
        }
        if (width == COLUMNS && step == 1) {
            for (; lane + 4 <= lanes; lane += 4) {
                int first = Math.toIntExact(from + lane * laneStride);
                fourColumns(array, first, Math.toIntExact(laneStride), depth, to, at + lane);
            }
        }
        for (; lane + 4 <= lanes; lane += 4) {
            int first = Math.toIntExact(from + lane * laneStride);
            fourLanes(array, first, Math.toIntExact(laneStride), step, depth, to, at + lane, width);
        }
        for (; lane < lanes; lane++) {
            oneLane(array, Math.toIntExact(from + lane * laneStride), step, depth, to, at + lane, width);
        }
    }

    /** Four rows of elements side by side, into a panel of the usual height: its bounds are checked once, before the loop. */
    private static void fourRows(float[] array, int from, int laneStride, int depth, float[] to, int at) {
        int from1 = from + laneStride;
        int from2 = from1 + laneStride;
        int from3 = from2 + laneStride;
        for (int k = 0; k < depth; k++) {
            to[at + ROWS * k] = array[from + k];
            to[at + ROWS * k + 1] = array[from1 + k];
            to[at + ROWS * k + 2] = array[from2 + k];
            to[at + ROWS * k + 3] = array[from3 + k];
        }
    }

    /** The same for columns of a transposed matrix, the keys of an attention: a separate loop for the other constant width. */
    private static void fourColumns(float[] array, int from, int laneStride, int depth, float[] to, int at) {
        int from1 = from + laneStride;
        int from2 = from1 + laneStride;
        int from3 = from2 + laneStride;
        for (int k = 0; k < depth; k++) {
            to[at + COLUMNS * k] = array[from + k];
            to[at + COLUMNS * k + 1] = array[from1 + k];
            to[at + COLUMNS * k + 2] = array[from2 + k];
            to[at + COLUMNS * k + 3] = array[from3 + k];
        }
    }

    private static void rows(
            float[] array, int from, int depthStride, int lanes, int width, int depth, float[] to, int at) {
        for (int k = 0; k < depth; k++) {
            System.arraycopy(array, from + k * depthStride, to, at + k * width, lanes);
        }
    }

    private static void fourLanes(
            float[] array, int from, int laneStride, int depthStride, int depth, float[] to, int at, int width) {
        int from1 = from + laneStride;
        int from2 = from1 + laneStride;
        int from3 = from2 + laneStride;
        int offset = 0;
        for (int k = 0; k < depth; k++) {
            to[at] = array[from + offset];
            to[at + 1] = array[from1 + offset];
            to[at + 2] = array[from2 + offset];
            to[at + 3] = array[from3 + offset];
            offset += depthStride;
            at += width;
        }
    }

    private static void oneLane(float[] array, int from, int depthStride, int depth, float[] to, int at, int width) {
        for (int k = 0; k < depth; k++) {
            to[at + k * width] = array[from + k * depthStride];
        }
    }

    private static void others(
            DType type,
            Object array,
            long from,
            long laneStride,
            long depthStride,
            int lanes,
            int width,
            int depth,
            float[] to,
            int at) {
        if (type == DType.F16 && laneStride == 1) {
            for (int k = 0; k < depth; k++) {
                Halves.widen((short[]) array, Math.toIntExact(from + k * depthStride), to, at + k * width, lanes);
            }
            return;
        }
        if (array instanceof byte[] bytes && (type == DType.I8 || type == DType.U8)) {
            int mask = type == DType.U8 ? 0xff : -1;
            bytes(
                    bytes,
                    mask,
                    Math.toIntExact(from),
                    Math.toIntExact(laneStride),
                    Math.toIntExact(depthStride),
                    lanes,
                    width,
                    depth,
                    to,
                    at);
            return;
        }
        for (int lane = 0; lane < lanes; lane++) {
            long first = from + lane * laneStride;
            for (int k = 0; k < depth; k++) {
                to[at + k * width + lane] = element(type, array, Math.toIntExact(first + k * depthStride));
            }
        }
    }

    /** Bytes, of which the bits of a mask count once they are integers. */
    private static void bytes(
            byte[] array,
            int mask,
            int from,
            int laneStride,
            int depthStride,
            int lanes,
            int width,
            int depth,
            float[] to,
            int at) {
        if (laneStride == 1) {
            for (int k = 0; k < depth; k++) {
                int first = from + k * depthStride;
                int row = at + k * width;
                for (int lane = 0; lane < lanes; lane++) {
                    to[row + lane] = array[first + lane] & mask;
                }
            }
            return;
        }
        for (int lane = 0; lane < lanes; lane++) {
            int first = from + lane * laneStride;
            for (int k = 0; k < depth; k++) {
                to[at + lane + k * width] = array[first + k * depthStride] & mask;
            }
        }
    }

    static float element(DType type, Object array, int index) {
        return switch (type) {
            case F32 -> ((float[]) array)[index];
            case F16 -> Float.float16ToFloat(((short[]) array)[index]);
            case BF16 -> Halves.fromBf16(((short[]) array)[index]);
            case I8, U8, I16, U16, I32, I64, BOOL -> Integers.at(type, array, index);
            case F64 -> throw new IllegalStateException("a factor of " + type);
        };
    }
}
