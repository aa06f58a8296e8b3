package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

class MatmulEpilogueRuleTest extends RefusalTesting {
    MatmulEpilogueRuleTest() {
        super("matmul-epilogue");
    }

    @Test
    void doesNotFireAtTwoPlaces() {
        refused(Refusal.Common.TWO_PLACES, "the kernel reads it at two different places at once", "%2", """
            (%0 x: f32[T + 1, K], %1 w: f32[K, N]) {
              %2: f32[T + 1, N] = matmul %0, %1
              %3: f32[T, N] = slice %2 axis 0 start {0} step 1
              %4: f32[T, N] = slice %2 axis 0 start {1} step 1
              %5: f32[T, N] = add %3, %4
              return %5
            """);
    }

    @Test
    void doesNotFireOnASlice() {
        refused(Refusal.Common.PRODUCT_IN_PART, "the kernel repeats the product or uses only a part of it", "%2", """
            (%0 x: f32[T + 1, K], %1 w: f32[K, N]) {
              %2: f32[T + 1, N] = matmul %0, %1
              %3: f32[T, N] = slice %2 axis 0 start {1} step 1
              %4: f32[T, N] = exp %3
              return %4
            """);
    }

    @Test
    void doesNotFireWhereGroupsAreNoRowsOfTheKernel() {
        refused(
                Refusal.Common.GROUPS_BY_PLACE,
                "groups are found by the place of a row or column in the whole product",
                "%4",
                """
                (%0 x: f32[2*T, K], %1 w: f32[G, K, N], %2 groups: i32[G], %3 a: f32[T, 1, N]) {
                  %4: f32[2*T, N] = grouped_matmul %0, %1, %2 split rows
                  %5: f32[T, 2, N] = reshape %4
                  %6: f32[T, 2, N] = mul %5, %3
                  return %6
                """);
    }

    @Test
    void doesNotFireOnATransposedProduct() {
        refused(
                Refusal.Common.OTHER_BLOCKS,
                "the blocks of the kernel's other product have other positions",
                "%4",
                """
                (%0 a: f32[T, K], %1 b: f32[K, N], %2 c: f32[N, J], %3 d: f32[J, T]) {
                  %4: f32[N, T] = matmul %2, %3
                  %5: f32[T, N] = permute %4 order [1, 0]
                  %6: f32[T, N] = matmul %0, %1
                  %7: f32[T, N] = add %5, %6
                  return %7
                """);
    }

    @Test
    void doesNotFireOnGroupsNextToAProduct() {
        refused(MatmulEpilogueRule.Why.ANOTHER_PRODUCT, "the kernel holds another matrix product already", "%5", """
            (%0 x: f32[T, K], %1 w: f32[G, K, N], %2 groups: i32[G], %3 a: f32[T, J], %4 b: f32[J, N]) {
              %5: f32[T, N] = grouped_matmul %0, %1, %2 split rows
              %6: f32[T, N] = matmul %3, %4
              %7: f32[T, N] = add %5, %6
              return %7
            """);
    }

    @Test
    void doesNotFireOnAProductNextToGroups() {
        refused(MatmulEpilogueRule.Why.ANOTHER_PRODUCT, "the kernel holds another matrix product already", "%5", """
            (%0 x: f32[T, K], %1 w: f32[G, K, N], %2 groups: i32[G], %3 a: f32[T, J], %4 b: f32[J, N]) {
              %5: f32[T, N] = matmul %3, %4
              %6: f32[T, N] = grouped_matmul %0, %1, %2 split rows
              %7: f32[T, N] = add %5, %6
              return %7
            """);
    }

    @Test
    void doesNotFireOnAFifthProduct() {
        refused(MatmulEpilogueRule.Why.MANY_PRODUCTS, "the kernel holds 4 matrix products already", "%2", """
            (%0 x: f32[T, K], %1 w: f32[K, N]) {
              %2: f32[T, N] = matmul %0, %1
              %3: f32[T, N] = matmul %0, %1
              %4: f32[T, N] = matmul %0, %1
              %5: f32[T, N] = matmul %0, %1
              %6: f32[T, N] = matmul %0, %1
              %7: f32[T, N] = add %2, %3
              %8: f32[T, N] = add %7, %4
              %9: f32[T, N] = add %8, %5
              %10: f32[T, N] = add %9, %6
              return %10
            """);
    }
}
