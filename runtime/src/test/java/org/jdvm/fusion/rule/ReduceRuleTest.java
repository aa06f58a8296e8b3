package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

class ReduceRuleTest extends RefusalTesting {
    ReduceRuleTest() {
        super("reduce-producer");
    }

    @Test
    void doesNotFireAtTwoPlaces() {
        refused(Refusal.Common.TWO_PLACES, "the kernel reads it at two different places at once", "%1", """
            (%0 x: f32[T + 1, H]) {
              %1: f32[T + 1] = sum %0 axes [1]
              %2: f32[T] = slice %1 axis 0 start {0} step 1
              %3: f32[T] = slice %1 axis 0 start {1} step 1
              %4: f32[T] = add %2, %3
              return %4
            """);
    }

    @Test
    void doesNotFireIntoAFullKernel() {
        refused(
                Refusal.Common.FULL,
                "the kernel has 200 operations already",
                "%1",
                "(%0 x: f32[T, H]) {\n%1: f32[T] = sum %0 axes [1]\n" + chain(2, 200, "f32[T]", "%1") + "return %201");
    }

    @Test
    void doesNotFireIntoAMatrixKernel() {
        refused(
                ReduceRule.Why.BLOCKS,
                "a matrix kernel holds no reductions: its blocks do not hold whole rows",
                "%3",
                """
                (%0 x: f32[T, K], %1 w: f32[K, N], %2 b: f32[T, N]) {
                  %3: f32[T, 1] = sum %2 axes [1] keep
                  %4: f32[T, N] = matmul %0, %1
                  %5: f32[T, N] = add %4, %3
                  return %5
                """);
    }

    @Test
    void doesNotFireOnASlice() {
        refused(ReduceRule.Why.IN_PART, "the kernel uses only a part of the result, or repeats it", "%1", """
            (%0 x: f32[T + 1, H]) {
              %1: f32[T + 1] = sum %0 axes [1]
              %2: f32[T] = slice %1 axis 0 start {1} step 1
              %3: f32[T] = exp %2
              return %3
            """);
    }

    @Test
    void doesNotFireOnASliceBeforeAProduct() {
        refused(ReduceRule.Why.IN_PART, "the kernel uses only a part of the result, or repeats it", "%3", """
            (%0 x: f32[T, K], %1 w: f32[K, N], %2 z: f32[T + 1, K]) {
              %3: f32[T + 1, 1] = sum %2 axes [1] keep
              %4: f32[T, 1] = slice %3 axis 0 start {1} step 1
              %5: f32[T, K] = sub %0, %4
              %6: f32[T, N] = matmul %5, %1
              return %6
            """);
    }

    @Test
    void doesNotFireUnderAReductionOfItsResult() {
        refused(ReduceRule.Why.KEPT_AXES, "the kernel reduces along axes that this result keeps", "%1", """
            (%0 x: f32[T, H]) {
              %1: f32[T] = sum %0 axes [1]
              %2: f32[] = reduce_max %1 axes [0]
              return %2
            """);
    }

    @Test
    void doesNotFireUnderAScanOfItsResult() {
        refused(ReduceRule.Why.SCANNED_AXES, "the kernel scans along axes that this result keeps", "%1", """
            (%0 x: f32[T, H]) {
              %1: f32[T] = sum %0 axes [1]
              %2: f32[T] = cumsum %1 axis 0 options [0, 0] output 0
              return %2
            """);
    }

    @Test
    void doesNotFireAlongMoreAxes() {
        refused(ReduceRule.Why.OTHER_AXES, "the kernel's reductions run along other axes", "%1", """
            (%0 x: f32[T, H, K]) {
              %1: f32[T, 1, 1] = sum %0 axes [1, 2] keep
              %2: f32[T, H, 1] = sum %0 axes [2] keep
              %3: f32[T, H, K] = mul %0, %1
              %4: f32[T, H, K] = mul %3, %2
              return %4
            """);
    }

    @Test
    void doesNotFireNextToReductionsOfOneElement() {
        refused(ReduceRule.Why.ONE_ELEMENT, "the kernel's reductions are over one element each", "%2", """
            (%0 x: f32[T, 1], %1 y: f32[T, H]) {
              %2: f32[T, 1] = sum %1 axes [1] keep
              %3: f32[T, 1] = sum %0 axes [1] keep
              %4: f32[T, 1] = add %2, %3
              return %4
            """);
    }

    @Test
    void doesNotFireOverRowsOfAnotherLength() {
        refused(ReduceRule.Why.OTHER_LENGTH, "it reduces [K] elements, but the kernel's rows have [H]", "%2", """
            (%0 x: f32[T, H], %1 y: f32[T, K]) {
              %2: f32[T, 1] = sum %1 axes [1] keep
              %3: f32[T, H] = mul %0, %2
              return %3
            """);
    }

    @Test
    void doesNotFireOverRowsOfAnotherLengthBeforeAProduct() {
        refused(
                ReduceRule.Why.OTHER_OPERAND_LENGTH,
                "it reduces [J] elements, but the rows of the product's operand have [K]",
                "%3",
                """
                (%0 x: f32[T, K], %1 w: f32[K, N], %2 z: f32[T, J]) {
                  %3: f32[T, 1] = sum %2 axes [1] keep
                  %4: f32[T, K] = mul %0, %3
                  %5: f32[T, N] = matmul %4, %1
                  return %5
                """);
    }
}
