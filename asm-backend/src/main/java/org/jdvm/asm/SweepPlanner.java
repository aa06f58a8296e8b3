package org.jdvm.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Opcode;

/**
 * Orders the nodes of a straight part into sweeps and passes, and decides for every value that is needed again whether it is kept or
 * computed a second time.
 *
 * <p>Sweeps have levels. Even levels work on the single row that is the same for all rows, odd ones on all rows. A reduction along the
 * rows ends a sweep; a reduction along the columns ends a pass.
 */
final class SweepPlanner {
    /** A value whose recomputation costs no more than this is not kept: a load and an operation, against a store and a load. */
    private static final int CHEAP = 2;

    private static final int NEVER = 1000;

    /** Vector instructions that a loop may have before the compiler of the virtual machine is in danger of giving up. */
    static final int MOST_COST = 200;

    private final Costs costs;
    private final Map<Integer, Sweep> sweeps = new TreeMap<>();
    private final Map<LaneValue, Integer> levels = new HashMap<>();

    /** When a single number is known in its sweep, or in which pass a value is computed first. */
    private final Map<LaneValue, Integer> times = new HashMap<>();

    private final Map<LaneValue, LoopPass> homes = new HashMap<>();
    private final Map<LaneValue, Sweep> numberHomes = new HashMap<>();
    private final List<Storage> storages;

    /** Estimates the cost of a node. */
    interface Costs {
        /** {@return about how many vector instructions it takes} */
        int of(LaneNode node);

        /** {@return true if a load or store must go through scratch memory, a row at a time} */
        boolean isStaged(MemoryOperand memory);
    }

    private SweepPlanner(Costs costs, List<Storage> storages) {
        this.costs = costs;
        this.storages = storages;
    }

    /**
     * {@return the sweeps of a straight part, in order}
     *
     * @param part the part
     * @param costs what nodes cost
     * @param storages places in use; those of values that live across sweeps are added
     */
    static List<Sweep> plan(Part.Straight part, Costs costs, List<Storage> storages) {
        SweepPlanner planner = new SweepPlanner(costs, storages);
        for (LaneNode node : part.nodes()) {
            planner.level(node);
        }
        // By level, and within a level in program order.
        Map<Integer, List<LaneNode>> roots = new TreeMap<>();
        for (LaneNode node : part.nodes()) {
            boolean root = node.isStore() || node.isReduce() || node.target().storage != null;
            if (root) {
                roots.computeIfAbsent(planner.levelOf(node), l -> new ArrayList<>())
                        .add(node);
            }
        }
        roots.forEach((level, nodes) -> nodes.forEach(node -> planner.root(node, level)));
        List<Sweep> result = new ArrayList<>(planner.sweeps.values());
        result.forEach(sweep -> {
            sweep.step(sweep.passes.size());
            PassSplitter.split(sweep, costs, MOST_COST);
        });
        return result;
    }

    private int levelOf(LaneNode node) {
        return node.isStore() || node.isReduce() ? operandLevel(node) : levels.get(node.target());
    }

    private void level(LaneNode node) {
        if (node.isStore()) {
            return;
        }
        int level = operandLevel(node);
        if (node.isReduceAlongRows()) {
            levels.put(node.target(), level + 1);
            times.put(node.target(), 0);
            return;
        }
        levels.put(node.target(), level);
        int time = time(node, level);
        times.put(node.target(), node.isReduce() ? time + 1 : time);
    }

    /** The level of the sweep that can execute a node: its own kind, and no earlier than its operands are there. */
    private int operandLevel(LaneNode node) {
        boolean rows = node.hasRows();
        int level = rows ? 1 : 0;
        List<LaneOperand> operands = new ArrayList<>(node.operands);
        if (node.initial != null) {
            operands.add(node.initial);
        }
        for (LaneOperand operand : operands) {
            if (operand instanceof LaneValue value && !isLeaf(value)) {
                int known = levels.get(value);
                level = Math.max(level, known % 2 == (rows ? 1 : 0) ? known : known + 1);
            }
        }
        return level;
    }

    /** The pass (or, for single numbers, the step) in which a node of a sweep can run. */
    private int time(LaneNode node, int level) {
        int time = 0;
        for (LaneOperand operand : node.operands) {
            time = Math.max(time, timeOf(operand, level));
        }
        return node.initial == null || node.isReduceAlongRows() ? time : Math.max(time, timeOf(node.initial, level));
    }

    private int timeOf(LaneOperand operand, int level) {
        return operand instanceof LaneValue value && !isLeaf(value) && levels.get(value) == level
                ? times.get(value)
                : 0;
    }

    /** True for what can be had anywhere without computing: what was stored before, loads and fills. */
    private boolean isLeaf(LaneValue value) {
        LaneNode by = value.by;
        if (by == null) {
            return true;
        }
        return switch (by.instruction.opcode()) {
            case LOAD, LOAD_FOLDED -> !by.varies() || !costs.isStaged(by.address());
            case FILL -> by.operand() instanceof LaneOperand.Slot;
            case IOTA -> true;
            default -> false;
        };
    }

    private void root(LaneNode node, int level) {
        Sweep sweep = sweeps.computeIfAbsent(level, l -> new Sweep(l % 2 == 1));
        int time = time(node, level);
        if (node.initial != null) {
            initial(node, sweep, level);
        }
        if (node.isStore() || node.isReduce()) {
            if (node.isInLoop()) {
                LoopPass pass = sweep.pass(time);
                pass.roots.add(node);
                need(node.operand(), pass, level);
            } else {
                sweep.step(time).add(node);
                needNumber(node.operand(), sweep, level);
            }
        }
        if (node.isReduce()) {
            LaneValue target = node.target();
            if (node.isReduceAlongRows()) {
                if (target.storage == null) {
                    target.storage = storage(target);
                }
            } else {
                numberHomes.put(target, sweep);
                if (target.storage != null && !node.isContinued()) {
                    sweep.storing.add(target);
                }
            }
        } else if (!node.isStore()) {
            LaneValue target = node.target();
            if (target.storage != null
                    && (target.storage.extent() == Extent.TILE || target.storage.extent() == Extent.ROW)) {
                LoopPass pass = sweep.pass(time);
                need(target, pass, level);
                pass.storing.add(target);
            } else {
                needNumber(target, sweep, level);
                sweep.storing.add(target);
            }
        }
    }

    /** What an accumulating reduction begins with. */
    private void initial(LaneNode node, Sweep sweep, int level) {
        LaneValue initial = node.initial;
        if (initial == null) {
            return;
        }
        if (node.isContinued()) {
            return;
        }
        if (!node.isReduceAlongRows()) {
            needNumber(initial, sweep, level);
        } else if (initial.by != null && !(isLeaf(initial) && initial.by.is(Opcode.FILL))) {
            throw new RefusedException("a sum along the rows begins with a computed value");
        }
    }

    private Storage storage(LaneValue value) {
        Extent extent = value.varies()
                ? value.hasRows() ? Extent.TILE : Extent.ROW
                : value.hasRows() ? Extent.COLUMN : Extent.ONE;
        Storage storage = new Storage(storages.size(), extent, value.lane);
        storages.add(storage);
        return storage;
    }

    /** A pass needs an operand. */
    private void need(LaneOperand operand, LoopPass pass, int level) {
        if (!(operand instanceof LaneValue value) || !value.varies()) {
            pass.uniform.add(operand);
            needNumber(operand, pass.sweep, level);
            return;
        }
        LaneNode by = value.by;
        if (by == null || by.isReduceAlongRows()) {
            pass.stored.add(value);
            return;
        }
        if (pass.computed.contains(by) || pass.fetched.contains(value) || pass.stored.contains(value)) {
            return;
        }
        if (isLeaf(value) || isStagedHere(by, pass)) {
            compute(by, pass, level);
            return;
        }
        if (pass.sweep.rows && !value.hasRows() && cost(value) > CHEAP) {
            onceForAllRows(value);
            pass.stored.add(value);
            return;
        }
        LoopPass home = homes.get(value);
        if (home == null) {
            homes.put(value, pass);
            compute(by, pass, level);
        } else if (cost(value) <= CHEAP) {
            compute(by, pass, level);
        } else if (home.sweep == pass.sweep) {
            home.kept.add(value);
            pass.fetched.add(value);
        } else {
            if (value.storage == null) {
                value.storage = storage(value);
            }
            home.storing.add(value);
            pass.stored.add(value);
        }
    }

    /** True for a load that was put into scratch memory for this row, where all passes find it. */
    private boolean isStagedHere(LaneNode by, LoopPass pass) {
        return by.isLoad() && costs.isStaged(by.address()) && by.hasRows() == pass.sweep.rows;
    }

    private void onceForAllRows(LaneValue value) {
        int level = levels.get(value);
        LoopPass pass = sweeps.computeIfAbsent(level, l -> new Sweep(false)).pass(times.get(value));
        if (value.storage == null) {
            value.storage = storage(value);
        }
        need(value, pass, level);
        pass.storing.add(value);
    }

    private void compute(LaneNode node, LoopPass pass, int level) {
        if (pass.computed.add(node)) {
            for (LaneOperand operand : node.operands) {
                if (node.is(Opcode.LOAD_INDEXED) && !LaneNode.varies(operand)) {
                    // One index for the row moves the address; it is not a value of the loop.
                    needNumber(operand, pass.sweep, level);
                } else {
                    need(operand, pass, level);
                }
            }
        }
    }

    /** What it costs to compute a value again where all single numbers are known. */
    private int cost(LaneValue value) {
        LaneNode by = value.by;
        if (by == null || by.isReduceAlongRows()) {
            return 1;
        }
        if (by.isLoad() && costs.isStaged(by.address())) {
            return NEVER;
        }
        int cost = costs.of(by);
        for (LaneOperand operand : by.operands) {
            if (operand instanceof LaneValue v && v.varies()) {
                cost += cost(v);
            }
        }
        return cost;
    }

    /** A sweep needs a single number. */
    private void needNumber(LaneOperand operand, Sweep sweep, int level) {
        if (!(operand instanceof LaneValue value)) {
            return;
        }
        LaneNode by = value.by;
        if (by == null) {
            sweep.stored.add(value);
            return;
        }
        if (by.isContinued()) {
            throw new RefusedException("a sum is used before the loop ends over which it goes");
        }
        boolean here = levels.get(value) == level;
        if (isLeaf(value)) {
            // A fill or load of a number; what has rows is loaded row by row.
            sweep.step(0).add(by);
            return;
        }
        Sweep home = numberHomes.get(value);
        if (by.isReduceAlongRows()) {
            sweep.stored.add(value);
        } else if (home == null) {
            numberHomes.put(value, sweep);
            sweep.step(here ? times.get(value) : 0).add(by);
            by.operands.forEach(o -> needNumber(o, sweep, level));
        } else if (home != sweep) {
            if (value.storage == null) {
                value.storage = storage(value);
            }
            home.storing.add(value);
            sweep.stored.add(value);
        }
    }
}
