package org.jdvm.bytecode.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdvm.bytecode.Address;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Field;
import org.jdvm.bytecode.FieldValue;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Immediate;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.LocalOperand;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramReader;
import org.jdvm.bytecode.ScalarOperand;
import org.jdvm.bytecode.SourceOperand;
import org.jdvm.bytecode.Sync;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.bytecode.Words;
import org.jdvm.ir.Op;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.text.QuotedNames;
import org.jspecify.annotations.Nullable;

/**
 * Prints programs, one instruction a line; {@link Assembler} reads the same text back to the same program.
 *
 * <p>The lane type of an operand is printed only where it is not the one that the form and its function call for.
 */
public final class Disassembler {
    static final String REDUCE_PREFIX = "reduce_";
    private static final int COMMENT_COLUMN = 100;

    private final List<String> buffers;
    private final StringBuilder out = new StringBuilder();

    private Disassembler(List<String> buffers) {
        this.buffers = buffers;
    }

    /**
     * {@return the text of a program}
     *
     * @param program the program
     * @throws BytecodeException if a word does not decode
     */
    public static String print(Program program) {
        Disassembler printer = new Disassembler(names(program.buffers()));
        printer.header(program);
        List<ProgramReader.Placed> instructions = ProgramReader.read(program);
        List<String> lines = new ArrayList<>(instructions.size());
        int depth = 0;
        int width = 0;
        for (ProgramReader.Placed placed : instructions) {
            Instruction instruction = placed.instruction();
            if (instruction.opcode() == Opcode.END || instruction.opcode() == Opcode.NEXT) {
                depth = Math.max(0, depth - 1);
            }
            String line = "  ".repeat(depth) + line(instruction, printer.buffers);
            lines.add(line);
            width = Math.max(width, Math.min(line.length(), COMMENT_COLUMN));
            if (instruction.opcode() == Opcode.SECTION || instruction.opcode() == Opcode.LOOP) {
                depth++;
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            ProgramReader.Placed placed = instructions.get(i);
            if (placed.instruction().opcode() == Opcode.SECTION) {
                printer.out.append('\n');
            }
            String line = lines.get(i);
            printer.out
                    .append(line)
                    .repeat(' ', Math.max(0, width - line.length()))
                    .append("  // ")
                    .append(placed.position())
                    .append('\n');
        }
        return printer.out.toString();
    }

    /**
     * {@return the text of one instruction}
     *
     * @param instruction the instruction
     * @param program the program that it belongs to
     */
    public static String line(Instruction instruction, Program program) {
        return line(instruction, names(program.buffers()));
    }

    private static String line(Instruction instruction, List<String> buffers) {
        Disassembler printer = new Disassembler(buffers);
        printer.instruction(instruction);
        printer.sync(instruction.sync());
        return printer.out.toString();
    }

    /** How address forms name the buffers: by name if that is a plain word and no other buffer has it, else by number. */
    static List<String> names(List<BufferSlot> buffers) {
        Map<String, Integer> uses = new HashMap<>();
        buffers.forEach(buffer -> uses.merge(buffer.name(), 1, Integer::sum));
        List<String> names = new ArrayList<>(buffers.size());
        for (int i = 0; i < buffers.size(); i++) {
            String name = buffers.get(i).name();
            names.add(uses.get(name) == 1 && QuotedNames.isWord(name) ? name : "#" + i);
        }
        return names;
    }

    private void header(Program program) {
        out.append("program ").append(QuotedNames.quote(program.name())).append('\n');
        out.append("machine ").append(program.machine()).append('\n');
        out.append("scalars ").append(program.scalars().size()).append('\n');
        for (int i = 0; i < program.scalars().size(); i++) {
            ScalarExpr scalar = program.scalars().get(i);
            if (!scalar.equals(Program.slot(i))) {
                out.append("scalar s").append(i).append(" = ").append(scalar).append('\n');
            }
        }
        for (BufferSlot buffer : program.buffers()) {
            out.append(buffer.role().name().toLowerCase(Locale.ROOT)).append(' ');
            out.append(QuotedNames.quote(buffer.name())).append(' ').append(buffer.type());
            out.append(' ').append(buffer.elements()).append('\n');
        }
    }

    private void instruction(Instruction instruction) {
        Opcode opcode = instruction.opcode();
        if (!opcode.head().isNamedByFunction()) {
            out.append(opcode);
        }
        for (char c : opcode.head().pattern().toCharArray()) {
            switch (c) {
                case 'F' -> out.append(shortName(instruction.function()));
                case 'L' -> out.append(instruction.lane());
                case 'T' -> out.append(instruction.type());
                default -> out.append(c);
            }
        }
        out.append(instruction.accumulates() ? ".acc" : "");
        for (int i = 0; i < opcode.fields().size(); i++) {
            field(
                    opcode.fields().get(i),
                    i == 0 ? " " : ", ",
                    instruction.values().get(i),
                    instruction);
        }
    }

    private void field(Field field, String separator, FieldValue value, Instruction instruction) {
        if (field.isLeftOut(value)) {
            return;
        }
        out.append(separator);
        switch (value) {
            case SourceOperand source -> operand(source, field.usualLane(instruction.lane(), instruction.function()));
            case Address address when field.isMemory() -> place(address);
            case Address numbers -> address("", numbers);
            case Immediate(long axis)
            when field.kind() == Field.Kind.AXIS ->
                out.append(field.label())
                        .append(field.label().isEmpty() ? "i" : " i")
                        .append(axis);
            case Immediate(long number) -> out.append(field.label()).append(' ').append(number);
            case WindowMap windows ->
                out.append(field.label())
                        .append(windows.axes().stream()
                                .map(Disassembler::windowAxis)
                                .collect(Collectors.joining("; ", " [", "]")));
            case Frame frame -> frame(frame);
        }
    }

    private static String windowAxis(WindowMap.Axis axis) {
        return "size " + axis.size() + " count " + axis.count() + " step " + axis.step() + " dilation "
                + axis.dilation() + " before " + axis.before() + " spread " + axis.spread() + " extent " + axis.extent()
                + " stride " + axis.stride();
    }

    /** Within a reduction {@code reduce_max} is just {@code max}. */
    static String shortName(Op reduction) {
        String text = reduction.toString();
        return text.startsWith(REDUCE_PREFIX) ? text.substring(REDUCE_PREFIX.length()) : text;
    }

    private void frame(Frame frame) {
        for (int i = 0; i < frame.axes().size(); i++) {
            Frame.Axis axis = frame.axes().get(i);
            out.append(i == 0 ? "" : ", ").append(axis.loop() ? "loop" : "grid");
            out.append(" i").append(i).append(' ').append(axis.count());
        }
        out.append(frame.axes().isEmpty() ? "" : "; ");
        side("rows ", frame.rows());
        side("; columns ", frame.columns());
        if (frame.hasInner()) {
            side("; inner ", frame.inner());
        }
        out.append("; cost ").append(frame.cost());
        out.append("; local ").append(frame.localBytes());
    }

    private void side(String label, Frame.Side side) {
        out.append(label).append(side.size());
        if (side.axis() != Words.NO_AXIS || side.extent() != side.size()) {
            out.append(" of ").append(side.extent());
        }
        if (side.axis() != Words.NO_AXIS) {
            out.append(" by i").append(side.axis());
        }
    }

    private void operand(SourceOperand operand, @Nullable LaneType usual) {
        String lane = operand.lane() == usual ? "" : "." + operand.lane();
        switch (operand) {
            case LocalOperand local ->
                out.append(local.extent()).append(lane).append(String.format(Locale.ROOT, "@0x%04x", local.offset()));
            case ScalarOperand scalar ->
                out.append('s').append(Integer.toUnsignedString(scalar.slot())).append(lane);
        }
    }

    private void place(Address address) {
        address(address.buffer() < buffers.size() ? buffers.get(address.buffer()) : "#" + address.buffer(), address);
    }

    private void address(String buffer, Address address) {
        out.append(buffer).append('[').append(address.offset());
        for (Address.Term term : address.terms()) {
            out.append(term.stride() < 0 ? " - " : " + ").append(Math.abs(term.stride()));
            out.append("*i").append(term.axis());
        }
        out.append("; rows ").append(address.rowStride());
        out.append(", cols ").append(address.columnStride()).append(']');
    }

    private void sync(Sync sync) {
        events(" wait ", sync.waits());
        events(" set ", sync.sets());
    }

    private void events(String verb, List<Sync.Event> events) {
        for (int i = 0; i < events.size(); i++) {
            Sync.Event event = events.get(i);
            out.append(i == 0 ? verb : ", ");
            out.append(event.other().name().toLowerCase(Locale.ROOT))
                    .append(':')
                    .append(event.id());
        }
    }
}
