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
 *
 * <p>It is one method without helpers, and too large to be inlined: in a larger one the compiler would stop inlining somewhere within, and
 * vectors would go through memory.
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
     * Transposes some rows to columns; columns without a row repeat the last one.
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
        for (int pass = 0; pass < PASSES; pass++) {
            // What the second pass reads is where it writes.
            boolean isFirst = pass == 0;
            float[] source = isFirst ? from : to;
            int begin = isFirst ? at : target;
            int step = isFirst ? stride : width;
            int last = isFirst ? rows - 1 : COUNT - 1;
            int apart = isFirst ? QUARTER : 1;
            int next = isFirst ? 1 : 4;
            int targetsApart = isFirst ? QUARTER * width : width;
            int nextTarget = isFirst ? width : 4 * width;
            for (int i = 0; i < QUARTER; i++) {
                int first = i * next;
                FloatVector a = FloatVector.fromArray(F32, source, begin + Math.min(first, last) * step);
                FloatVector b = FloatVector.fromArray(F32, source, begin + Math.min(first + apart, last) * step);
                FloatVector c = FloatVector.fromArray(F32, source, begin + Math.min(first + 2 * apart, last) * step);
                FloatVector d = FloatVector.fromArray(F32, source, begin + Math.min(first + 3 * apart, last) * step);
                int firstTarget = target + i * nextTarget;
                FloatVector ac = a.rearrange(LOW).blend(c.rearrange(LOW), SECOND);
                FloatVector bd = b.rearrange(LOW).blend(d.rearrange(LOW), SECOND);
                ac.rearrange(LOW).blend(bd.rearrange(LOW), SECOND).intoArray(to, firstTarget);
                ac.rearrange(HIGH).blend(bd.rearrange(HIGH), SECOND).intoArray(to, firstTarget + targetsApart);
                ac = a.rearrange(HIGH).blend(c.rearrange(HIGH), SECOND);
                bd = b.rearrange(HIGH).blend(d.rearrange(HIGH), SECOND);
                ac.rearrange(LOW).blend(bd.rearrange(LOW), SECOND).intoArray(to, firstTarget + 2 * targetsApart);
                ac.rearrange(HIGH).blend(bd.rearrange(HIGH), SECOND).intoArray(to, firstTarget + 3 * targetsApart);
            }
        }
        if (COUNT == 8) {
            for (int i = 0; i < COUNT; i += 2) {
                FloatVector a = FloatVector.fromArray(F32, to, target + i * width);
                FloatVector b = FloatVector.fromArray(F32, to, target + (i + 1) * width);
                a.rearrange(LOW).blend(b.rearrange(LOW), SECOND).intoArray(to, target + i * width);
                a.rearrange(HIGH).blend(b.rearrange(HIGH), SECOND).intoArray(to, target + (i + 1) * width);
            }
        }
    }
}
