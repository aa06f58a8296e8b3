package org.jdvm.bytecode;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;

/** Writes decoded instructions back into words. */
final class InstructionEncoder {
    private InstructionEncoder() {}

    static void encode(ProgramWriter writer, Instruction instruction) {
        int head = switch (instruction) {
            case Instruction.Section section -> section(writer, section);
            case Instruction.End _ -> writer.begin(Opcode.END);
            case Instruction.Loop(int axis) -> control(writer, Opcode.LOOP, axis);
            case Instruction.Next(int axis) -> control(writer, Opcode.NEXT, axis);
            case Instruction.Narrow(Address mask, long unit) -> {
                int at = writer.begin(Opcode.NARROW);
                address(writer, mask);
                writer.number(unit);
                yield at;
            }
            case Instruction.NarrowScores narrow -> {
                int at = writer.begin(Opcode.NARROW_SCORES);
                address(writer, narrow.mask());
                writer.number(narrow.unit());
                address(writer, narrow.left());
                address(writer, narrow.right());
                writer.number(narrow.depth());
                operands(writer, narrow.sources());
                yield at;
            }
            case Instruction.Load load -> {
                int at = typed(writer, load, load.type());
                operand(writer, load.target());
                address(writer, load.address());
                yield at;
            }
            case Instruction.LoadIndexed load -> {
                int at = typed(writer, load, load.type());
                operand(writer, load.target());
                operand(writer, load.index());
                address(writer, load.address());
                writer.number(load.stride());
                writer.number(load.limit());
                yield at;
            }
            case Instruction.Store store -> {
                int at = typed(writer, store, store.type());
                operand(writer, store.source());
                address(writer, store.address());
                yield at;
            }
            case Instruction.Fill fill -> local(writer, fill, fill.lane(), fill.target());
            case Instruction.Iota iota -> {
                int at = lanes(writer, iota, iota.lane());
                operand(writer, iota.target());
                address(writer, iota.numbers());
                yield at;
            }
            case Instruction.Unary unary -> function(writer, unary, unary.function(), unary.lane(), unary.target());
            case Instruction.Binary binary ->
                function(writer, binary, binary.function(), binary.lane(), binary.target());
            case Instruction.Select select -> local(writer, select, select.lane(), select.target());
            case Instruction.Cast cast -> {
                int at = typed(writer, cast, cast.type());
                operand(writer, cast.target());
                operands(writer, cast.sources());
                yield at;
            }
            case Instruction.Reduce reduce ->
                function(writer, reduce, reduce.function(), reduce.lane(), reduce.target());
            case Instruction.Matmul matmul -> {
                int at = writer.begin(Opcode.MATMUL, 0, LaneType.F32, DType.F32, flags(matmul));
                operand(writer, matmul.target());
                address(writer, matmul.left());
                address(writer, matmul.right());
                writer.number(matmul.depth());
                yield at;
            }
            case Instruction.LocalMatmul matmul -> {
                int at = writer.begin(Opcode.MATMUL_LOCAL, 0, LaneType.F32, DType.F32, flags(matmul));
                operand(writer, matmul.target());
                operand(writer, matmul.left());
                address(writer, matmul.right());
                yield at;
            }
            case Instruction.GroupedMatmul matmul -> {
                int at = writer.begin(matmul.opcode(), 0, LaneType.F32, DType.F32, 0);
                operand(writer, matmul.target());
                address(writer, matmul.left());
                address(writer, matmul.right());
                writer.number(matmul.depth());
                address(writer, matmul.groups());
                if (matmul.opcode() == Opcode.MATMUL_DEPTH) {
                    writer.number(matmul.count());
                    writer.number(matmul.axis());
                } else {
                    writer.number(matmul.stride());
                    writer.number(matmul.count());
                }
                yield at;
            }
        };
        writer.end();
        for (Sync.Event event : instruction.sync().waits()) {
            writer.waitFor(head, event.other(), event.id());
        }
        for (Sync.Event event : instruction.sync().sets()) {
            writer.set(head, event.other(), event.id());
        }
    }

    private static int section(ProgramWriter writer, Instruction.Section section) {
        int head = writer.begin(Opcode.SECTION);
        var rows = section.rows();
        var columns = section.columns();
        writer.frame(
                rows.axis(),
                rows.size(),
                rows.extent(),
                columns.axis(),
                columns.size(),
                columns.extent(),
                section.cost(),
                section.localBytes());
        section.axes().forEach(axis -> writer.axis(axis.count(), axis.loop()));
        if (section.hasInner()) {
            writer.inner(
                    section.inner().axis(),
                    section.inner().size(),
                    section.inner().extent());
        }
        return head;
    }

    private static int control(ProgramWriter writer, Opcode opcode, int axis) {
        int head = writer.begin(opcode);
        writer.number(axis);
        return head;
    }

    private static int typed(ProgramWriter writer, Instruction instruction, DType type) {
        return writer.begin(instruction.opcode(), 0, LaneType.of(type), type, flags(instruction));
    }

    private static int lanes(ProgramWriter writer, Instruction instruction, LaneType lane) {
        return writer.begin(instruction.opcode(), 0, lane, DType.F32, 0);
    }

    private static int local(ProgramWriter writer, Instruction instruction, LaneType lane, LocalOperand target) {
        int head = lanes(writer, instruction, lane);
        operand(writer, target);
        operands(writer, instruction.sources());
        return head;
    }

    private static int function(
            ProgramWriter writer, Instruction instruction, Op function, LaneType lane, LocalOperand target) {
        int head = writer.begin(instruction.opcode(), function.code(), lane, DType.F32, flags(instruction));
        operand(writer, target);
        operands(writer, instruction.sources());
        return head;
    }

    private static int flags(Instruction instruction) {
        return instruction.accumulates() ? Words.ACCUMULATE : 0;
    }

    private static void operands(ProgramWriter writer, List<Source> sources) {
        sources.forEach(source -> operand(writer, source));
    }

    private static void operand(ProgramWriter writer, Source source) {
        switch (source) {
            case LocalOperand local -> writer.local(local.offset(), local.extent(), local.lane());
            case ScalarOperand scalar -> writer.scalar(scalar.slot(), scalar.lane());
        }
    }

    private static void address(ProgramWriter writer, Address address) {
        writer.address(address.buffer(), address.offset(), address.rowStride(), address.columnStride());
        address.terms().forEach(term -> writer.term(term.axis(), term.stride()));
    }
}
