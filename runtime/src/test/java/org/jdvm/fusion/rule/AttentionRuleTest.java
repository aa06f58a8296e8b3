package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

class AttentionRuleTest extends RefusalTesting {
    AttentionRuleTest() {
        super("attention");
    }

    @Test
    void doesNotFireForAProductByWindows() {
        refused(LocalOperandRule.Why.WINDOWS, "a product by windows reads its left operand from memory", "%6", """
            (%0 x: f32[C, L + 2], %1 q: f32[O, D], %2 k: f32[D, 3*C]) {
              %3: f32[O, 3*C] = matmul %1, %2
              %4: f32[O, 3*C] = exp %3
              %5: f32[O, 1] = sum %4 axes [1] keep
              %6: f32[O, 3*C] = div %4, %5
              %7: f32[3*C, L] = window_matrix %0 windows {3} x {L} step 1 dilation 1 before {0} spread 1
              %8: f32[O, L] = matmul %6, %7
              return %8
            """);
    }

    @Test
    void doesNotFireForAProductOfIntegers() {
        refused(LocalOperandRule.Why.INTEGERS, "products of integers read their left operand from memory", "%6", """
            (%0 q: f32[S, D], %1 k: f32[D, T], %2 v: i8[T, N]) {
              %3: f32[S, T] = matmul %0, %1
              %4: f32[S, 1] = reduce_max %3 axes [1] keep
              %5: f32[S, T] = sub %3, %4
              %6: i8[S, T] = cast %5
              %7: i32[S, N] = matmul %6, %2
              return %7
            """);
    }

    @Test
    void doesNotFireForAProductOfF64() {
        refused(LocalOperandRule.Why.WIDE, "products of f64 read their left operand from memory", "%5", """
            (%0 q: f64[S, D], %1 k: f64[D, T], %2 v: f64[T, N]) {
              %3: f64[S, T] = matmul %0, %1
              %4: f64[S, 1] = reduce_max %3 axes [1] keep
              %5: f64[S, T] = sub %3, %4
              %6: f64[S, N] = matmul %5, %2
              return %6
            """);
    }

    @Test
    void doesNotFireForAMatrixTimesItself() {
        refused(LocalOperandRule.Why.RIGHT_OPERAND, "the cube unit reads its right operand from memory", "%4", """
            (%0 q: f32[S, D], %1 k: f32[D, S]) {
              %2: f32[S, S] = matmul %0, %1
              %3: f32[S, 1] = reduce_max %2 axes [1] keep
              %4: f32[S, S] = sub %2, %3
              %5: f32[S, S] = matmul %4, %4
              return %5
            """);
    }

    @Test
    void doesNotFireNextToOtherRows() {
        refused(LocalOperandRule.Why.OTHER_ROWS, "the kernel holds whole rows of other values", "%5", """
            (%0 q: f32[T, D], %1 k: f32[D, S], %2 v: f32[S, N]) {
              %3: f32[T, S] = matmul %0, %1
              %4: f32[T, 1] = reduce_max %3 axes [1] keep
              %5: f32[T, S] = sub %3, %4
              %6: f32[T, N] = matmul %5, %2
              %7: f32[T, 1] = sum %6 axes [1] keep
              %8: f32[T, N] = div %6, %7
              return %8
            """);
    }

    @Test
    void doesNotFireForAResult() {
        refused(LocalOperandRule.Why.NEEDED_IN_MEMORY, "it is needed in memory by others", "%5", """
            (%0 q: f32[T, D], %1 k: f32[D, S], %2 v: f32[S, N]) {
              %3: f32[T, S] = matmul %0, %1
              %4: f32[T, 1] = reduce_max %3 axes [1] keep
              %5: f32[T, S] = sub %3, %4
              %6: f32[T, N] = matmul %5, %2
              return %5, %6
            """);
    }

    @Test
    void doesNotFireForTheInnerLayerOfAnMlp() {
        refused(
                LocalOperandRule.Why.NO_REDUCTION,
                "nothing needs whole rows of the preceding product: its kernel works on its blocks",
                "%4",
                """
                (%0 q: f32[T, D], %1 k: f32[D, S], %2 v: f32[S, N]) {
                  %3: f32[T, S] = matmul %0, %1
                  %4: f32[T, S] = gelu %3
                  %5: f32[T, N] = matmul %4, %2
                  return %5
                """);
    }

    @Test
    void doesNotFireForOneKey() {
        refused(LocalOperandRule.Why.ONE_INNER, "the inner size is 1", "%5", """
            (%0 q: f32[T, D], %1 k: f32[D, 1], %2 v: f32[1, N]) {
              %3: f32[T, 1] = matmul %0, %1
              %4: f32[T, 1] = reduce_max %3 axes [1] keep
              %5: f32[T, 1] = sub %3, %4
              %6: f32[T, N] = matmul %5, %2
              return %6
            """);
    }

    @Test
    void doesNotFireForAMatrixInTwoOrders() {
        refused(
                LocalOperandRule.Why.ORDER,
                "the kernel reads it in another order of elements, or at two places at once",
                "%6",
                """
                (%0 q: f32[S, D], %1 k: f32[D, S], %2 v: f32[S, N], %3 w: f32[S, N]) {
                  %4: f32[S, S] = matmul %0, %1
                  %5: f32[S, 1] = reduce_max %4 axes [1] keep
                  %6: f32[S, S] = sub %4, %5
                  %7: f32[S, S] = permute %6 order [1, 0]
                  %8: f32[S, N] = matmul %6, %2
                  %9: f32[S, N] = matmul %7, %3
                  %10: f32[S, N] = add %8, %9
                  return %10
                """);
    }

    @Test
    void doesNotFireForScoresThatAreRepeated() {
        refused(LocalOperandRule.Why.IN_PART, "the kernel repeats it or uses only a part of it", "%5", """
            (%0 q: f32[T, D], %1 k: f32[D, S], %2 v: f32[B, S, N]) {
              %3: f32[T, S] = matmul %0, %1
              %4: f32[T, 1] = reduce_max %3 axes [1] keep
              %5: f32[T, S] = sub %3, %4
              %6: f32[B, T, N] = matmul %5, %2
              return %6
            """);
    }

    @Test
    void doesNotFireIntoAFullKernel() {
        refused(
                Refusal.Common.FULL,
                "the kernel has 201 operations already",
                "%5",
                """
                    (%0 q: f32[T, D], %1 k: f32[D, S], %2 v: f32[S, N]) {
                      %3: f32[T, S] = matmul %0, %1
                      %4: f32[T, 1] = reduce_max %3 axes [1] keep
                      %5: f32[T, S] = sub %3, %4
                      %6: f32[T, N] = matmul %5, %2
                    """ + chain(7, 200, "f32[T, N]", "%6") + "return %206");
    }
}
