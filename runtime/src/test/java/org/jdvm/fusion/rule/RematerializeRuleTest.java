package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

class RematerializeRuleTest extends RefusalTesting {
    RematerializeRuleTest() {
        super("recomputed-producer");
    }

    @Test
    void doesNotFireIntoAFullKernel() {
        refused(
                Refusal.Common.FULL,
                "the kernel has 200 operations already",
                "%1",
                "(%0 x: f32[T]) {\n%1: f32[T] = exp %0\n%2: f32[] = sum %1 axes [0]\n" + chain(3, 200, "f32[T]", "%1")
                        + "return %2, %202");
    }
}
