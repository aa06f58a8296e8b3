package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

class MatmulRowsRuleTest extends RefusalTesting {
    MatmulRowsRuleTest() {
        super("matmul-rows");
    }

    @Test
    void doesNotFireAtTwoPlaces() {
        refused(Refusal.Common.TWO_PLACES, "the kernel reads it at two different places at once", "%2", """
            (%0 x: f32[T + 1, K], %1 w: f32[K, N]) {
              %2: f32[T + 1, N] = matmul %0, %1
              %3: f32[T, N] = slice %2 axis 0 start {0} step 1
              %4: f32[T, N] = slice %2 axis 0 start {1} step 1
              %5: f32[T, N] = add %3, %4
              %6: f32[T] = sum %5 axes [1]
              return %6
            """);
    }

    @Test
    void doesNotFireOnASlice() {
        refused(Refusal.Common.PRODUCT_IN_PART, "the kernel repeats the product or uses only a part of it", "%2", """
            (%0 x: f32[T + 1, K], %1 w: f32[K, N]) {
              %2: f32[T + 1, N] = matmul %0, %1
              %3: f32[T, N] = slice %2 axis 0 start {1} step 1
              %4: f32[T] = sum %3 axes [1]
              return %4
            """);
    }

    @Test
    void doesNotFireAlongColumns() {
        refused(
                MatmulRowsRule.Why.OTHER_AXES,
                "the kernel's reductions do not run along the rows of the product",
                "%2",
                """
                (%0 x: f32[T, K], %1 w: f32[K, N]) {
                  %2: f32[T, N] = matmul %0, %1
                  %3: f32[N] = sum %2 axes [0]
                  return %3
                """);
    }

    @Test
    void doesNotFireOnOtherRows() {
        refused(
                Refusal.Common.OTHER_BLOCKS,
                "the blocks of the kernel's other product have other positions",
                "%4",
                """
                (%0 a: f32[B, T, K], %1 b: f32[K, N], %2 c: f32[T, B, J], %3 d: f32[J, N]) {
                  %4: f32[T, B, N] = matmul %2, %3
                  %5: f32[B, T, N] = permute %4 order [1, 0, 2]
                  %6: f32[B, T, N] = matmul %0, %1
                  %7: f32[B, T, N] = add %5, %6
                  %8: f32[B, T] = sum %7 axes [2]
                  return %8
                """);
    }
}
