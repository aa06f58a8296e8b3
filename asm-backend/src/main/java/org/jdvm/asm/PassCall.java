package org.jdvm.asm;

import static org.objectweb.asm.Type.INT_TYPE;
import static org.objectweb.asm.Type.VOID_TYPE;

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
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.objectweb.asm.Type;

/** What a sweep hands to a pass and takes back from it. */
final class PassCall {
    private static final Type STAGE = Type.getType(Stage.class);

    final Params params = new Params();
    final List<LaneNode> reductions;

    private final SectionClassWriter section;
    private final SweepValues values;
    private final FrameCode frame;
    private final Code code;
    private final LoopPass pass;

    private final Adding adding;

    /** Sums that a loop in this method has added. */
    private final Map<LaneNode, Expr> sums = new HashMap<>();

    /** The variables with the result of each reduction. */
    private final List<Expr.Local> results = new ArrayList<>();

    PassCall(SectionClassWriter section, SweepValues values, Code code, LoopPass pass, Adding adding, Expr row) {
        this.section = section;
        this.values = values;
        this.frame = values.frame;
        this.code = code;
        this.pass = pass;
        this.adding = adding;
        this.reductions = PassWriter.reductions(pass);
        addParams(row);
    }

    /** Takes over what a pass returns, or has left in the head of scratch memory. */
    void begin(Expr call) {
        if (reductions.size() != 1) {
            code.run(call);
        }
        for (int i = 0; i < reductions.size(); i++) {
            LaneNode node = reductions.get(i);
            Expr result = reductions.size() == 1
                    ? call
                    : values.scratch.get(node.target().lane).at(Expr.of(i));
            results.add(code.let("sum" + node.order, result));
        }
    }

    /** Combines what a pass returns, or has left in the head of scratch memory, with the results so far. */
    void collect(Expr call) {
        if (reductions.size() != 1) {
            code.run(call);
        }
        for (int i = 0; i < results.size(); i++) {
            LaneType lane = reductions.get(i).target().lane;
            Expr part = reductions.size() == 1 ? call : values.scratch.get(lane).at(Expr.of(i));
            code.set(
                    results.get(i),
                    ScalarLanes.INSTANCE
                            .combine(
                                    PassWriter.function(reductions.get(i)),
                                    lane,
                                    Item.numbers(results.get(i)),
                                    Item.numbers(part))
                            .expr());
        }
    }

    /** Takes over what a loop in this method has found. */
    void take(List<Expr> found, Map<LaneNode, Expr> added) {
        for (int i = 0; i < found.size(); i++) {
            results.add(code.let("sum" + reductions.get(i).order, found.get(i)));
        }
        sums.putAll(added);
    }

    /** Makes the results known to what follows, combined with what the targets held before. */
    void finish() {
        for (int i = 0; i < reductions.size(); i++) {
            LaneNode node = reductions.get(i);
            Expr result = results.get(i);
            if (node.initial != null) {
                result = code.let(
                        "all" + node.order,
                        ScalarLanes.INSTANCE
                                .combine(
                                        PassWriter.function(node),
                                        node.target().lane,
                                        values.item(node.initial),
                                        Item.numbers(result))
                                .expr());
            }
            values.put(node.target(), result);
        }
        for (LaneNode node : pass.roots) {
            if (node.isFloatSum() && !node.isReduceAlongRows()) {
                code.line(node.line);
                values.putSum(node, sum(node));
            }
        }
    }

    private Expr sum(LaneNode node) {
        Expr known = sums.get(node);
        if (known != null) {
            return known;
        }
        return adding.sums().contains(node) ? values.sumOfBlocks(node) : values.sumOfRow(node);
    }

    /** Moves a row between a tensor and scratch memory. */
    void stage(String verb, MemoryOperand memory) {
        LaneType lane = LaneType.of(memory.type());
        String name = (memory.isFolded() ? "fold" : verb)
                + switch (memory.type()) {
                    case F32 -> "F32";
                    case F16 -> "F16";
                    case BF16 -> "Bf16";
                    case I8, BOOL -> "I8";
                    case U8 -> "U8";
                    case I16 -> "I16";
                    case U16 -> "U16";
                    case I32 -> "I32";
                    case I64 -> "I64";
                    case F64 -> "F64";
                };
        Type array = LaneNames.array(memory.type());
        Type row = LaneNames.lanes(lane);
        if (memory.isFolded()) {
            code.run(Method.ofStatic(
                            STAGE, name, VOID_TYPE, array, INT_TYPE, INT_TYPE, INT_TYPE, INT_TYPE, row, INT_TYPE,
                            INT_TYPE)
                    .on(
                            values.arrays.get(memory),
                            values.bases.get(memory),
                            frame.number(memory.columnStride()),
                            frame.number(memory.fold()),
                            frame.number(memory.fold() + 1),
                            values.scratch.get(lane),
                            values.region(memory),
                            frame.columns()));
            return;
        }
        code.run(Method.ofStatic(STAGE, name, VOID_TYPE, array, INT_TYPE, INT_TYPE, row, INT_TYPE, INT_TYPE)
                .on(
                        values.arrays.get(memory),
                        values.bases.get(memory),
                        stride(memory),
                        values.scratch.get(lane),
                        values.region(memory),
                        frame.columns()));
    }

    private Expr stride(MemoryOperand memory) {
        return memory.isDense() ? Expr.of(1) : frame.number(memory.columnStride());
    }

    Method method(String name) {
        List<Type> types = new ArrayList<>();
        params.parameters().forEach(parameter -> types.add(parameter.type()));
        types.add(INT_TYPE);
        types.add(INT_TYPE);
        return new Method(Method.Call.STATIC, section.className, name, PassWriter.result(pass), types);
    }

    Expr call(Method method, Expr from, Expr to) {
        List<Expr> arguments = new ArrayList<>(params.arguments());
        arguments.add(from);
        arguments.add(to);
        return new Expr.Invoke(method, arguments);
    }

    /** Everything that a pass needs from here. */
    private void addParams(Expr row) {
        Set<LaneNode> nodes = new TreeSet<>(LoopPass.ORDER);
        nodes.addAll(pass.computed);
        nodes.addAll(pass.roots);
        for (LaneNode node : nodes) {
            if (node.memory != null) {
                memory(node);
            }
            if (node.isFloatSum()) {
                if (section.terms(node) == Terms.STORED || adding.sums().contains(node)) {
                    scratchOf(LaneType.F32);
                    params.add(new PassWriter.TermsOf(node, 0), "terms" + node.order, values.termsOf(node, row));
                }
            } else if (node.isReduceAlongRows()) {
                regionOf(SweepValues.storage(node.target()), node.target().lane, Expr.of(0));
            }
            if (reductions.size() > 1 && reductions.contains(node)) {
                scratchOf(node.target().lane);
            }
        }
        for (LaneOperand operand : pass.uniform) {
            params.add(operand, PassWriter.name(operand), values.numberOf(operand));
        }
        for (LaneValue value : pass.fetched) {
            regionOf(value, value.lane, Expr.of(0));
        }
        for (LaneValue value : pass.kept) {
            regionOf(value, value.lane, Expr.of(0));
        }
        List<LaneValue> stored = new ArrayList<>(pass.stored);
        stored.addAll(pass.storing);
        for (LaneValue value : stored) {
            Storage storage = SweepValues.storage(value);
            boolean tile = storage.extent() == Extent.TILE;
            regionOf(storage, value.lane, tile ? row.times(frame.pitch()) : Expr.of(0));
        }
    }

    private void memory(LaneNode node) {
        MemoryOperand memory = node.address();
        if (section.lanes.isStaged(memory) && !section.isIota(memory)) {
            regionOf(memory, LaneType.of(memory.type()), Expr.of(0));
            return;
        }
        boolean lookUp = node.is(Opcode.LOAD_INDEXED);
        if (!section.isIota(memory)) {
            params.add(new PassWriter.ArrayOf(memory), "array" + memory.id(), values.arrays.get(memory));
        }
        if (lookUp && LaneNode.varies(node.operand())) {
            params.add(new PassWriter.IndexOf(node, false), "step" + node.order, frame.longNumber(node.indexNumber));
            params.add(
                    new PassWriter.IndexOf(node, true), "limit" + node.order, frame.longNumber(node.indexNumber + 1));
            params.add(new PassWriter.BaseOf(memory), "at" + memory.id(), values.bases.get(memory));
        } else {
            params.add(
                    new PassWriter.BaseOf(memory),
                    "at" + memory.id(),
                    lookUp ? lookedUp(node) : values.bases.get(memory));
        }
        if (!memory.isDense() || section.isIota(memory)) {
            params.add(new PassWriter.StrideOf(memory), "stride" + memory.id(), frame.number(memory.columnStride()));
        }
    }

    /** Found here, where an index out of range belongs to the line of the node. */
    private Expr lookedUp(LaneNode node) {
        code.line(node.line);
        return code.let("row" + node.order, values.lookedUp(node));
    }

    private void regionOf(Object key, LaneType lane, Expr offset) {
        scratchOf(lane);
        boolean zero = offset.equals(Expr.of(0));
        params.add(
                new PassWriter.RegionOf(key),
                "region" + params.parameters().size(),
                zero ? values.region(key) : values.region(key).plus(offset));
    }

    private void scratchOf(LaneType lane) {
        params.add(new PassWriter.ScratchOf(lane), lane + "s", values.scratch.get(lane));
    }
}
