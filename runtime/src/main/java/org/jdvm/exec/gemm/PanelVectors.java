package org.jdvm.exec.gemm;

import static org.jdvm.exec.lane.Layout.COUNT;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.jdvm.exec.lane.Lanes;
import org.jdvm.exec.lane.Transposition;

/** Panels of right operands made from vectors of a matrix of 32-bit floats; see {@link Packing}. Columns that the matrix does not have are finite if it is. */
public final class PanelVectors {
    private static final int COLUMNS = MicroKernels.COLUMNS;

    private PanelVectors() {}

    /**
     * Packs contiguous columns.
     *
     * @param array the memory of the matrix
     * @param from index of the first column at depth 0
     * @param stride elements from depth to depth
     * @param lanes columns that the matrix has
     * @param depth elements of each column
     * @param to where the panel goes
     * @param at index of its first element
     */
    public static void columns(float[] array, int from, int stride, int lanes, int depth, float[] to, int at) {
        if (lanes == COLUMNS) {
            for (int k = 0; k < depth; k++) {
                FloatVector.fromArray(Lanes.F32, array, from).intoArray(to, at);
                FloatVector.fromArray(Lanes.F32, array, from + COUNT).intoArray(to, at + COUNT);
                from += stride;
                at += COLUMNS;
            }
        } else {
            int inside = insideDepths(array.length, from, stride, depth);
            masked(array, from, stride, lanes, inside, to, at);
            for (int k = inside; k < depth; k++) {
                int target = at + k * COLUMNS;
                System.arraycopy(array, from + k * stride, to, target, lanes);
                Arrays.fill(to, target + lanes, target + COLUMNS, 0f);
            }
        }
    }

    /** How many depths, the first ones, have a panel's columns within the array: what follows those of the matrix is read too. */
    private static int insideDepths(int length, int from, int stride, int depth) {
        int least = length - COLUMNS;
        if (stride <= 0) {
            return from <= least ? depth : 0;
        }
        return Math.clamp((least - from) / stride + (from <= least ? 1L : 0L), 0, depth);
    }

    private static void masked(float[] array, int from, int stride, int lanes, int depth, float[] to, int at) {
        for (int k = 0; k < depth; k++) {
            inside(array, from, lanes).intoArray(to, at);
            inside(array, from + COUNT, lanes - COUNT).intoArray(to, at + COUNT);
            from += stride;
            at += COLUMNS;
        }
    }

    private static FloatVector inside(float[] array, int from, int lanes) {
        return FloatVector.fromArray(Lanes.F32, array, from)
                .reinterpretAsInts()
                .and(Lanes.inside(lanes))
                .reinterpretAsFloats();
    }

    /**
     * Packs columns of which each is contiguous.
     *
     * @param array the memory of the matrix
     * @param from index of the first column at depth 0
     * @param stride elements from column to column
     * @param lanes columns that the matrix has
     * @param depth elements of each column
     * @param to where the panel goes
     * @param at index of its first element
     */
    public static void transposed(float[] array, int from, int stride, int lanes, int depth, float[] to, int at) {
        int whole = depth & -COUNT;
        for (int lane = 0; lane < lanes; lane += COUNT) {
            int rows = Math.min(lanes - lane, COUNT);
            int first = from + lane * stride;
            for (int k = 0; k < whole; k += COUNT) {
                Transposition.block(array, first + k, stride, rows, to, at + k * COLUMNS + lane, COLUMNS);
            }
        }
        if (lanes <= COUNT) {
            for (int k = 0; k < whole; k++) {
                FloatVector.zero(Lanes.F32).intoArray(to, at + k * COLUMNS + COUNT);
            }
        }
        for (int lane = 0; lane < COLUMNS; lane++) {
            for (int k = whole; k < depth; k++) {
                to[at + k * COLUMNS + lane] = lane < lanes ? array[from + lane * stride + k] : 0f;
            }
        }
    }
}
