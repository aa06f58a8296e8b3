package org.jdvm.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.annotations.DType;
import org.jdvm.asm.LaneCode.Item;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LaneType;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** Writes the method of one loop over columns, and the one for what is left at the end of a row. */
final class PassWriter {
    private final Pass pass;
    private final LaneCode lanes;
    private final Params params;
    private final Code code;
    private final Map<Operand, Item> uniform = new HashMap<>();
    private final Set<Node> nodes = new TreeSet<>(Pass.ORDER);
    private final List<Node> reductions;

    /** For each reduction and group of lanes the variables in which it gathers elements. */
    private final List<List<List<Expr.Local>>> accumulators = new ArrayList<>();

    private final Set<Node> products;

    /** Keys of parameters. */
    record ArrayOf(Memory memory) {}

    record BaseOf(Memory memory) {}

    record StrideOf(Memory memory) {}

    record IndexOf(Node node, boolean limit) {}

    record RegionOf(Object key) {}

    record ScratchOf(LaneType lane) {}

    PassWriter(Pass pass, LaneCode lanes, Params params, Code code) {
        this.pass = pass;
        this.lanes = lanes;
        this.params = params;
        this.code = code;
        nodes.addAll(pass.computed);
        nodes.addAll(pass.roots);
        reductions = reductions(pass);
        products = lanes.step() == 1 ? Set.of() : products();
    }

    /** The reductions whose results a pass returns. */
    static List<Node> reductions(Pass pass) {
        return pass.roots.stream()
                .filter(node -> node.isReduce() && !node.isReduceAlongRows())
                .toList();
    }

    /** The type of what the method returns: the result of its only reduction, else nothing. */
    static Type result(Pass pass) {
        List<Node> reductions = reductions(pass);
        return reductions.size() == 1 ? Names.number(reductions.getFirst().target().lane) : Type.VOID_TYPE;
    }

    private static Op function(Node node) {
        return ((Instruction.Reduce) node.instruction).function();
    }

    /**
     * Writes the loop from column 0 to one that is a whole number of steps away, and another one for what is left.
     *
     * @return the result of each reduction
     */
    List<Expr> writeInPlace(Expr whole, int groups, @Nullable Expr left, Expr all) {
        begin(groups);
        loop(Expr.of(0), whole, groups);
        if (left != null) {
            rest(left, all);
        }
        return finish();
    }

    private void begin(int groups) {
        for (Operand operand : pass.uniform) {
            Expr number = params.in(code, operand);
            Item splat = lanes.splat(operand.lane(), number);
            uniform.put(operand, let("all_" + name(operand), splat));
        }
        for (Node node : reductions) {
            List<List<Expr.Local>> groupsOfNode = new ArrayList<>();
            for (int i = 0; i < groups; i++) {
                groupsOfNode.add(locals("sum" + node.order + "_" + i, lanes.begin(function(node), node.target().lane)));
            }
            accumulators.add(groupsOfNode);
        }
    }

    /** A loop that computes some groups of lanes each time around. */
    private void loop(Expr from, Expr to, int groups) {
        code.loop("c", from, to, groups * lanes.step(), c -> {
            for (int group = 0; group < groups; group++) {
                body(group == 0 ? c : c.plus(Expr.of(group * lanes.step())), null, group);
            }
        });
    }

    /** What does not fill a step: single groups of lanes, and at last some lanes of a group. */
    private void rest(Expr from, Expr to) {
        int step = lanes.step();
        Expr.Local last = code.let("last", to.and(Expr.of(-step)));
        loop(from, last, 1);
        code.ifLess(last, to, () -> {
            Expr mask = lanes.mask(last, to);
            body(last, mask == null ? null : code.let("mask", mask), 0);
        });
    }

    /** Writes a method for a range of columns, which returns its only result or leaves several in the head of scratch memory. */
    void writeMethod(Expr from, Expr to, int groups, boolean any) {
        begin(groups);
        if (any) {
            rest(from, to);
        } else {
            loop(from, to, groups);
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
            Node node = reductions.get(i);
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

    private void body(Expr column, @Nullable Expr mask, int group) {
        Map<Value, Item> items = new HashMap<>();
        for (Value value : pass.fetched) {
            items.put(value, let("kept_" + value, lane(value, new RegionOf(value), column)));
        }
        for (Value value : pass.stored) {
            items.put(value, let("stored_" + value, lane(value, new RegionOf(storage(value)), column)));
        }
        for (Node node : nodes) {
            code.line(node.line);
            if (node.isStore()) {
                store(node, column, mask, item(node.operand(), items));
            } else if (node.isReduceAlongRows()) {
                Value target = node.target();
                Item sum = lanes.combine(
                        function(node),
                        target.lane,
                        lane(target, new RegionOf(storage(target)), column),
                        item(node.operand(), items));
                put(target, new RegionOf(storage(target)), column, sum);
            } else if (node.isReduce()) {
                gather(
                        node,
                        mask,
                        items,
                        accumulators.get(reductions.indexOf(node)).get(group));
            } else if (!isProduct(node, mask)) {
                items.put(node.target(), let(node.target().toString(), compute(node, column, mask, items)));
            }
        }
        for (Value value : pass.kept) {
            put(value, new RegionOf(value), column, item(value, items));
        }
        for (Value value : pass.storing) {
            put(value, new RegionOf(storage(value)), column, item(value, items));
        }
    }

    private void gather(Node node, @Nullable Expr mask, Map<Value, Item> items, List<Expr.Local> state) {
        LaneType lane = node.target().lane;
        List<Expr> next;
        Node by = ((Value) node.operand()).by;
        if (by != null && isProduct(by, mask)) {
            Expr sum = lanes.addProduct(
                    state.getFirst(), item(by.operands.get(0), items), item(by.operands.get(1), items));
            next = List.of(sum == null ? state.getFirst() : sum);
        } else {
            Item value = item(node.operand(), items);
            if (mask != null) {
                value = let("inside", lanes.fillUp(function(node), lane, value, mask));
            }
            next = lanes.gather(function(node), lane, List.copyOf(state), value);
        }
        for (int i = 0; i < next.size(); i++) {
            code.set(state.get(i), next.get(i));
        }
    }

    /** True for a product that is only added to a sum, in one step with it. */
    private boolean isProduct(Node node, @Nullable Expr mask) {
        return mask == null && products.contains(node);
    }

    private Set<Node> products() {
        Set<Node> found = new HashSet<>();
        for (Node node : reductions) {
            Node by = ((Value) node.operand()).by;
            if (function(node) == Op.SUM
                    && by != null
                    && pass.computed.contains(by)
                    && by.instruction instanceof Instruction.Binary product
                    && product.function() == Op.MUL
                    && product.lane() == LaneType.F32
                    && isUsedOnce(by.target())) {
                found.add(by);
            }
        }
        return found;
    }

    private boolean isUsedOnce(Value value) {
        long uses = nodes.stream()
                .flatMap(node -> node.operands.stream())
                .filter(value::equals)
                .count();
        return uses == 1 && !pass.kept.contains(value) && !pass.storing.contains(value);
    }

    private static Storage storage(Value value) {
        if (value.storage == null) {
            throw new IllegalStateException(value + " is not stored");
        }
        return value.storage;
    }

    private Item item(Operand operand, Map<Value, Item> items) {
        Item item = operand instanceof Value value ? items.get(value) : null;
        if (item == null) {
            item = uniform.get(operand);
        }
        if (item == null) {
            throw new IllegalStateException(operand + " is not computed in this pass");
        }
        return item;
    }

    private Item compute(Node node, Expr column, @Nullable Expr mask, Map<Value, Item> items) {
        return switch (node.instruction) {
            case Instruction.Load load -> load(node, load.type(), column, mask);
            case Instruction.LoadIndexed load -> lookUp(node, load.type(), column, mask, items);
            case Instruction.Iota iota -> {
                Expr stride = params.in(code, new StrideOf(node.address()));
                Expr start = params.in(code, new BaseOf(node.address())).plus(column.times(stride));
                yield lanes.iota(iota.lane(), start, stride);
            }
            case Instruction.Fill _ -> item(node.operand(), items);
            case Instruction.Unary unary -> lanes.unary(unary.function(), unary.lane(), item(node.operand(), items));
            case Instruction.Binary binary ->
                lanes.binary(
                        binary.function(),
                        binary.lane(),
                        item(node.operands.get(0), items),
                        item(node.operands.get(1), items));
            case Instruction.Select select ->
                lanes.select(
                        select.lane(),
                        item(node.operands.get(0), items),
                        item(node.operands.get(1), items),
                        item(node.operands.get(2), items));
            case Instruction.Cast cast -> lanes.cast(cast.source().lane(), cast.type(), item(node.operand(), items));
            default -> throw new IllegalStateException(node + " is not computed in a loop");
        };
    }

    private Item load(Node node, DType type, Expr column, @Nullable Expr mask) {
        Memory memory = node.address();
        LaneType lane = node.target().lane;
        if (lanes.isStaged(memory)) {
            return lanes.load(
                    lane,
                    params.in(code, new ScratchOf(lane)),
                    params.in(code, new RegionOf(memory)).plus(column),
                    null);
        }
        Expr array = params.in(code, new ArrayOf(memory));
        Expr index = index(memory, column);
        return isLanes(type) && memory.isDense()
                ? lanes.load(lane, array, index, mask)
                : lanes.loadElement(type, array, index);
    }

    private Item lookUp(Node node, DType type, Expr column, @Nullable Expr mask, Map<Value, Item> items) {
        Memory memory = node.address();
        Expr array = params.in(code, new ArrayOf(memory));
        if (!Node.varies(node.operand())) {
            // The base was moved to the row of this index.
            return isLanes(type) && memory.isDense()
                    ? lanes.load(node.target().lane, array, index(memory, column), mask)
                    : lanes.loadElement(type, array, index(memory, column));
        }
        Expr stride = params.in(code, new IndexOf(node, false));
        Expr limit = params.in(code, new IndexOf(node, true));
        Expr chosen = ScalarLanes.call(
                "checked", Type.LONG_TYPE, item(node.operand(), items).expr().to(Type.LONG_TYPE), limit);
        Expr index = index(memory, column).plus(chosen.times(stride).to(Type.INT_TYPE));
        return lanes.loadElement(type, array, index);
    }

    /** True for memory that holds lanes as they are. */
    private static boolean isLanes(DType type) {
        return type == DType.F32 || type == DType.I32 || type == DType.I64;
    }

    private Expr index(Memory memory, Expr column) {
        Expr base = params.in(code, new BaseOf(memory));
        if (memory.isDense()) {
            return base.plus(column);
        }
        return memory.isRepeated() ? base : base.plus(column.times(params.in(code, new StrideOf(memory))));
    }

    private void store(Node node, Expr column, @Nullable Expr mask, Item value) {
        Memory memory = node.address();
        LaneType lane = LaneType.of(memory.type());
        if (lanes.isStaged(memory)) {
            lanes.store(
                    code,
                    lane,
                    params.in(code, new ScratchOf(lane)),
                    params.in(code, new RegionOf(memory)).plus(column),
                    value,
                    null);
            return;
        }
        Expr array = params.in(code, new ArrayOf(memory));
        if (isLanes(memory.type()) && memory.isDense()) {
            lanes.store(code, lane, array, index(memory, column), value, mask);
        } else {
            lanes.storeElement(code, memory.type(), array, index(memory, column), value);
        }
    }

    private Item lane(Value value, Object region, Expr column) {
        return lanes.load(
                value.lane,
                params.in(code, new ScratchOf(value.lane)),
                params.in(code, region).plus(column),
                null);
    }

    private void put(Value value, Object region, Expr column, Item item) {
        lanes.store(
                code,
                value.lane,
                params.in(code, new ScratchOf(value.lane)),
                params.in(code, region).plus(column),
                item,
                null);
    }

    private Item let(String name, Item item) {
        return item.expr() instanceof Expr.Local ? item : new Item(code.let(name, item.expr()), item.form());
    }

    static String name(Operand operand) {
        return switch (operand) {
            case Value value -> value.toString();
            case Operand.Slot slot -> "s" + slot.number() + "_" + slot.lane();
        };
    }
}
