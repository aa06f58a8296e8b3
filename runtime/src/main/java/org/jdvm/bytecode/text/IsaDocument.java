package org.jdvm.bytecode.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Field;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Pipe;
import org.jdvm.bytecode.Sync;
import org.jdvm.ir.Op;

/** Writes the reference of the instruction set from the tables that define it. */
public final class IsaDocument {
    /** Softmax over the rows of a matrix, five rows a task. */
    public static final String EXAMPLE = """
        program softmax
        machine host, cores 2, local 393216, align 64, tile 8192, events 8, cube 12 x 32, depth 2048, results 16384, left 131072, right 2097152, spawn 24000, work 17592186044416
        scalars 0
        input x f16 38400
        output y f16 38400

        section grid i0 20; rows 5 of 100 by i0; columns 384; cost 76800; local 7744
          load.f16 tile@0x0000, x[0 + 1920*i0; rows 384, cols 1] set vector:0
          reduce_x.max.f32 column@0x1e00, tile@0x0000 wait load:0
          sub.f32 tile@0x0000, tile@0x0000, column@0x1e00
          exp.f32 tile@0x0000, tile@0x0000
          reduce_x.sum.f32 column@0x1e00, tile@0x0000
          div.f32 tile@0x0000, tile@0x0000, column@0x1e00 set store:0
          store.f16 tile@0x0000, y[0 + 1920*i0; rows 384, cols 1] wait vector:0
        end
        """;

    private final StringBuilder out = new StringBuilder();

    private IsaDocument() {}

    /** {@return the document, in Markdown} */
    public static String generate() {
        IsaDocument document = new IsaDocument();
        document.introduction();
        document.operands();
        document.instructions();
        document.functions();
        document.events();
        document.words();
        document.text();
        return document.out.toString();
    }

    private void introduction() {
        out.append("""
            # Instruction set

            Written by `org.jdvm.bytecode.text.IsaDocument` from the tables in the source; do not edit. What a verified program
            guarantees is in [internals.md](internals.md).

            A program consists of sections. A section has axes: those spread over the cores make up its *tasks*, which are
            independent of each other; loop axes are run through in order inside a task. A task works on tiles of its *frame*
            (rows x columns) in the local buffer of its core, which is empty when the section begins. A frame may have an inner side
            as well: its tiles (rows x inner) are left operands of products. The units of a core, its *pipes*, run in parallel;
            each runs its own instructions in order.

            """);
        row("pipe", "does");
        row("---", "---");
        row("load", "moves tiles from memory into the local buffer");
        row("store", "moves tiles from the local buffer to memory");
        row("vector", "computes on tiles");
        row("cube", "multiplies matrices");
        row("control", "begins and ends sections and loops; these wait for all pipes");
        out.append('\n');
    }

    private void operands() {
        out.append("## Operands\n\n");
        row("extent", "covers", "bytes in the local buffer");
        row("---", "---", "---");
        for (Extent extent : Extent.values()) {
            row(
                    code(extent),
                    switch (extent) {
                        case TILE -> "rows x columns";
                        case ROW -> "1 x columns, the same for each row";
                        case COLUMN -> "rows x 1, the same for each column";
                        case ONE -> "one element, the same everywhere";
                        case SCALAR -> "a scalar of the launch, the same everywhere; only as a source";
                        case INNER_TILE -> "rows x inner";
                        case INNER_ROW -> "1 x inner, the same for each row";
                    },
                    switch (extent) {
                        case TILE -> "rows * pad(columns * lane)";
                        case ROW -> "pad(columns * lane)";
                        case COLUMN -> "pad(rows * lane)";
                        case ONE -> "pad(lane)";
                        case SCALAR -> "0";
                        case INNER_TILE -> "rows * pad(inner * lane)";
                        case INNER_ROW -> "pad(inner * lane)";
                    });
        }
        out.append("""

            `lane` is the size of an element and `pad` rounds up to the machine's alignment. The contents of the padding are undefined. A source
            may cover less than the target and is repeated then.

            """);
        row("lane type", "bytes", "holds the memory types");
        row("---", "---", "---");
        for (LaneType lane : LaneType.values()) {
            row(
                    code(lane),
                    "" + lane.bytes(),
                    codes(Arrays.stream(DType.values()).filter(type -> LaneType.of(type) == lane)));
        }
        out.append("""

            f16 and bf16 are widened on load and rounded to nearest, ties to even, on store. Truth values are 0 and 1.

            An element in memory is addressed by an address form: `offset + row * rowStride + column * columnStride + sum(stride * index)`, where the sum is
            over the axis terms of the form and all numbers count elements. For inner extents the inner index takes the place of the column. Outside of its loop a loop axis has index 0.

            """);
    }

    private void instructions() {
        out.append("## Instructions\n\nThe fields follow the head and the synchronisation word, in this order.\n\n");
        row("code", "mnemonic", "pipe", "fields", "meaning");
        row("---", "---", "---", "---", "---");
        for (Opcode opcode : Opcode.values()) {
            row(
                    "" + opcode.code(),
                    code(mnemonic(opcode)),
                    lower(opcode.pipe()),
                    opcode.fields().stream().map(Field::listed).collect(Collectors.joining(", ")),
                    opcode.meaning());
        }
        out.append("""

            `T` is the memory type, `L` the lane type and `F` the function. With `.acc` the target's old contents take part. `unary` and `binary`
            appear in listings under the name of their function. Lane types of operands follow from the instruction, and are written
            only where they do not: truth values are i32, an index is i32 or i64, the source of a cast has any type.

            """);
    }

    private static String mnemonic(Opcode opcode) {
        Opcode.Head head = opcode.head();
        String mnemonic = head.isNamedByFunction() ? head.pattern() : opcode + head.pattern();
        return mnemonic + (opcode.canAccumulate() ? "[.acc]" : "");
    }

    private void functions() {
        out.append("## Functions\n\n");
        row("code", "function", "in", "lane types", "result");
        row("---", "---", "---", "---", "---");
        for (Op op : Op.values()) {
            List<Opcode> forms = Arrays.stream(Opcode.values())
                    .filter(form -> form.accepts(op))
                    .toList();
            if (!forms.isEmpty()) {
                List<LaneType> lanes = Arrays.stream(LaneType.values())
                        .filter(lane -> lane.supports(op))
                        .toList();
                boolean same = lanes.stream().allMatch(lane -> lane.resultOf(op) == lane);
                row(
                        "" + op.code(),
                        code(forms.getFirst().canAccumulate() ? Disassembler.shortName(op) : op),
                        codes(forms.stream()),
                        codes(lanes.stream()),
                        same ? "the same" : codes(Stream.of(lanes.getFirst().resultOf(op))));
            }
        }
        out.append('\n');
    }

    private void events() {
        out.append("""
            ## Events

            An instruction can wait for one event of each other pipe before it starts, and set one event for each other pipe when it is
            done. Between each ordered pair of pipes the machine says how many events there are, at most %d. Each set is answered by
            one wait, in program order, before the next loop or section boundary. The synchronisation word of an instruction
            holds for each pipe, from bit `8 * number` on:

            """.formatted(Sync.MAX_EVENT + 1));
        row("bits", "meaning");
        row("---", "---");
        row("0..2", "id of the event to wait for, which that pipe sets");
        row("3", "1 if there is one");
        row("4..6", "id of the event to set, for which that pipe waits");
        row("7", "1 if there is one");
        out.append("\nThe pipes are numbered ");
        out.append(Arrays.stream(Pipe.values())
                .filter(pipe -> pipe.ordinal() < Pipe.SYNCHRONISED)
                .map(pipe -> lower(pipe) + " " + pipe.ordinal())
                .collect(Collectors.joining(", ")));
        out.append(".\n\n");
    }

    private void words() {
        out.append("## Words\n\nUnused bits are 0, so that an instruction has only one encoding.\n\n");
        for (WordLayout layout : WordLayout.values()) {
            out.append(layout.title()).append(":\n\n");
            row("bits", "field");
            row("---", "---");
            for (WordLayout.Bits bits : layout.fields()) {
                row(bits.from() == bits.to() ? "" + bits.from() : bits.from() + ".." + bits.to(), bits.meaning());
            }
            out.append('\n');
        }
        row("number", "extent", "lane type", "memory type");
        row("---", "---", "---", "---");
        for (int i = 0; i < DType.values().length; i++) {
            row("" + i, nth(Extent.values(), i), nth(LaneType.values(), i), nth(DType.values(), i));
        }
        out.append('\n');
    }

    private static String nth(Object[] values, int i) {
        return i < values.length ? code(values[i]) : "";
    }

    private void text() {
        out.append("## Text\n\n"
                + "Softmax over the rows of a matrix, as it is printed and parsed; the comments are word"
                + " positions.\n\n");
        out.append("```\n").append(Disassembler.print(Assembler.parse(EXAMPLE))).append("```\n");
    }

    private void row(String... cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String code(Object text) {
        return "`" + text + "`";
    }

    private static String codes(Stream<?> values) {
        return values.map(IsaDocument::code).collect(Collectors.joining(", "));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
