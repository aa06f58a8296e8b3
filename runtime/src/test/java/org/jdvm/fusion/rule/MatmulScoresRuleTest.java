package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

class MatmulScoresRuleTest extends RefusalTesting {
    MatmulScoresRuleTest() {
        super("matmul-scores");
    }

    @Test
    void doesNotFireAtTwoPlaces() {
        refused(Refusal.Common.TWO_PLACES, "the kernel reads it at two different places at once", "%3", """
            (%0 q: f32[S, D], %1 k: f32[D, S], %2 v: f32[S, N]) {
              %3: f32[S, S] = matmul %0, %1
              %4: f32[S, S] = permute %3 order [1, 0]
              %5: f32[S, S] = add %3, %4
              %6: f32[S, 1] = reduce_max %5 axes [1] keep
              %7: f32[S, S] = sub %5, %6
              %8: f32[S, N] = matmul %7, %2
              return %8
            """);
    }

    @Test
    void doesNotFireOnASlice() {
        refused(Refusal.Common.PRODUCT_IN_PART, "the kernel repeats the product or uses only a part of it", "%3", """
            (%0 q: f32[T + 1, D], %1 k: f32[D, S], %2 v: f32[S, N]) {
              %3: f32[T + 1, S] = matmul %0, %1
              %4: f32[T, S] = slice %3 axis 0 start {1} step 1
              %5: f32[T, 1] = reduce_max %4 axes [1] keep
              %6: f32[T, S] = sub %4, %5
              %7: f32[T, N] = matmul %6, %2
              return %7
            """);
    }

    @Test
    void doesNotFireForAProductByWindows() {
        refused(
                MatmulRowsRule.Why.WINDOWS,
                "columns that are windows become a tile, not rows for the next product",
                "%4",
                """
                (%0 x: f32[C, L + 2], %1 w: f32[O, 3*C], %2 v: f32[L, N]) {
                  %3: f32[3*C, L] = window_matrix %0 windows {3} x {L} step 1 dilation 1 before {0} spread 1
                  %4: f32[O, L] = matmul %1, %3
                  %5: f32[O, 1] = reduce_max %4 axes [1] keep
                  %6: f32[O, L] = sub %4, %5
                  %7: f32[O, N] = matmul %6, %2
                  return %7
                """);
    }

    @Test
    void doesNotFireForAProductOf64Bits() {
        refused(MatmulRowsRule.Why.WIDE, "products of f64 become a tile, not rows for the next product", "%3", """
            (%0 q: f64[T, D], %1 k: f64[D, S], %2 v: f32[S, N]) {
              %3: f64[T, S] = matmul %0, %1
              %4: f32[T, S] = cast %3
              %5: f32[T, 1] = reduce_max %4 axes [1] keep
              %6: f32[T, S] = sub %4, %5
              %7: f32[T, N] = matmul %6, %2
              return %7
            """);
    }

    @Test
    void doesNotFireOnTransposedScores() {
        refused(MatmulRowsRule.Why.NOT_ITS_ROWS, "its rows are not those that the kernel multiplies", "%3", """
            (%0 k: f32[S, D], %1 q: f32[D, T], %2 v: f32[S, N]) {
              %3: f32[S, T] = matmul %0, %1
              %4: f32[T, S] = permute %3 order [1, 0]
              %5: f32[T, 1] = reduce_max %4 axes [1] keep
              %6: f32[T, S] = sub %4, %5
              %7: f32[T, N] = matmul %6, %2
              return %7
            """);
    }
}
