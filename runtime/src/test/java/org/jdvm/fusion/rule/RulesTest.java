package org.jdvm.fusion.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jdvm.fusion.Plan;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.junit.jupiter.api.Test;

/** The list of fusion rules: its order, its reasons, and what is fused without one of them. */
class RulesTest {
    private static final Graph SOFTMAX = GraphParser.parse("""
        operator softmax(%0 x: f32[T, H]) {
          %1: f32[T, 1] = reduce_max %0 axes [1] keep
          %2: f32[T, H] = sub %0, %1
          %3: f32[T, H] = exp %2
          %4: f32[T, 1] = sum %3 axes [1] keep
          %5: f32[T, H] = div %3, %4
          return %5
        }
        """);

    @Test
    void rulesStandInThisOrder() {
        assertEquals("""
            generated-numbers: making an index or a constant costs less than reading it
            matmul-operand: weights are read in their stored form, which is smaller, and are not written anew
            attention: scores and probabilities of whole rows stay in the local buffer between two products
            matmul-prologue: a norm before a product is computed on the rows that the product multiplies
            parts: a kernel cut where its operand was joined reads the pieces themselves
            recomputed-producer: reading arguments again can cost less than writing and reading what follows from them; saves a launch
            elementwise-producer: what is computed where it is used is neither written nor read
            reduce-producer: a row that is in the local buffer is reduced and used there: softmax and norms read their input once
            scan-producer: a row that is in the local buffer is scanned there, and used
            matmul-epilogue: a block of a product is worked on before it leaves the local buffer
            matmul-rows: a product whose rows fit the local buffer is reduced there
            matmul-scores: a product whose rows are reduced for the next product stays in the local buffer: scores never reach memory
            siblings: kernels that read the same tensor at the same points read it once
            sibling-products: products with one left operand pack it once
            sibling-results: a routine that gives two results reads and orders its rows once for both
            """, Rules.STANDARD.toString());
    }

    @Test
    void withoutRulesEachOperationIsAKernel() {
        Plan plan = Planner.plan(SOFTMAX, Rules.NONE);
        assertEquals(5, plan.kernels().size());
        assertEquals(List.of(), plan.decisions());
    }

    @Test
    void aRuleCanBeLeftOut() {
        assertEquals(1, Planner.plan(SOFTMAX).kernels().size());
        Plan plan = Planner.plan(SOFTMAX, Rules.STANDARD.without("reduce-producer"));
        assertEquals(3, plan.kernels().size());
        assertFalse(plan.decisions().stream().anyMatch(d -> d.rule().equals("reduce-producer")));
    }

    @Test
    void anUnknownRuleCannotBeLeftOut() {
        var error = assertThrows(IllegalArgumentException.class, () -> Rules.STANDARD.without("reduce"));
        assertTrue(error.getMessage().startsWith("there is no fusion rule reduce; there are [generated-numbers, "));
    }
}
