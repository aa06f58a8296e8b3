package org.jdvm.asm;

import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jspecify.annotations.Nullable;

/** One definition of a place in the local buffer: assigned once, unlike the place. */
final class LaneValue implements LaneOperand {
    final int id;
    final Extent extent;
    final LaneType lane;

    /** What defines it; null for what is in its place when a run of nodes begins. */
    final @Nullable LaneNode by;

    /** Where it is kept while other sweeps run; null if it is not. */
    @Nullable
    Storage storage;

    LaneValue(int id, Extent extent, LaneType lane, @Nullable LaneNode by) {
        this.id = id;
        this.extent = extent;
        this.lane = lane;
        this.by = by;
    }

    @Override
    public LaneType lane() {
        return lane;
    }

    /** {@return true if it belongs to the rows of a frame: a tile or a column} */
    boolean hasRows() {
        return extent == Extent.TILE || extent == Extent.COLUMN;
    }

    /** {@return true if it may differ from column to column} */
    boolean varies() {
        return by == null ? extent == Extent.TILE || extent == Extent.ROW : by.varies();
    }

    @Override
    public String toString() {
        return "v" + id;
    }
}
