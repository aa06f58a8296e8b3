package org.jdvm.fusion.rule;

import org.junit.jupiter.api.Test;

class SiblingProductsRuleTest extends RefusalTesting {
    SiblingProductsRuleTest() {
        super("sibling-products");
    }

    @Test
    void doesNotFireIntoAFullKernel() {
        refused(SiblingProductsRule.Why.FULL, "the kernel is full", "%3", """
            (%0 x: f32[T, K], %1 w: f32[K, N], %2 v: f32[K, N]) {
              %3: f32[T, N] = matmul %0, %1
              %4: f32[T, N] = matmul %0, %1
              %5: f32[T, N] = matmul %0, %1
              %6: f32[T, N] = matmul %0, %1
              %7: f32[T, N] = matmul %0, %2
              %8: f32[T, N] = add %4, %5
              %9: f32[T, N] = add %8, %6
              %10: f32[T, N] = add %9, %7
              return %3, %10
            """);
    }

    @Test
    void doesNotFireNextToWholeRows() {
        refused(SiblingProductsRule.Why.WHOLE_ROWS, "the blocks of a kernel that reduces hold whole rows", "%3", """
            (%0 x: f32[T, K], %1 w: f32[K, N], %2 v: f32[K, N]) {
              %3: f32[T, N] = matmul %0, %1
              %4: f32[T, N] = matmul %0, %2
              %5: f32[T, 1] = sum %4 axes [1] keep
              %6: f32[T, N] = div %4, %5
              return %3, %6
            """);
    }

    @Test
    void doesNotFireOverOtherPoints() {
        refused(SiblingProductsRule.Why.OTHER_POINTS, "the kernel runs over other points", "%3", """
            (%0 x: f32[T, K], %1 w: f32[K, N], %2 v: f32[K, M]) {
              %3: f32[T, N] = matmul %0, %1
              %4: f32[T, M] = matmul %0, %2
              return %3, %4
            """);
    }

    @Test
    void doesNotFireOnOtherOperands() {
        refused(SiblingProductsRule.Why.OTHER_OPERANDS, "the kernel multiplies other operands", "%3", """
            (%0 x: f32[T, K], %1 w: f32[K, N], %2 y: f32[T, K]) {
              %3: f32[T, N] = matmul %0, %1
              %4: f32[T, N] = matmul %2, %1
              return %3, %4
            """);
    }
}
