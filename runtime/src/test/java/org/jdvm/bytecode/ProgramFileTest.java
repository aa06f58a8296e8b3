package org.jdvm.bytecode;

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
import org.junit.jupiter.api.Test;

/** Programs as bytes, and bytes that are no programs. */
class ProgramFileTest {
    private static final byte[] BYTES = ProgramFile.toBytes(Assembler.parse(IsaDocument.EXAMPLE));

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
        refused(bytes, "programs of format version 1 can be read, not of 9");
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
                signed(0, 0, 1, 1 << 16, 65, 1 << 13, 8, 1, 1, 0, 0),
                "the program's machine is impossible: alignment must be a power of two of at least 8 bytes, not 65");
        refused(
                signed(0, 0, 1, 1 << 16, 64, 1 << 13, 8, 1, 1, 0, 0, 0, 1, 0, 0x0307_0000, 0, 0, 0),
                "role of buffer 0: expected 0 to 2, found 3");
        refused(
                signed(0, 0, 1, 1 << 16, 64, 1 << 13, 8, 1, 1, 0, 0, 0, 0, 0, 0),
                "the program's contents end 4 bytes early");
    }

    private static byte[] signed(int... contents) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * contents.length + 16);
        bytes.put(BYTES, 0, 8).putInt(4 * contents.length);
        for (int number : contents) {
            bytes.putInt(number);
        }
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.array(), 12, 4 * contents.length);
        return bytes.putInt((int) checksum.getValue()).array();
    }

    private static void refused(byte[] bytes, String message) {
        BytecodeException wrong = assertThrows(BytecodeException.class, () -> ProgramFile.fromBytes(bytes));
        assertEquals(message, wrong.getMessage());
    }
}
