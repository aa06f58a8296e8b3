package org.jdvm.specialize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphParser;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;

/** What the sizes of a call decide, in words. */
class GuardsTest {
    private static final NpuSpec MACHINE = new NpuSpec("test", 2, 96 << 10, 64, 8 << 10, 8, 12, 32, 24_000);

    private static final String SCORES = """
        operator scores(%0 q: f32[S, D], %1 k: f32[D, K]) {
          %2: f32[S, K] = matmul %0, %1
          %3: f32[S, 1] = reduce_max %2 axes [1] keep
          %4: f32[S, K] = sub %2, %3
          return %4
        }
        """;

    private static List<String> guards(String graph, int[]... dims) {
        Template template = new Template(Planner.plan(GraphParser.parse(graph)));
        int[][] strides = Arrays.stream(dims)
                .map(d -> d.length == 1 ? new int[] {1} : new int[] {d[1], 1})
                .toArray(int[][]::new);
        long[] environment = template.binder().bind(dims, strides, new double[0]);
        return new Specializer(MACHINE).guards(template, environment);
    }

    @Test
    void shortRowsOfAProductAreReducedInTheLocalBuffer() {
        assertEquals(
                List.of("kernel 0: whole rows of 128 fit the local buffer: the product is reduced there; 2 tasks of 24"
                        + " x 128"),
                guards(SCORES, new int[] {48, 64}, new int[] {64, 128}));
    }

    @Test
    void longRowsOfAProductFallBackToTwoKernels() {
        assertEquals(
                List.of(
                        "kernel 0: whole rows of the product do not fit the local buffer of 98304 bytes, or leave cores"
                                + " idle: falls back to a kernel for the product and one for its rows",
                        "kernel 0: 125 tasks of 48 x 256",
                        "kernel 1: the 32000 elements to reduce are run through in segments; 48 tasks of 1 x 2048"),
                guards(SCORES, new int[] {48, 64}, new int[] {64, 32_000}));
    }

    @Test
    void rowsStayInTheLocalBufferWhereTheyFit() {
        String norm = """
            operator centred(%0 x: f32[T, H]) {
              %1: f32[T, 1] = sum %0 axes [1] keep
              %2: f32[T, H] = sub %0, %1
              return %2
            }
            """;
        assertEquals(
                List.of("kernel 0: the 384 elements to reduce stay in the local buffer; 8 tasks of 5 x 384"),
                guards(norm, new int[] {37, 384}));
        assertEquals(
                List.of("kernel 0: the 200000 elements to reduce are run through in segments; 20 tasks of 1 x 2048"),
                guards(norm, new int[] {20, 200_000}));
        assertEquals(
                List.of("kernel 0: few rows of 200000 elements to reduce: in chunks, on all cores, then what these"
                        + " give; 3 sections"),
                guards(norm, new int[] {2, 200_000}));
        assertEquals(List.of("kernel 0: nothing to reduce; 1 tasks of 3 x 1"), guards(norm, new int[] {3, 0}));
    }

    @Test
    void sizesThatBroadcastAreComparedAtEachCall() {
        String sum = """
            operator sum(%0 a: f32[B, S], %1 b: f32[B, T]) {
              require S ~ T "add"
              %2: f32[B, broadcast(S, T)] = add %0, %1
              return %2
            }
            """;
        assertEquals(
                List.of("S = 1 broadcasts with T = 5: S is repeated", "kernel 0: 1 tasks of 1 x 10"),
                guards(sum, new int[] {2, 1}, new int[] {2, 5}));
        assertEquals(
                List.of("S = 5 broadcasts with T = 5: equal", "kernel 0: 1 tasks of 1 x 10"),
                guards(sum, new int[] {2, 5}, new int[] {2, 5}));
    }
}
