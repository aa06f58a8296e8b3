package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

class MatmulPrologueRuleTest extends RefusalTesting {
    MatmulPrologueRuleTest() {
        super("matmul-prologue");
    }

    @Test
    void doesNotFireForAMatrixTimesItself() {
        refused(LocalOperandRule.Why.RIGHT_OPERAND, "the cube unit reads its right operand from memory", "%1", """
            (%0 x: f32[N, N]) {
              %1: f32[N, N] = exp %0
              %2: f32[N, N] = matmul %1, %1
              return %2
            """);
    }

    @Test
    void doesNotFireForAProductByWindows() {
        refused(LocalOperandRule.Why.WINDOWS, "a product by windows reads its left operand from memory", "%2", """
            (%0 x: f32[C, L + 2], %1 w: f32[O, 3*C]) {
              %2: f32[O, 3*C] = exp %1
              %3: f32[3*C, L] = window_matrix %0 windows {3} x {L} step 1 dilation 1 before {0} spread 1
              %4: f32[O, L] = matmul %2, %3
              return %4
            """);
    }

    @Test
    void doesNotFireForAProductOfIntegers() {
        refused(LocalOperandRule.Why.INTEGERS, "products of integers read their left operand from memory", "%2", """
            (%0 x: f32[T, K], %1 w: i8[K, N]) {
              %2: i8[T, K] = cast %0
              %3: i32[T, N] = matmul %2, %1
              return %3
            """);
    }

    @Test
    void doesNotFireForRowsOfBf16() {
        refused(
                LocalOperandRule.Why.BFLOATS,
                "rows of bf16 are in memory, where instructions for products of bf16 read them",
                "%2",
                """
                (%0 x: f32[T, K], %1 w: f32[K, N]) {
                  %2: bf16[T, K] = cast %0
                  %3: f32[T, K] = cast %2
                  %4: f32[T, N] = matmul %3, %1
                  return %4
                """);
    }

    @Test
    void doesNotFireForAProductOfF64() {
        refused(LocalOperandRule.Why.WIDE, "products of f64 read their left operand from memory", "%2", """
            (%0 x: f64[T, K], %1 w: f64[K, N]) {
              %2: f64[T, K] = exp %0
              %3: f64[T, N] = matmul %2, %1
              return %3
            """);
    }

    @Test
    void doesNotFireNextToOtherRows() {
        refused(LocalOperandRule.Why.OTHER_ROWS, "the kernel holds whole rows of other values", "%2", """
            (%0 x: f32[T, K], %1 w: f32[K, N]) {
              %2: f32[T, K] = exp %0
              %3: f32[T, N] = matmul %2, %1
              %4: f32[T, 1] = sum %3 axes [1] keep
              %5: f32[T, N] = div %3, %4
              return %5
            """);
    }

    @Test
    void doesNotFireForAResult() {
        refused(LocalOperandRule.Why.NEEDED_IN_MEMORY, "it is needed in memory by others", "%2", """
            (%0 x: f32[T, K], %1 w: f32[K, N]) {
              %2: f32[T, K] = exp %0
              %3: f32[T, N] = matmul %2, %1
              return %2, %3
            """);
    }

    @Test
    void doesNotFireForOneColumn() {
        refused(LocalOperandRule.Why.ONE_INNER, "the inner size is 1", "%2", """
            (%0 x: f32[T, 1], %1 w: f32[1, N]) {
              %2: f32[T, 1] = exp %0
              %3: f32[T, N] = matmul %2, %1
              return %3
            """);
    }

    @Test
    void doesNotFireForAMatrixInTwoOrders() {
        refused(
                LocalOperandRule.Why.ORDER,
                "the kernel reads it in another order of elements, or at two places at once",
                "%3",
                """
                (%0 x: f32[N, N], %1 v: f32[N, M], %2 w: f32[N, M]) {
                  %3: f32[N, N] = exp %0
                  %4: f32[N, N] = permute %3 order [1, 0]
                  %5: f32[N, M] = matmul %3, %1
                  %6: f32[N, M] = matmul %4, %2
                  %7: f32[N, M] = add %5, %6
                  return %7
                """);
    }

    @Test
    void doesNotFireForAMatrixThatIsRepeated() {
        refused(LocalOperandRule.Why.IN_PART, "the kernel repeats it or uses only a part of it", "%2", """
            (%0 x: f32[T, K], %1 w: f32[B, K, N]) {
              %2: f32[T, K] = exp %0
              %3: f32[B, T, N] = matmul %2, %1
              return %3
            """);
    }

    @Test
    void doesNotFireIntoAFullKernel() {
        refused(
                Refusal.Common.FULL,
                "the kernel has 201 operations already",
                "%2",
                "(%0 x: f32[T, K], %1 w: f32[K, N]) {\n%2: f32[T, K] = exp %0\n%3: f32[T, N] = matmul %2, %1\n"
                        + chain(4, 200, "f32[T, N]", "%3") + "return %203");
    }
}
