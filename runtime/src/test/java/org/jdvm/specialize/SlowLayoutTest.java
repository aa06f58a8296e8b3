package org.jdvm.specialize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphParser;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;

/** Which tensors tiles move in pieces of a cache line. */
class SlowLayoutTest {
    private static final NpuSpec MACHINE = NpuSpec.host(2, 8);

    private static final String THREE_ORDERS = """
        operator orders(%0 x: f32[A, B, C], %1 y: f32[B, C, A], %2 z: f32[C, A, B]) {
          %3: f32[A, B, C] = permute %1 order [2, 0, 1]
          %4: f32[A, B, C] = permute %2 order [1, 2, 0]
          %5: f32[A, B, C] = add %0, %3
          %6: f32[A, B, C] = add %5, %4
          return %6
        }
        """;

    private static List<SlowLayout> slow(String graph, Map<String, Long> sizes) {
        Template template = new Template(Planner.plan(GraphParser.parse(graph)));
        return new Specializer(MACHINE).slowLayouts(template, template.binder().bindContiguous(sizes));
    }

    @Test
    void aThirdOrderFitsNoSideOfTheTiles() {
        // z is [C, A, B]: along A its elements are B apart, along C they are A * B apart
        assertEquals(
                List.of(new SlowLayout(0, "z", 50 * 4, 50)), slow(THREE_ORDERS, Map.of("A", 60L, "B", 50L, "C", 70L)));
    }

    @Test
    void theShortestAxisIsLeftOut() {
        // tiles span A and B; x and the result are contiguous along C
        assertEquals(
                List.of(new SlowLayout(0, "y", 60 * 4, 60)), slow(THREE_ORDERS, Map.of("A", 60L, "B", 70L, "C", 80L)));
    }

    @Test
    void smallTensorsStayInTheCache() {
        assertEquals(List.of(), slow(THREE_ORDERS, Map.of("A", 12L, "B", 12L, "C", 12L)));
    }

    @Test
    void twoOrdersFitBothSides() {
        assertEquals(List.of(), slow("""
            operator orders(%0 x: f32[A, B, C], %1 y: f32[B, C, A]) {
              %2: f32[A, B, C] = permute %1 order [2, 0, 1]
              %3: f32[A, B, C] = add %0, %2
              return %3
            }
            """, Map.of("A", 60L, "B", 50L, "C", 70L)));
    }

    @Test
    void shortColumnsAreFoldedWithTheAxisAroundThem() {
        // each row of tiles has whole columns of y, which is side by side along B
        assertEquals(List.of(), slow("""
            operator turned(%0 x: f32[A, B, C], %1 y: f32[A, C, B]) {
              %2: f32[A, B, C] = permute %1 order [0, 2, 1]
              %3: f32[A, B, C] = add %0, %2
              return %3
            }
            """, Map.of("A", 60L, "B", 50L, "C", 30L)));
    }

    @Test
    void aRepeatedTensorIsReadOnce() {
        assertEquals(List.of(), slow("""
            operator scaled(%0 x: f32[H, W, C], %1 f: f32[C]) {
              %2: f32[H, W, C] = broadcast %1
              %3: f32[H, W, C] = mul %0, %2
              %4: f32[C, H, W] = permute %3 order [2, 0, 1]
              return %4
            }
            """, Map.of("H", 100L, "W", 120L, "C", 3L)));
    }
}
