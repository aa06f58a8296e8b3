package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

class ConcatSplitRuleTest extends RefusalTesting {
    ConcatSplitRuleTest() {
        super("parts");
    }

    @Test
    void doesNotFireAtTwoPlaces() {
        refused(Refusal.Common.TWO_PLACES, "the kernel reads it at two different places at once", "%2", """
            (%0 x: f32[T], %1 y: f32[T]) {
              %2: f32[2*T] = concat %0, %1 axis 0
              %3: f32[2*T - 1] = slice %2 axis 0 start {0} step 1
              %4: f32[2*T - 1] = slice %2 axis 0 start {1} step 1
              %5: f32[2*T - 1] = add %3, %4
              return %5
            """);
    }

    @Test
    void doesNotFireWhereGroupsAreCounted() {
        refused(
                Refusal.Common.GROUPS_BY_PLACE,
                "groups are found by the place of a row or column in the whole product",
                "%5",
                """
                (%0 x: f32[2*T, K], %1 w: f32[G, K, N], %2 groups: i32[G], %3 a: f32[T, N], %4 b: f32[T, N]) {
                  %5: f32[2*T, N] = concat %3, %4 axis 0
                  %6: f32[2*T, N] = grouped_matmul %0, %1, %2 split rows
                  %7: f32[2*T, N] = add %5, %6
                  return %7
                """);
    }

    @Test
    void doesNotFireOnASlice() {
        refused(
                ConcatSplitRule.Why.CUT_ELSEWHERE,
                "the kernel uses only some of it along the axis where the pieces are joined",
                "%2",
                """
                (%0 x: f32[T], %1 y: f32[T]) {
                  %2: f32[2*T] = concat %0, %1 axis 0
                  %3: f32[T] = slice %2 axis 0 start {1} step 1
                  %4: f32[T] = exp %3
                  return %4
                """);
    }

    @Test
    void doesNotFireIntoManyOperations() {
        refused(
                ConcatSplitRule.Why.TOO_MANY_OPERATIONS,
                "the kernel has 101 operations, too many to be repeated for 2 parts",
                "%2",
                "(%0 x: f32[T], %1 y: f32[T]) {\n%2: f32[2*T] = concat %0, %1 axis 0\n"
                        + chain(3, 101, "f32[2*T]", "%2") + "return %103");
    }

    @Test
    void doesNotFireAlongAReducedAxis() {
        refused(
                ConcatSplitRule.Why.REDUCED_ACROSS,
                "the kernel reduces along the axis where the pieces are joined",
                "%2",
                """
                (%0 x: f32[T, H], %1 y: f32[T, K]) {
                  %2: f32[T, H + K] = concat %0, %1 axis 1
                  %3: f32[T] = sum %2 axes [1]
                  return %3
                """);
    }

    @Test
    void doesNotFireAlongAScannedAxis() {
        refused(
                ConcatSplitRule.Why.SCANNED_ACROSS,
                "the kernel scans along the axis where the pieces are joined",
                "%2",
                """
                (%0 x: f32[T, H], %1 y: f32[T, K]) {
                  %2: f32[T, H + K] = concat %0, %1 axis 1
                  %3: f32[T, H + K] = cumsum %2 axis 1 options [0, 0] output 0
                  return %3
                """);
    }

    @Test
    void doesNotFireWherePartsWouldRepeatANorm() {
        refused(ConcatSplitRule.Why.HEAVY, "each part would repeat a product or a reduction", "%4", """
            (%0 x: f32[T, K], %1 w: f32[K, 2*N], %2 a: f32[T, N], %3 b: f32[T, N]) {
              %4: f32[T, 2*N] = concat %2, %3 axis 1
              %5: f32[T, 1] = sum %0 axes [1] keep
              %6: f32[T, K] = sub %0, %5
              %7: f32[T, 2*N] = matmul %6, %1
              %8: f32[T, 2*N] = add %7, %4
              return %8
            """);
    }
}
