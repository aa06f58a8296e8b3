package org.jdvm.exec.lane;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Layout.COUNT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes square blocks of floats, a vector wide, in registers.
 *
 * <p>Rows i and i + n/2 of n interleaved become rows 2i and 2i + 1. Doing so log2(n) times transposes n rows (Stone, 'Parallel Processing with
 * the Perfect Shuffle', 1971). Two rounds at a time need four vectors, so that the memory in between is read and written once for both.
 */
public final class Transposition {
    private static final int QUARTER = COUNT / 4;

    private static final VectorShuffle<Float> LOW = VectorShuffle.fromOp(F32, lane -> lane / 2);
    private static final VectorShuffle<Float> HIGH = VectorShuffle.fromOp(F32, lane -> (COUNT + lane) / 2);
    private static final VectorMask<Float> SECOND =
            VectorMask.fromLong(F32, 0xAAAA_AAAA_AAAA_AAAAL >>> Long.SIZE - COUNT);

    /** Passes of two rounds; eight rows need one round more. */
    private static final int PASSES = COUNT == 16 ? 2 : 1;

    private Transposition() {}

    /**
     * Transposes some rows to as many columns; columns without a row repeat the last one.
     *
     * @param from the rows, each a vector wide
     * @param at index of the first one
     * @param stride elements from row to row
     * @param rows how many there are, at least one and at most a vector's lanes
     * @param to takes a vector for each lane of the rows; not the same elements
     * @param target index of the first one
     * @param width elements from one of these vectors to the next
     */
    public static void block(float[] from, int at, int stride, int rows, float[] to, int target, int width) {
        int last = at + (rows - 1) * stride;
        // What the second pass reads is where it writes. It is a loop since the compiler would not inline twice the
        // vector operations.
        for (int pass = 0; pass < PASSES; pass++) {
            boolean isFirst = pass == 0;
            int apart = isFirst ? QUARTER * stride : width;
            int next = isFirst ? stride : 4 * width;
            int targetsApart = isFirst ? QUARTER * width : width;
            int nextTarget = isFirst ? width : 4 * width;
            float[] rowsOf = isFirst ? from : to;
            int first = isFirst ? at : target;
            int most = isFirst ? last : target + (COUNT - 1) * width;
            for (int i = 0; i < QUARTER; i++) {
                rounds(rowsOf, first + i * next, apart, most, to, target + i * nextTarget, targetsApart);
            }
        }
        if (COUNT == 8) {
            for (int i = 0; i < COUNT; i += 2) {
                FloatVector a = FloatVector.fromArray(F32, to, target + i * width);
                FloatVector b = FloatVector.fromArray(F32, to, target + (i + 1) * width);
                low(a, b).intoArray(to, target + i * width);
                high(a, b).intoArray(to, target + (i + 1) * width);
            }
        }
    }

    /** Two rounds on four rows. */
    private static void rounds(float[] from, int at, int apart, int last, float[] to, int target, int targetsApart) {
        FloatVector a = FloatVector.fromArray(F32, from, Math.min(at, last));
        FloatVector b = FloatVector.fromArray(F32, from, Math.min(at + apart, last));
        FloatVector c = FloatVector.fromArray(F32, from, Math.min(at + 2 * apart, last));
        FloatVector d = FloatVector.fromArray(F32, from, Math.min(at + 3 * apart, last));
        FloatVector ac = low(a, c);
        FloatVector bd = low(b, d);
        low(ac, bd).intoArray(to, target);
        high(ac, bd).intoArray(to, target + targetsApart);
        ac = high(a, c);
        bd = high(b, d);
        low(ac, bd).intoArray(to, target + 2 * targetsApart);
        high(ac, bd).intoArray(to, target + 3 * targetsApart);
    }

    /** The lower halves of two vectors, lane by lane in turn. */
    private static FloatVector low(FloatVector a, FloatVector b) {
        return a.rearrange(LOW).blend(b.rearrange(LOW), SECOND);
    }

    private static FloatVector high(FloatVector a, FloatVector b) {
        return a.rearrange(HIGH).blend(b.rearrange(HIGH), SECOND);
    }
}
