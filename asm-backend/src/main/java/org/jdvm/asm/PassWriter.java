package org.jdvm.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.asm.LaneCode.Item;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.asm.code.Method;
import org.jdvm.bytecode.LaneType;
import org.jdvm.ir.Op;
import org.jdvm.tier.SumTree;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** Writes the method of one loop over columns, and the one for what is left at the end of a row. */
final class PassWriter {
    private static final Method MIN =
            Method.ofStatic(Type.getType(Math.class), "min", Type.INT_TYPE, Type.INT_TYPE, Type.INT_TYPE);

    private final LoopPass pass;
    private final LaneCode lanes;
    private final Params params;
    private final Code code;
    private final NodeWriter writer;
    private final Set<LaneNode> nodes = new TreeSet<>(LoopPass.ORDER);
    private final List<LaneNode> reductions;

    /** For each reduction and group of lanes the variables in which it gathers elements. */
    private final List<List<List<Expr.Local>>> accumulators = new ArrayList<>();

    /** How many groups of lanes have accumulators. */
    private int accumulated = 1;

    private final Adding adding;

    /** For each sum that is added here the variables with its partial sums, one for each group of lanes. */
    private final Map<LaneNode, List<Expr.Local>> partials = new HashMap<>();

    /** Rows that are done at a time. */
    private final int rows;

    /** Keys of parameters. */
    record ArrayOf(MemoryOperand memory) {}

    record BaseOf(MemoryOperand memory) {}

    record RowOf(MemoryOperand memory, int row) {}

    record StrideOf(MemoryOperand memory) {}

    record IndexOf(LaneNode node, boolean limit) {}

    record RegionOf(Object key) {}

    record ScratchOf(LaneType lane) {}

    /** The terms of a sum of floats; of one along the rows those of a row of a block. */
    record TermsOf(LaneNode node, int row) {}

    /** Prepares to write a pass that does some rows at a time, and adds some sums in registers, block by block. */
    PassWriter(LoopPass pass, LaneCode lanes, Params params, Code code, int rows, Adding adding) {
        this.rows = rows;
        this.adding = adding;
        this.pass = pass;
        this.lanes = lanes;
        this.params = params;
        this.code = code;
        this.writer = new NodeWriter(lanes, params, code);
        nodes.addAll(pass.computed);
        nodes.addAll(pass.roots);
        reductions = reductions(pass);
    }

    /** The reductions whose results a pass returns: all along the columns but sums of floats, which have an order. */
    static List<LaneNode> reductions(LoopPass pass) {
        return pass.roots.stream()
                .filter(node -> node.isReduce() && !node.isReduceAlongRows() && !node.isFloatSum())
                .toList();
    }

    /** The type of what the method returns: the result of its only reduction, else nothing. */
    static Type result(LoopPass pass) {
        List<LaneNode> reductions = reductions(pass);
        return reductions.size() == 1 ? LaneNames.number(reductions.getFirst().target().lane) : Type.VOID_TYPE;
    }

    /** What a reduction does. */
    static Op function(LaneNode node) {
        return node.instruction.function();
    }

    /**
     * Writes the loop from column 0 to one that is a whole number of steps away, and the code for the columns after that.
     *
     * @return the result of each reduction
     */
    List<Expr> writeInPlace(Expr whole, int groups, @Nullable Ends ends) {
        begin(groups);
        if (ends == null || !ends.isShort()) {
            loop(Expr.of(0), whole, groups);
        }
        if (ends != null) {
            rest(ends, groups);
        }
        return finish();
    }

    /**
     * Columns that are left when all whole steps are done.
     *
     * @param from the first one
     * @param to the one after the last
     * @param mask of a row shorter than a step: its elements; else those elements of its last step that are left
     * @param isShort true if the row is shorter than a step
     */
    record Ends(Expr from, Expr to, @Nullable Expr mask, boolean isShort) {}

    private void begin(int groups) {
        accumulated = groups;
        for (LaneOperand operand : pass.uniform) {
            writer.spread(operand);
        }
        for (LaneNode node : reductions) {
            List<List<Expr.Local>> groupsOfNode = new ArrayList<>();
            for (int i = 0; i < groups; i++) {
                groupsOfNode.add(locals("sum" + node.order + "_" + i, lanes.begin(function(node), node.target().lane)));
            }
            accumulators.add(groupsOfNode);
        }
    }

    /** A loop that computes some groups of lanes each time around. */
    private void loop(Expr from, Expr to, int groups) {
        if (adding.sums().isEmpty()) {
            iterations(from, to, groups);
        } else if (adding.oneBlock()) {
            beginBlock(groups);
            iterations(from, to, groups);
        } else {
            code.loop("block", from, to, SumTree.BLOCK, block -> {
                beginBlock(groups);
                Expr end = MIN.on(to, block.plus(Expr.of(SumTree.BLOCK)));
                iterations(block, code.let("end", end), groups);
                endBlock(block);
            });
        }
    }

    private void beginBlock(int groups) {
        Expr zero = lanes.splat(LaneType.F32, Expr.of(0f)).expr();
        for (LaneNode node : adding.sums()) {
            List<Expr.Local> sums = new ArrayList<>();
            for (int i = 0; i < groups; i++) {
                sums.add(code.let("part" + node.order + "_" + i, zero));
            }
            partials.put(node, sums);
        }
    }

    /** Puts the partial sums of a block into scratch memory, side by side with those of other blocks. */
    private void endBlock(Expr block) {
        Expr scratch = params.in(code, new ScratchOf(LaneType.F32));
        Expr place = new Expr.Arithmetic(Expr.Operator.DIV, block, Expr.of(SumTree.BLOCK / SumTree.PARTIALS));
        for (LaneNode node : adding.sums()) {
            Expr at = code.let(
                    "leaf" + node.order, params.in(code, new TermsOf(node, 0)).plus(place));
            List<Expr.Local> sums = partials(node);
            for (int i = 0; i < sums.size(); i++) {
                Item sum = Item.numbers(sums.get(i));
                lanes.store(code, LaneType.F32, scratch, at.plus(Expr.of(i * lanes.step())), sum, null);
            }
        }
    }

    private List<Expr.Local> partials(LaneNode node) {
        return partials.getOrDefault(node, List.of());
    }

    /** The sums that were added in one block. */
    Map<LaneNode, Expr> sums() {
        Map<LaneNode, Expr> sums = new HashMap<>();
        for (LaneNode node : adding.sums()) {
            List<Expr.Local> parts = partials(node);
            for (int half = parts.size() / 2; half > 0; half /= 2) {
                List<Expr.Local> added = new ArrayList<>();
                for (int i = 0; i < half; i++) {
                    added.add(code.let("part" + node.order, add(parts.get(i), parts.get(i + half))));
                }
                parts = added;
            }
            sums.put(node, code.let("row" + node.order, lanes.finish(Op.SUM, LaneType.F32, List.copyOf(parts))));
        }
        return sums;
    }

    private Expr add(Expr a, Expr b) {
        return lanes.binary(Op.ADD, LaneType.F32, Item.numbers(a), Item.numbers(b))
                .expr();
    }

    /** Goes over columns once, or several times where there are too many partial sums for the registers, each time over other columns. */
    private void iterations(Expr from, Expr to, int groups) {
        int runs = adding.sums().isEmpty() ? 1 : Terms.runs(adding.sums().size(), lanes);
        int together = groups / runs;
        for (int run = 0; run < runs; run++) {
            int first = run * together;
            Expr begin = first == 0 ? from : from.plus(Expr.of(first * lanes.step()));
            code.loop("c", begin, to, groups * lanes.step(), c -> {
                for (int group = 0; group < together; group++) {
                    body(group == 0 ? c : c.plus(Expr.of(group * lanes.step())), null, null, first + group);
                }
            });
        }
    }

    /**
     * What does not fill a step: single groups of lanes, each at its place since a loop would take longer to begin than to run; and at
     * last the last step of the row, most of which is computed once more: that takes less time than to load and store under a mask.
     */
    private void rest(Ends ends, int groups) {
        if (ends.isShort()) {
            body(Expr.of(0), ends.mask(), ends.mask(), 0);
            return;
        }
        single(ends, 1, groups);
        int step = lanes.step();
        Expr left = ends.to().and(Expr.of(step - 1));
        code.ifLess(
                Expr.of(0), left, () -> body(code.let("left", ends.to().minus(Expr.of(step))), null, ends.mask(), 0));
    }

    private void single(Ends ends, int number, int groups) {
        if (number < groups) {
            int step = lanes.step();
            code.ifLess(ends.from().plus(Expr.of(number * step - 1)), ends.to(), () -> {
                body(ends.from().plus(Expr.of((number - 1) * step)), null, null, (number - 1) % accumulated);
                single(ends, number + 1, groups);
            });
        }
    }

    /** The mask of what is left of a row. */
    static @Nullable Expr mask(LaneCode lanes, Expr columns, boolean isShort) {
        int step = lanes.step();
        return isShort
                ? lanes.mask(Expr.of(0), columns)
                : lanes.maskFrom(Expr.of(step).minus(columns.and(Expr.of(step - 1))));
    }

    /** Writes a method for a range of columns, which returns its only result or leaves several in the head of scratch memory. */
    void writeMethod(Expr from, Expr to, int groups, Kind kind) {
        begin(kind == Kind.MAIN || kind == Kind.ALL ? groups : 1);
        Expr left = from;
        if (kind == Kind.MAIN) {
            loop(from, to, groups);
            if (adding.oneBlock()) {
                endBlock(Expr.of(0));
            }
        } else if (kind == Kind.ALL) {
            left = code.let("whole", to.and(Expr.of(-groups * lanes.step())));
            loop(from, left, groups);
        }
        if (kind != Kind.MAIN) {
            boolean isShort = kind == Kind.SHORT;
            Expr mask = mask(lanes, to, isShort);
            rest(new Ends(left, to, mask == null ? null : code.let("mask", mask), isShort), groups);
        }
        List<Expr> results = finish();
        if (results.size() == 1) {
            code.end(results.getFirst());
            return;
        }
        for (int i = 0; i < results.size(); i++) {
            LaneType lane = reductions.get(i).target().lane;
            code.set(params.in(code, new ScratchOf(lane)), Expr.of(i), results.get(i));
        }
        code.end();
    }

    /** Which columns a method is for. */
    enum Kind {
        /** Whole steps. */
        MAIN,
        /** The columns after them. */
        REST,
        /** Whole steps and what is left. */
        ALL,
        /** Rows shorter than a step. */
        SHORT
    }

    private List<Expr.Local> locals(String name, List<Expr> values) {
        List<Expr.Local> locals = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            locals.add(code.let(i == 0 ? name : name + "_" + i, values.get(i)));
        }
        return locals;
    }

    private List<Expr> finish() {
        List<Expr> results = new ArrayList<>();
        for (int i = 0; i < reductions.size(); i++) {
            LaneNode node = reductions.get(i);
            LaneType lane = node.target().lane;
            List<List<Expr.Local>> states = accumulators.get(i);
            while (states.size() > 1) {
                List<List<Expr.Local>> half = new ArrayList<>();
                for (int j = 0; j < states.size(); j += 2) {
                    List<Expr> merged = lanes.merge(
                            function(node), lane, List.copyOf(states.get(j)), List.copyOf(states.get(j + 1)));
                    half.add(locals("sum", merged));
                }
                states = half;
            }
            results.add(lanes.finish(function(node), lane, List.copyOf(states.getFirst())));
        }
        return results;
    }

    /**
     * Computes the elements of a step.
     *
     * @param column the first one
     * @param mask those that may be loaded and stored; null for all
     * @param counted those that reductions take; null for all
     * @param group which accumulators they go to
     */
    private void body(Expr column, @Nullable Expr mask, @Nullable Expr counted, int group) {
        Map<LaneValue, Item> items = new HashMap<>();
        Map<LaneNode, List<Expr>> sums = new HashMap<>();
        for (LaneValue value : pass.fetched) {
            items.put(value, writer.let("kept_" + value, writer.lane(value, new RegionOf(value), column)));
        }
        for (LaneValue value : pass.stored) {
            items.put(
                    value,
                    writer.let(
                            "stored_" + value, writer.lane(value, new RegionOf(SweepValues.storage(value)), column)));
        }
        for (int row = 0; row < rows; row++) {
            writer.row(row);
            for (LaneNode node : nodes) {
                if (row > 0 && !node.hasRows()) {
                    continue;
                }
                code.line(node.line);
                if (node.isStore()) {
                    writer.store(node, column, mask, writer.item(node.operand(), items));
                } else if (partials.containsKey(node)) {
                    Expr.Local sum = partials(node).get(group);
                    code.set(
                            sum,
                            add(
                                    sum,
                                    lanes.toNumbers(writer.item(node.operand(), items))
                                            .expr()));
                } else if (node.isFloatSum()) {
                    Expr terms = params.find(code, new TermsOf(node, 0));
                    if (terms != null) {
                        Expr scratch = params.in(code, new ScratchOf(LaneType.F32));
                        lanes.store(
                                code,
                                LaneType.F32,
                                scratch,
                                terms.plus(column),
                                writer.item(node.operand(), items),
                                null);
                    }
                } else if (node.isReduceAlongRows()) {
                    sums.put(node, addRow(node, column, mask, counted, items, sums.get(node)));
                } else if (node.isReduce()) {
                    gather(
                            node,
                            mask,
                            counted,
                            items,
                            accumulators.get(reductions.indexOf(node)).get(group));
                } else {
                    items.put(
                            node.target(),
                            writer.let(node.target().toString(), writer.compute(node, column, mask, items)));
                }
            }
        }
        writer.row(0);
        sums.forEach((node, sum) -> {
            LaneValue target = node.target();
            Item value = rows == 1 ? Item.numbers(sum.getFirst()) : lanes.valueOf(function(node), target.lane, sum);
            writer.put(target, new RegionOf(SweepValues.storage(target)), column, value);
        });
        for (LaneValue value : pass.kept) {
            writer.put(value, new RegionOf(value), column, writer.item(value, items));
        }
        for (LaneValue value : pass.storing) {
            writer.put(value, new RegionOf(SweepValues.storage(value)), column, writer.item(value, items));
        }
    }

    /** What is gathered of columns, with one more row. */
    private List<Expr> addRow(
            LaneNode node,
            Expr column,
            @Nullable Expr mask,
            @Nullable Expr counted,
            Map<LaneValue, Item> items,
            @Nullable List<Expr> soFar) {
        LaneValue target = node.target();
        Op function = function(node);
        List<Expr> state = soFar;
        if (state == null) {
            Item before = writer.let(
                    "before" + node.order, writer.lane(target, new RegionOf(SweepValues.storage(target)), column));
            state = rows == 1 ? List.of(before.expr()) : named(node, lanes.stateOf(function, target.lane, before));
        }
        Item value = writer.item(node.operand(), items);
        if (counted != null && isFilled(function, mask)) {
            value = writer.let("inside", lanes.fillUp(function, target.lane, value, counted));
        }
        return named(
                node,
                rows == 1
                        ? List.of(lanes.combine(function, target.lane, Item.numbers(state.getFirst()), value)
                                .expr())
                        : lanes.gather(function, target.lane, state, value));
    }

    private List<Expr> named(LaneNode node, List<Expr> values) {
        return List.copyOf(locals("sum" + node.order, values));
    }

    private void gather(
            LaneNode node,
            @Nullable Expr mask,
            @Nullable Expr counted,
            Map<LaneValue, Item> items,
            List<Expr.Local> state) {
        LaneType lane = node.target().lane;
        Item value = writer.item(node.operand(), items);
        if (counted != null && isFilled(function(node), mask)) {
            value = writer.let("inside", lanes.fillUp(function(node), lane, value, counted));
        }
        List<Expr> next = lanes.gather(function(node), lane, List.copyOf(state), value);
        for (int i = 0; i < next.size(); i++) {
            code.set(state.get(i), next.get(i));
        }
    }

    /** True unless elements may be taken twice. */
    private static boolean isFilled(Op function, @Nullable Expr mask) {
        return mask != null || function == Op.SUM;
    }

    static String name(LaneOperand operand) {
        return switch (operand) {
            case LaneValue value -> value.toString();
            case LaneOperand.Slot slot -> "s" + slot.number() + "_" + slot.lane();
        };
    }
}
