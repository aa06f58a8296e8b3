package org.jdvm.bytecode.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Pipe;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.testing.WrittenFile;
import org.junit.jupiter.api.Test;

/** The reference of the instruction set is what the tables say, and the tables are what the code does. */
class IsaDocumentTest {
    @Test
    void theFileIsWhatTheTablesSay() throws IOException {
        WrittenFile.check(Path.of("../docs/isa.md"), IsaDocument.generate());
    }

    @Test
    void theExampleVerifies() {
        Verifier.verify(Assembler.parse(IsaDocument.EXAMPLE));
    }

    @Test
    void fieldsAreWhereTheLayoutsSay() {
        for (WordLayout layout : WordLayout.values()) {
            long all = 0;
            for (WordLayout.Bits bits : layout.fields()) {
                long mask = -1L >>> 63 - (bits.to() - bits.from());
                long word = mask << bits.from();
                assertEquals(mask, bits.reader().applyAsLong(word), bits.meaning());
                assertEquals(0, bits.reader().applyAsLong(~word), bits.meaning());
                assertEquals(0, all & word, bits.meaning() + " overlaps another field");
                all |= word;
            }
        }
    }

    @Test
    void eventsAreWhereTheDocumentSays() {
        for (Pipe pipe : Pipe.values()) {
            if (pipe != Pipe.CONTROL) {
                ProgramWriter writer = new ProgramWriter();
                writer.begin(Opcode.FILL);
                writer.waitFor(0, pipe, 5);
                assertEquals((5L | 1 << 3) << 8 * pipe.ordinal(), writer.toWords()[1]);
                writer.set(0, pipe, 3);
                assertEquals((5L | 1 << 3 | 3 << 4 | 1 << 7) << 8 * pipe.ordinal(), writer.toWords()[1]);
            }
        }
    }
}
