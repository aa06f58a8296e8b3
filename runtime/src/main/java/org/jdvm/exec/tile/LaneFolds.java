package org.jdvm.exec.tile;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Layout.COUNT;
import static org.jdvm.exec.lane.Layout.FLOAT;
import static org.jdvm.exec.lane.Transposition.BY_FOUR;
import static org.jdvm.exec.lane.Transposition.BY_ONE;
import static org.jdvm.exec.lane.Transposition.BY_TWO;
import static org.jdvm.exec.lane.Transposition.UPPER_FOUR;
import static org.jdvm.exec.lane.Transposition.UPPER_ONE;
import static org.jdvm.exec.lane.Transposition.UPPER_TWO;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jdvm.exec.lane.Transposition;
import org.jdvm.exec.state.LaneRoom;

/**
 * Combines the lanes of each of some vectors, one for each lane of a vector at a time: they are transposed, and whole vectors are combined.
 * For a single vector most of the time goes to moving lanes.
 *
 * <p>Eight vectors of eight lanes stay in registers. After a round of the transposition, in which two rows swap halves, one of them has the
 * lower halves of both and the other one the upper halves: these are combined at once, so that the next round has half the vectors.
 */
final class LaneFolds {
    private LaneFolds() {}

    /**
     * The sums of the lanes of the rows, in halves: lane i and that half a vector further, and so on.
     *
     * @param count how many rows there are, at most the lanes of a vector
     */
    static void sums(LaneRoom room, float[] to, int at, int count) {
        if (COUNT == 8) {
            eightSums(room.rows, room.lanes);
        } else {
            transpose(room);
            for (int half = COUNT / 2; half > 0; half /= 2) {
                for (int i = 0; i < half; i++) {
                    lane(room, i).add(lane(room, i + half)).intoArray(room.lanes, i * COUNT);
                }
            }
        }
        for (int i = 0; i < count; i++) {
            to[at + i] = room.lanes[i];
        }
    }

    /** The largest of the lanes of each row. */
    static void max(LaneRoom room, MemorySegment s, long d, int count, boolean accumulate) {
        if (COUNT == 8) {
            eightMaxima(room.rows, room.lanes);
        } else {
            transpose(room);
            for (int half = COUNT / 2; half > 0; half /= 2) {
                for (int i = 0; i < half; i++) {
                    lane(room, i).max(lane(room, i + half)).intoArray(room.lanes, i * COUNT);
                }
            }
        }
        for (int i = 0; i < count; i++) {
            float max = room.lanes[i];
            s.set(FLOAT, d + 4L * i, accumulate ? Math.max(s.get(FLOAT, d + 4L * i), max) : max);
        }
    }

    /** The smallest of the lanes of each row. */
    static void min(LaneRoom room, MemorySegment s, long d, int count, boolean accumulate) {
        if (COUNT == 8) {
            eightMinima(room.rows, room.lanes);
        } else {
            transpose(room);
            for (int half = COUNT / 2; half > 0; half /= 2) {
                for (int i = 0; i < half; i++) {
                    lane(room, i).min(lane(room, i + half)).intoArray(room.lanes, i * COUNT);
                }
            }
        }
        for (int i = 0; i < count; i++) {
            float min = room.lanes[i];
            s.set(FLOAT, d + 4L * i, accumulate ? Math.min(s.get(FLOAT, d + 4L * i), min) : min);
        }
    }

    /** Rows four apart first, then those two apart, then neighbours: the lanes of the result are in the order of the rows. */
    private static void eightSums(float[] rows, float[] to) {
        FloatVector a = FloatVector.fromArray(F32, rows, 0);
        FloatVector b = FloatVector.fromArray(F32, rows, COUNT);
        FloatVector c = FloatVector.fromArray(F32, rows, 2 * COUNT);
        FloatVector d = FloatVector.fromArray(F32, rows, 3 * COUNT);
        FloatVector e = FloatVector.fromArray(F32, rows, 4 * COUNT);
        FloatVector f = FloatVector.fromArray(F32, rows, 5 * COUNT);
        FloatVector g = FloatVector.fromArray(F32, rows, 6 * COUNT);
        FloatVector h = FloatVector.fromArray(F32, rows, 7 * COUNT);
        FloatVector t = e.blend(a, UPPER_FOUR).rearrange(BY_FOUR);
        a = a.blend(t, UPPER_FOUR).add(t.blend(e, UPPER_FOUR));
        t = f.blend(b, UPPER_FOUR).rearrange(BY_FOUR);
        b = b.blend(t, UPPER_FOUR).add(t.blend(f, UPPER_FOUR));
        t = g.blend(c, UPPER_FOUR).rearrange(BY_FOUR);
        c = c.blend(t, UPPER_FOUR).add(t.blend(g, UPPER_FOUR));
        t = h.blend(d, UPPER_FOUR).rearrange(BY_FOUR);
        d = d.blend(t, UPPER_FOUR).add(t.blend(h, UPPER_FOUR));
        t = c.blend(a, UPPER_TWO).rearrange(BY_TWO);
        a = a.blend(t, UPPER_TWO).add(t.blend(c, UPPER_TWO));
        t = d.blend(b, UPPER_TWO).rearrange(BY_TWO);
        b = b.blend(t, UPPER_TWO).add(t.blend(d, UPPER_TWO));
        t = b.blend(a, UPPER_ONE).rearrange(BY_ONE);
        a = a.blend(t, UPPER_ONE).add(t.blend(b, UPPER_ONE));
        a.intoArray(to, 0);
    }

    /** As {@link #eightSums}. */
    private static void eightMaxima(float[] rows, float[] to) {
        FloatVector a = FloatVector.fromArray(F32, rows, 0);
        FloatVector b = FloatVector.fromArray(F32, rows, COUNT);
        FloatVector c = FloatVector.fromArray(F32, rows, 2 * COUNT);
        FloatVector d = FloatVector.fromArray(F32, rows, 3 * COUNT);
        FloatVector e = FloatVector.fromArray(F32, rows, 4 * COUNT);
        FloatVector f = FloatVector.fromArray(F32, rows, 5 * COUNT);
        FloatVector g = FloatVector.fromArray(F32, rows, 6 * COUNT);
        FloatVector h = FloatVector.fromArray(F32, rows, 7 * COUNT);
        FloatVector t = e.blend(a, UPPER_FOUR).rearrange(BY_FOUR);
        a = a.blend(t, UPPER_FOUR).max(t.blend(e, UPPER_FOUR));
        t = f.blend(b, UPPER_FOUR).rearrange(BY_FOUR);
        b = b.blend(t, UPPER_FOUR).max(t.blend(f, UPPER_FOUR));
        t = g.blend(c, UPPER_FOUR).rearrange(BY_FOUR);
        c = c.blend(t, UPPER_FOUR).max(t.blend(g, UPPER_FOUR));
        t = h.blend(d, UPPER_FOUR).rearrange(BY_FOUR);
        d = d.blend(t, UPPER_FOUR).max(t.blend(h, UPPER_FOUR));
        t = c.blend(a, UPPER_TWO).rearrange(BY_TWO);
        a = a.blend(t, UPPER_TWO).max(t.blend(c, UPPER_TWO));
        t = d.blend(b, UPPER_TWO).rearrange(BY_TWO);
        b = b.blend(t, UPPER_TWO).max(t.blend(d, UPPER_TWO));
        t = b.blend(a, UPPER_ONE).rearrange(BY_ONE);
        a = a.blend(t, UPPER_ONE).max(t.blend(b, UPPER_ONE));
        a.intoArray(to, 0);
    }

    /** As {@link #eightSums}. */
    private static void eightMinima(float[] rows, float[] to) {
        FloatVector a = FloatVector.fromArray(F32, rows, 0);
        FloatVector b = FloatVector.fromArray(F32, rows, COUNT);
        FloatVector c = FloatVector.fromArray(F32, rows, 2 * COUNT);
        FloatVector d = FloatVector.fromArray(F32, rows, 3 * COUNT);
        FloatVector e = FloatVector.fromArray(F32, rows, 4 * COUNT);
        FloatVector f = FloatVector.fromArray(F32, rows, 5 * COUNT);
        FloatVector g = FloatVector.fromArray(F32, rows, 6 * COUNT);
        FloatVector h = FloatVector.fromArray(F32, rows, 7 * COUNT);
        FloatVector t = e.blend(a, UPPER_FOUR).rearrange(BY_FOUR);
        a = a.blend(t, UPPER_FOUR).min(t.blend(e, UPPER_FOUR));
        t = f.blend(b, UPPER_FOUR).rearrange(BY_FOUR);
        b = b.blend(t, UPPER_FOUR).min(t.blend(f, UPPER_FOUR));
        t = g.blend(c, UPPER_FOUR).rearrange(BY_FOUR);
        c = c.blend(t, UPPER_FOUR).min(t.blend(g, UPPER_FOUR));
        t = h.blend(d, UPPER_FOUR).rearrange(BY_FOUR);
        d = d.blend(t, UPPER_FOUR).min(t.blend(h, UPPER_FOUR));
        t = c.blend(a, UPPER_TWO).rearrange(BY_TWO);
        a = a.blend(t, UPPER_TWO).min(t.blend(c, UPPER_TWO));
        t = d.blend(b, UPPER_TWO).rearrange(BY_TWO);
        b = b.blend(t, UPPER_TWO).min(t.blend(d, UPPER_TWO));
        t = b.blend(a, UPPER_ONE).rearrange(BY_ONE);
        a = a.blend(t, UPPER_ONE).min(t.blend(b, UPPER_ONE));
        a.intoArray(to, 0);
    }

    private static void transpose(LaneRoom room) {
        Transposition.block(room.rows, 0, COUNT, COUNT, room.lanes, 0, COUNT);
    }

    private static FloatVector lane(LaneRoom room, int lane) {
        return FloatVector.fromArray(F32, room.lanes, lane * COUNT);
    }
}
