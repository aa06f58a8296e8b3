package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

/** Reasons that do not come from one rule: how the kernel reads the node, and what other kernels need. */
class GeneralRefusalsTest extends RefusalTesting {
    GeneralRefusalsTest() {
        super("elementwise-producer");
    }

    @Test
    void doesNotFireInAnOrderThatNoAxesExpress() {
        refused(
                Refusal.General.ORDER,
                "the kernel reads it in another order of elements, which no axes express",
                "%2",
                """
                (%0 x: f32[6, T], %1 y: f32[4, 1]) {
                  require T % 2 == 0 "test"
                  %2: f32[6, T] = exp %0
                  %3: f32[4, 3*floordiv(T, 2)] = reshape %2
                  %4: f32[4, 3*floordiv(T, 2)] = mul %3, %1
                  return %4
                """.replace("T % 2", "mod(T, 2)"));
    }

    @Test
    void doesNotFireOnATable() {
        refused(Refusal.General.LOOK_UP, "the kernel looks up in it by numbers known later", "%2", """
            (%0 table: f32[V, H], %1 ids: i32[T]) {
              %2: f32[V, H] = exp %0
              %3: f32[T, H] = gather %2, %1 axis 0
              return %3
            """);
    }

    @Test
    void doesNotFireOnTheOperandOfARoutine() {
        refused(Refusal.General.ROW_OPERAND, "the routine of the operation reads whole rows from memory", "%1", """
            (%0 x: f32[T, N]) {
              %1: f32[T, N] = exp %0
              %2: i64[T, 1] = argMax %1 axis 1 options [0] output 0
              return %2
            """);
    }

    @Test
    void doesNotFireOnALeftOperand() {
        refused(
                "reduce-producer",
                Refusal.General.LEFT_OPERAND,
                "the cube unit reads its left operand from memory",
                "%2",
                """
                (%0 x: f32[T, K, J], %1 w: f32[K, N]) {
                  %2: f32[T, K] = sum %0 axes [2]
                  %3: f32[T, N] = matmul %2, %1
                  return %3
                """);
    }

    @Test
    void doesNotFireOnARightOperand() {
        refused(Refusal.General.RIGHT_OPERAND, "the cube unit reads its right operand from memory", "%2", """
            (%0 x: f32[T, K], %1 w: f32[K, N]) {
              %2: f32[K, N] = exp %1
              %3: f32[T, N] = matmul %0, %2
              return %3
            """);
    }

    @Test
    void doesNotFireOnAGroupedOperand() {
        refused(Refusal.General.GROUPED_OPERAND, "the cube unit reads its operands from memory", "%3", """
            (%0 x: f32[T, K], %1 w: f32[G, K, N], %2 groups: i32[G]) {
              %3: f32[T, K] = exp %0
              %4: f32[T, N] = grouped_matmul %3, %1, %2 split rows
              return %4
            """);
    }

    @Test
    void doesNotFireOnWhatAPoolReads() {
        refused(Refusal.General.WINDOW_OPERAND, "the kernel reads windows of it from memory", "%1", """
            (%0 x: f32[C, T]) {
              %1: f32[C, T] = exp %0
              %2: f32[C, T] = window_reduce reduce_max %1 windows {3} x {T} step 1 dilation 1 before {1} spread 1
              return %2
            """);
    }

    @Test
    void doesNotFireOnAPartOfAResult() {
        refused(
                Refusal.General.NEEDED_WHOLE,
                "others need all of it, but the kernel computes a part of it or repeats it",
                "%1",
                """
                (%0 x: f32[T + 1]) {
                  %1: f32[T + 1] = exp %0
                  %2: f32[T] = slice %1 axis 0 start {1} step 1
                  %3: f32[T] = neg %2
                  return %1, %3
                """);
    }

    @Test
    void doesNotFireIntoAKernelThatRunsLater() {
        refused(Refusal.General.NEEDED_BEFORE, "another kernel needs it and runs before this one", "%2", """
            (%0 table: f32[V, H], %1 ids: i32[T]) {
              %2: f32[T, H] = gather %0, %1 axis 0
              %3: f32[1, H] = sum %2 axes [0] keep
              %4: f32[1, 1] = sum %3 axes [1] keep
              %5: f32[T, H] = mul %2, %4
              return %5
            """);
    }
}
