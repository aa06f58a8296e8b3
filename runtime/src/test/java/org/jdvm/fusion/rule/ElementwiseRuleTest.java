package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

class ElementwiseRuleTest extends RefusalTesting {
    ElementwiseRuleTest() {
        super("elementwise-producer");
    }

    @Test
    void doesNotFireIntoAFullKernel() {
        refused(
                Refusal.Common.FULL,
                "the kernel has 200 operations already",
                "%1",
                "(%0 x: f32[T]) {\n" + chain(1, 201, "f32[T]", "%0") + "return %201");
    }

    @Test
    void doesNotFireAtFivePlaces() {
        refused(ElementwiseRule.Why.MANY_PLACES, "the kernel reads it at 5 places at once", "%1", """
            (%0 x: f32[T + 4]) {
              %1: f32[T + 4] = exp %0
              %2: f32[T] = slice %1 axis 0 start {0} step 1
              %3: f32[T] = slice %1 axis 0 start {1} step 1
              %4: f32[T] = slice %1 axis 0 start {2} step 1
              %5: f32[T] = slice %1 axis 0 start {3} step 1
              %6: f32[T] = slice %1 axis 0 start {4} step 1
              %7: f32[T] = add %2, %3
              %8: f32[T] = add %7, %4
              %9: f32[T] = add %8, %5
              %10: f32[T] = add %9, %6
              return %10
            """);
    }

    @Test
    void doesNotFireIntoAPoolBehindAProduct() {
        refused(
                ElementwiseRule.Why.WINDOWS,
                "the kernel reads it in windows; the product before it takes it instead",
                "%3",
                """
                (%0 x: f32[M, K], %1 w: f32[K, T + 2]) {
                  %2: f32[M, T + 2] = matmul %0, %1
                  %3: f32[M, T + 2] = exp %2
                  %4: f32[M, T, 3] = unfold %3 axis 1 step 1 dilation 1
                  %5: f32[M, T] = sum %4 axes [2]
                  return %5
                """);
    }
}
