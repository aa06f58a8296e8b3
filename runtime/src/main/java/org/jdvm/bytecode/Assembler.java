package org.jdvm.bytecode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.machine.NpuSpec;
import org.jspecify.annotations.Nullable;

/** Reads program text as {@link Disassembler} prints it. Errors name line and column, what was expected and what is there. */
public final class Assembler {
    private final List<BufferSlot> buffers = new ArrayList<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final ProgramWriter writer = new ProgramWriter();
    private final ProgramWriter scratch = new ProgramWriter();
    private @Nullable String name;
    private @Nullable NpuSpec machine;
    private final List<ScalarExpr> scalars = new ArrayList<>();
    private LineScanner in = new LineScanner("", 0);
    private OperandParser operands = new OperandParser(in, numbers);

    private Assembler() {}

    /**
     * {@return the program that a text describes; it has not been verified}
     *
     * @param text the text of a program
     * @throws BytecodeException if it does not parse
     */
    public static Program parse(String text) {
        return new Assembler().program(text);
    }

    private Program program(String text) {
        int number = 0;
        boolean body = false;
        for (String line : text.lines().toList()) {
            in = new LineScanner(line, ++number);
            operands = new OperandParser(in, numbers);
            if (in.atEnd()) {
                continue;
            }
            if (!body && !header()) {
                body = true;
                nameBuffers();
            }
            if (body) {
                instruction();
            }
            in.expectEnd();
        }
        if (name == null || machine == null) {
            throw in.wrong(
                    (name == null ? "a line 'program' with the name" : "a line 'machine' with the sizes of the machine")
                            + " before the instructions");
        }
        return new Program(name, machine, writer.toWords(), buffers, scalars);
    }

    /** Reads a line of the header if this is one. */
    private boolean header() {
        if (in.accept("program")) {
            name = in.name("the program's name");
        } else if (in.accept("machine")) {
            machine();
        } else if (in.accept("scalars")) {
            scalarSlots();
        } else if (in.accept("scalar")) {
            slotExpression();
        } else {
            for (BufferSlot.Role role : BufferSlot.Role.values()) {
                if (in.accept(role.name().toLowerCase(Locale.ROOT))) {
                    String buffer = in.name("the buffer's name");
                    DType type = operands.type();
                    buffers.add(new BufferSlot(buffer, role, type, in.number("the number of elements")));
                    return true;
                }
            }
            return false;
        }
        return true;
    }

    private void machine() {
        int start = in.mark();
        try {
            machine = NpuSpec.parse(in.restWithoutComment());
        } catch (IllegalArgumentException e) {
            throw in.wrongAt(start, "sizes of a machine (" + e.getMessage() + ")");
        }
    }

    private void scalarSlots() {
        int start = in.mark();
        int count = in.integer("the number of scalar slots");
        if (count < 0 || count > Program.MAX_SCALARS) {
            throw in.wrongAt(start, "the number of scalar slots, 0 to " + Program.MAX_SCALARS);
        }
        scalars.clear();
        scalars.addAll(Program.slots(count));
    }

    private void slotExpression() {
        int start = in.mark();
        long slot = in.numbered('s', "a scalar such as s0");
        if (slot >= scalars.size()) {
            throw in.wrongAt(start, "one of the " + scalars.size() + " scalar slots");
        }
        in.expect("=");
        int expression = in.mark();
        try {
            scalars.set((int) slot, ScalarExpr.parse(in.rest()));
        } catch (IllegalArgumentException e) {
            throw in.wrongAt(expression, "an expression (" + e.getMessage() + ")");
        }
    }

    private void nameBuffers() {
        List<String> names = Disassembler.names(buffers);
        for (int i = 0; i < names.size(); i++) {
            numbers.put(names.get(i), i);
        }
    }

    private void instruction() {
        int start = in.mark();
        String mnemonic = in.word("an instruction");
        Optional<Op> function = Op.byName(mnemonic);
        Opcode opcode = opcode(mnemonic, function)
                .orElseThrow(() -> in.wrongAt(start, "an instruction, a unary or a binary function"));
        Instruction instruction = switch (opcode) {
            case SECTION -> section();
            case END -> new Instruction.End();
            case LOOP -> new Instruction.Loop(operands.axis());
            case NEXT -> new Instruction.Next(operands.axis());
            case NARROW -> new Instruction.Narrow(operands.address(), labelled("unit"));
            case NARROW_SCORES -> narrowScores();
            default -> tileInstruction(opcode, function);
        };
        checkFits(instruction, start);
        writer.write(instruction);
    }

    private Instruction narrowScores() {
        Address mask = operands.address();
        long unit = labelled("unit");
        in.expect(",");
        Address left = operands.address();
        in.expect(",");
        Address right = operands.address();
        long depth = labelled("depth");
        in.expect(",");
        ScalarOperand factor = scalar();
        in.expect(",");
        return new Instruction.NarrowScores(mask, unit, left, right, depth, factor, scalar());
    }

    private ScalarOperand scalar() {
        int start = in.mark();
        if (operands.source(LaneType.F32) instanceof ScalarOperand scalar) {
            return scalar;
        }
        throw in.wrongAt(start, "a scalar");
    }

    /** Fields have fewer bits than the numbers in the text can have. */
    private void checkFits(Instruction instruction, int start) {
        scratch.clear();
        try {
            scratch.write(instruction);
        } catch (BytecodeException e) {
            throw in.at(start, e.getMessage());
        }
        List<ProgramReader.Placed> read = ProgramReader.read(scratch.toWords());
        if (!read.equals(List.of(new ProgramReader.Placed(0, instruction)))) {
            throw in.at(start, "a number is too large for its field");
        }
    }

    /** A form by its own name if it has one; the forms with one function for each row of the table go by that. */
    private static Optional<Opcode> opcode(String mnemonic, Optional<Op> function) {
        for (Opcode opcode : Opcode.values()) {
            boolean byFunction = opcode == Opcode.UNARY || opcode == Opcode.BINARY;
            if (byFunction
                    ? function.filter(opcode::accepts).isPresent()
                    : opcode.toString().equals(mnemonic)) {
                return Optional.of(opcode);
            }
        }
        return Optional.empty();
    }

    private Instruction section() {
        List<Instruction.Section.Axis> axes = new ArrayList<>();
        while (true) {
            boolean loop = in.accept("loop");
            if (!loop && !in.accept("grid")) {
                break;
            }
            int mark = in.mark();
            if (in.numbered('i', "an axis") != axes.size()) {
                throw in.wrongAt(mark, "axis i" + axes.size());
            }
            axes.add(new Instruction.Section.Axis(in.number("the count of indices"), loop));
            if (!in.accept(",")) {
                in.expect(";");
                break;
            }
        }
        Instruction.Section.Side rows = side("rows");
        in.expect(";");
        Instruction.Section.Side columns = side("columns");
        in.expect(";");
        Instruction.Section.Side inner = Instruction.Section.NO_INNER;
        if (in.accept("inner")) {
            inner = side();
            in.expect(";");
        }
        in.expect("cost");
        long cost = in.number("the cost");
        in.expect(";");
        in.expect("local");
        return new Instruction.Section(rows, columns, cost, in.number("bytes of the local buffer"), axes, inner);
    }

    private Instruction.Section.Side side(String label) {
        in.expect(label);
        return side();
    }

    private Instruction.Section.Side side() {
        long size = in.number("the size of the frame");
        long extent = in.accept("of") ? in.number("the extent") : size;
        return new Instruction.Section.Side(in.accept("by") ? operands.axis() : Words.NO_AXIS, size, extent);
    }

    private Instruction tileInstruction(Opcode opcode, Optional<Op> named) {
        in.expect(".");
        Op function = named.orElse(Op.COPY);
        if (opcode == Opcode.REDUCE_X || opcode == Opcode.REDUCE_Y) {
            int mark = in.mark();
            String word = in.word("a reducing function");
            function = Op.byName(word)
                    .filter(opcode::accepts)
                    .or(() -> Op.byName(Disassembler.REDUCE_PREFIX + word))
                    .filter(opcode::accepts)
                    .orElseThrow(() -> in.wrongAt(mark, "a reducing function"));
            in.expect(".");
        }
        return opcode.hasMemoryType()
                ? memoryInstruction(opcode, operands.type())
                : laneInstruction(opcode, function, operands.lane());
    }

    private Instruction memoryInstruction(Opcode opcode, DType type) {
        LaneType lane = LaneType.of(type);
        LocalOperand first = operands.local(lane);
        in.expect(",");
        return switch (opcode) {
            case LOAD -> {
                Address address = operands.address();
                yield new Instruction.Load(operands.sync(), type, first, address);
            }
            case STORE -> {
                Address address = operands.address();
                yield new Instruction.Store(operands.sync(), type, first, address);
            }
            case CAST -> {
                Source source = operands.source(null);
                yield new Instruction.Cast(operands.sync(), type, first, source);
            }
            case LOAD_INDEXED -> {
                LocalOperand index = operands.local(LaneType.I32);
                in.expect(",");
                Address address = operands.address();
                long stride = labelled("stride");
                long limit = labelled("limit");
                yield new Instruction.LoadIndexed(operands.sync(), type, first, index, address, stride, limit);
            }
            default -> throw new AssertionError(opcode + " has no memory type");
        };
    }

    private Instruction laneInstruction(Opcode opcode, Op function, LaneType lane) {
        boolean accumulates = opcode.canAccumulate() && accumulates();
        LocalOperand target = operands.local(lane.resultOf(function));
        in.expect(",");
        return switch (opcode) {
            case FILL -> {
                Source source = operands.source(lane);
                yield new Instruction.Fill(operands.sync(), lane, target, source);
            }
            case IOTA -> {
                Address form = operands.addressForm(0);
                yield new Instruction.Iota(operands.sync(), lane, target, form);
            }
            case UNARY -> {
                Source source = operands.source(lane);
                yield new Instruction.Unary(operands.sync(), function, lane, target, source);
            }
            case BINARY -> {
                Source first = operands.source(lane);
                in.expect(",");
                Source second = operands.source(lane);
                yield new Instruction.Binary(operands.sync(), function, lane, target, first, second);
            }
            case SELECT -> {
                Source condition = operands.source(LaneType.I32);
                in.expect(",");
                Source first = operands.source(lane);
                in.expect(",");
                Source second = operands.source(lane);
                yield new Instruction.Select(operands.sync(), lane, target, condition, first, second);
            }
            case REDUCE_X, REDUCE_Y -> {
                LocalOperand source = operands.local(lane);
                yield new Instruction.Reduce(operands.sync(), opcode, function, lane, accumulates, target, source);
            }
            case MATMUL -> {
                Address left = operands.address();
                in.expect(",");
                Address right = operands.address();
                long depth = labelled("depth");
                yield new Instruction.Matmul(operands.sync(), accumulates, target, left, right, depth);
            }
            case MATMUL_LOCAL -> {
                LocalOperand left = operands.local(lane);
                in.expect(",");
                Address right = operands.address();
                yield new Instruction.LocalMatmul(operands.sync(), accumulates, target, left, right);
            }
            case MATMUL_ROWS, MATMUL_COLUMNS, MATMUL_DEPTH -> grouped(opcode, target);
            default -> throw new AssertionError(opcode + " has no lane type of its own");
        };
    }

    private Instruction grouped(Opcode opcode, LocalOperand target) {
        Address left = operands.address();
        in.expect(",");
        Address right = operands.address();
        long depth = labelled("depth");
        in.expect(",");
        Address groups = operands.address();
        long stride = opcode == Opcode.MATMUL_DEPTH ? 0 : labelled("stride");
        long count = labelled("limit");
        int axis = Words.NO_AXIS;
        if (opcode == Opcode.MATMUL_DEPTH && in.accept(",")) {
            in.expect("by");
            axis = operands.axis();
        }
        return new Instruction.GroupedMatmul(
                operands.sync(), opcode, target, left, right, depth, groups, stride, count, axis);
    }

    private boolean accumulates() {
        if (!in.accept(".")) {
            return false;
        }
        in.expect("acc");
        return true;
    }

    private long labelled(String label) {
        in.expect(",");
        in.expect(label);
        return in.number("a number");
    }
}
