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

    // Lanes that swap with those four, two and one apart, and the upper ones of these.
    public static final VectorShuffle<Float> BY_FOUR = VectorShuffle.fromOp(F32, lane -> (lane ^ 4) % COUNT);
    public static final VectorShuffle<Float> BY_TWO = VectorShuffle.fromOp(F32, lane -> lane ^ 2);
    public static final VectorShuffle<Float> BY_ONE = VectorShuffle.fromOp(F32, lane -> lane ^ 1);
    public static final VectorMask<Float> UPPER_FOUR =
            VectorMask.fromLong(F32, 0xF0F0_F0F0_F0F0_F0F0L >>> Long.SIZE - COUNT);
    public static final VectorMask<Float> UPPER_TWO =
            VectorMask.fromLong(F32, 0xCCCC_CCCC_CCCC_CCCCL >>> Long.SIZE - COUNT);
    public static final VectorMask<Float> UPPER_ONE = SECOND;

    /** Passes of two rounds. */
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
        if (COUNT == 8) {
            eight(from, at, stride, rows - 1, to, target, width);
            return;
        }
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
    }

    /**
     * Eight rows in registers: rows i and i + 4 swap halves, then those two apart quarters, then neighbours single lanes. What two rows swap moves at
     * once, in a vector with the upper part of one and the lower part of the other.
     */
    private static void eight(float[] from, int at, int stride, int last, float[] to, int target, int width) {
        FloatVector a = FloatVector.fromArray(F32, from, at);
        FloatVector b = FloatVector.fromArray(F32, from, at + Math.min(1, last) * stride);
        FloatVector c = FloatVector.fromArray(F32, from, at + Math.min(2, last) * stride);
        FloatVector d = FloatVector.fromArray(F32, from, at + Math.min(3, last) * stride);
        FloatVector e = FloatVector.fromArray(F32, from, at + Math.min(4, last) * stride);
        FloatVector f = FloatVector.fromArray(F32, from, at + Math.min(5, last) * stride);
        FloatVector g = FloatVector.fromArray(F32, from, at + Math.min(6, last) * stride);
        FloatVector h = FloatVector.fromArray(F32, from, at + Math.min(7, last) * stride);
        FloatVector t = e.blend(a, UPPER_FOUR).rearrange(BY_FOUR);
        a = a.blend(t, UPPER_FOUR);
        e = t.blend(e, UPPER_FOUR);
        t = f.blend(b, UPPER_FOUR).rearrange(BY_FOUR);
        b = b.blend(t, UPPER_FOUR);
        f = t.blend(f, UPPER_FOUR);
        t = g.blend(c, UPPER_FOUR).rearrange(BY_FOUR);
        c = c.blend(t, UPPER_FOUR);
        g = t.blend(g, UPPER_FOUR);
        t = h.blend(d, UPPER_FOUR).rearrange(BY_FOUR);
        d = d.blend(t, UPPER_FOUR);
        h = t.blend(h, UPPER_FOUR);
        t = c.blend(a, UPPER_TWO).rearrange(BY_TWO);
        a = a.blend(t, UPPER_TWO);
        c = t.blend(c, UPPER_TWO);
        t = d.blend(b, UPPER_TWO).rearrange(BY_TWO);
        b = b.blend(t, UPPER_TWO);
        d = t.blend(d, UPPER_TWO);
        t = g.blend(e, UPPER_TWO).rearrange(BY_TWO);
        e = e.blend(t, UPPER_TWO);
        g = t.blend(g, UPPER_TWO);
        t = h.blend(f, UPPER_TWO).rearrange(BY_TWO);
        f = f.blend(t, UPPER_TWO);
        h = t.blend(h, UPPER_TWO);
        t = b.blend(a, UPPER_ONE).rearrange(BY_ONE);
        a = a.blend(t, UPPER_ONE);
        b = t.blend(b, UPPER_ONE);
        t = d.blend(c, UPPER_ONE).rearrange(BY_ONE);
        c = c.blend(t, UPPER_ONE);
        d = t.blend(d, UPPER_ONE);
        t = f.blend(e, UPPER_ONE).rearrange(BY_ONE);
        e = e.blend(t, UPPER_ONE);
        f = t.blend(f, UPPER_ONE);
        t = h.blend(g, UPPER_ONE).rearrange(BY_ONE);
        g = g.blend(t, UPPER_ONE);
        h = t.blend(h, UPPER_ONE);
        a.intoArray(to, target);
        b.intoArray(to, target + width);
        c.intoArray(to, target + 2 * width);
        d.intoArray(to, target + 3 * width);
        e.intoArray(to, target + 4 * width);
        f.intoArray(to, target + 5 * width);
        g.intoArray(to, target + 6 * width);
        h.intoArray(to, target + 7 * width);
    }
}
