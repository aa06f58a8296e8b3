package org.jdvm.asm;

import java.util.List;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.bytecode.text.Disassembler;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.fusion.Plan;
import org.jdvm.fusion.Planner;
import org.jdvm.fusion.rule.Rules;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;

/** Uses the examples of docs/extending.md. */
final class Additions {
    private static final String SCALAR_CHAIN = """
        operator f(%0 a: f32[1], %1 x: f32[T], %2 y: f32[S]) {
          %3: f32[1] = exp %0
          %4: f32[1] = sin %3
          %5: f32[1] = cos %4
          %6: f32[1] = tanh %5
          %7: f32[1] = exp %6
          %8: f32[T] = mul %1, %7
          %9: f32[S] = add %2, %7
          return %8, %9
        }
        """;

    private static final String PROGRAM = """
        program f
        machine host, cores 1, local 65536, align 64, tile 8192, events 8, cube 12 x 16, spawn 24000
        scalars 1
        input a f32 1000
        input b f32 1000
        output result f32 1000

        section rows 10; columns 100; cost 6000; local 12864
          load.f32 tile@0x0000, a[0; rows 100, cols 1]
          load.f32 row@0x1e00, b[0; rows 0, cols 1] set vector:0
          mul_add.f32 tile@0x0000, tile@0x0000, row@0x1e00, s0 wait load:0 set store:0
          store.f32 tile@0x0000, result[0; rows 100, cols 1] wait vector:0
        end
        """;

    private Additions() {}

    private static void check(boolean holds, Object otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    public static void main(String[] arguments) {
        Graph graph = GraphParser.parse(SCALAR_CHAIN);
        Plan plan = Planner.plan(graph);
        check(plan.workspace().isEmpty(), plan);
        check(plan.decisions().stream().anyMatch(decision -> decision.rule().equals("one-element")), plan);
        Plan without = Planner.plan(graph, Rules.STANDARD.without("one-element"));
        check(!without.workspace().isEmpty(), without);

        Program program = Assembler.parse(PROGRAM);
        Verifier.verify(program);
        check(Disassembler.print(program).contains("mul_add.f32 tile@0x0000"), Disassembler.print(program));
        double[] scalars = {0.75};
        Execution interpreted = new Execution(program, scalars, 1).interpret();
        float[] a = (float[]) interpreted.arrays[0];
        float[] b = (float[]) interpreted.arrays[1];
        float[] result = (float[]) interpreted.arrays[2];
        for (int i = 0; i < 1000; i++) {
            float expected = a[Execution.OFFSET + i] * b[Execution.OFFSET + i % 100] + 0.75f;
            check(result[Execution.OFFSET + i] == expected, i + ": " + result[Execution.OFFSET + i]);
        }
        for (Emitter emitter : List.of(Emitter.SCALAR, Emitter.forThisMachine())) {
            Execution compiled = interpreted.again().runCode(new AsmSectionCompiler(emitter));
            check(compiled.firstDifference(interpreted) < 0, emitter);
        }
    }
}
