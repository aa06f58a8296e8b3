package org.jdvm.asm;

import java.util.ArrayList;
import java.util.HashMap;
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

    /** Writes the loop from one column to another one. Each time around it computes some groups of lanes. */
    void write(Expr from, Expr to, int groups, boolean masked) {
        for (Operand operand : pass.uniform) {
            Expr number = params.in(code, operand);
            Item splat = lanes.splat(operand.lane(), number);
            uniform.put(operand, let("all_" + name(operand), splat));
        }
        List<List<Expr.Local>> accumulators = new ArrayList<>();
        for (Node node : reductions) {
            List<Expr.Local> group = new ArrayList<>();
            LaneType lane = node.target().lane;
            for (int i = 0; i < groups; i++) {
                group.add(code.let(
                        "sum" + node.order + "_" + i,
                        lanes.identity(function(node), lane).expr()));
            }
            accumulators.add(group);
        }
        code.loop("c", from, to, groups * lanes.step(), c -> {
            for (int group = 0; group < groups; group++) {
                Expr column = group == 0 ? c : c.plus(Expr.of(group * lanes.step()));
                Expr mask = null;
                if (masked) {
                    Expr wanted = lanes.mask(column, to);
                    mask = wanted == null ? null : code.let("mask", wanted);
                }
                body(column, mask, accumulators, group);
            }
        });
        finish(accumulators);
    }

    private void finish(List<List<Expr.Local>> accumulators) {
        for (int i = 0; i < reductions.size(); i++) {
            Node node = reductions.get(i);
            LaneType lane = node.target().lane;
            List<Item> items = new ArrayList<>(
                    accumulators.get(i).stream().map(Item::numbers).toList());
            while (items.size() > 1) {
                List<Item> half = new ArrayList<>();
                for (int j = 0; j < items.size(); j += 2) {
                    half.add(let("sum", lanes.combine(function(node), lane, items.get(j), items.get(j + 1))));
                }
                items = half;
            }
            Expr result = lanes.reduce(function(node), lane, items.getFirst());
            if (reductions.size() == 1) {
                code.end(result);
                return;
            }
            code.set(params.in(code, new ScratchOf(lane)), Expr.of(i), result);
        }
        code.end();
    }

    private void body(Expr column, @Nullable Expr mask, List<List<Expr.Local>> accumulators, int group) {
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
                LaneType lane = node.target().lane;
                Item value = item(node.operand(), items);
                if (mask != null) {
                    value = let("inside", lanes.fillUp(function(node), lane, value, mask));
                }
                Expr.Local sum = accumulators.get(reductions.indexOf(node)).get(group);
                code.set(
                        sum,
                        lanes.combine(function(node), lane, Item.numbers(sum), value)
                                .expr());
            } else {
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
