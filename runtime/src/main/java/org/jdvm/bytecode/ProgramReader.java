package org.jdvm.bytecode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;

/**
 * Decodes words into instructions. Each instruction has exactly one encoding: bits that a form does not use must be 0, so that
 * writing what was read gives the same words.
 */
public final class ProgramReader {
    private static final Pipe[] PIPES = Arrays.copyOf(Pipe.values(), Pipe.SYNCHRONISED);
    private static final DType[] TYPES = DType.values();
    private static final int LANES = LaneType.values().length;
    private static final int EXTENTS = Extent.values().length;

    private final long[] words;
    private int start;
    private int position;
    private int limit;

    private ProgramReader(long[] words) {
        this.words = words;
    }

    /**
     * An instruction at its place.
     *
     * @param position the index of its head word
     * @param instruction the instruction
     */
    public record Placed(int position, Instruction instruction) {}

    /**
     * {@return the instructions of a program}
     *
     * @param program the program
     * @throws BytecodeException if a word does not decode
     */
    public static List<Placed> read(Program program) {
        return read(program.words());
    }

    /**
     * {@return the instructions that words hold}
     *
     * @param words whole instructions, one after the other
     * @throws BytecodeException if a word does not decode
     */
    public static List<Placed> read(long[] words) {
        ProgramReader reader = new ProgramReader(words);
        List<Placed> instructions = new ArrayList<>();
        while (reader.position < words.length) {
            int position = reader.position;
            instructions.add(new Placed(position, reader.instruction()));
        }
        return instructions;
    }

    private Instruction instruction() {
        start = position;
        long head = words[start];
        Opcode opcode = Opcode.find(Words.opcode(head))
                .orElseThrow(() -> wrong(start, "opcode", "the code of an instruction form", Words.opcode(head)));
        int length = Words.length(head);
        if (length < Words.HEADER || length > words.length - start) {
            throw wrong(
                    start,
                    "length of " + opcode,
                    Words.HEADER + " to " + (words.length - start) + " (the words left)",
                    length);
        }
        limit = start + length;
        position = start + Words.HEADER;
        Instruction instruction = fields(opcode, head);
        if (position != limit) {
            throw wrong(start, "length of " + opcode, position - start, length);
        }
        return instruction;
    }

    private Instruction fields(Opcode opcode, long head) {
        checkHead(opcode, head);
        Sync sync = sync(opcode);
        Op function = opcode.hasFunction() ? function(opcode, head) : Op.COPY;
        FieldValue[] values = new FieldValue[opcode.fields().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(opcode, opcode.fields().get(i), opcode.name(i));
        }
        return new Instruction(
                opcode,
                function,
                LaneType.of(Words.lane(head)),
                TYPES[Words.memoryType(head)],
                Words.accumulates(head),
                List.of(values),
                sync);
    }

    private FieldValue value(Opcode opcode, Field field, String name) {
        return switch (field.kind()) {
            case LOCAL -> local(name);
            case SCALAR -> scalar(name);
            case SOURCE -> source(name);
            case ADDRESS -> field.isMemory() ? address() : numbers(opcode);
            case NUMBER -> new Immediate(next(name));
            case AXIS -> axis(field);
            case WINDOWS -> windows();
            case FRAME -> frame();
        };
    }

    private void checkHead(Opcode opcode, long head) {
        int type = Words.memoryType(head);
        if (opcode.hasMemoryType() ? type >= TYPES.length : type != 0) {
            throw wrong(
                    start,
                    "memory type of " + opcode,
                    opcode.hasMemoryType() ? "0 to " + (TYPES.length - 1) : "0 (it has none)",
                    type);
        }
        int lane = Words.lane(head);
        boolean anyLane = opcode.head().types() == Opcode.Head.Types.LANE;
        if (anyLane && lane >= LANES) {
            throw wrong(start, "lane type of " + opcode, "0 to " + (LANES - 1), lane);
        }
        int onlyLane = opcode.hasMemoryType() ? LaneType.of(TYPES[type]).ordinal() : 0;
        if (!anyLane && lane != onlyLane) {
            throw wrong(start, "lane type of " + opcode, onlyLane + " (" + LaneType.of(onlyLane) + ")", lane);
        }
        if (!opcode.hasFunction() && Words.function(head) != 0) {
            throw wrong(start, "function of " + opcode, "0 (it has none)", Words.function(head));
        }
        long flags = head >>> 32;
        if (flags > (opcode.canAccumulate() ? Words.ACCUMULATE : 0)) {
            throw wrong(start, "flags of " + opcode, opcode.canAccumulate() ? "0 or 1" : "0", flags);
        }
    }

    private Op function(Opcode opcode, long head) {
        return Op.byCode(Words.function(head))
                .filter(opcode::accepts)
                .orElseThrow(() -> wrong(
                        start,
                        "function of " + opcode,
                        "the code of a function of this form",
                        Op.byCode(Words.function(head))
                                .map(op -> Words.function(head) + " (" + op + ")")
                                .orElse("" + Words.function(head))));
    }

    private Sync sync(Opcode opcode) {
        long word = words[start + 1];
        if (word == 0) {
            return Sync.NONE;
        }
        if (opcode.pipe() == Pipe.CONTROL) {
            throw wrong(start + 1, "synchronisation of " + opcode, "0 (it has no events)", hex(word));
        }
        List<Sync.Event> waits = new ArrayList<>(Pipe.SYNCHRONISED);
        List<Sync.Event> sets = new ArrayList<>(Pipe.SYNCHRONISED);
        for (Pipe pipe : PIPES) {
            int bits = (int) (word >>> 8 * pipe.ordinal()) & 0xff;
            event(pipe, bits & 15, waits);
            event(pipe, bits >>> 4, sets);
        }
        checkUnused(start + 1, "synchronisation of " + opcode, word >>> 8 * Pipe.SYNCHRONISED);
        return new Sync(waits, sets);
    }

    private void event(Pipe pipe, int bits, List<Sync.Event> events) {
        if (bits >= 8) {
            events.add(new Sync.Event(pipe, bits & 7));
        } else if (bits != 0) {
            throw wrong(start + 1, "event with " + pipe, "0 where none is waited for or set", bits);
        }
    }

    private Frame frame() {
        int at = position;
        long frame = next("frame");
        checkUnused(at, "frame", frame >>> 33);
        boolean inner = Words.hasInner(frame);
        if (!inner) {
            checkUnused(at, "frame", frame >>> 24);
        }
        long rows = next("rows");
        long rowExtent = next("extent of the rows");
        long columns = next("columns");
        long columnExtent = next("extent of the columns");
        long cost = next("cost");
        long localBytes = next("bytes of local buffer");
        List<Frame.Axis> axes = new ArrayList<>(Words.axes(frame));
        for (int i = 0; i < Words.axes(frame); i++) {
            long axis = next("axis " + i);
            checkUnused(position - 1, "axis " + i, (axis & Long.MAX_VALUE) >>> 48);
            axes.add(new Frame.Axis(Words.axisCount(axis), Words.isLoop(axis)));
        }
        return new Frame(
                new Frame.Side(Words.rowAxis(frame), rows, rowExtent),
                new Frame.Side(Words.columnAxis(frame), columns, columnExtent),
                cost,
                localBytes,
                axes,
                inner ? innerSide(frame) : Frame.NO_INNER);
    }

    private Frame.Side innerSide(long frame) {
        long inner = next("inner indices");
        long extent = next("extent of the inner indices");
        if (inner < 1) {
            throw wrong(position - 2, "inner indices", "at least 1", inner);
        }
        return new Frame.Side(Words.innerAxis(frame), inner, extent);
    }

    private WindowMap windows() {
        long count = next("axes of windows");
        if (count < 1 || count > WindowMap.MOST_AXES) {
            throw wrong(position - 1, "axes of windows", "1 to " + WindowMap.MOST_AXES, count);
        }
        List<WindowMap.Axis> axes = new ArrayList<>();
        for (int axis = 0; axis < count; axis++) {
            axes.add(new WindowMap.Axis(
                    next("size"),
                    next("count"),
                    next("step"),
                    next("dilation"),
                    next("before"),
                    next("spread"),
                    next("extent"),
                    next("stride")));
        }
        return new WindowMap(axes);
    }

    private Immediate axis(Field field) {
        long axis = next(field.toString());
        if (axis < 0 || axis > field.lastAxis()) {
            throw wrong(position - 1, field.toString(), "0 to " + field.lastAxis(), axis);
        }
        return new Immediate(axis);
    }

    private SourceOperand source(String field) {
        long word = next(field);
        int at = position - 1;
        checkUnused(at, field, word >>> 40);
        if (Words.extent(word) >= EXTENTS) {
            throw wrong(at, "extent of the " + field, "0 to " + (EXTENTS - 1), Words.extent(word));
        }
        if (Words.operandLane(word) >= LANES) {
            throw wrong(at, "lane type of the " + field, "0 to " + (LANES - 1), Words.operandLane(word));
        }
        LaneType lane = LaneType.of(Words.operandLane(word));
        Extent extent = Extent.of(Words.extent(word));
        return extent == Extent.SCALAR
                ? new ScalarOperand(lane, Words.value(word))
                : new LocalOperand(extent, lane, Words.value(word));
    }

    private LocalOperand local(String field) {
        return switch (source(field)) {
            case LocalOperand local -> local;
            case ScalarOperand _ -> throw wrong(position - 1, field, "an operand in the local buffer", "a scalar");
        };
    }

    private ScalarOperand scalar(String field) {
        return switch (source(field)) {
            case ScalarOperand scalar -> scalar;
            case LocalOperand _ -> throw wrong(position - 1, field, "a scalar", "an operand in the local buffer");
        };
    }

    private Address numbers(Opcode opcode) {
        int at = position;
        Address numbers = address();
        if (numbers.buffer() != 0) {
            throw wrong(at, "buffer of " + opcode, "0 (it has none)", numbers.buffer());
        }
        return numbers;
    }

    private Address address() {
        long word = next("address");
        long rowStride = next("row stride");
        long columnStride = next("column stride");
        List<Address.Term> terms = new ArrayList<>(Words.terms(word));
        for (int i = 0; i < Words.terms(word); i++) {
            long term = next("axis term " + i);
            checkUnused(position - 1, "axis term " + i, term >>> 48 & 0xff);
            terms.add(new Address.Term(Words.termAxis(term), Words.termStride(term)));
        }
        return new Address(Words.buffer(word), Words.offset(word), rowStride, columnStride, terms);
    }

    private long next(String field) {
        if (position == limit) {
            throw wrong(position, field, "a word of the instruction at word " + start, "its end");
        }
        return words[position++];
    }

    private static void checkUnused(int position, String field, long bits) {
        if (bits != 0) {
            throw wrong(position, field, "0 in the unused bits", hex(bits));
        }
    }

    private static String hex(long word) {
        return "0x" + Long.toHexString(word);
    }

    private static BytecodeException wrong(int position, String field, Object expected, Object actual) {
        return new BytecodeException(
                "word " + position + ", " + field + ": expected " + expected + ", found " + actual);
    }
}
