package org.jdvm.symbolic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What facts cost, in inequalities tried, grows with their number and not with its square; and can be limited. */
class FactsWorkTest {
    /** Slices at places known later, of one tensor, as the gates of a recurrent layer are. */
    private static long slices(int count) {
        Facts facts = new Facts();
        Dim whole = Dim.symbol("W");
        Dim length = Dim.symbol("L");
        for (int i = 0; i < count; i++) {
            Dim start = Dim.symbol("p" + i);
            facts.declare("p" + i, Integer.MIN_VALUE, Integer.MAX_VALUE);
            facts.assume(Relation.GE, start, Dim.ZERO, "start");
            facts.assume(Relation.LE, start.plus(length), whole, "end");
            assertEquals(Answer.UNKNOWN, facts.equal(whole, length).answer());
            assertTrue(facts.holds(Relation.LE, length, whole).isProved());
            assertTrue(facts.holds(Relation.LE, start, whole).isProved());
        }
        return facts.tried();
    }

    /** Reshapes, each of which says that two products are equal. */
    private static long products(int count) {
        Facts facts = new Facts();
        Dim product = Dim.symbol("a0").times(Dim.symbol("b0")).times(Dim.symbol("c0"));
        for (int i = 1; i <= count; i++) {
            Dim next = Dim.symbol("a" + i).times(Dim.symbol("b" + i)).times(Dim.symbol("c" + i));
            facts.assume(Relation.EQ, product, next, "reshape");
            assertTrue(facts.equal(product, next).isProved());
            assertFalse(facts.equal(next, Dim.symbol("a" + i)).isProved());
        }
        return facts.tried();
    }

    @Test
    void slicesCostTheSameEach() {
        long few = slices(64);
        long many = slices(256);
        assertTrue(many <= 6 * few, few + " inequalities for 64 slices, " + many + " for 256");
    }

    @Test
    void reshapesCostTheSameEach() {
        long few = products(32);
        long many = products(128);
        assertTrue(many <= 6 * few, few + " inequalities for 32 reshapes, " + many + " for 128");
    }

    @Test
    void answersAreRememberedUntilAFactIsAdded() {
        Facts facts = new Facts();
        Dim a = Dim.symbol("a");
        Dim b = Dim.symbol("b");
        facts.assume(Relation.LE, a.plus(b), Dim.symbol("c"), "sum");
        assertTrue(facts.holds(Relation.LE, a, Dim.symbol("c")).isProved());
        long tried = facts.tried();
        assertTrue(tried > 0);
        assertTrue(facts.holds(Relation.LE, a, Dim.symbol("c")).isProved());
        assertEquals(tried, facts.tried());
        facts.assume(Relation.EQ, a, b, "equal");
        assertTrue(facts.equal(a, b).isProved());
    }

    @Test
    void aSpentLimitLeavesEquationsAndRanges() {
        Facts facts = new Facts();
        Dim a = Dim.symbol("a");
        Dim c = Dim.symbol("c");
        facts.assume(Relation.LE, a.plus(Dim.symbol("b")), c, "sum");
        facts.assume(Relation.EQ, Dim.symbol("e"), a, "equal");
        facts.limit(0);
        assertTrue(facts.isSpent());
        assertEquals(Answer.UNKNOWN, facts.holds(Relation.LE, a, c).answer());
        assertTrue(facts.equal(Dim.symbol("e"), a).isProved());
        assertTrue(facts.holds(Relation.GE, a, Dim.ZERO).isProved());
    }

    /** Sizes after strided convolutions: quotients of quotients, whose products are compared. */
    @Test
    void sizesAfterAChainOfStridesAreEstimatedInFewSteps() {
        Dim height = Dim.symbol("h");
        Dim width = Dim.symbol("w");
        Dim sum = Dim.ZERO;
        for (int i = 0; i < 12; i++) {
            height = height.minus(Dim.of(1)).floorDiv(Dim.of(2 + i % 2)).plus(Dim.of(1));
            width = width.plus(Dim.of(2)).floorDiv(Dim.of(2)).plus(Dim.of(i));
            Dim product = height.times(width);
            sum = i % 2 == 0 ? sum.plus(product) : sum.minus(product).plus(height);
            Estimator estimator = new Estimator(new Knowledge());
            Range range = estimator.range(Polynomial.of(sum));
            assertTrue(estimator.steps() <= 700, estimator.steps() + " steps after " + (i + 1) + " strides");
            assertTrue(range.least() <= range.most(), sum + " in " + range);
        }
        Estimator estimator = new Estimator(new Knowledge());
        // an empty image stays empty: ceil(h / d) is 0 for 0
        assertEquals(0, estimator.range(Polynomial.of(height)).least());
        assertTrue(estimator.steps() <= 20, estimator.steps() + " steps");
    }
}
