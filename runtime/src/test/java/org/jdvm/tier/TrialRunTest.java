package org.jdvm.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.Words;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphParser;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.junit.jupiter.api.Test;

/** Every section whose code does not depend on where its memory is can be tried. */
class TrialRunTest {
    /** The second of three sections reads its rows from working memory, and writes others to it. */
    private static Program program() {
        Template template = new Template(Planner.plan(GraphParser.parse("""
            operator rows(%0 x: f32[N, 1536], %1 w: f32[1536, 384], %2 v: f32[384, 384]) {
              %3: f32[N, 384] = matmul %0, %1
              %4: f32[N, 1] = sum %3 axes [1] keep
              %5: f32[N, 384] = sub %3, %4
              %6: f32[N, 384] = mul %5, %5
              %7: f32[N, 1] = sum %6 axes [1] keep
              %8: f32[N, 384] = div %5, %7
              %9: f32[N, 384] = matmul %8, %2
              %10: f32[N, 384] = add %9, %8
              return %10
            }
            """)));
        long[] environment = template.binder()
                .bind(
                        new int[][] {{64, 1536}, {1536, 384}, {384, 384}},
                        new int[][] {{1536, 1}, {384, 1}, {384, 1}},
                        new double[0]);
        return new Specializer(NpuSpec.host(1)).specialize(template, environment);
    }

    @Test
    void sectionsThatReadAndWriteWorkingMemoryAreTried() {
        Program program = program();
        long[] words = program.words();
        int sections = 0;
        for (int at = 0; at < words.length; at += Words.length(words[at])) {
            if (Words.opcode(words[at]) == Opcode.SECTION.code()) {
                sections++;
                assertNotNull(SectionStructure.of(words, at), "section at word " + at);
                assertNotNull(TrialRun.of(program, at, false), "section at word " + at);
                assertNotNull(TrialRun.odd(program, at, false), "section at word " + at);
            }
        }
        assertEquals(3, sections);
    }
}
