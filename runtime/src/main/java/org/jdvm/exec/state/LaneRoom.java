package org.jdvm.exec.state;

import org.jdvm.exec.lane.Layout;

/** Scratch memory in which the lanes of several vectors are combined at the same time. */
public final class LaneRoom {
    /** A vector for each of some rows. */
    public final float[] rows = new float[Layout.COUNT * Layout.COUNT];

    /** A vector for each lane of these. */
    public final float[] lanes = new float[Layout.COUNT * Layout.COUNT];
}
