package org.jdvm.bytecode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdvm.ir.Op;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.machine.Names;
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
            if (instruction instanceof Instruction.End || instruction instanceof Instruction.Next) {
                depth = Math.max(0, depth - 1);
            }
            String line = "  ".repeat(depth) + line(instruction, printer.buffers);
            lines.add(line);
            width = Math.max(width, Math.min(line.length(), COMMENT_COLUMN));
            if (instruction instanceof Instruction.Section || instruction instanceof Instruction.Loop) {
                depth++;
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            ProgramReader.Placed placed = instructions.get(i);
            if (placed.instruction() instanceof Instruction.Section) {
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
            names.add(uses.get(name) == 1 && Names.isWord(name) ? name : "#" + i);
        }
        return names;
    }

    private void header(Program program) {
        out.append("program ").append(Names.quote(program.name())).append('\n');
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
            out.append(Names.quote(buffer.name())).append(' ').append(buffer.type());
            out.append(' ').append(buffer.elements()).append('\n');
        }
    }

    private void instruction(Instruction instruction) {
        switch (instruction) {
            case Instruction.Section section -> section(section);
            case Instruction.End end -> out.append(end.opcode());
            case Instruction.Loop loop -> out.append(loop.opcode()).append(" i").append(loop.axis());
            case Instruction.Next next -> out.append(next.opcode()).append(" i").append(next.axis());
            case Instruction.Narrow narrow -> {
                out.append(narrow.opcode()).append(' ');
                place(narrow.mask());
                out.append(", unit ").append(narrow.unit());
            }
            case Instruction.NarrowScores narrow -> {
                out.append(narrow.opcode()).append(' ');
                place(narrow.mask());
                out.append(", unit ").append(narrow.unit());
                next(narrow.left());
                next(narrow.right());
                out.append(", depth ").append(narrow.depth());
                next(narrow.factor(), LaneType.F32);
                next(narrow.divisor(), LaneType.F32);
            }
            case Instruction.Load load -> {
                out.append("load.").append(load.type());
                first(load.target(), LaneType.of(load.type()));
                next(load.address());
            }
            case Instruction.LoadIndexed load -> {
                out.append("load_indexed.").append(load.type());
                first(load.target(), LaneType.of(load.type()));
                next(load.index(), LaneType.I32);
                next(load.address());
                out.append(", stride ").append(load.stride());
                out.append(", limit ").append(load.limit());
            }
            case Instruction.Store store -> {
                out.append("store.").append(store.type());
                first(store.source(), LaneType.of(store.type()));
                next(store.address());
            }
            case Instruction.Fill fill -> {
                out.append("fill.").append(fill.lane());
                first(fill.target(), fill.lane());
                next(fill.source(), fill.lane());
            }
            case Instruction.Iota iota -> {
                out.append("iota.").append(iota.lane());
                first(iota.target(), iota.lane());
                out.append(", ");
                address("", iota.numbers());
            }
            case Instruction.Unary unary -> {
                out.append(unary.function()).append('.').append(unary.lane());
                first(unary.target(), unary.lane().resultOf(unary.function()));
                next(unary.source(), unary.lane());
            }
            case Instruction.Binary binary -> {
                out.append(binary.function()).append('.').append(binary.lane());
                first(binary.target(), binary.lane().resultOf(binary.function()));
                next(binary.first(), binary.lane());
                next(binary.second(), binary.lane());
            }
            case Instruction.Select select -> {
                out.append("select.").append(select.lane());
                first(select.target(), select.lane());
                next(select.condition(), LaneType.I32);
                next(select.first(), select.lane());
                next(select.second(), select.lane());
            }
            case Instruction.Cast cast -> {
                out.append("cast.").append(cast.type());
                first(cast.target(), LaneType.of(cast.type()));
                next(cast.source(), null);
            }
            case Instruction.Reduce reduce -> {
                out.append(reduce.opcode()).append('.').append(shortName(reduce.function()));
                out.append('.').append(reduce.lane()).append(reduce.accumulates() ? ".acc" : "");
                first(reduce.target(), reduce.lane());
                next(reduce.source(), reduce.lane());
            }
            case Instruction.Matmul matmul -> {
                out.append("matmul.f32").append(matmul.accumulates() ? ".acc" : "");
                first(matmul.target(), LaneType.F32);
                next(matmul.left());
                next(matmul.right());
                out.append(", depth ").append(matmul.depth());
            }
            case Instruction.LocalMatmul matmul -> {
                out.append("matmul_local.f32").append(matmul.accumulates() ? ".acc" : "");
                first(matmul.target(), LaneType.F32);
                next(matmul.left(), LaneType.F32);
                next(matmul.right());
            }
            case Instruction.GroupedMatmul matmul -> {
                out.append(matmul.opcode()).append(".f32");
                first(matmul.target(), LaneType.F32);
                next(matmul.left());
                next(matmul.right());
                out.append(", depth ").append(matmul.depth());
                next(matmul.groups());
                if (matmul.opcode() == Opcode.MATMUL_DEPTH) {
                    out.append(", limit ").append(matmul.count());
                    out.append(matmul.axis() == Words.NO_AXIS ? "" : ", by i" + matmul.axis());
                } else {
                    out.append(", stride ").append(matmul.stride());
                    out.append(", limit ").append(matmul.count());
                }
            }
        }
    }

    /** Within a reduction {@code reduce_max} is just {@code max}. */
    static String shortName(Op reduction) {
        String text = reduction.toString();
        return text.startsWith(REDUCE_PREFIX) ? text.substring(REDUCE_PREFIX.length()) : text;
    }

    private void section(Instruction.Section section) {
        out.append("section");
        for (int i = 0; i < section.axes().size(); i++) {
            Instruction.Section.Axis axis = section.axes().get(i);
            out.append(i == 0 ? " " : ", ").append(axis.loop() ? "loop" : "grid");
            out.append(" i").append(i).append(' ').append(axis.count());
        }
        out.append(section.axes().isEmpty() ? " " : "; ");
        side("rows ", section.rows());
        side("; columns ", section.columns());
        if (section.hasInner()) {
            side("; inner ", section.inner());
        }
        out.append("; cost ").append(section.cost());
        out.append("; local ").append(section.localBytes());
    }

    private void side(String label, Instruction.Section.Side side) {
        out.append(label).append(side.size());
        if (side.axis() != Words.NO_AXIS || side.extent() != side.size()) {
            out.append(" of ").append(side.extent());
        }
        if (side.axis() != Words.NO_AXIS) {
            out.append(" by i").append(side.axis());
        }
    }

    private void first(Source operand, LaneType usual) {
        out.append(' ');
        operand(operand, usual);
    }

    private void next(Source operand, @Nullable LaneType usual) {
        out.append(", ");
        operand(operand, usual);
    }

    private void operand(Source operand, @Nullable LaneType usual) {
        String lane = operand.lane() == usual ? "" : "." + operand.lane();
        switch (operand) {
            case LocalOperand local ->
                out.append(local.extent()).append(lane).append(String.format(Locale.ROOT, "@0x%04x", local.offset()));
            case ScalarOperand scalar ->
                out.append('s').append(Integer.toUnsignedString(scalar.slot())).append(lane);
        }
    }

    private void next(Address address) {
        out.append(", ");
        place(address);
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
