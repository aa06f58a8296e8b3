package org.jdvm.asm;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.tier.SumTree;
import org.jspecify.annotations.Nullable;

/** Where the terms of a sum of floats are when they are added. */
enum Terms {
    /** In memory, as they are. */
    MEMORY,
    /** In the row of scratch memory into which a memory operand was brought. */
    STAGED,
    /** In the row of scratch memory in which a value is kept for another pass. */
    KEPT,
    /** In scratch memory for them alone. */
    STORED;

    /** Vectors of partial sums that a loop keeps in registers at most. */
    private static final int MOST_ADDED = 8;

    /**
     * {@return the sums of rows that a loop over whole iterations adds while it goes through their terms: the partial sums stay in registers for a
     * block}
     *
     * @param oneBlock true if rows have one block, false if there may be more, whose partial sums are put where else the terms would be;
     *     then terms in memory are left to methods that only add
     */
    static List<LaneNode> added(LoopPass pass, LaneCode lanes, boolean oneBlock) {
        if (lanes.step() == 1) {
            return List.of();
        }
        List<LaneNode> sums = pass.roots.stream()
                .filter(node -> node.isFloatSum() && !node.isReduceAlongRows())
                .filter(node -> oneBlock || isComputed(of(node, pass, lanes)))
                .toList();
        boolean fits =
                SweepWriter.cost(pass, lanes) * groups(lanes) <= runs(sums.size(), lanes) * SweepPlanner.MOST_COST;
        return fits && runs(sums.size(), lanes) <= groups(lanes) ? sums : List.of();
    }

    /** How often a loop goes over a block, each time over other columns, so that its partial sums stay in registers. */
    static int runs(int sums, LaneCode lanes) {
        int runs = 1;
        while (sums * groups(lanes) > runs * MOST_ADDED) {
            runs *= 2;
        }
        return runs;
    }

    /** The groups of lanes in one iteration, which adds to each partial sum once. */
    static int groups(LaneCode lanes) {
        return SumTree.PARTIALS / lanes.step();
    }

    private static boolean isComputed(Terms terms) {
        return terms == STORED || terms == KEPT;
    }

    /** {@return where those of a sum of a pass are; without a pass, its terms are single numbers} */
    static Terms of(LaneNode sum, @Nullable LoopPass pass, LaneCode lanes) {
        if (pass == null || !(sum.operand() instanceof LaneValue value) || !value.varies()) {
            return STORED;
        }
        LaneNode by = value.by;
        boolean alongRows = sum.isReduceAlongRows();
        if (by != null && by.is(Opcode.LOAD) && value.hasRows() == by.address().hasRows()) {
            MemoryOperand memory = by.address();
            if (lanes.isStaged(memory)) {
                return alongRows ? STORED : STAGED;
            }
            if (memory.type() == DType.F32 && memory.isDense() && memory.hasColumns()) {
                return MEMORY;
            }
        }
        return !alongRows && (pass.kept.contains(value) || pass.fetched.contains(value)) ? KEPT : STORED;
    }
}
