package org.jdvm.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.bytecode.Opcode;

/**
 * Cuts passes that are too long for the compiler of the virtual machine into several over the same row. What goes from one to the next
 * goes through the row's scratch memory.
 */
final class PassSplitter {
    private final LoopPass pass;
    private final List<LoopPass> parts = new ArrayList<>();
    private final Map<LaneValue, Integer> partOf = new HashMap<>();

    private PassSplitter(LoopPass pass) {
        this.pass = pass;
    }

    /** Cuts the passes of a sweep that cost more than a limit. */
    static void split(Sweep sweep, SweepPlanner.Costs costs, int limit) {
        for (int i = sweep.passes.size() - 1; i >= 0; i--) {
            LoopPass pass = sweep.passes.get(i);
            int cost = pass.computed.stream().mapToInt(costs::of).sum();
            if (cost > limit) {
                List<LoopPass> parts = new PassSplitter(pass).parts(costs, limit);
                sweep.passes.remove(i);
                sweep.passes.addAll(i, parts);
                for (int added = 1; added < parts.size(); added++) {
                    sweep.steps.add(i + 1, new TreeSet<>(LoopPass.ORDER));
                }
            }
        }
    }

    private List<LoopPass> parts(SweepPlanner.Costs costs, int limit) {
        Set<LaneNode> nodes = new TreeSet<>(LoopPass.ORDER);
        nodes.addAll(pass.computed);
        nodes.addAll(pass.roots);
        int cost = 0;
        for (LaneNode node : nodes) {
            if (isRepeatable(node)) {
                continue;
            }
            if (parts.isEmpty() || cost + costs.of(node) > limit) {
                parts.add(new LoopPass(pass.sweep));
                cost = 0;
            }
            cost += costs.of(node);
            add(node, parts.size() - 1);
        }
        if (parts.isEmpty()) {
            parts.add(new LoopPass(pass.sweep));
        }
        pass.kept.forEach(value -> parts.get(place(value)).kept.add(value));
        pass.storing.forEach(value -> store(value, parts.get(place(value))));
        return parts;
    }

    /** Loads are done in each part that needs them. */
    private static boolean isRepeatable(LaneNode node) {
        return node.isLoad() || node.is(Opcode.IOTA);
    }

    private void add(LaneNode node, int number) {
        LoopPass part = parts.get(number);
        if (node.isStore() || node.isReduce()) {
            part.roots.add(node);
        } else {
            part.computed.add(node);
            partOf.put(node.target(), number);
        }
        node.operands.forEach(operand -> need(operand, number));
    }

    private void need(LaneOperand operand, int number) {
        LoopPass part = parts.get(number);
        if (pass.uniform.contains(operand)) {
            part.uniform.add(operand);
        } else if (operand instanceof LaneValue value) {
            Integer home = partOf.get(value);
            if (pass.fetched.contains(value)) {
                part.fetched.add(value);
            } else if (pass.stored.contains(value)) {
                part.stored.add(value);
            } else if (home == null) {
                LaneNode by = value.by;
                if (by != null && pass.computed.contains(by)) {
                    part.computed.add(by);
                }
            } else if (home != number) {
                parts.get(home).kept.add(value);
                part.fetched.add(value);
            }
        }
    }

    /** The part that has a value: the one that computes it, or the first one for loads. */
    private int place(LaneValue value) {
        return partOf.getOrDefault(value, 0);
    }

    private void store(LaneValue value, LoopPass part) {
        need(value, place(value));
        part.storing.add(value);
    }
}
