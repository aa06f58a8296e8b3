package org.jdvm.bytecode.verify;

import static org.jdvm.bytecode.verify.VerifierPrograms.accepted;
import static org.jdvm.bytecode.verify.VerifierPrograms.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;

/** Programs end: work is bounded, and so is the memory of packed operands. */
class WorkRulesTest {
    private static String refusal(String work) {
        return "up to its end the program has work of " + work + " elements, but m has a limit of 17592186044416";
    }

    @Test
    void gridsHaveAnEnd() {
        refused(
                "section grid i0 1099511627776; rows 1; columns 1; cost 9; local 64\nend\n",
                0,
                refusal("" + 2048L * (1L << 40)));
        accepted("section grid i0 1099511627; rows 1; columns 1; cost 9; local 64\nend\n" + VerifierPrograms.COPY);
        refused(
                "section grid i0 4294967296, grid i1 4294967296; rows 1; columns 1; cost 9; local 64\nend\n",
                0,
                refusal("2^63 or more"));
    }

    @Test
    void loopsHaveAnEnd() {
        refused(
                "section loop i0 1099511627776; rows 1; columns 1; cost 9; local 64\nloop i0\nnext i0\nend\n",
                0,
                refusal("" + (1024 * (1L << 40) + 3072)));
        refused(
                "section grid i0 65536, loop i1 65536, loop i2 65536; rows 1; columns 1; cost 9; local 64\n"
                        + "loop i1\nloop i2\nfill.f32 one@0x0000, s0\nnext i2\nnext i1\nend\n",
                0,
                refusal("" + 65536 * (2048 + 1024 + 65536 * (1024 + 1024 + 65536L * (1025 + 1024)))));
    }

    @Test
    void sectionsAddUp() {
        String half = "section grid i0 5000000000; rows 1; columns 1; cost 9; local 64\nend\n";
        refused(half + half, 12, refusal("" + 2048 * 10_000_000_000L));
    }

    @Test
    void aMachineMayAllowLess() {
        Program program = Assembler.parse(VerifierPrograms.HEADER + VerifierPrograms.COPY);
        NpuSpec small = program.machine().withWorkLimit(5 * (4 * 1024 + 2 * 200) - 1);
        Program limited = new Program("test", small, program.words(), program.buffers(), program.scalars());
        BytecodeException problem = assertThrows(BytecodeException.class, () -> Verifier.verify(limited));
        assertEquals(
                "word 0: section grid i0 5; rows 2 of 10 by i0; columns 100; cost 9; local 4096: up to its end the"
                        + " program has work of 22480 elements, but m has a limit of 22479",
                problem.getMessage());
    }

    @Test
    void theLargestProductOfSquareMatricesIsAllowed() {
        String text = """
            program square
            machine m, cores 2, local 65536, align 64, tile 8192, events 4, cube 12 x 32, spawn 0
            scalars 0
            input x f32 2147395600
            output y f32 2147395600
            section grid i0 464, grid i1 725; rows 100 of 46340 by i0; columns 64 of 46340 by i1; cost 9; local 25600
              matmul.f32 tile@0x0000, x[0 + 4634000*i0; rows 46340, cols 1], x[0 + 64*i1; rows 46340, cols 1], depth 46340 set store:0
              store.f32 tile@0x0000, y[0 + 4634000*i0 + 64*i1; rows 46340, cols 1] wait cube:0
            end
            """;
        Verifier.verify(Assembler.parse(text));
    }

    @Test
    void packedOperandsAreInProportion() {
        String frame = "section rows 1; columns 1; cost 9; local 4096\n";
        refused(
                frame + "matmul.f32 tile@0x0000, x[0; rows 0, cols 0], x[0; rows 0, cols 0], depth 2147483647\nend\n",
                10 - 1,
                "the left operand takes 139586437055 elements when it is packed, but for one of 1000 elements the limit"
                        + " is 67108864");
        refused(
                "section rows 1; columns 1; inner 4; cost 9; local 4096\n"
                        + "clip_inner_by_mask x[0; rows 0, cols 0], unit 2147483648\nend\n",
                11,
                "the unit must be positive and less than 2^31");
        refused(
                "section loop i0 1073741824; rows 1; columns 1; inner 4 of 4294967296 by i0; cost 9; local 4096\n"
                        + "loop i0\nclip_inner_by_mask x[0; rows 0, cols 0], unit 4\nnext i0\nend\n",
                15,
                "the extent of the inner indices must be positive and less than 2^31");
        refused(
                frame + "matmul_rows.f32 tile@0x0000, x[0; rows 0, cols 0], x[0; rows 0, cols 0], depth 1,"
                        + " ids[0; rows 0, cols 0], stride 0, limit 4294967296\nend\n",
                9,
                "the limit must be positive and less than 2^31");
    }
}
