package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

class ScanRuleTest extends RefusalTesting {
    ScanRuleTest() {
        super("scan-producer");
    }

    @Test
    void doesNotFireAtTwoPlaces() {
        refused(Refusal.Common.TWO_PLACES, "the kernel reads it at two different places at once", "%1", """
            (%0 x: f32[T, H + 1]) {
              %1: f32[T, H + 1] = cumsum %0 axis 1 options [0, 0] output 0
              %2: f32[T, H] = slice %1 axis 1 start {0} step 1
              %3: f32[T, H] = slice %1 axis 1 start {1} step 1
              %4: f32[T, H] = sub %3, %2
              return %4
            """);
    }

    @Test
    void doesNotFireIntoAFullKernel() {
        refused(
                Refusal.Common.FULL,
                "the kernel has 200 operations already",
                "%1",
                "(%0 x: f32[T, H]) {\n%1: f32[T, H] = cumsum %0 axis 1 options [0, 0] output 0\n"
                        + chain(2, 200, "f32[T, H]", "%1") + "return %201");
    }

    @Test
    void doesNotFireIntoAMatrixKernel() {
        refused(ScanRule.Why.BLOCKS, "a matrix kernel holds no scans: its blocks do not hold whole rows", "%3", """
            (%0 x: f32[T, K], %1 w: f32[K, N], %2 b: f32[T, N]) {
              %3: f32[T, N] = cumsum %2 axis 1 options [0, 0] output 0
              %4: f32[T, N] = matmul %0, %1
              %5: f32[T, N] = add %4, %3
              return %5
            """);
    }

    @Test
    void doesNotFireOnASlice() {
        refused(ScanRule.Why.IN_PART, "the kernel uses only a part of the scan, or repeats it", "%1", """
            (%0 x: f32[T, H + 1]) {
              %1: f32[T, H + 1] = cumsum %0 axis 1 options [0, 0] output 0
              %2: f32[T, H] = slice %1 axis 1 start {1} step 1
              %3: f32[T, H] = exp %2
              return %3
            """);
    }

    @Test
    void doesNotFireWhereItIsRepeated() {
        refused(ScanRule.Why.IN_PART, "the kernel uses only a part of the scan, or repeats it", "%2", """
            (%0 x: f32[T, 1, H], %1 y: f32[T, C, H]) {
              %2: f32[T, 1, H] = cumsum %0 axis 2 options [0, 0] output 0
              %3: f32[T, C, H] = add %1, %2
              return %3
            """);
    }

    @Test
    void doesNotFireOnOneElement() {
        refused(ScanRule.Why.ONE_ELEMENT, "the scan is over one element", "%1", """
            (%0 x: f32[T, 1]) {
              %1: f32[T, 1] = cumsum %0 axis 1 options [0, 0] output 0
              %2: f32[T, 1] = exp %1
              return %2
            """);
    }

    @Test
    void doesNotFireAlongAnAxisThatIsCut() {
        refused(ScanRule.Why.IN_PIECES, "the axis of the scan is several axes of the kernel", "%2", """
            (%0 x: f32[T, 4 * H], %1 y: f32[T, 4]) {
              %2: f32[T, 4 * H] = cumsum %0 axis 1 options [0, 0] output 0
              %3: f32[T, 4, H] = reshape %2
              %4: f32[T, 4, 1] = reshape %1
              %5: f32[T, 4, H] = add %3, %4
              return %5
            """);
    }

    @Test
    void doesNotFireAlongAnotherAxisThanReductions() {
        refused(ScanRule.Why.OTHER_AXES, "the kernel reduces or scans along other axes", "%1", """
            (%0 x: f32[T, H]) {
              %1: f32[T, H] = cumsum %0 axis 0 options [0, 0] output 0
              %2: f32[T] = sum %1 axes [1]
              return %2
            """);
    }

    @Test
    void doesNotFireAlongAnotherAxisThanScans() {
        refused(ScanRule.Why.OTHER_AXES, "the kernel reduces or scans along other axes", "%1", """
            (%0 x: f32[T, H]) {
              %1: f32[T, H] = cumsum %0 axis 0 options [0, 0] output 0
              %2: f32[T, H] = cumsum %1 axis 1 options [0, 0] output 0
              return %2
            """);
    }
}
