package org.jdvm.exec.tile;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.ORDER;
import static org.jdvm.exec.lane.Lanes.floats;
import static org.jdvm.exec.lane.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jdvm.exec.lane.Transposition;
import org.jdvm.exec.state.LaneRoom;

/**
 * Combines the lanes of each of some vectors, one for each lane of a vector at a time: they are transposed, and whole vectors are combined.
 * For a single vector most of the time goes to moving lanes.
 */
final class LaneFolds {
    private LaneFolds() {}

    /** The sums of the lanes of the rows, in halves: lane i and that half a vector further, and so on. */
    static void sums(LaneRoom room, float[] to, int at) {
        transpose(room);
        for (int half = COUNT / 2; half > 1; half /= 2) {
            for (int i = 0; i < half; i++) {
                lane(room, i).add(lane(room, i + half)).intoArray(room.lanes, i * COUNT);
            }
        }
        lane(room, 0).add(lane(room, 1)).intoArray(to, at);
    }

    /** The largest of the lanes of each row. */
    static void max(LaneRoom room, MemorySegment s, long d, boolean accumulate) {
        transpose(room);
        for (int half = COUNT / 2; half > 1; half /= 2) {
            for (int i = 0; i < half; i++) {
                lane(room, i).max(lane(room, i + half)).intoArray(room.lanes, i * COUNT);
            }
        }
        FloatVector all = lane(room, 0).max(lane(room, 1));
        if (accumulate) {
            all.max(floats(s, d)).intoMemorySegment(s, d, ORDER);
        } else {
            all.intoMemorySegment(s, d, ORDER);
        }
    }

    /** The smallest of the lanes of each row. */
    static void min(LaneRoom room, MemorySegment s, long d, boolean accumulate) {
        transpose(room);
        for (int half = COUNT / 2; half > 1; half /= 2) {
            for (int i = 0; i < half; i++) {
                lane(room, i).min(lane(room, i + half)).intoArray(room.lanes, i * COUNT);
            }
        }
        FloatVector all = lane(room, 0).min(lane(room, 1));
        if (accumulate) {
            all.min(floats(s, d)).intoMemorySegment(s, d, ORDER);
        } else {
            all.intoMemorySegment(s, d, ORDER);
        }
    }

    private static void transpose(LaneRoom room) {
        Transposition.block(room.rows, 0, COUNT, COUNT, room.lanes, 0, COUNT);
    }

    private static FloatVector lane(LaneRoom room, int lane) {
        return FloatVector.fromArray(F32, room.lanes, lane * COUNT);
    }
}
