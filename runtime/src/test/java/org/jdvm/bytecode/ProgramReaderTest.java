package org.jdvm.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.Consumer;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.junit.jupiter.api.Test;

/** Words that do not decode. */
class ProgramReaderTest {
    @Test
    void anUnknownOpcode() {
        refused(new long[] {99 | 2 << 8, 0}, "word 0, opcode: expected the code of an instruction form, found 99");
    }

    @Test
    void anInstructionBeyondTheEnd() {
        refused(
                new long[] {Opcode.LOOP.code() | 3 << 8, 0},
                "word 0, length of loop: expected 2 to 2 (the words left), found 3");
    }

    @Test
    void anInstructionThatIsTooLong() {
        refused(new long[] {Opcode.END.code() | 3 << 8, 0, 0}, "word 0, length of end: expected 2, found 3");
    }

    @Test
    void anInstructionThatIsTooShort() {
        refused(
                new long[] {Opcode.LOOP.code() | 2 << 8, 0},
                "word 2, axis: expected a word of the instruction at word 0, found its end");
    }

    @Test
    void aFunctionOfAnotherForm() {
        refused(
                add -> add.begin(Opcode.BINARY, Op.EXP.code(), LaneType.F32, DType.F32, 0),
                "word 0, function of binary: expected the code of a function of this form, found 6 (exp)");
        refused(
                add -> add.begin(Opcode.UNARY, 250, LaneType.F32, DType.F32, 0),
                "word 0, function of unary: expected the code of a function of this form, found 250");
        refused(
                head(Opcode.SELECT, Op.SELECT.code(), 0, 0),
                "word 0, function of select: expected 0 (it has none), found 64");
    }

    @Test
    void aLaneTypeThatDoesNotHoldTheMemoryType() {
        refused(
                head(Opcode.LOAD, 0, LaneType.F32.ordinal(), DType.I64.ordinal()),
                "word 0, lane type of load: expected 2 (i64), found 0");
        refused(
                head(Opcode.MATMUL_LOCAL, 0, LaneType.I32.ordinal(), 0),
                "word 0, lane type of matmul_local: expected 0 (f32), found 1");
    }

    @Test
    void aMemoryTypeWhereThereIsNone() {
        refused(
                head(Opcode.BINARY, Op.ADD.code(), 0, DType.BF16.ordinal()),
                "word 0, memory type of binary: expected 0 (it has none), found 2");
    }

    @Test
    void theWriterLeavesOutWhatAFormDoesNotHave() {
        ProgramWriter writer = new ProgramWriter();
        writer.begin(Opcode.SELECT, Op.SELECT.code(), LaneType.I64, DType.I64, 0);
        assertEquals(Words.head(Opcode.SELECT.code(), 0, 0, LaneType.I64.ordinal(), 0, 0), writer.toWords()[0]);
        writer.clear();
        writer.begin(Opcode.CAST, Op.CAST.code(), LaneType.I64, DType.I8, 0);
        assertEquals(
                Words.head(Opcode.CAST.code(), 0, 0, LaneType.I32.ordinal(), DType.I8.ordinal(), 0),
                writer.toWords()[0]);
    }

    @Test
    void accumulationWhereThereIsNone() {
        refused(
                add -> add.begin(Opcode.BINARY, Op.ADD.code(), LaneType.F32, DType.F32, Words.ACCUMULATE),
                "word 0, flags of binary: expected 0, found 1");
    }

    @Test
    void eventsOfAControlInstruction() {
        refused(
                writer -> writer.waitFor(writer.begin(Opcode.END), Pipe.LOAD, 1),
                "word 1, synchronisation of end: expected 0 (it has no events), found 0x9");
    }

    @Test
    void anEventNumberWithoutEvent() {
        refused(
                writer -> {
                    writer.begin(Opcode.FILL);
                    writer.local(0, Extent.TILE, LaneType.F32);
                },
                words -> words[1] = 0x50,
                "word 1, event with LOAD: expected 0 where none is waited for or set, found 5");
    }

    @Test
    void aScalarAsTarget() {
        refused(
                writer -> {
                    writer.begin(Opcode.FILL);
                    writer.scalar(0, LaneType.F32);
                },
                "word 2, target: expected an operand in the local buffer, found a scalar");
    }

    @Test
    void anOperandOfUnknownExtentOrLaneType() {
        refused(
                writer -> {
                    writer.begin(Opcode.FILL);
                    writer.number(Words.operand(0, 7, 0));
                },
                "word 2, extent of the target: expected 0 to 6, found 7");
        refused(
                writer -> {
                    writer.begin(Opcode.FILL);
                    writer.number(Words.operand(0, 0, 4));
                },
                "word 2, lane type of the target: expected 0 to 3, found 4");
    }

    @Test
    void unusedBits() {
        refused(
                writer -> {
                    writer.begin(Opcode.FILL);
                    writer.number(1L << 50);
                },
                "word 2, target: expected 0 in the unused bits, found 0x400");
    }

    @Test
    void aBufferOfIota() {
        refused(
                writer -> {
                    writer.begin(Opcode.IOTA);
                    writer.local(0, Extent.ROW, LaneType.I32);
                    writer.address(3, 0, 0, 1);
                },
                "word 3, buffer of iota: expected 0 (it has none), found 3");
    }

    private static long[] head(Opcode opcode, int function, int lane, int memoryType) {
        return new long[] {Words.head(opcode.code(), 2, function, lane, memoryType, 0), 0};
    }

    private static void refused(Consumer<ProgramWriter> instruction, String message) {
        refused(instruction, _ -> {}, message);
    }

    private static void refused(Consumer<ProgramWriter> instruction, Consumer<long[]> change, String message) {
        ProgramWriter writer = new ProgramWriter();
        instruction.accept(writer);
        writer.end();
        long[] words = writer.toWords();
        change.accept(words);
        refused(words, message);
    }

    private static void refused(long[] words, String message) {
        BytecodeException wrong = assertThrows(BytecodeException.class, () -> ProgramReader.read(words));
        assertEquals(message, wrong.getMessage());
    }
}
