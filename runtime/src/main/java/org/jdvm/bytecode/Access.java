package org.jdvm.bytecode;

import java.util.List;

/**
 * What an instruction reads from or stores to one buffer.
 *
 * @param step the instruction
 * @param store true if it stores
 * @param buffer number of the buffer
 * @param footprint the elements over all indices
 * @param first the lowest of them
 * @param last the highest of them
 */
record Access(SectionBody.Step step, boolean store, int buffer, Footprint footprint, long first, long last) {

    /** {@return the accesses of an instruction, whose operands must fit its form} */
    static List<Access> of(SectionBody body, SectionBody.Step step) {
        try {
            return switch (step.instruction()) {
                case Instruction.Narrow(Address mask, long _) -> List.of(mask(body, step, mask));
                case Instruction.NarrowScores narrow ->
                    List.of(
                            mask(body, step, narrow.mask()),
                            left(body, step, narrow.left(), narrow.depth()),
                            right(body, step, narrow.right(), narrow.depth(), body.section.inner()));
                case Instruction.Load load ->
                    List.of(access(
                            body, step, false, load.address(), builder(body, step, load.address(), load.target())));
                case Instruction.LoadIndexed load ->
                    List.of(access(
                            body,
                            step,
                            false,
                            load.address(),
                            builder(body, step, load.address(), load.target()).inner(load.limit(), load.stride())));
                case Instruction.Store store ->
                    List.of(access(
                            body, step, true, store.address(), builder(body, step, store.address(), store.source())));
                case Instruction.Matmul matmul ->
                    List.of(
                            left(body, step, matmul.left(), matmul.depth()),
                            right(
                                    body,
                                    step,
                                    matmul.right(),
                                    matmul.depth(),
                                    matmul.target().extent().hasInner()
                                            ? body.section.inner()
                                            : body.section.columns()));
                case Instruction.LocalMatmul matmul ->
                    List.of(access(
                            body,
                            step,
                            false,
                            matmul.right(),
                            new Footprint.Builder(body, step, matmul.right())
                                    .side(body.section.inner(), matmul.right().rowStride())
                                    .side(body.section.columns(), matmul.right().columnStride())));
                case Instruction.GroupedMatmul matmul -> grouped(body, step, matmul);
                default -> List.of();
            };
        } catch (ArithmeticException _) {
            throw body.problem(step, "the numbers of its addresses are too large");
        }
    }

    private static Access mask(SectionBody body, SectionBody.Step step, Address mask) {
        Footprint.Builder builder = new Footprint.Builder(body, step, mask)
                .side(body.section.rows(), mask.rowStride())
                .side(body.section.inner(), mask.columnStride());
        return access(body, step, false, mask, builder);
    }

    private static Access left(SectionBody body, SectionBody.Step step, Address left, long depth) {
        Footprint.Builder builder = new Footprint.Builder(body, step, left)
                .side(body.section.rows(), left.rowStride())
                .inner(depth, left.columnStride());
        return access(body, step, false, left, builder);
    }

    private static Access right(
            SectionBody body, SectionBody.Step step, Address right, long depth, Instruction.Section.Side columns) {
        Footprint.Builder builder = new Footprint.Builder(body, step, right)
                .inner(depth, right.rowStride())
                .side(columns, right.columnStride());
        return access(body, step, false, right, builder);
    }

    /** Any group may have all rows, columns or inner indices. */
    private static List<Access> grouped(SectionBody body, SectionBody.Step step, Instruction.GroupedMatmul matmul) {
        Address left = matmul.left();
        Address right = matmul.right();
        Footprint.Builder leftPart = new Footprint.Builder(body, step, left)
                .side(body.section.rows(), left.rowStride())
                .inner(matmul.depth(), left.columnStride());
        Footprint.Builder rightPart = new Footprint.Builder(body, step, right)
                .inner(matmul.depth(), right.rowStride())
                .side(body.section.columns(), right.columnStride());
        if (matmul.opcode() == Opcode.MATMUL_ROWS) {
            rightPart.inner(matmul.count(), matmul.stride());
        } else if (matmul.opcode() == Opcode.MATMUL_COLUMNS) {
            leftPart.inner(matmul.count(), matmul.stride());
        }
        Address groups = matmul.groups();
        return List.of(
                access(body, step, false, left, leftPart),
                access(body, step, false, right, rightPart),
                access(
                        body,
                        step,
                        false,
                        groups,
                        new Footprint.Builder(body, step, groups).inner(matmul.count(), groups.columnStride())));
    }

    private static Footprint.Builder builder(
            SectionBody body, SectionBody.Step step, Address address, LocalOperand operand) {
        Footprint.Builder builder = new Footprint.Builder(body, step, address);
        if (operand.extent().hasRows()) {
            builder.side(body.section.rows(), address.rowStride());
        }
        if (operand.extent().hasColumns()) {
            builder.side(body.section.columns(), address.columnStride());
        }
        if (operand.extent().hasInner()) {
            builder.side(body.section.inner(), address.columnStride());
        }
        return builder;
    }

    private static Access access(
            SectionBody body, SectionBody.Step step, boolean store, Address address, Footprint.Builder builder) {
        Footprint footprint = builder.build();
        long first = footprint.first();
        long last = footprint.last();
        BufferSlot buffer = body.program.buffers().get(address.buffer());
        if (first < 0 || last >= buffer.elements()) {
            throw body.problem(
                    step,
                    "reaches from element " + first + " to " + last + " of " + buffer.name() + ", which has "
                            + buffer.elements());
        }
        return new Access(step, store, address.buffer(), footprint, first, last);
    }

    /** {@return true if both touch the same buffer, one of them stores, and their elements lie in intervals that overlap} */
    boolean mayConflict(Access other) {
        return buffer == other.buffer && (store || other.store) && first <= other.last && other.first <= last;
    }
}
