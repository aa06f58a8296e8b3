package org.jdvm.bytecode.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramReader;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.bytecode.text.Disassembler;

/** Small programs in text form for tests of the verifier, and what is said about them. */
final class VerifierPrograms {
    static final String HEADER = """
        program test
        machine m, cores 2, local 65536, align 64, tile 8192, events 4, cube 12 x 32, spawn 0
        scalars 2
        input x f32 1000
        input h f16 1000
        input ids i32 10
        output y f32 1000
        workspace w f32 1000
        """;

    /** 5 tasks of 2 rows of 100 columns; the local buffer holds four tiles of 896 bytes. */
    static final String SECTION = "section grid i0 5; rows 2 of 10 by i0; columns 100; cost 9; local 4096\n";

    static final String LOAD_X = "load.f32 tile@0x0000, x[0 + 200*i0; rows 100, cols 1]";
    static final String STORE_Y = "store.f32 tile@0x0000, y[0 + 200*i0; rows 100, cols 1]";

    static final String COPY = section(LOAD_X + " set store:0", STORE_Y + " wait load:0");

    /** Where the first instruction of a section with one axis is. */
    static final int FIRST = 10;

    /** Where the second one is, after a load or store with one axis term. */
    static final int SECOND = FIRST + 7;

    private VerifierPrograms() {}

    static void accepted(String text) {
        Verifier.verify(Assembler.parse(HEADER + text));
    }

    static void refused(String text, String message) {
        Program program = Assembler.parse(HEADER + text);
        BytecodeException problem = assertThrows(BytecodeException.class, () -> Verifier.verify(program));
        assertEquals(message, problem.getMessage());
    }

    /** The message also shows the instruction, which is cut out here. */
    static void refused(String text, int word, String message) {
        Program program = Assembler.parse(HEADER + text);
        BytecodeException problem = assertThrows(BytecodeException.class, () -> Verifier.verify(program));
        String instruction = ProgramReader.read(program).stream()
                .filter(placed -> placed.position() == word)
                .map(placed -> Disassembler.line(placed.instruction(), program))
                .findAny()
                .orElse("no instruction begins here");
        assertEquals("word " + word + ": " + instruction + ": " + message, problem.getMessage());
    }

    static String section(String... instructions) {
        return SECTION + String.join("\n", instructions) + "\nend\n";
    }
}
