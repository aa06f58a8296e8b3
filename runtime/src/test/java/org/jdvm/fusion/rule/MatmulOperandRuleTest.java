package org.jdvm.fusion.rule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jdvm.fusion.Plan;
import org.jdvm.fusion.Planner;
import org.junit.jupiter.api.Test;

class MatmulOperandRuleTest extends RefusalTesting {
    private static final String SCALED_LEFT = """
        (%0 q: i8[T, K], %1 s: f32[T, 1], %2 w: f32[K, N]) {
          %3: f32[T, K] = cast %0
          %4: f32[T, K] = mul %3, %1
          %5: f32[T, N] = matmul %4, %2
          return %5
        """;

    MatmulOperandRuleTest() {
        super("matmul-operand");
    }

    @Test
    void doesNotFireForAProductOfHalves() {
        refused(MatmulOperandRule.Why.PRODUCT_TYPE, "the product is f16, not f32", "%2", """
            (%0 x: f16[T, K], %1 w: bf16[K, N]) {
              %2: f16[K, N] = cast %1
              %3: f16[T, N] = matmul %0, %2
              return %3
            """);
    }

    @Test
    void doesNotFireForAConversionBetweenHalves() {
        refused(MatmulOperandRule.Why.CONVERSION, "the cube unit does not convert f16 to bf16", "%2", """
            (%0 x: f32[T, K], %1 w: f16[K, N]) {
              %2: bf16[K, N] = cast %1
              %3: f32[T, N] = matmul %0, %2
              return %3
            """);
    }

    @Test
    void doesNotFireForAQuantisedLeftOperand() {
        refused(MatmulOperandRule.Why.CONVERSION, "the cube unit does not convert i8 to f32", "%2", """
            (%0 q: i8[T, K], %1 w: f32[K, N]) {
              %2: f32[T, K] = cast %0
              %3: f32[T, N] = matmul %2, %1
              return %3
            """);
    }

    @Test
    void doesNotFireForScalesOfALeftOperand() {
        refused(
                MatmulOperandRule.Why.SCALE,
                "only scales of the columns of quantised weights move after the product",
                "%4",
                SCALED_LEFT);
    }

    @Test
    void theNextRuleIsAskedAfterARefusal() {
        Plan plan = Planner.plan(parse(SCALED_LEFT));
        assertTrue(
                plan.decisions().stream()
                        .anyMatch(decision -> decision.rule().equals(LocalOperandRule.PROLOGUE)
                                && decision.node().result().id() == 4
                                && decision.fused()),
                plan::toString);
        assertTrue(plan.workspace().isEmpty(), plan::toString);
    }

    @Test
    void doesNotFireForScalesOfRows() {
        refused(
                MatmulOperandRule.Why.SCALE,
                "only scales of the columns of quantised weights move after the product",
                "%4",
                """
                (%0 x: f32[T, K], %1 q: i8[K, N], %2 s: f32[K, 1]) {
                  %3: f32[K, N] = cast %1
                  %4: f32[K, N] = mul %3, %2
                  %5: f32[T, N] = matmul %0, %4
                  return %5
                """);
    }

    @Test
    void doesNotFireForElementsInAnotherOrder() {
        refused(
                MatmulOperandRule.Why.ORDER,
                "the elements of the unconverted matrix are not in the order of the product",
                "%3",
                """
                (%0 x: f32[T, 2*K], %1 w: f16[K, 2, N]) {
                  %2: f16[2, K, N] = permute %1 order [1, 0, 2]
                  %3: f32[2, K, N] = cast %2
                  %4: f32[2*K, N] = reshape %3
                  %5: f32[T, N] = matmul %0, %4
                  return %5
                """);
    }
}
