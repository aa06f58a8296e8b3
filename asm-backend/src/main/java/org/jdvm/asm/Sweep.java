package org.jdvm.asm;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One pass over the rows of a frame, or over one row that represents all of them. For each row it alternates between single numbers and
 * loops over the columns: the numbers of step 0, pass 0, the numbers of step 1, pass 1 and so on.
 */
final class Sweep {
    /** True if it runs over all rows. */
    final boolean rows;

    /** Loops over columns, in order. */
    final List<LoopPass> passes = new ArrayList<>();

    /** For each step the nodes that work on single numbers. */
    final List<Set<LaneNode>> steps = new ArrayList<>();

    /** Single numbers of other sweeps that are read from their storage. */
    final Set<LaneValue> stored = new LinkedHashSet<>();

    /** Single numbers that are put into their storage once the row is done. */
    final Set<LaneValue> storing = new LinkedHashSet<>();

    Sweep(boolean rows) {
        this.rows = rows;
    }

    LoopPass pass(int number) {
        while (passes.size() <= number) {
            passes.add(new LoopPass(this));
        }
        return passes.get(number);
    }

    Set<LaneNode> step(int number) {
        while (steps.size() <= number) {
            steps.add(new TreeSet<>(LoopPass.ORDER));
        }
        return steps.get(number);
    }
}
