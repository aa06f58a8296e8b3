package org.jdvm.asm;

import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Opcode;

/** Which sweeps do several rows at a time: those that only combine rows, where the results stay in registers for that long. */
final class RowBlock {
    private static final int MOST_ROWS = 4;

    /** Vector instructions that a loop over such a block may have. */
    private static final int MOST_COST = 64;

    private RowBlock() {}

    /** {@return how many rows a sweep does at a time} */
    static int rows(Sweep sweep, LaneCode lanes) {
        if (!sweep.rows || sweep.passes.size() != 1 || !sweep.storing.isEmpty() || lanes.step() == 1) {
            return 1;
        }
        LoopPass pass = sweep.passes.getFirst();
        boolean onlyRowsAddedUp =
                pass.roots.stream().allMatch(node -> node.isReduceAlongRows() && node.isInLoop() && !node.isFloatSum());
        if (!onlyRowsAddedUp || pass.roots.isEmpty() || isDifferentForEachRow(sweep, pass, lanes)) {
            return 1;
        }
        int cost = SweepWriter.cost(pass, lanes)
                + pass.roots.stream().mapToInt(lanes::cost).sum();
        int rows = MOST_ROWS;
        while (rows > 1 && rows * cost > MOST_COST) {
            rows /= 2;
        }
        return rows;
    }

    /** True if more than addresses change from row to row. */
    private static boolean isDifferentForEachRow(Sweep sweep, LoopPass pass, LaneCode lanes) {
        return sweep.stored.stream().anyMatch(LaneValue::hasRows)
                || sweep.steps.stream().anyMatch(step -> !step.stream().allMatch(SweepValues::isSameForAllRows))
                || pass.uniform.stream().anyMatch(operand -> operand instanceof LaneValue value && value.hasRows())
                || pass.stored.stream().anyMatch(RowBlock::isTile)
                || !pass.storing.isEmpty()
                || !pass.kept.isEmpty()
                || !pass.fetched.isEmpty()
                || pass.computed.stream()
                        .anyMatch(node ->
                                node.is(Opcode.LOAD_INDEXED) || node.isLoad() && lanes.isStaged(node.address()));
    }

    private static boolean isTile(LaneValue value) {
        return SweepValues.storage(value).extent() == Extent.TILE;
    }
}
