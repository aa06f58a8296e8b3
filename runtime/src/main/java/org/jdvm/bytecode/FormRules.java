package org.jdvm.bytecode;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;

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
        LocalOperand target = instruction.target();
        if (target != null) {
            place(target);
        }
        for (Source source : instruction.sources()) {
            switch (source) {
                case LocalOperand local -> place(local);
                case ScalarOperand scalar -> {
                    int slot = scalar.slot();
                    if (Integer.compareUnsigned(slot, program.scalars().size()) >= 0) {
                        throw problem("there is no scalar s" + Integer.toUnsignedString(slot) + " among "
                                + program.scalars().size());
                    }
                }
            }
        }
        switch (instruction) {
            case Instruction.Section _, Instruction.End _, Instruction.Loop _, Instruction.Next _ -> {}
            case Instruction.Narrow(Address mask, long unit) -> narrow(mask, unit);
            case Instruction.NarrowScores narrow -> {
                narrow(narrow.mask(), narrow.unit());
                depth(narrow.depth());
                matrix(narrow.left(), false);
                matrix(narrow.right(), true);
                lane("factor", narrow.factor(), LaneType.F32);
                lane("divisor", narrow.divisor(), LaneType.F32);
            }
            case Instruction.Load load -> {
                lane("target", load.target(), LaneType.of(load.type()));
                memory(load.type(), load.address());
            }
            case Instruction.LoadIndexed load -> {
                lane("target", load.target(), LaneType.of(load.type()));
                if (load.index().lane() == LaneType.F32) {
                    throw problem("the index must be i32 or i64, not f32");
                }
                covers("index", load.target(), load.index());
                memory(load.type(), load.address());
                if (load.limit() < 1) {
                    throw problem("the limit must be at least 1");
                }
            }
            case Instruction.Store store -> {
                lane("source", store.source(), LaneType.of(store.type()));
                if (store.source().extent().hasInner() && isNarrowed()) {
                    throw problem("inner indices are left out in this section, so they cannot all be stored");
                }
                memory(store.type(), store.address());
                BufferSlot buffer = program.buffers().get(store.address().buffer());
                if (buffer.role() == BufferSlot.Role.INPUT) {
                    throw problem(buffer.name() + " is an input");
                }
            }
            case Instruction.Fill fill -> {
                lane("target", fill.target(), fill.lane());
                elementwise(fill, List.of(fill.lane()));
            }
            case Instruction.Iota iota -> {
                lane("target", iota.target(), iota.lane());
                terms(iota.numbers());
            }
            case Instruction.Unary unary -> {
                function(unary.function(), unary.lane());
                lane("target", unary.target(), unary.lane().resultOf(unary.function()));
                elementwise(unary, List.of(unary.lane()));
            }
            case Instruction.Binary binary -> {
                function(binary.function(), binary.lane());
                lane("target", binary.target(), binary.lane().resultOf(binary.function()));
                elementwise(binary, List.of(binary.lane(), binary.lane()));
            }
            case Instruction.Select select -> {
                lane("target", select.target(), select.lane());
                elementwise(select, List.of(LaneType.I32, select.lane(), select.lane()));
            }
            case Instruction.Cast cast -> {
                lane("target", cast.target(), LaneType.of(cast.type()));
                elementwise(cast, List.of(cast.source().lane()));
            }
            case Instruction.Reduce reduce -> {
                function(reduce.function(), reduce.lane());
                lane("target", reduce.target(), reduce.lane());
                lane("source", reduce.source(), reduce.lane());
                reducedExtent(reduce);
            }
            case Instruction.Matmul matmul -> {
                lane("target", matmul.target(), LaneType.F32);
                if (matmul.target().extent() != Extent.TILE && matmul.target().extent() != Extent.INNER_TILE) {
                    throw problem("the target must be a tile or an inner_tile, not a "
                            + matmul.target().extent());
                }
                Instruction.Section.Side columns =
                        matmul.target().extent().hasInner() ? body.section.inner() : body.section.columns();
                depth(matmul.depth());
                matrix(matmul.left(), false);
                matrix(matmul.right(), true);
                packed("left", matmul.left(), body.section.rows(), matmul.depth());
                packed("right", matmul.right(), columns, matmul.depth());
            }
            case Instruction.LocalMatmul matmul -> {
                lane("target", matmul.target(), LaneType.F32);
                lane("left operand", matmul.left(), LaneType.F32);
                if (matmul.target().extent() != Extent.TILE) {
                    throw problem("the target must be a tile, not a "
                            + matmul.target().extent());
                }
                if (matmul.left().extent() != Extent.INNER_TILE) {
                    throw problem("the left operand must be an inner_tile, not a "
                            + matmul.left().extent());
                }
                matrix(matmul.right(), true);
                packed(
                        "right",
                        matmul.right(),
                        body.section.columns(),
                        body.section.inner().size());
            }
            case Instruction.GroupedMatmul matmul -> {
                lane("target", matmul.target(), LaneType.F32);
                if (matmul.target().extent() != Extent.TILE) {
                    throw problem("the target must be a tile, not a "
                            + matmul.target().extent());
                }
                depth(matmul.depth());
                matrix(matmul.left(), false);
                matrix(matmul.right(), true);
                groups(matmul);
                packed("left", matmul.left(), body.section.rows(), matmul.depth());
                packed("right", matmul.right(), body.section.columns(), matmul.depth());
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

    private void lane(String role, Source operand, LaneType expected) {
        if (operand.lane() != expected) {
            throw problem("the " + role + " must be " + expected + ", not " + operand.lane());
        }
    }

    private void function(Op function, LaneType lane) {
        if (!lane.supports(function)) {
            throw problem(function + " does not work on " + lane);
        }
    }

    private void elementwise(Instruction instruction, List<LaneType> lanes) {
        LocalOperand target = instruction.target();
        List<Source> sources = instruction.sources();
        for (int i = 0; i < sources.size() && target != null; i++) {
            String role = sources.size() == 1 ? "source" : "source " + (i + 1);
            lane(role, sources.get(i), lanes.get(i));
            covers(role, target, sources.get(i));
        }
    }

    /** A source may cover less than the target and is repeated then, but not more. */
    private void covers(String role, LocalOperand target, Source source) {
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

    private void reducedExtent(Instruction.Reduce reduce) {
        boolean along = reduce.opcode() == Opcode.REDUCE_X;
        Extent expected = switch (reduce.source().extent()) {
            case TILE -> along ? Extent.COLUMN : Extent.ROW;
            case ROW -> along ? Extent.ONE : null;
            case COLUMN -> along ? null : Extent.ONE;
            case ONE, SCALAR -> null;
            case INNER_TILE -> along ? Extent.COLUMN : Extent.INNER_ROW;
            case INNER_ROW -> along ? Extent.ONE : null;
        };
        if (expected == null) {
            throw problem("a " + reduce.source().extent() + " has nothing to reduce");
        }
        if (reduce.target().extent() != expected) {
            throw problem("the target must be a " + expected + ", not a "
                    + reduce.target().extent());
        }
    }

    /** The right operand may also be quantised weights. */
    private void matrix(Address address, boolean right) {
        DType type = buffer(address).type();
        if (!Op.MATMUL.types().contains(type) && !(right && type == DType.I8)) {
            throw problem("matmul does not multiply " + type);
        }
        terms(address);
    }

    /** A core packs operands in memory that it does not read where they are; what it takes for that must be in proportion. */
    private void packed(String role, Address address, Instruction.Section.Side side, long depth) {
        // A frame has at most 2^28 elements a side, and the depth is below 2^31.
        long needed = (side.size() + MAX_BLOCK) * depth;
        long most = Math.max(SMALL_PACKED, MAX_BLOCK * Math.min(buffer(address).elements(), MAX_PACKED / MAX_BLOCK));
        if (needed > most) {
            throw problem("the " + role + " operand takes " + needed + " elements when it is packed, but for one of "
                    + buffer(address).elements() + " elements the limit is " + most);
        }
    }

    /** Which inner indices are left out holds for the rows of one index, and up to the next index of the inner axis. */
    private void narrow(Address mask, long unit) {
        Instruction.Section section = body.section;
        if (!section.hasInner()) {
            throw problem("the frame has no inner side");
        }
        int rowAxis = section.rows().axis();
        if (rowAxis != Words.NO_AXIS && body.isLoop(rowAxis)) {
            throw problem("rows must not be run through in a loop, as over i" + rowAxis);
        }
        DType type = buffer(mask).type();
        if (!type.isFloat() && type != DType.BOOL) {
            throw problem("a mask holds floats or truth values, not " + type);
        }
        positive("unit", unit);
        positive("extent of the inner indices", section.inner().extent());
        terms(mask);
        int innerAxis = section.inner().axis();
        if (innerAxis == Words.NO_AXIS) {
            return;
        }
        if (body.isLoop(innerAxis) && (step.loops().isEmpty() || step.loops().getLast() != innerAxis)) {
            throw problem("must stand right inside the loop over i" + innerAxis);
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

    private void depth(long depth) {
        positive("depth", depth);
    }

    private void positive(String what, long number) {
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw problem("the " + what + " must be positive and less than 2^31");
        }
    }

    private boolean isNarrowed() {
        return body.steps.stream()
                .anyMatch(other -> other.instruction().opcode().narrows());
    }

    private void groups(Instruction.GroupedMatmul matmul) {
        DType type = buffer(matmul.groups()).type();
        if (type != DType.I32 && type != DType.I64) {
            throw problem("the sizes of groups are i32 or i64, not " + type);
        }
        if (!matmul.groups().terms().isEmpty()) {
            throw problem("the sizes of groups are the same for all tasks: their address has no terms");
        }
        positive("limit", matmul.count());
        if (matmul.axis() != Words.NO_AXIS
                && (matmul.axis() >= body.section.axes().size() || body.count(matmul.axis()) > matmul.count())) {
            throw problem("the section has no axis i" + matmul.axis() + " with at most " + matmul.count() + " indices");
        }
    }

    private void memory(DType type, Address address) {
        BufferSlot buffer = buffer(address);
        if (buffer.type() != type) {
            throw problem(buffer.name() + " holds " + buffer.type() + ", not " + type);
        }
        terms(address);
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
                throw problem("stands outside of the loop over i" + term.axis());
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
