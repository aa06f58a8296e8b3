package org.jdvm.bytecode.verify;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Address;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Field;
import org.jdvm.bytecode.FieldValue;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Immediate;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.LocalOperand;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Pipe;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ScalarOperand;
import org.jdvm.bytecode.SourceOperand;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.bytecode.Words;
import org.jdvm.ir.Op;
import org.jdvm.op.RowOp;
import org.jdvm.op.RowOps;
import org.jdvm.op.Scan;
import org.jdvm.symbolic.Dim;

/** Rules for single instructions: extents and lane types fit the form, buffers, scalars and axes exist, operands have room. */
final class FormRules {
    /** Rows or columns of the largest block that products are cut into, on any machine. */
    private static final long MAX_BLOCK = 64;

    /** Elements that a packed operand may take, whatever the size of its buffer. */
    private static final long SMALL_PACKED = 1L << 26;

    /** Elements that a packed operand may take at all: it is one array. */
    private static final long MAX_PACKED = 1L << 30;

    private final SectionBody body;
    private final Program program;
    private SectionBody.Step step;

    private FormRules(SectionBody body) {
        this.body = body;
        this.program = body.program;
        this.step = body.head;
    }

    static void check(SectionBody body) {
        FormRules rules = new FormRules(body);
        for (SectionBody.Step step : body.steps) {
            rules.step = step;
            rules.instruction(step.instruction());
        }
    }

    private void instruction(Instruction instruction) {
        Opcode opcode = instruction.opcode();
        instruction.values().forEach(this::exists);
        if (opcode.hasFunction()) {
            function(instruction.function(), instruction.lane());
        }
        if (opcode == Opcode.REDUCE_WINDOWS
                && !(instruction.lane() == LaneType.F32 && WindowMap.COMBINED_BY.contains(instruction.function()))) {
            throw problem("windows are combined by " + WindowMap.COMBINED_BY + " of f32, not by "
                    + instruction.function() + " of " + instruction.lane());
        }
        for (int i = 0; i < opcode.fields().size(); i++) {
            Field field = opcode.fields().get(i);
            switch (instruction.values().get(i)) {
                case SourceOperand operand -> operand(instruction, field, opcode.name(i), operand);
                case Address address -> address(instruction, field, address);
                case Immediate(long number) -> number(instruction, field, number);
                case WindowMap windows -> windows(instruction, windows);
                case Frame _ -> {}
            }
        }
        if (opcode.pipe() == Pipe.CUBE) {
            packed(instruction);
        }
    }

    /** Operands are in the local buffer or among the scalars, whatever the form. */
    private void exists(FieldValue value) {
        switch (value) {
            case LocalOperand local -> place(local);
            case ScalarOperand(LaneType _, int slot) -> {
                if (Integer.compareUnsigned(slot, program.scalars().size()) >= 0) {
                    throw problem("there is no scalar s" + Integer.toUnsignedString(slot) + " among "
                            + program.scalars().size());
                }
            }
            case Address _, Immediate _, WindowMap _, Frame _ -> {}
        }
    }

    private void operand(Instruction instruction, Field field, String name, SourceOperand operand) {
        LaneType usual = field.usualLane(instruction.lane(), instruction.function());
        if (field.lane() == Field.Lane.INTEGER) {
            if (operand.lane().isFloat()) {
                throw problem("the " + name + " must be i32 or i64, not " + operand.lane());
            }
        } else if (usual != null && operand.lane() != usual) {
            throw problem("the " + name + " must be " + usual + ", not " + operand.lane());
        }
        Extent extent = operand.extent();
        switch (field.fit()) {
            case ANY -> {}
            case COVERS, ELEMENTWISE -> covers(name, instruction.place(), operand);
            case REDUCED_X -> reduced(instruction.place(), extent, true);
            case REDUCED_Y -> reduced(instruction.place(), extent, false);
            case SCANNED_X -> scanned(instruction, extent, extent.hasColumns());
            case SCANNED_Y -> scanned(instruction, extent, extent.hasRows() && !extent.hasInner());
            case COMPLETE -> {
                if (extent.hasInner() && isNarrowed()) {
                    throw problem("inner indices are left out in this section, so they cannot all be stored");
                }
            }
            case TILE, INNER_TILE, TILE_OR_INNER_TILE, TILE_OR_ROW -> {
                Set<Extent> only = field.fit().only;
                if (!only.contains(extent)) {
                    String list = only.stream()
                            .map(fitting -> (fitting.hasInner() ? "an " : "a ") + fitting)
                            .collect(Collectors.joining(" or "));
                    throw problem("the " + name + " must be " + list + ", not a " + extent);
                }
            }
        }
    }

    private void address(Instruction instruction, Field field, Address address) {
        if (!field.isMemory()) {
            terms(address);
            return;
        }
        BufferSlot buffer = buffer(address);
        DType type = buffer.type();
        switch (field.contents()) {
            case NONE -> {}
            case OF_TYPE -> {
                if (type != instruction.type()) {
                    throw problem(buffer.name() + " holds " + type + ", not " + instruction.type());
                }
            }
            case LEFT -> matrix(instruction, type, false);
            case RIGHT -> matrix(instruction, type, true);
            case MASK -> narrow(address, type);
            case ROUTINE_OPERAND -> {
                RowOp routine = routine(instruction);
                if (!routine.takes(type)) {
                    throw problem(routine.text() + " does not take " + type);
                }
                if (routine.hasUpdates() != instruction.opcode().fields().contains(Field.UPDATES)) {
                    throw problem(routine.text() + " takes " + routine.operands() + " operands");
                }
            }
            case ROUTINE_INDICES -> {
                if (type != DType.I32 && type != DType.I64) {
                    throw problem("the indices are i32 or i64, not " + type);
                }
            }
            case ROUTINE_UPDATES -> {
                DType operand =
                        buffer((Address) instruction.get(Field.ROUTINE_OPERAND)).type();
                if (type != operand) {
                    throw problem("the updates are " + type + ", not " + operand);
                }
            }
            case ROUTINE_RESULT -> result(instruction, output(instruction, field), type);
            case SIZES -> {
                if (type != DType.I32 && type != DType.I64) {
                    throw problem("the sizes of groups are i32 or i64, not " + type);
                }
                if (!address.terms().isEmpty()) {
                    throw problem("the sizes of groups are the same for all tasks: their address has no terms");
                }
            }
        }
        terms(address);
        if (field.isStore() && buffer.role() == BufferSlot.Role.INPUT) {
            throw problem(buffer.name() + " is an input");
        }
    }

    /** The routine of an instruction; its number is checked before. */
    private static RowOp routine(Instruction instruction) {
        return RowOps.find(instruction.number(Field.ROUTINE)).orElseThrow();
    }

    /** Which result of a routine is at an address. */
    private static long output(Instruction instruction, Field field) {
        return field == Field.ROUTINE_SECOND_RESULT
                ? 1
                : instruction.opcode().fields().contains(Field.OUTPUT) ? instruction.number(Field.OUTPUT) : 0;
    }

    /** The result that a routine writes: one that it has, of its element type and size. */
    private void result(Instruction instruction, long output, DType type) {
        RowOp routine = routine(instruction);
        DType operand = buffer((Address) instruction.get(Field.ROUTINE_OPERAND)).type();
        List<DType> types = routine.resultTypes(operand);
        if (output < 0 || output >= types.size()) {
            throw problem(routine.text() + " has " + types.size() + " results, so none " + output);
        }
        if (types.get((int) output) != type) {
            throw problem(routine.text() + " gives " + types.get((int) output) + ", not " + type);
        }
        long size = instruction.number(Field.ROW_SIZE);
        long resultSize = instruction.number(Field.RESULT_SIZE);
        if (routine.isSized()) {
            if (resultSize > size) {
                throw problem(routine.text() + " gives rows of at most " + size + " elements, not " + resultSize);
            }
            return;
        }
        long[] options = Words.options(
                instruction.number(Field.OPTIONS), routine.options().size());
        long expected = routine.resultSize(Dim.of(size), options).constantValue();
        if (expected != resultSize) {
            throw problem(routine.text() + " gives rows of " + expected + " elements, not " + resultSize);
        }
    }

    private void number(Instruction instruction, Field field, long number) {
        switch (field.range()) {
            case ANY -> {}
            case POSITIVE -> {
                if (number < 1) {
                    throw problem("the " + field.label() + " must be at least 1");
                }
            }
            case POSITIVE_INT -> positive(field.label(), number);
            case COUNT -> count(field.label(), number);
            case PART_OF_COLUMNS -> {
                Frame.Side columns = body.section.columns();
                positive(field.label(), number);
                if (columns.size() % number != 0 || columns.extent() % number != 0) {
                    throw problem("columns of " + columns.size() + " and their extent of " + columns.extent()
                            + " are not multiples of the " + field.label() + " of " + number);
                }
            }
            case PART_OF_DEPTH -> {
                long depth = instruction.number(Field.DEPTH);
                positive(field.label(), number);
                if (depth % number != 0) {
                    throw problem(
                            "the depth " + depth + " is not a multiple of the " + field.label() + " of " + number);
                }
            }
            case ROUTINE -> {
                if (RowOps.find(number).isEmpty()) {
                    throw problem("there is no routine " + number + " among " + RowOps.ALL.size());
                }
            }
            case OPTIONAL -> {
                long groups = instruction.number(Field.GROUP_LIMIT);
                if (number != Words.NO_AXIS
                        && (number >= body.section.axes().size() || body.count((int) number) > groups)) {
                    throw problem("the section has no axis i" + number + " with at most " + groups + " indices");
                }
            }
        }
    }

    private void place(LocalOperand operand) {
        int alignment = program.machine().alignmentBytes();
        if (operand.extent().hasInner() && !body.section.hasInner()) {
            throw problem(at(operand) + ": the frame has no inner side");
        }
        if (operand.offset() % alignment != 0) {
            throw problem(at(operand) + " is not aligned to " + alignment + " bytes");
        }
        long end = operand.offset() + body.bytes(operand);
        if (operand.offset() < 0 || end > body.section.localBytes()) {
            throw problem(at(operand) + " ends at byte " + end + ", but the section has " + body.section.localBytes()
                    + " bytes of local buffer");
        }
    }

    private void function(Op function, LaneType lane) {
        if (!lane.supports(function)) {
            throw problem(function + " does not work on " + lane);
        }
    }

    /** A source may cover less than the target and is repeated then, but not more. */
    private void covers(String role, LocalOperand target, SourceOperand source) {
        boolean fits = switch (source.extent()) {
            case TILE -> target.extent() == Extent.TILE;
            case ROW -> target.extent() == Extent.TILE || target.extent() == Extent.ROW;
            case COLUMN -> target.extent().hasRows();
            case ONE, SCALAR -> true;
            case INNER_TILE -> target.extent() == Extent.INNER_TILE;
            case INNER_ROW -> target.extent() == Extent.INNER_TILE || target.extent() == Extent.INNER_ROW;
        };
        if (!fits) {
            throw problem("the " + role + " is a " + source.extent() + ", which does not fit a target that is a "
                    + target.extent());
        }
    }

    private void reduced(LocalOperand target, Extent source, boolean along) {
        Extent expected = switch (source) {
            case TILE -> along ? Extent.COLUMN : Extent.ROW;
            case ROW -> along ? Extent.ONE : null;
            case COLUMN -> along ? null : Extent.ONE;
            case ONE, SCALAR -> null;
            case INNER_TILE -> along ? Extent.COLUMN : Extent.INNER_ROW;
            case INNER_ROW -> along ? Extent.ONE : null;
        };
        if (expected == null) {
            throw problem("a " + source + " has nothing to reduce");
        }
        if (target.extent() != expected) {
            throw problem("the target must be a " + expected + ", not a " + target.extent());
        }
    }

    /** A scan keeps the extent, and floats or integers are what its routine takes. */
    private void scanned(Instruction instruction, Extent source, boolean hasElements) {
        if (!hasElements) {
            throw problem("a " + source + " has nothing to scan");
        }
        if (instruction.place().extent() != source) {
            throw problem("the target must be a " + source + ", not a "
                    + instruction.place().extent());
        }
        RowOp routine = RowOps.find(instruction.number(Field.ROUTINE)).orElse(null);
        if (routine != null && !(routine instanceof Scan)) {
            throw problem(routine.text() + " is not a scan");
        }
        if (routine != null && !routine.takes(instruction.lane().memoryType())) {
            throw problem(routine.text() + " does not take " + instruction.lane());
        }
    }

    /** The right operand of a product in f32 may also be quantised weights. */
    private void matrix(Instruction instruction, DType type, boolean right) {
        boolean fits = switch (instruction.lane()) {
            case F32 -> type != DType.F64 && (type.isFloat() || right);
            case F64 -> type == DType.F64 && !instruction.place().extent().hasInner();
            case I32 -> !type.isFloat() && !instruction.place().extent().hasInner();
            case I64 -> false;
        };
        if (!fits || !Op.MATMUL.types().contains(type)) {
            throw problem("matmul in " + instruction.lane() + " does not multiply " + type);
        }
    }

    private void packed(Instruction instruction) {
        Spans spans = new Spans(body.section, instruction);
        for (int i = 0; i < instruction.values().size(); i++) {
            Field field = instruction.opcode().fields().get(i);
            if (instruction.values().get(i) instanceof Address address) {
                switch (field.contents()) {
                    case LEFT -> packed("left", address, spans.size(field.rows()), spans.size(field.columns()));
                    case RIGHT -> {
                        if (field.isWindowedByRow()) {
                            plane(windows(instruction));
                            continue;
                        }
                        // Windows overlap, so that an element may be in each place of a window.
                        long times = field.isWindowed() ? windows(instruction).elements() : 1;
                        long depth = Math.ceilDiv(spans.size(field.rows()), times);
                        packed("right", address, spans.size(field.columns()), depth);
                    }
                    case NONE,
                            OF_TYPE,
                            MASK,
                            SIZES,
                            ROUTINE_OPERAND,
                            ROUTINE_INDICES,
                            ROUTINE_UPDATES,
                            ROUTINE_RESULT -> {}
                }
            }
        }
    }

    /** A core copies what windows show of a channel to a plane. */
    private void plane(WindowMap windows) {
        if (!windows.hasPlane()) {
            throw problem("a window reaches over more than " + WindowMap.MOST_PLANE + " elements");
        }
    }

    private static WindowMap windows(Instruction instruction) {
        return (WindowMap) instruction.get(Field.WINDOWS);
    }

    /** Windows are those that there are, and the numbers so small that no place of an element overflows. */
    private void windows(Instruction instruction, WindowMap windows) {
        for (WindowMap.Axis axis : windows.axes()) {
            positive("size of windows", axis.size());
            positive("count of windows", axis.count());
            positive("step of windows", axis.step());
            positive("dilation of windows", Math.abs(axis.dilation()));
            positive("spread of windows", axis.spread());
            // Of a tensor without elements windows show zeros only.
            count("extent of windows", axis.extent());
            positive("distance before windows", Math.max(1, Math.abs(axis.before())));
            positive("reach of windows", Math.max(1, (axis.size() - 1) * Math.abs(axis.dilation())));
            positive("reach of windows", Math.max(1, (axis.count() - 1) * axis.step()));
        }
        try {
            Address numbers = (Address) instruction.get(Field.WINDOW_NUMBERS);
            boolean isByRow = instruction.opcode().fields().contains(Field.ROW_WINDOWED);
            if (instruction.opcode().fields().contains(Field.DEPTH)) {
                long depth = instruction.number(Field.DEPTH);
                if (isByRow ? depth != windows.elements() : depth % windows.elements() != 0) {
                    throw problem("the depth " + depth + " is not " + (isByRow ? "that" : "a multiple") + " of the "
                            + windows.elements() + " elements of a window");
                }
            }
            if (isByRow && numbers.columnStride() != 1 && body.section.columns().extent() > 1) {
                throw problem("columns are windows one after the other, not " + numbers.columnStride() + " apart");
            }
            if (isByRow && ((Address) instruction.get(Field.ROW_WINDOWED)).columnStride() != 0) {
                throw problem("columns are windows of one channel: the address has no column stride");
            }
            Footprint footprint = new Footprint.Builder(body, step, numbers)
                    .side(body.section.columns(), numbers.columnStride())
                    .build();
            if (footprint.first() < 0 || footprint.last() >= windows.windows()) {
                throw problem("the columns are the windows " + footprint.first() + " to " + footprint.last() + " of "
                        + windows.windows());
            }
        } catch (ArithmeticException _) {
            throw problem("the numbers of windows are too large");
        }
    }

    /** A core packs operands in memory that it does not read where they are; what it takes for that must be in proportion. */
    private void packed(String role, Address address, long width, long depth) {
        // A frame has at most 2^28 elements a side, and the depth is below 2^31.
        long needed = (width + MAX_BLOCK) * depth;
        long most = Math.max(SMALL_PACKED, MAX_BLOCK * Math.min(buffer(address).elements(), MAX_PACKED / MAX_BLOCK));
        if (needed > most) {
            throw problem("the " + role + " operand takes " + needed + " elements when it is packed, but for one of "
                    + buffer(address).elements() + " elements the limit is " + most);
        }
    }

    /** Which inner indices are left out holds for the rows of one index, and up to the next index of the inner axis. */
    private void narrow(Address mask, DType type) {
        Frame section = body.section;
        if (!section.hasInner()) {
            throw problem("the frame has no inner side");
        }
        int rowAxis = section.rows().axis();
        if (rowAxis != Words.NO_AXIS && body.isLoop(rowAxis)) {
            throw problem("rows must not be run through in a loop, as over i" + rowAxis);
        }
        if (type == DType.F64 || !type.isFloat() && type != DType.BOOL) {
            throw problem("a mask holds floats of at most 32 bits or truth values, not " + type);
        }
        positive("extent of the inner indices", section.inner().extent());
        int innerAxis = section.inner().axis();
        if (innerAxis == Words.NO_AXIS) {
            return;
        }
        if (body.isLoop(innerAxis) && (step.loops().isEmpty() || step.loops().getLast() != innerAxis)) {
            throw problem("must be directly inside the loop over i" + innerAxis);
        }
        long stride = 0;
        for (Address.Term term : mask.terms()) {
            stride += term.axis() == innerAxis ? term.stride() : 0;
        }
        if (stride != section.inner().size() * mask.columnStride()) {
            throw problem("rows of the mask must go on over i" + innerAxis + " in strides of "
                    + section.inner().size() * mask.columnStride() + ", not " + stride);
        }
    }

    private void count(String what, long number) {
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw problem("the " + what + " must be at least 0 and less than 2^31");
        }
    }

    private void positive(String what, long number) {
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw problem("the " + what + " must be positive and less than 2^31");
        }
    }

    private boolean isNarrowed() {
        return body.steps.stream()
                .anyMatch(other -> other.instruction().opcode().clipsInner());
    }

    private BufferSlot buffer(Address address) {
        if (address.buffer() >= program.buffers().size()) {
            throw problem("there is no buffer #" + address.buffer());
        }
        return program.buffers().get(address.buffer());
    }

    private void terms(Address address) {
        for (Address.Term term : address.terms()) {
            if (term.axis() >= body.section.axes().size()) {
                throw problem("the section has no axis i" + term.axis());
            }
            if (body.isLoop(term.axis()) && !step.loops().contains(term.axis())) {
                throw problem("is outside of the loop over i" + term.axis());
            }
        }
    }

    private static String at(LocalOperand operand) {
        return operand.extent() + "@0x" + Integer.toHexString(operand.offset());
    }

    private BytecodeException problem(String message) {
        return body.problem(step, message);
    }
}
