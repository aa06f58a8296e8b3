package org.jdvm.asm;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** One loop over the columns of a row: what it computes, and where its values come from and go to. */
final class LoopPass {
    static final Comparator<LaneNode> ORDER = Comparator.comparingInt(node -> node.order);

    final Sweep sweep;

    /** Reductions and stores. */
    final Set<LaneNode> roots = new TreeSet<>(ORDER);

    /** The other nodes that it computes, loads included. */
    final Set<LaneNode> computed = new TreeSet<>(ORDER);

    /** Values that an earlier pass over the same row has left in the row's scratch memory. */
    final Set<LaneValue> fetched = new LinkedHashSet<>();

    /** Values that it leaves there. */
    final Set<LaneValue> kept = new LinkedHashSet<>();

    /** Values of other sweeps that it reads from their storage. */
    final Set<LaneValue> stored = new LinkedHashSet<>();

    /** Values that it puts into their storage. */
    final Set<LaneValue> storing = new LinkedHashSet<>();

    /** Values and scalars that are the same for all columns. */
    final Set<LaneOperand> uniform = new LinkedHashSet<>();

    LoopPass(Sweep sweep) {
        this.sweep = sweep;
    }
}
