package org.jdvm.bytecode.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramReader;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.verify.RandomPrograms;

/** Words, records, text and files hold the same programs. */
class ProgramRoundTripTest {
    @Provide
    Arbitrary<Program> programs() {
        return RandomPrograms.programs();
    }

    @Property
    void wordsThatWereReadAreWrittenAgain(@ForAll("programs") Program program) {
        ProgramWriter writer = new ProgramWriter();
        for (ProgramReader.Placed placed : ProgramReader.read(program)) {
            assertEquals(placed.position(), writer.position());
            writer.write(placed.instruction());
        }
        assertArrayEquals(program.words(), writer.toWords());
    }

    @Property
    void textThatWasPrintedParsesToTheSameProgram(@ForAll("programs") Program program) {
        assertEquals(program, Assembler.parse(Disassembler.print(program)));
    }
}
