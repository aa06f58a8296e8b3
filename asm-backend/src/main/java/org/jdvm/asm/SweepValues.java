package org.jdvm.asm;

import static org.objectweb.asm.Type.FLOAT_TYPE;
import static org.objectweb.asm.Type.INT_TYPE;
import static org.objectweb.asm.Type.VOID_TYPE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdvm.asm.LaneCode.Item;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.asm.code.Method;
import org.jdvm.asm.code.Types;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LaneType;
import org.jdvm.tier.SumTree;
import org.objectweb.asm.Type;

/** What the method of a sweep has in variables: addresses, places in scratch memory, and what there is one of for each row or for all. */
final class SweepValues {
    private static final Type STAGE = Type.getType(Stage.class);
    private static final Type SUMS = Type.getType(Sums.class);
    private static final Type TREE = Type.getType(SumTree.class);

    final FrameCode frame;
    final Map<MemoryOperand, Expr.Local> arrays = new LinkedHashMap<>();
    final Map<MemoryOperand, Expr.Local> bases = new LinkedHashMap<>();
    final Map<LaneType, Expr.Local> scratch = new LinkedHashMap<>();

    private final SectionClassWriter section;
    private final Sweep sweep;
    private final Code code;
    private final Map<LaneOperand, Expr> numbers = new LinkedHashMap<>();
    private final Map<Object, Expr.Local> regions = new LinkedHashMap<>();
    private final Map<LaneNode, Expr.Local> sums = new LinkedHashMap<>();

    /** What adds the leaves of sums of floats that come one by one. */
    private final Map<LaneNode, Expr.Local> trees = new LinkedHashMap<>();

    /** How many rows are a leaf, or are cut into leaves. */
    private Expr segment = Expr.of(0);

    /** The row that is being written. */
    private Expr row = Expr.of(0);

    SweepValues(SectionClassWriter section, Sweep sweep, Code code) {
        this.section = section;
        this.sweep = sweep;
        this.code = code;
        this.frame = new FrameCode(code);
    }

    /** Sets everything that stays the same, or begins, before the first row. */
    void begin() {
        for (LaneType lane : LaneType.values()) {
            if (section.regions.uses(lane) || resultsInHead(lane)) {
                scratch.put(lane, code.let(lane + "s", frame.scratch(lane, Expr.of(0))));
            }
        }
        for (MemoryOperand memory : memories()) {
            if (!section.isIota(memory)) {
                arrays.put(memory, code.let("array" + memory.id(), frame.array(memory)));
            }
            bases.put(memory, code.let("at" + memory.id(), frame.base(memory)));
        }
        slots().forEach(this::slot);
        for (LoopPass pass : sweep.passes) {
            for (LaneNode root : pass.roots) {
                if (root.isFloatSum()) {
                    beginTerms(root);
                } else if (root.isReduceAlongRows()) {
                    beginRows(root);
                }
            }
        }
        for (Set<LaneNode> step : sweep.steps) {
            for (LaneNode node : step) {
                if (node.isFloatSum()) {
                    beginTerms(node);
                } else if (node.isReduceAlongRows()) {
                    beginSum(node);
                }
            }
        }
        if (sweep.rows) {
            for (LaneValue value : sweep.stored) {
                if (!value.hasRows()) {
                    fetch(value, Expr.of(0));
                }
            }
            for (LaneNode node : sweep.steps.getFirst()) {
                if (isSameForAllRows(node)) {
                    number(node);
                }
            }
        }
    }

    /** Puts what was added up over the rows into its place. */
    void end() {
        sums.forEach((node, sum) -> {
            LaneValue target = node.target();
            code.set(scratch.get(target.lane), region(storage(target)), sum);
        });
        for (Set<LaneNode> step : sweep.steps) {
            for (LaneNode node : step) {
                if (node.isFloatSum()) {
                    Expr sum = sumOf(node, scratch.get(LaneType.F32), termsAt(node), frame.rows());
                    code.set(leaf(node), Expr.of(0), sum);
                }
            }
        }
        trees.forEach((node, tree) -> {
            boolean columns = node.target().varies();
            if (!columns) {
                code.run(Method.of(TREE, "push", VOID_TYPE).on(tree));
            }
            Expr at = region(storage(node.target()));
            Expr count = columns ? frame.columns() : node.target().hasRows() ? frame.rows() : Expr.of(1);
            List<Expr> arguments = new ArrayList<>(List.of(tree, scratch.get(LaneType.F32), at, count));
            if (node.isContinued()) {
                code.ifLess(
                        section.distance(true, frame),
                        Expr.of(1),
                        () -> code.run(sums(SUMS, "finishInPlace", VOID_TYPE, arguments)));
                return;
            }
            if (node.initial != null) {
                arguments.add(initial(node));
            }
            code.run(sums(SUMS, "finish", VOID_TYPE, arguments));
        });
    }

    private Expr initial(LaneNode node) {
        LaneValue initial = node.initial;
        if (initial == null) {
            throw new IllegalStateException(node + " does not go on with anything");
        }
        return numberOf(initial.by == null || !node.isReduceAlongRows() ? initial : initial.by.operand());
    }

    private static Expr sums(Type owner, String name, Type result, List<Expr> arguments) {
        return Method.ofStatic(
                        owner, name, result, arguments.stream().map(Expr::type).toArray(Type[]::new))
                .on(arguments.toArray(Expr[]::new));
    }

    /** Where the terms of a sum are that are put into scratch memory for it; along rows, the first row of a block. */
    private Expr termsAt(LaneNode node) {
        return region(new PassWriter.TermsOf(node, 0));
    }

    /** Where a pass puts the terms of a sum of floats: its row of scratch memory, or that of a block. */
    Expr termsOf(LaneNode node, Expr current) {
        if (!node.isReduceAlongRows()) {
            return termsAt(node);
        }
        Expr place = sums(SUMS, "place", INT_TYPE, List.of(current, segment));
        return code.let("terms" + node.order, termsAt(node).plus(place.times(frame.pitch())));
    }

    /** Makes ready for the terms of a sum of floats. */
    private void beginTerms(LaneNode node) {
        if (section.hasTerms(node)) {
            termsAt(node);
        }
        if (!node.isReduceAlongRows() && !node.isContinued()) {
            return;
        }
        region(storage(node.target()));
        if (node.isReduceAlongRows() && segment.equals(Expr.of(0))) {
            segment = code.let("segment", section.segment(true, frame));
        }
        boolean columns = node.target().varies();
        boolean inMemory = columns && section.terms(node) == Terms.MEMORY;
        Expr results = !columns
                ? node.target().hasRows() ? frame.rows() : Expr.of(1)
                : inMemory ? frame.columns() : frame.pitch();
        Expr.Local tree = code.let(
                "tree" + node.order,
                Method.of(FrameCode.SCRATCH, "sums", TREE, INT_TYPE).on(code.parameter(3), Expr.of(section.sum(node))));
        trees.put(node, tree);
        Expr begin = Method.of(TREE, "begin", VOID_TYPE, INT_TYPE).on(tree, results);
        if (node.isContinued()) {
            code.ifLess(section.distance(false, frame), Expr.of(1), () -> code.run(begin));
        } else {
            code.run(begin);
        }
        if (inMemory) {
            MemoryOperand memory = load(node).address();
            code.run(sums(
                    section.lanes.sums(),
                    "rows",
                    VOID_TYPE,
                    List.of(
                            tree,
                            arrays.get(memory),
                            bases.get(memory),
                            frame.number(memory.rowStride()),
                            frame.rows(),
                            segment)));
        }
    }

    private static LaneNode load(LaneNode sum) {
        if (sum.operand() instanceof LaneValue value && value.by != null) {
            return value.by;
        }
        throw new IllegalStateException("the terms of " + sum + " are not in memory");
    }

    /** Adds what a row has put into place for sums along the rows. */
    void endRow(Expr current) {
        trees.forEach((node, tree) -> {
            if (node.target().varies() && section.terms(node) == Terms.STORED) {
                code.run(sums(
                        section.lanes.sums(),
                        "done",
                        VOID_TYPE,
                        List.of(
                                tree,
                                scratch.get(LaneType.F32),
                                termsAt(node),
                                frame.pitch(),
                                current,
                                frame.rows(),
                                segment)));
            }
        });
    }

    Expr sumOfRow(LaneNode node) {
        Expr array = scratch.get(LaneType.F32);
        Expr at = switch (section.terms(node)) {
            case MEMORY -> {
                MemoryOperand memory = load(node).address();
                array = arrays.get(memory);
                yield bases.get(memory);
            }
            case STAGED -> region(load(node).address());
            case KEPT -> region(node.operand());
            case STORED -> termsAt(node);
        };
        return sumOf(node, array, at, frame.columns());
    }

    /** The sum of terms side by side. */
    private Expr sumOf(LaneNode node, Expr array, Expr at, Expr count) {
        Expr part = node.isReduceAlongRows() ? segment : section.segment(false, frame);
        return sums(section.lanes.sums(), "row", FLOAT_TYPE, List.of(code.parameter(3), array, at, count, part));
    }

    /** The sum of a row that a pass has added block by block. */
    Expr sumOfBlocks(LaneNode node) {
        return sums(
                section.lanes.sums(),
                "blocks",
                FLOAT_TYPE,
                List.of(scratch.get(LaneType.F32), termsAt(node), frame.columns(), section.segment(false, frame)));
    }

    /** Takes over the sum of a row: it is the result, or a leaf of it. */
    void putSum(LaneNode node, Expr sum) {
        if (node.isContinued()) {
            code.set(leaf(node), row, sum);
        } else {
            put(
                    node.target(),
                    code.let(
                            "sum" + node.order,
                            node.initial == null ? sum : initial(node).plus(sum)));
        }
    }

    private Expr leaf(LaneNode node) {
        return Method.of(TREE, "leaf", Types.FLOATS).on(trees.get(node));
    }

    private boolean resultsInHead(LaneType lane) {
        return sweep.passes.stream()
                .map(PassWriter::reductions)
                .anyMatch(list -> list.size() > 1 && list.stream().anyMatch(node -> node.target().lane == lane));
    }

    static boolean isSameForAllRows(LaneNode node) {
        return !node.isStore()
                && !node.isReduce()
                && !node.target().hasRows()
                && node.operands.stream().noneMatch(o -> o instanceof LaneValue value && value.hasRows());
    }

    private Set<MemoryOperand> memories() {
        Set<MemoryOperand> all = new LinkedHashSet<>();
        for (LoopPass pass : sweep.passes) {
            pass.computed.forEach(node -> addMemory(node, all));
            pass.roots.forEach(node -> addMemory(node, all));
        }
        sweep.steps.forEach(step -> step.forEach(node -> addMemory(node, all)));
        return all;
    }

    private static void addMemory(LaneNode node, Set<MemoryOperand> all) {
        if (node.memory != null) {
            all.add(node.memory);
        }
    }

    void fetch(LaneValue value, Expr row) {
        Expr at = region(storage(value));
        Expr element = scratch.get(value.lane).at(value.hasRows() ? at.plus(row) : at);
        numbers.put(value, code.let(value.toString(), element));
    }

    static Storage storage(LaneValue value) {
        if (value.storage == null) {
            throw new IllegalStateException(value + " is not stored");
        }
        return value.storage;
    }

    Expr region(Object key) {
        return regions.computeIfAbsent(
                key, k -> code.let("region" + regions.size(), section.regions.start(k, frame.height(), frame.pitch())));
    }

    void put(LaneValue value, Expr number) {
        numbers.put(value, number);
    }

    Expr numberOf(LaneOperand operand) {
        Expr known = numbers.get(operand);
        if (known != null) {
            return known;
        }
        throw new IllegalStateException(operand + " is not known in this sweep");
    }

    /** The scalars of the launch that this sweep reads. */
    private Set<LaneOperand.Slot> slots() {
        Set<LaneOperand.Slot> all = new LinkedHashSet<>();
        for (LoopPass pass : sweep.passes) {
            addSlots(pass.uniform, all);
            pass.roots.forEach(node -> addSlots(node, all));
        }
        sweep.steps.forEach(step -> step.forEach(node -> addSlots(node, all)));
        return all;
    }

    private static void addSlots(LaneNode node, Set<LaneOperand.Slot> all) {
        addSlots(node.operands, all);
        if (node.initial != null && node.initial.by != null) {
            addSlots(node.initial.by.operands, all);
        }
    }

    private static void addSlots(Iterable<LaneOperand> operands, Set<LaneOperand.Slot> all) {
        for (LaneOperand operand : operands) {
            if (operand instanceof LaneOperand.Slot slot) {
                all.add(slot);
            }
        }
    }

    private void slot(LaneOperand.Slot slot) {
        Expr scalar = frame.scalars().at(frame.number(slot.number())).to(LaneNames.number(slot.lane()));
        numbers.put(slot, code.let(PassWriter.name(slot), scalar));
    }

    Item item(LaneOperand operand) {
        return Item.numbers(numberOf(operand));
    }

    /** Sets which row the next nodes work on. */
    void row(Expr current) {
        row = current;
    }

    /** Executes a node that works on single numbers. */
    void number(LaneNode node) {
        code.line(node.line);
        LaneCode one = ScalarLanes.INSTANCE;
        if (node.isStore()) {
            MemoryOperand memory = node.address();
            one.storeElement(code, memory.type(), arrays.get(memory), bases.get(memory), item(node.operand()));
            return;
        }
        if (node.isFloatSum()) {
            code.set(scratch.get(LaneType.F32), termsAt(node).plus(row), numberOf(node.operand()));
            return;
        }
        if (node.isReduceAlongRows()) {
            Expr.Local sum = sums.get(node);
            Instruction reduce = node.instruction;
            code.set(
                    sum,
                    one.combine(reduce.function(), reduce.lane(), Item.numbers(sum), item(node.operand()))
                            .expr());
            return;
        }
        Item value = switch (node.instruction.opcode()) {
            case LOAD ->
                one.loadElement(node.instruction.type(), arrays.get(node.address()), bases.get(node.address()));
            case LOAD_INDEXED -> one.loadElement(node.instruction.type(), arrays.get(node.address()), lookedUp(node));
            case IOTA -> one.iota(node.instruction.lane(), bases.get(node.address()), Expr.of(0));
            default -> NodeLowering.compute(node, one, i -> item(node.operands.get(i)));
        };
        numbers.put(node.target(), code.let(node.target().toString(), value.expr()));
    }

    /** The base of a look-up moved to the row of its index. */
    Expr lookedUp(LaneNode node) {
        Expr index = numberOf(node.operand()).to(Type.LONG_TYPE);
        Expr checked = ScalarLanes.call("checked", Type.LONG_TYPE, index, frame.longNumber(node.indexNumber + 1));
        return bases.get(node.address())
                .plus(checked.times(frame.longNumber(node.indexNumber)).to(INT_TYPE));
    }

    /** Sets the row that a reduction along the rows adds to. */
    private void beginRows(LaneNode node) {
        LaneValue target = node.target();
        LaneValue initial = node.initial;
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
                ? Functions.identity(node.instruction.function(), lane)
                : numberOf(initial.by == null ? initial : initial.by.operand());
        code.run(Method.ofStatic(
                        STAGE, "fill", VOID_TYPE, LaneNames.lanes(lane), INT_TYPE, INT_TYPE, LaneNames.number(lane))
                .on(array, at, frame.pitch(), value));
    }

    /** Sets the number that a reduction of a column adds to. */
    private void beginSum(LaneNode node) {
        LaneValue initial = node.initial;
        Instruction reduce = node.instruction;
        region(storage(node.target()));
        Expr value = Functions.identity(reduce.function(), reduce.lane());
        if (initial != null && initial.by == null) {
            value = scratch.get(initial.lane).at(region(storage(initial)));
        } else if (initial != null && initial.by != null) {
            value = numberOf(initial.by.operand());
        }
        sums.put(node, code.let("sum" + node.order, value));
    }
}
