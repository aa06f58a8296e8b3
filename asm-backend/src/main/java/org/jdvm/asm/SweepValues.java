package org.jdvm.asm;

import static org.objectweb.asm.Type.INT_TYPE;
import static org.objectweb.asm.Type.VOID_TYPE;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jdvm.asm.LaneCode.Item;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.asm.code.Method;
import org.jdvm.asm.code.Types;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LaneType;
import org.objectweb.asm.Type;

/** What the method of a sweep has in variables: addresses, places in scratch memory, and what there is one of for each row or for all. */
final class SweepValues {
    private static final Type STAGE = Type.getType(Stage.class);

    final FrameCode frame;
    final Map<Memory, Expr.Local> arrays = new LinkedHashMap<>();
    final Map<Memory, Expr.Local> bases = new LinkedHashMap<>();
    final Map<LaneType, Expr.Local> scratch = new LinkedHashMap<>();

    private final SectionWriter section;
    private final Sweep sweep;
    private final Code code;
    private final Map<Operand, Expr> numbers = new LinkedHashMap<>();
    private final Map<Object, Expr.Local> regions = new LinkedHashMap<>();
    private final Map<Node, Expr.Local> sums = new LinkedHashMap<>();

    SweepValues(SectionWriter section, Sweep sweep, Code code) {
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
        }
    }

    /** Puts what was added up over the rows into its place. */
    void end() {
        sums.forEach((node, sum) -> {
            Value target = node.target();
            code.set(scratch.get(target.lane), region(storage(target)), sum);
        });
    }

    private boolean resultsInHead(LaneType lane) {
        return sweep.passes.stream()
                .map(PassWriter::reductions)
                .anyMatch(list -> list.size() > 1 && list.stream().anyMatch(node -> node.target().lane == lane));
    }

    static boolean isSameForAllRows(Node node) {
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

    void fetch(Value value, Expr row) {
        Expr at = region(storage(value));
        Expr element = scratch.get(value.lane).at(value.hasRows() ? at.plus(row) : at);
        numbers.put(value, code.let(value.toString(), element));
    }

    static Storage storage(Value value) {
        if (value.storage == null) {
            throw new IllegalStateException(value + " is not stored");
        }
        return value.storage;
    }

    Expr region(Object key) {
        return regions.computeIfAbsent(
                key, k -> code.let("region" + regions.size(), section.regions.start(k, frame.height(), frame.pitch())));
    }

    void put(Value value, Expr number) {
        numbers.put(value, number);
    }

    Expr numberOf(Operand operand) {
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

    Item item(Operand operand) {
        return Item.numbers(numberOf(operand));
    }

    /** Executes a node that works on single numbers. */
    void number(Node node) {
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
    Expr lookedUp(Node node) {
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
}
