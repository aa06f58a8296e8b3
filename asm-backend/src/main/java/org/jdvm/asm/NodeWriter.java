package org.jdvm.asm;

import java.util.HashMap;
import java.util.Map;
import org.jdvm.annotations.DType;
import org.jdvm.asm.LaneCode.Item;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.bytecode.LaneType;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** Writes what single nodes do with one step of columns: loads, functions and stores. */
final class NodeWriter {
    private final LaneCode lanes;
    private final Params params;
    private final Code code;
    private final Map<LaneOperand, Item> uniform = new HashMap<>();

    /** Which of several rows is being written. */
    private int row;

    NodeWriter(LaneCode lanes, Params params, Code code) {
        this.lanes = lanes;
        this.params = params;
        this.code = code;
    }

    /** Spreads an operand that is the same for all columns. */
    void spread(LaneOperand operand) {
        Item splat = lanes.splat(operand.lane(), params.in(code, operand));
        uniform.put(operand, let("all_" + PassWriter.name(operand), splat));
    }

    /** Sets which of several rows the next nodes work on. */
    void row(int number) {
        row = number;
    }

    Item item(LaneOperand operand, Map<LaneValue, Item> items) {
        Item item = operand instanceof LaneValue value ? items.get(value) : null;
        if (item == null) {
            item = uniform.get(operand);
        }
        if (item == null) {
            throw new IllegalStateException(operand + " is not computed in this pass");
        }
        return item;
    }

    Item compute(LaneNode node, Expr column, @Nullable Expr mask, Map<LaneValue, Item> items) {
        return switch (node.instruction.opcode()) {
            case LOAD, LOAD_FOLDED -> load(node, node.instruction.type(), column, mask);
            case LOAD_INDEXED -> lookUp(node, node.instruction.type(), column, mask, items);
            case IOTA -> {
                Expr stride = params.in(code, new PassWriter.StrideOf(node.address()));
                Expr start = index(node.address(), column);
                yield lanes.iota(node.instruction.lane(), start, stride);
            }
            default -> NodeLowering.compute(node, lanes, i -> item(node.operands.get(i), items));
        };
    }

    private Item load(LaneNode node, DType type, Expr column, @Nullable Expr mask) {
        MemoryOperand memory = node.address();
        LaneType lane = node.target().lane;
        if (lanes.isStaged(memory)) {
            return lanes.load(
                    lane,
                    params.in(code, new PassWriter.ScratchOf(lane)),
                    params.in(code, new PassWriter.RegionOf(memory)).plus(column),
                    null);
        }
        Expr array = params.in(code, new PassWriter.ArrayOf(memory));
        Expr index = index(memory, column);
        return isLanes(type) && memory.isDense()
                ? lanes.load(lane, array, index, mask)
                : lanes.loadElement(type, array, index);
    }

    private Item lookUp(LaneNode node, DType type, Expr column, @Nullable Expr mask, Map<LaneValue, Item> items) {
        MemoryOperand memory = node.address();
        Expr array = params.in(code, new PassWriter.ArrayOf(memory));
        if (!LaneNode.varies(node.operand())) {
            // The base was moved to the row of this index.
            return isLanes(type) && memory.isDense()
                    ? lanes.load(node.target().lane, array, index(memory, column), mask)
                    : lanes.loadElement(type, array, index(memory, column));
        }
        Expr stride = params.in(code, new PassWriter.IndexOf(node, false));
        Expr limit = params.in(code, new PassWriter.IndexOf(node, true));
        Expr chosen = ScalarLanes.call(
                "checked", Type.LONG_TYPE, item(node.operand(), items).expr().to(Type.LONG_TYPE), limit);
        Expr index = index(memory, column).plus(chosen.times(stride).to(Type.INT_TYPE));
        return lanes.loadElement(type, array, index);
    }

    /** True for memory that holds lanes as they are. */
    private static boolean isLanes(DType type) {
        return type == LaneType.of(type).memoryType();
    }

    private Expr index(MemoryOperand memory, Expr column) {
        boolean below = row > 0 && memory.hasRows();
        Expr base = params.in(code, below ? new PassWriter.RowOf(memory, row) : new PassWriter.BaseOf(memory));
        if (memory.isDense()) {
            return base.plus(column);
        }
        return memory.isRepeated() ? base : base.plus(column.times(params.in(code, new PassWriter.StrideOf(memory))));
    }

    void store(LaneNode node, Expr column, @Nullable Expr mask, Item value) {
        MemoryOperand memory = node.address();
        LaneType lane = LaneType.of(memory.type());
        if (lanes.isStaged(memory)) {
            lanes.store(
                    code,
                    lane,
                    params.in(code, new PassWriter.ScratchOf(lane)),
                    params.in(code, new PassWriter.RegionOf(memory)).plus(column),
                    value,
                    null);
            return;
        }
        Expr array = params.in(code, new PassWriter.ArrayOf(memory));
        if (isLanes(memory.type()) && memory.isDense()) {
            lanes.store(code, lane, array, index(memory, column), value, mask);
        } else {
            lanes.storeElement(code, memory.type(), array, index(memory, column), value);
        }
    }

    Item lane(LaneValue value, Object region, Expr column) {
        return lanes.load(
                value.lane,
                params.in(code, new PassWriter.ScratchOf(value.lane)),
                params.in(code, region).plus(column),
                null);
    }

    void put(LaneValue value, Object region, Expr column, Item item) {
        lanes.store(
                code,
                value.lane,
                params.in(code, new PassWriter.ScratchOf(value.lane)),
                params.in(code, region).plus(column),
                item,
                null);
    }

    Item let(String name, Item item) {
        return item.expr() instanceof Expr.Local ? item : new Item(code.let(name, item.expr()), item.form());
    }
}
