package org.jdvm.specialize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramReader;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphParser;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where short columns are folded with the axis around them, and where they are not. */
class FoldedColumnsTest {
    private static long foldedLoads(NpuSpec machine, String graph, Map<String, Long> sizes) {
        Template template = new Template(Planner.plan(GraphParser.parse(graph)));
        Program program =
                new Specializer(machine).specialize(template, template.binder().bindContiguous(sizes));
        Verifier.verify(program);
        return ProgramReader.read(program).stream()
                .filter(placed -> placed.instruction().opcode() == Opcode.LOAD_FOLDED)
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        // rows of columns in tiles of 2048 elements: at least four
        "20, 30, 18, 1",
        "7, 300, 511, 1",
        "7, 300, 513, 0",
        "1, 300, 18, 1",
        "20, 1, 18, 0",
        "20, 30, 1, 1",
        "3, 100000, 5, 1"
    })
    void aTensorRepeatedAlongAMiddleAxis(long a, long b, long c, long folded) {
        String graph = """
            operator add(%0 x: f32[A, B, C], %1 y: f32[A, 1, C]) {
              %2: f32[A, B, C] = broadcast %1
              %3: f32[A, B, C] = add %0, %2
              return %3
            }
            """;
        for (int cores : new int[] {1, 2, 64}) {
            assertEquals(folded, foldedLoads(NpuSpec.host(cores, 8), graph, Map.of("A", a, "B", b, "C", c)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // both constants have two strides; what is computed from one alone would be computed for each element
        "f32, 'add %0, %3', 'mul %5, %4', 2",
        "f32, 'add %0, %3', 'mul %3, %4', 2",
        "f32, 'exp %3', 'mul %5, %0', 0",
        "f32, 'exp %0', 'mul %5, %0', 0"
    })
    void whatIsComputedFromRepeatedTensorsAlone(String type, String first, String second, long folded) {
        String graph = """
            operator mixed(%%0 x: %1$s[A, B, C], %%1 y: %1$s[A, 1, C], %%2 z: %1$s[1, B, 1]) {
              %%3: %1$s[A, B, C] = broadcast %%1
              %%4: %1$s[A, B, C] = broadcast %%2
              %%5: %1$s[A, B, C] = %2$s
              %%6: %1$s[A, B, C] = %3$s
              %%7: %1$s[A, B, C] = add %%6, %%0
              return %%7
            }
            """.formatted(type, first, second);
        assertEquals(folded, foldedLoads(NpuSpec.host(2, 8), graph, Map.of("A", 20L, "B", 30L, "C", 18L)));
    }

    @ParameterizedTest
    @CsvSource({"sum, '[A, B]', 0", "reduce_max, '[A, B]', 0"})
    void reducedRowsStayRows(String reduction, String result, long folded) {
        String graph = """
            operator reduced(%%0 x: f32[A, B, C], %%1 y: f32[A, 1, C]) {
              %%2: f32[A, B, C] = broadcast %%1
              %%3: f32[A, B, C] = add %%0, %%2
              %%4: f32%2$s = %1$s %%3 axes [2]
              return %%4
            }
            """.formatted(reduction, result);
        assertEquals(folded, foldedLoads(NpuSpec.host(2, 8), graph, Map.of("A", 20L, "B", 30L, "C", 18L)));
    }
}
