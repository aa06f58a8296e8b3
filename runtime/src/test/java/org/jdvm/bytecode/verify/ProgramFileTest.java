package org.jdvm.bytecode.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.bytecode.text.IsaDocument;
import org.junit.jupiter.api.Test;

/** Programs as bytes, and bytes that are not programs. */
class ProgramFileTest {
    private static final Program PROGRAM = Assembler.parse(IsaDocument.EXAMPLE);
    private static final byte[] BYTES = ProgramFile.toBytes(PROGRAM);
    private static final String MACHINE = "m, cores 1, local 65536, align 64, tile 8192, events 8, cube 1 x 1, spawn 0";

    @Provide
    Arbitrary<Program> programs() {
        return RandomPrograms.programs();
    }

    @Property(tries = 200)
    void bytesGiveTheSameProgram(@ForAll("programs") Program program) {
        assertEquals(program, ProgramFile.fromBytes(ProgramFile.toBytes(program)));
    }

    @Test
    void foreignBytes() {
        refused(
                "PK and then something else".getBytes(StandardCharsets.US_ASCII),
                "a program begins with the bytes 0x4a44564d (JDVM), but these with 0x504b2061");
        refused(new byte[5], "a program has at least 12 bytes, but there are 5");
    }

    @Test
    void anotherVersion() {
        byte[] bytes = BYTES.clone();
        bytes[7] = 9;
        refused(bytes, "programs of format version 2 can be read, not of 9");
    }

    @Test
    void aMissingEnd() {
        refused(
                Arrays.copyOf(BYTES, BYTES.length - 1),
                "the program should have " + BYTES.length + " bytes, but there are " + (BYTES.length - 1));
    }

    @Test
    void everyChangedByteIsNoticed() {
        for (int i = 0; i < BYTES.length; i++) {
            byte[] bytes = BYTES.clone();
            bytes[i] ^= 4;
            assertThrows(BytecodeException.class, () -> ProgramFile.fromBytes(bytes), "byte " + i);
        }
    }

    @Test
    void aDamagedWord() {
        byte[] bytes = BYTES.clone();
        bytes[200] ^= 1;
        BytecodeException wrong = assertThrows(BytecodeException.class, () -> ProgramFile.fromBytes(bytes));
        assertTrue(
                wrong.getMessage().startsWith("the program is damaged: its checksum should be 0x"), wrong.getMessage());
    }

    /** Right checksum, wrong contents: written by something else. */
    @Test
    void contentsThatAreNoProgram() {
        refused(signed(5000), "the program should have 5000 bytes of a name, but only 0 bytes follow");
        refused(signed(0), "the program's contents end too early");
        refused(
                signed(machine("m, cores 1, local 65536, align 65, tile 8192, events 8, cube 1 x 1, spawn 0")),
                "the program's machine is not one: alignment must be a power of two of at least 8 bytes, not 65");
        refused(
                signed(machine("m, cores 1"), 0, 1, 0, 0x0307_0000, 0, 0, 0),
                "the program's machine is not one: 'cube' is missing");
        refused(signed(machine(MACHINE), 0, 1, 0, 0x0307_0000, 0, 0, 0), "role of buffer 0: expected 0 to 2, found 3");
        refused(signed(machine(MACHINE), 0, 0, 0, 0), "the program's contents end 4 bytes early");
        refused(signed(machine(MACHINE), 0, 0, 1), "the program should have 1 scalar slots, but only 0 bytes follow");
    }

    @Test
    void filesAreVerified() {
        assertEquals(PROGRAM, ProgramFile.load(BYTES));
        assertEquals(PROGRAM, ProgramFile.load(IsaDocument.EXAMPLE.getBytes(StandardCharsets.UTF_8)));
        String wrong = IsaDocument.EXAMPLE.replace(" set vector:0", "");
        BytecodeException problem =
                assertThrows(BytecodeException.class, () -> ProgramFile.load(wrong.getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                "word 17: reduce_x.max.f32 column@0x1e00, tile@0x0000 wait load:0: waits for load:0, which is not set"
                        + " before",
                problem.getMessage());
        assertEquals("events order what must keep its order", problem.rule().orElseThrow());
        byte[] unordered = ProgramFile.toBytes(Assembler.parse(wrong));
        assertEquals(
                problem.getMessage(),
                assertThrows(BytecodeException.class, () -> ProgramFile.load(unordered))
                        .getMessage());
        assertThrows(BytecodeException.class, () -> ProgramFile.load(new byte[] {1, 2, 0}));
        assertThrows(BytecodeException.class, () -> ProgramFile.load(new byte[0]));
    }

    /** The bytes of an empty name and of a machine, then numbers. */
    private static byte[] machine(String text) {
        byte[] letters = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(8 + letters.length)
                .putInt(0)
                .putInt(letters.length)
                .put(letters)
                .array();
    }

    private static byte[] signed(byte[] begin, int... numbers) {
        ByteBuffer contents =
                ByteBuffer.allocate(begin.length + 4 * numbers.length).put(begin);
        for (int number : numbers) {
            contents.putInt(number);
        }
        return signed(contents.array());
    }

    private static byte[] signed(int... contents) {
        return signed(new byte[0], contents);
    }

    private static byte[] signed(byte[] contents) {
        ByteBuffer bytes = ByteBuffer.allocate(contents.length + 16);
        bytes.put(BYTES, 0, 8).putInt(contents.length).put(contents);
        CRC32C checksum = new CRC32C();
        checksum.update(contents);
        return bytes.putInt((int) checksum.getValue()).array();
    }

    private static void refused(byte[] bytes, String message) {
        BytecodeException wrong = assertThrows(BytecodeException.class, () -> ProgramFile.fromBytes(bytes));
        assertEquals(message, wrong.getMessage());
    }
}
