package org.jdvm.asm;

import static org.objectweb.asm.Type.INT_TYPE;
import static org.objectweb.asm.Type.VOID_TYPE;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.asm.LaneCode.Item;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.asm.code.Method;
import org.jdvm.asm.code.Types;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LaneType;
import org.jdvm.ir.Op;
import org.objectweb.asm.Type;

/** Writes the method of one sweep: a loop over the rows that calls the passes and computes what there is one of for each row. */
final class SweepWriter {
    /** Columns that are added up by themselves before they go into the sum of a long row. */
    static final int BLOCK = 4096;

    /**
     * Up to this cost a loop stands in the loop over the rows: calling it would take longer than a short row. Larger ones are methods of
     * their own, since several such loops in one method slow each other down.
     */
    private static final int MOST_COST_IN_PLACE = 48;

    private static final Type STAGE = Type.getType(Stage.class);
    private static final Type MATH = Type.getType(Math.class);

    private final SectionWriter section;
    private final boolean exact;
    private final Sweep sweep;
    private final Code code;
    private final FrameCode frame;

    private final Map<Memory, Expr.Local> arrays = new LinkedHashMap<>();
    private final Map<Memory, Expr.Local> bases = new LinkedHashMap<>();
    private final Map<Memory, Expr.Local> strides = new LinkedHashMap<>();
    private final Map<Operand, Expr> numbers = new LinkedHashMap<>();
    private final Map<LaneType, Expr.Local> scratch = new LinkedHashMap<>();
    private final Map<Object, Expr.Local> regions = new LinkedHashMap<>();
    private final Map<Node, Expr.Local> sums = new LinkedHashMap<>();

    /**
     * Prepares to write a sweep.
     *
     * @param exact true for the version that is run only if all columns are done in whole steps of every loop; without calls for what is
     *     left its loop over the rows is compiled into faster code
     */
    SweepWriter(SectionWriter section, Sweep sweep, Code code, boolean exact) {
        this.section = section;
        this.exact = exact;
        this.sweep = sweep;
        this.code = code;
        this.frame = new FrameCode(code);
    }

    void write() {
        for (LaneType lane : LaneType.values()) {
            if (section.regions.uses(lane) || resultsInHead(lane)) {
                scratch.put(lane, code.let(lane + "s", frame.scratch(lane, Expr.of(0))));
            }
        }
        for (Memory memory : memories()) {
            if (!section.isIota(memory)) {
                arrays.put(memory, code.let("array" + memory.id(), frame.array(memory)));
            }
            bases.put(memory, code.let("at" + memory.id(), frame.base(memory)));
        }
        slots().forEach(this::slot);
        for (Pass pass : sweep.passes) {
            for (Node root : pass.roots) {
                if (root.isReduceAlongRows()) {
                    beginRows(root);
                }
            }
        }
        for (Set<Node> step : sweep.steps) {
            for (Node node : step) {
                if (node.isReduceAlongRows()) {
                    beginSum(node);
                }
            }
        }
        if (sweep.rows) {
            for (Value value : sweep.stored) {
                if (!value.hasRows()) {
                    fetch(value, Expr.of(0));
                }
            }
            for (Node node : sweep.steps.getFirst()) {
                if (isSameForAllRows(node)) {
                    number(node);
                }
            }
            Expr.Local[] rowStrides = new Expr.Local[section.memoryCount()];
            for (Memory memory : bases.keySet()) {
                if (memory.hasRows()) {
                    rowStrides[memory.id()] = code.let("step" + memory.id(), frame.number(memory.rowStride()));
                }
            }
            code.loop("row", Expr.of(0), frame.rows(), 1, row -> {
                row(row);
                bases.forEach((memory, base) -> {
                    Expr.Local stride = rowStrides[memory.id()];
                    if (stride != null) {
                        code.set(base, base.plus(stride));
                    }
                });
            });
        } else {
            row(Expr.of(0));
        }
        sums.forEach((node, sum) -> {
            Value target = node.target();
            code.set(scratch.get(target.lane), region(storage(target)), sum);
        });
        code.end();
    }

    private boolean resultsInHead(LaneType lane) {
        return sweep.passes.stream()
                .map(PassWriter::reductions)
                .anyMatch(list -> list.size() > 1 && list.stream().anyMatch(node -> node.target().lane == lane));
    }

    private static boolean isSameForAllRows(Node node) {
        return !node.isStore()
                && !node.isReduce()
                && !node.target().hasRows()
                && node.operands.stream().noneMatch(o -> o instanceof Value value && value.hasRows());
    }

    private Set<Memory> memories() {
        Set<Memory> all = new LinkedHashSet<>();
        for (Pass pass : sweep.passes) {
            pass.computed.forEach(node -> addMemory(node, all));
            pass.roots.forEach(node -> addMemory(node, all));
        }
        sweep.steps.forEach(step -> step.forEach(node -> addMemory(node, all)));
        return all;
    }

    private static void addMemory(Node node, Set<Memory> all) {
        if (node.memory != null) {
            all.add(node.memory);
        }
    }

    /** What a row has only one of, and the loops over its columns. */
    private void row(Expr row) {
        for (Value value : sweep.stored) {
            if (value.hasRows() || !sweep.rows) {
                fetch(value, row);
            }
        }
        Set<Memory> staged = new HashSet<>();
        for (int step = 0; step < sweep.steps.size(); step++) {
            for (Node node : sweep.steps.get(step)) {
                if (!(sweep.rows && step == 0 && isSameForAllRows(node))) {
                    number(node);
                }
            }
            if (step < sweep.passes.size()) {
                pass(sweep.passes.get(step), step, row, staged);
            }
        }
        for (Value value : sweep.storing) {
            Expr at = region(storage(value));
            code.set(scratch.get(value.lane), value.hasRows() ? at.plus(row) : at, numberOf(value));
        }
    }

    private void fetch(Value value, Expr row) {
        Expr at = region(storage(value));
        Expr element = scratch.get(value.lane).at(value.hasRows() ? at.plus(row) : at);
        numbers.put(value, code.let(value.toString(), element));
    }

    private static Storage storage(Value value) {
        if (value.storage == null) {
            throw new IllegalStateException(value + " is not stored");
        }
        return value.storage;
    }

    private Expr region(Object key) {
        return regions.computeIfAbsent(
                key, k -> code.let("region" + regions.size(), section.regions.start(k, frame.height(), frame.pitch())));
    }

    private Expr numberOf(Operand operand) {
        Expr known = numbers.get(operand);
        if (known != null) {
            return known;
        }
        throw new IllegalStateException(operand + " is not known in this sweep");
    }

    /** The scalars of the launch that this sweep reads. */
    private Set<Operand.Slot> slots() {
        Set<Operand.Slot> all = new LinkedHashSet<>();
        for (Pass pass : sweep.passes) {
            addSlots(pass.uniform, all);
            pass.roots.forEach(node -> addSlots(node, all));
        }
        sweep.steps.forEach(step -> step.forEach(node -> addSlots(node, all)));
        return all;
    }

    private static void addSlots(Node node, Set<Operand.Slot> all) {
        addSlots(node.operands, all);
        if (node.initial != null && node.initial.by != null) {
            addSlots(node.initial.by.operands, all);
        }
    }

    private static void addSlots(Iterable<Operand> operands, Set<Operand.Slot> all) {
        for (Operand operand : operands) {
            if (operand instanceof Operand.Slot slot) {
                all.add(slot);
            }
        }
    }

    private void slot(Operand.Slot slot) {
        Expr scalar = frame.scalars().at(frame.number(slot.number())).to(Names.number(slot.lane()));
        numbers.put(slot, code.let(PassWriter.name(slot), scalar));
    }

    private Item item(Operand operand) {
        return Item.numbers(numberOf(operand));
    }

    /** Executes a node that works on single numbers. */
    private void number(Node node) {
        code.line(node.line);
        LaneCode one = ScalarLanes.INSTANCE;
        if (node.isStore()) {
            Memory memory = node.address();
            one.storeElement(code, memory.type(), arrays.get(memory), bases.get(memory), item(node.operand()));
            return;
        }
        if (node.isReduceAlongRows()) {
            Expr.Local sum = sums.get(node);
            Instruction.Reduce reduce = (Instruction.Reduce) node.instruction;
            code.set(
                    sum,
                    one.combine(reduce.function(), reduce.lane(), Item.numbers(sum), item(node.operand()))
                            .expr());
            return;
        }
        Item value = switch (node.instruction) {
            case Instruction.Load load -> {
                Memory memory = node.address();
                yield one.loadElement(load.type(), arrays.get(memory), bases.get(memory));
            }
            case Instruction.LoadIndexed load -> {
                Memory memory = node.address();
                yield one.loadElement(load.type(), arrays.get(memory), lookedUp(node));
            }
            case Instruction.Iota iota -> one.iota(iota.lane(), bases.get(node.address()), Expr.of(0));
            case Instruction.Fill _ -> item(node.operand());
            case Instruction.Unary unary -> one.unary(unary.function(), unary.lane(), item(node.operand()));
            case Instruction.Binary binary ->
                one.binary(binary.function(), binary.lane(), item(node.operands.get(0)), item(node.operands.get(1)));
            case Instruction.Select select ->
                one.select(
                        select.lane(),
                        item(node.operands.get(0)),
                        item(node.operands.get(1)),
                        item(node.operands.get(2)));
            case Instruction.Cast cast -> one.cast(cast.source().lane(), cast.type(), item(node.operand()));
            default -> throw new IllegalStateException(node + " is not one number");
        };
        numbers.put(node.target(), code.let(node.target().toString(), value.expr()));
    }

    /** The base of a look-up moved to the row of its index. */
    private Expr lookedUp(Node node) {
        Expr index = numberOf(node.operand()).to(Type.LONG_TYPE);
        Expr checked = ScalarLanes.call("checked", Type.LONG_TYPE, index, frame.longNumber(node.indexNumber + 1));
        return bases.get(node.address())
                .plus(checked.times(frame.longNumber(node.indexNumber)).to(INT_TYPE));
    }

    /** Sets the row that a reduction along the rows adds to. */
    private void beginRows(Node node) {
        Value target = node.target();
        Value initial = node.initial;
        Expr array = scratch.get(target.lane);
        Expr at = region(storage(target));
        if (initial != null && initial.by == null) {
            if (!storage(initial).equals(storage(target))) {
                code.run(Method.ofStatic(STAGE, "copy", VOID_TYPE, Types.OBJECT, INT_TYPE, INT_TYPE, INT_TYPE)
                        .on(array, region(storage(initial)), at, frame.columns()));
            }
            return;
        }
        LaneType lane = target.lane;
        Expr value = initial == null
                ? Functions.identity(((Instruction.Reduce) node.instruction).function(), lane)
                : numberOf(initial.by == null ? initial : initial.by.operand());
        code.run(Method.ofStatic(STAGE, "fill", VOID_TYPE, Names.lanes(lane), INT_TYPE, INT_TYPE, Names.number(lane))
                .on(array, at, frame.pitch(), value));
    }

    /** Sets the number that a reduction of a column adds to. */
    private void beginSum(Node node) {
        Value initial = node.initial;
        Instruction.Reduce reduce = (Instruction.Reduce) node.instruction;
        region(storage(node.target()));
        Expr value = Functions.identity(reduce.function(), reduce.lane());
        if (initial != null && initial.by == null) {
            value = scratch.get(initial.lane).at(region(storage(initial)));
        } else if (initial != null && initial.by != null) {
            value = numberOf(initial.by.operand());
        }
        sums.put(node, code.let("sum" + node.order, value));
    }

    private void pass(Pass pass, int number, Expr row, Set<Memory> staged) {
        if (pass.roots.isEmpty() && pass.storing.isEmpty() && pass.kept.isEmpty()) {
            return;
        }
        for (Node node : pass.computed) {
            if (node.instruction instanceof Instruction.Load
                    && section.lanes.isStaged(node.address())
                    && staged.add(node.address())) {
                code.line(node.line);
                stage("load", node.address());
            }
        }
        Params params = params(pass, row);
        List<Node> reductions = PassWriter.reductions(pass);
        boolean sumsUp = reductions.stream().anyMatch(SweepWriter::isFloatSum);
        int groups = groups(pass, section.lanes);
        int cost = groups * cost(pass, section.lanes);
        int width = groups * section.lanes.step();
        Expr end = width == 1 || exact
                ? frame.columns()
                : code.let("whole", frame.columns().and(Expr.of(-width)));
        String name = section.passName(pass);
        Method main = method(name, pass, params);
        List<Expr.Local> results = new ArrayList<>();
        boolean inPlace = cost <= MOST_COST_IN_PLACE;
        Expr first = sumsUp
                ? Method.ofStatic(MATH, "min", INT_TYPE, INT_TYPE, INT_TYPE).on(Expr.of(BLOCK), end)
                : end;
        if (inPlace) {
            PassWriter writer = new PassWriter(pass, section.lanes, params.inPlace(code), code);
            boolean left = width > 1 && !exact;
            List<Expr> sums = writer.writeInPlace(code.let("end", first), groups, left ? end : null, frame.columns());
            for (int i = 0; i < sums.size(); i++) {
                results.add(code.let("sum" + reductions.get(i).order, sums.get(i)));
            }
        } else if (reductions.isEmpty()) {
            code.run(call(main, params, Expr.of(0), first));
        } else {
            begin(reductions, results, call(main, params, Expr.of(0), first));
        }
        if (sumsUp) {
            // Further blocks in a method of their own: a loop within the loop over rows makes that one slow.
            Method blocks = method(name + "Blocks", pass, params);
            code.ifLess(
                    Expr.of(BLOCK), end, () -> collect(reductions, results, call(blocks, params, Expr.of(BLOCK), end)));
            section.blocks(blocks.name(), pass, params, main);
        }
        if (sumsUp || !inPlace) {
            section.pass(name, pass, params, groups, false);
        }
        if (width > 1 && !exact && !inPlace) {
            Method rest = method(name + "Rest", pass, params);
            code.ifLess(end, frame.columns(), () -> {
                Expr call = call(rest, params, end, frame.columns());
                if (reductions.isEmpty()) {
                    code.run(call);
                } else {
                    collect(reductions, results, call);
                }
            });
            section.pass(name + "Rest", pass, params, 1, true);
        }
        for (int i = 0; i < reductions.size(); i++) {
            Node node = reductions.get(i);
            Expr result = results.get(i);
            if (node.initial != null) {
                result = code.let(
                        "all" + node.order,
                        ScalarLanes.INSTANCE
                                .combine(function(node), node.target().lane, item(node.initial), Item.numbers(result))
                                .expr());
            }
            numbers.put(node.target(), result);
        }
        for (Node node : pass.roots) {
            if (node.isStore() && section.lanes.isStaged(node.address())) {
                code.line(node.line);
                stage("store", node.address());
            }
        }
    }

    private static int cost(Pass pass, LaneCode lanes) {
        return pass.computed.stream().mapToInt(lanes::cost).sum();
    }

    /** How many groups of lanes a loop computes each time around: several to keep the sums of a reduction apart. */
    private static int groups(Pass pass, LaneCode lanes) {
        int cost = cost(pass, lanes);
        if (PassWriter.reductions(pass).isEmpty()) {
            return 1;
        }
        return cost * 4 <= Planner.MOST_COST ? 4 : cost * 2 <= Planner.MOST_COST ? 2 : 1;
    }

    /** The columns of which all loops of a sweep do a whole number at a time. */
    static int width(Sweep sweep, LaneCode lanes) {
        return lanes.step()
                * sweep.passes.stream()
                        .mapToInt(pass -> groups(pass, lanes))
                        .max()
                        .orElse(1);
    }

    private static boolean isFloatSum(Node node) {
        return node.target().lane == LaneType.F32 && function(node) == Op.SUM;
    }

    static Op function(Node node) {
        return ((Instruction.Reduce) node.instruction).function();
    }

    /** Takes over what a pass returns, or has left in the head of scratch memory. */
    private void begin(List<Node> reductions, List<Expr.Local> results, Expr call) {
        if (reductions.size() > 1) {
            code.run(call);
        }
        for (int i = 0; i < reductions.size(); i++) {
            Node node = reductions.get(i);
            Expr result = reductions.size() == 1
                    ? call
                    : scratch.get(node.target().lane).at(Expr.of(i));
            results.add(code.let("sum" + node.order, result));
        }
    }

    /** Combines what a pass returns, or has left in the head of scratch memory, with the results so far. */
    private void collect(List<Node> reductions, List<Expr.Local> results, Expr call) {
        if (reductions.size() > 1) {
            code.run(call);
        }
        for (int i = 0; i < results.size(); i++) {
            LaneType lane = reductions.get(i).target().lane;
            Expr part = reductions.size() == 1 ? call : scratch.get(lane).at(Expr.of(i));
            code.set(
                    results.get(i),
                    ScalarLanes.INSTANCE
                            .combine(
                                    function(reductions.get(i)), lane, Item.numbers(results.get(i)), Item.numbers(part))
                            .expr());
        }
    }

    private void stage(String verb, Memory memory) {
        LaneType lane = LaneType.of(memory.type());
        String name = verb
                + switch (memory.type()) {
                    case F32 -> "F32";
                    case F16 -> "F16";
                    case BF16 -> "Bf16";
                    case I8, BOOL -> "I8";
                    case I32 -> "I32";
                    case I64 -> throw new RefusedException("64-bit integers are not staged");
                };
        Type array = Names.array(memory.type());
        code.run(Method.ofStatic(
                        STAGE, name, VOID_TYPE, array, INT_TYPE, INT_TYPE, Names.lanes(lane), INT_TYPE, INT_TYPE)
                .on(
                        arrays.get(memory),
                        bases.get(memory),
                        stride(memory),
                        scratch.get(lane),
                        region(memory),
                        frame.columns()));
    }

    private Expr stride(Memory memory) {
        return memory.isDense() ? Expr.of(1) : frame.number(memory.columnStride());
    }

    private Method method(String name, Pass pass, Params params) {
        List<Type> types = new ArrayList<>();
        params.parameters().forEach(parameter -> types.add(parameter.type()));
        types.add(INT_TYPE);
        types.add(INT_TYPE);
        return new Method(Method.Call.STATIC, section.className, name, PassWriter.result(pass), types);
    }

    private static Expr call(Method method, Params params, Expr from, Expr to) {
        List<Expr> arguments = new ArrayList<>(params.arguments());
        arguments.add(from);
        arguments.add(to);
        return new Expr.Invoke(method, arguments);
    }

    /** Everything that a pass needs from here. */
    private Params params(Pass pass, Expr row) {
        Params params = new Params();
        Set<Node> nodes = new TreeSet<>(Pass.ORDER);
        nodes.addAll(pass.computed);
        nodes.addAll(pass.roots);
        for (Node node : nodes) {
            if (node.memory != null) {
                memory(params, node);
            }
            if (node.isReduceAlongRows()) {
                regionOf(params, storage(node.target()), node.target().lane, Expr.of(0));
            }
            if (node.isReduce() && PassWriter.reductions(pass).size() > 1) {
                scratchOf(params, node.target().lane);
            }
        }
        for (Operand operand : pass.uniform) {
            params.add(operand, PassWriter.name(operand), numberOf(operand));
        }
        for (Value value : pass.fetched) {
            regionOf(params, value, value.lane, Expr.of(0));
        }
        for (Value value : pass.kept) {
            regionOf(params, value, value.lane, Expr.of(0));
        }
        List<Value> stored = new ArrayList<>(pass.stored);
        stored.addAll(pass.storing);
        for (Value value : stored) {
            Storage storage = storage(value);
            boolean tile = storage.extent() == Extent.TILE;
            regionOf(params, storage, value.lane, tile ? row.times(frame.pitch()) : Expr.of(0));
        }
        return params;
    }

    private void memory(Params params, Node node) {
        Memory memory = node.address();
        if (section.lanes.isStaged(memory) && !section.isIota(memory)) {
            regionOf(params, memory, LaneType.of(memory.type()), Expr.of(0));
            return;
        }
        boolean lookUp = node.instruction instanceof Instruction.LoadIndexed;
        if (!section.isIota(memory)) {
            params.add(new PassWriter.ArrayOf(memory), "array" + memory.id(), arrays.get(memory));
        }
        if (lookUp && Node.varies(node.operand())) {
            params.add(new PassWriter.IndexOf(node, false), "step" + node.order, frame.longNumber(node.indexNumber));
            params.add(
                    new PassWriter.IndexOf(node, true), "limit" + node.order, frame.longNumber(node.indexNumber + 1));
            params.add(new PassWriter.BaseOf(memory), "at" + memory.id(), bases.get(memory));
        } else {
            params.add(new PassWriter.BaseOf(memory), "at" + memory.id(), lookUp ? lookedUp(node) : bases.get(memory));
        }
        if (!memory.isDense() || section.isIota(memory)) {
            params.add(new PassWriter.StrideOf(memory), "stride" + memory.id(), frame.number(memory.columnStride()));
        }
    }

    private void regionOf(Params params, Object key, LaneType lane, Expr offset) {
        scratchOf(params, lane);
        boolean zero = offset.equals(Expr.of(0));
        params.add(
                new PassWriter.RegionOf(key),
                "region" + params.parameters().size(),
                zero ? region(key) : region(key).plus(offset));
    }

    private void scratchOf(Params params, LaneType lane) {
        params.add(new PassWriter.ScratchOf(lane), lane + "s", scratch.get(lane));
    }
}
