package org.jdvm.bytecode.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Field;
import org.jdvm.bytecode.FieldValue;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Immediate;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Pipe;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramReader;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.Sync;
import org.jdvm.bytecode.Words;
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
        Instruction instruction = fields(opcode, function);
        checkFits(instruction, start);
        writer.write(instruction);
    }

    private Instruction fields(Opcode opcode, Optional<Op> named) {
        Opcode.Head head = opcode.head();
        Op function = head.hasFunction() ? named.orElse(Op.COPY) : Op.COPY;
        if (head == Opcode.Head.REDUCTION) {
            in.expect(".");
            function = reduction(opcode);
        }
        DType type = DType.F32;
        LaneType lane = LaneType.F32;
        switch (head.types()) {
            case NONE -> {}
            case MEMORY_TYPE -> {
                in.expect(".");
                type = operands.type();
                lane = LaneType.of(type);
            }
            case LANE -> {
                in.expect(".");
                lane = operands.lane();
            }
            case FLOAT -> {
                in.expect(".");
                in.expect(lane.toString());
            }
        }
        boolean accumulates = opcode.canAccumulate() && accumulates();
        List<FieldValue> values = new ArrayList<>();
        for (Field field : opcode.fields()) {
            values.add(value(field, !values.isEmpty(), field.usualLane(lane, function)));
        }
        Sync sync = opcode.pipe() == Pipe.CONTROL ? Sync.NONE : operands.sync();
        return new Instruction(opcode, function, lane, type, accumulates, values, sync);
    }

    private Op reduction(Opcode opcode) {
        int mark = in.mark();
        String word = in.word("a reducing function");
        return Op.byName(word)
                .filter(opcode::accepts)
                .or(() -> Op.byName(Disassembler.REDUCE_PREFIX + word))
                .filter(opcode::accepts)
                .orElseThrow(() -> in.wrongAt(mark, "a reducing function"));
    }

    private FieldValue value(Field field, boolean separated, @Nullable LaneType usual) {
        if (separated && !in.accept(",")) {
            if (field.isLeftOut(Field.NO_AXIS)) {
                return Field.NO_AXIS;
            }
            throw in.wrong("','");
        }
        if (!field.label().isEmpty()) {
            in.expect(field.label());
        }
        return switch (field.kind()) {
            case LOCAL -> operands.local(usual);
            case SCALAR -> operands.scalar(usual);
            case SOURCE -> operands.source(usual);
            case ADDRESS -> field.isMemory() ? operands.address() : operands.addressForm(0);
            case NUMBER -> new Immediate(in.number("a number"));
            case AXIS -> new Immediate(operands.axis());
            case WINDOWS -> operands.windows();
            case FRAME -> frame();
        };
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
            if (opcode.head().isNamedByFunction()
                    ? function.filter(opcode::accepts).isPresent()
                    : opcode.toString().equals(mnemonic)) {
                return Optional.of(opcode);
            }
        }
        return Optional.empty();
    }

    private Frame frame() {
        List<Frame.Axis> axes = new ArrayList<>();
        while (true) {
            boolean loop = in.accept("loop");
            if (!loop && !in.accept("grid")) {
                break;
            }
            int mark = in.mark();
            if (in.numbered('i', "an axis") != axes.size()) {
                throw in.wrongAt(mark, "axis i" + axes.size());
            }
            axes.add(new Frame.Axis(in.number("the count of indices"), loop));
            if (!in.accept(",")) {
                in.expect(";");
                break;
            }
        }
        Frame.Side rows = side("rows");
        in.expect(";");
        Frame.Side columns = side("columns");
        in.expect(";");
        Frame.Side inner = Frame.NO_INNER;
        if (in.accept("inner")) {
            inner = side();
            in.expect(";");
        }
        in.expect("cost");
        long cost = in.number("the cost");
        in.expect(";");
        in.expect("local");
        return new Frame(rows, columns, cost, in.number("bytes of the local buffer"), axes, inner);
    }

    private Frame.Side side(String label) {
        in.expect(label);
        return side();
    }

    private Frame.Side side() {
        long size = in.number("the size of the frame");
        long extent = in.accept("of") ? in.number("the extent") : size;
        return new Frame.Side(in.accept("by") ? operands.axis() : Words.NO_AXIS, size, extent);
    }

    private boolean accumulates() {
        if (!in.accept(".")) {
            return false;
        }
        in.expect("acc");
        return true;
    }
}
