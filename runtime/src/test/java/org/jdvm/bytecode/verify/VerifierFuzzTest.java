package org.jdvm.bytecode.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.bytecode.text.IsaDocument;
import org.junit.jupiter.api.Test;

/** Whatever the words are, the verifier says what is wrong, or what it accepts holds element by element. */
class VerifierFuzzTest {
    private static final List<Program> VALID = List.of(Assembler.parse(IsaDocument.EXAMPLE), Assembler.parse("""
        program products
        machine m, cores 2, local 65536, align 64, tile 8192, events 4, cube 12 x 32, spawn 0
        scalars 1
        input x f32 1000
        input ids i64 10
        output y f32 1000
        workspace w f32 1000
        section grid i0 4, loop i1 3; rows 3 of 10 by i0; columns 40 of 100 by i1; cost 9; local 4096
          fill.f32 column@0x0c00, s0
          loop i1
            matmul.f32 tile@0x0000, x[0 + 60*i0; rows 20, cols 1], x[0 + 40*i1; rows 1, cols 7], depth 20 set vector:1
            reduce_x.sum.f32.acc column@0x0c00, tile@0x0000 wait cube:1 set store:3
            store.f32 tile@0x0000, w[0 + 300*i0 + 40*i1; rows 100, cols 1] wait vector:3
          next i1
        end
        section grid i0 5; rows 2 of 10 by i0; columns 100; cost 9; local 4096
          load.i64 column@0x0000, ids[0 + 2*i0; rows 1, cols 0]
          load_indexed.f32 tile@0x0100, column.i64@0x0000, w[0; rows 0, cols 1], stride 100, limit 10 set vector:0
          iota.f32 row@0x0600, [0; rows 0, cols 1]
          lt.f32 tile@0x0800, tile@0x0100, row@0x0600 wait load:0
          select.f32 tile@0x0100, tile@0x0800, tile@0x0100, s0 set store:0
          store.f32 tile@0x0100, y[0 + 200*i0; rows 100, cols 1] wait vector:0
        end
        """));

    @Provide
    Arbitrary<Program> programs() {
        return Arbitraries.randomValue(VerifierFuzzTest::changed);
    }

    /** A valid program with a few bits changed, or a few small numbers put in. */
    private static Program changed(Random random) {
        Program valid = VALID.get(random.nextInt(VALID.size()));
        long[] words = valid.words().clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(words.length);
            words[at] = random.nextInt(4) == 0 ? random.nextInt(20) : words[at] ^ 1L << random.nextInt(64);
        }
        return new Program(valid.name(), valid.machine(), words, valid.buffers(), valid.scalars());
    }

    @Property(tries = 3000)
    void whatIsAcceptedKeepsTheRules(@ForAll("programs") Program program) {
        try {
            Verifier.verify(program);
        } catch (BytecodeException problem) {
            assertTrue(problem.getMessage().length() > 0);
            return;
        }
        ConcreteCheck.run(program);
    }

    @Test
    void unchangedProgramsAreAccepted() {
        for (Program program : VALID) {
            Verifier.verify(program);
            ConcreteCheck.run(program);
        }
    }
}
