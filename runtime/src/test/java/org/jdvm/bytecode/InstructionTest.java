package org.jdvm.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Instructions are those of the table, and what the rows of the table take for granted about each other holds. */
class InstructionTest {
    private static final LocalOperand TILE = new LocalOperand(Extent.TILE, LaneType.F32, 0);
    private static final ScalarOperand SCALAR = new ScalarOperand(LaneType.F32, 0);
    private static final Address ADDRESS = new Address(0, 0, 0, 1, List.of());
    private static final Sync WAIT = new Sync(List.of(new Sync.Event(Pipe.LOAD, 1)), List.of());

    @Test
    void valuesAreThoseOfTheFields() {
        refused("load has no list of 1 fields", () -> Instruction.of(Opcode.LOAD, TILE));
        refused("load has no target " + SCALAR, () -> Instruction.of(Opcode.LOAD, SCALAR, ADDRESS));
        refused("loop has no axis " + new Immediate(255), () -> Instruction.of(Opcode.LOOP, new Immediate(255)));
        refused("loop has no axis " + new Immediate(-1), () -> Instruction.of(Opcode.LOOP, new Immediate(-1)));
        Address third = new Address(3, 0, 0, 1, List.of());
        refused("iota has no address " + third, () -> Instruction.of(Opcode.IOTA, TILE, third));
        refused(
                "binary has no source 2 " + ADDRESS,
                () -> head(Opcode.BINARY, Op.ADD, LaneType.F32, DType.F32, false, Sync.NONE, TILE, SCALAR, ADDRESS));
    }

    @Test
    void headsAreThoseOfTheForm() {
        refused("fill has no function exp", () -> fill(Op.EXP, LaneType.F32, DType.F32, false));
        refused("fill has no lane type f32 with memory type f16", () -> fill(Op.COPY, LaneType.F32, DType.F16, false));
        refused("fill has no accumulate flag", () -> fill(Op.COPY, LaneType.F32, DType.F32, true));
        refused(
                "unary has no function add",
                () -> head(Opcode.UNARY, Op.ADD, LaneType.F32, DType.F32, false, Sync.NONE, TILE, SCALAR));
        refused(
                "load has no lane type f32 with memory type i64",
                () -> head(Opcode.LOAD, Op.COPY, LaneType.F32, DType.I64, false, Sync.NONE, TILE, ADDRESS));
        refused(
                "end has no lane type i32 with memory type f32",
                () -> head(Opcode.END, Op.COPY, LaneType.I32, DType.F32, false, Sync.NONE));
        refused("end has no events", () -> head(Opcode.END, Op.COPY, LaneType.F32, DType.F32, false, WAIT));
    }

    @Test
    void operandsAreFoundByTheirRole() {
        Instruction select =
                head(Opcode.SELECT, Op.COPY, LaneType.F32, DType.F32, false, WAIT, TILE, SCALAR, TILE, SCALAR);
        assertEquals(TILE, select.target());
        assertEquals(List.of(SCALAR, TILE, SCALAR), select.sources());
        Instruction store = Instruction.of(Opcode.STORE, TILE, ADDRESS);
        assertEquals(null, store.target());
        assertEquals(List.of(TILE), store.sources());
        assertEquals(TILE, store.place());
        assertEquals(ADDRESS, store.get(Field.STORED_MEMORY));
        Instruction narrow = Instruction.of(Opcode.CLIP_INNER_BY_MASK, ADDRESS, new Immediate(7));
        assertEquals(7, narrow.number(Field.UNIT));
    }

    @ParameterizedTest
    @EnumSource
    void rowsKeepWhatTheWalksRelyOn(Opcode opcode) {
        List<Field> fields = opcode.fields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            assertTrue(i == 0 || !field.isTarget(), "the target comes first");
            boolean once = field.kind() == Field.Kind.SOURCE || fields.indexOf(field) == fields.lastIndexOf(field);
            assertTrue(once, field.name() + " is found by its name");
            if (field == Field.INDEX_STRIDE) {
                assertTrue(fields.get(i + 1).toString().equals("index limit"), "the limit follows the stride");
            }
            if (field.isIndexed()) {
                assertTrue(fields.contains(Field.INDEX_STRIDE), "an index moves in strides");
            }
        }
        long names = IntStream.range(0, fields.size())
                .filter(i -> fields.get(i).kind() != Field.Kind.ADDRESS)
                .mapToObj(opcode::name)
                .distinct()
                .count();
        long others = fields.stream()
                .filter(field -> field.kind() != Field.Kind.ADDRESS)
                .count();
        assertEquals(others, names, "names of fields");
    }

    private static Instruction fill(Op function, LaneType lane, DType type, boolean accumulates) {
        return head(Opcode.FILL, function, lane, type, accumulates, Sync.NONE, TILE, SCALAR);
    }

    private static Instruction head(
            Opcode opcode,
            Op function,
            LaneType lane,
            DType type,
            boolean accumulates,
            Sync sync,
            FieldValue... values) {
        return new Instruction(opcode, function, lane, type, accumulates, List.of(values), sync);
    }

    private static void refused(String message, Executable instruction) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, instruction).getMessage());
    }
}
