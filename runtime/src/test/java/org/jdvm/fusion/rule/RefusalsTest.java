package org.jdvm.fusion.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.fusion.Decision;
import org.jdvm.fusion.OperatorFile;
import org.jdvm.fusion.Planner;
import org.jdvm.fusion.draft.Refusal;
import org.junit.jupiter.api.Test;

/** Every reason of every rule is reported in a test, and no rule gives one that it does not list. */
class RefusalsTest {
    private static final List<RefusalTesting> TESTS = List.of(
            new RematerializeConstantsRuleTest(),
            new MatmulOperandRuleTest(),
            new AttentionRuleTest(),
            new MatmulPrologueRuleTest(),
            new ConcatSplitRuleTest(),
            new RematerializeRuleTest(),
            new ElementwiseRuleTest(),
            new ReduceRuleTest(),
            new ScanRuleTest(),
            new MatmulEpilogueRuleTest(),
            new MatmulRowsRuleTest(),
            new MatmulScoresRuleTest(),
            new SiblingRuleTest(),
            new SiblingProductsRuleTest(),
            new SiblingResultsRuleTest());

    @Test
    void eachRuleHasATest() {
        assertEquals(
                Rules.STANDARD.names(), TESTS.stream().map(RefusalTesting::rule).toList());
    }

    @Test
    void eachReasonOfEachRuleIsReportedInItsTest() throws ReflectiveOperationException {
        List<String> untested = new ArrayList<>();
        for (int i = 0; i < TESTS.size(); i++) {
            Set<Refusal> seen = seen(TESTS.get(i));
            Rule rule = Rules.STANDARD.list().get(i);
            rule.refusals().stream()
                    .filter(refusal -> !seen.contains(refusal))
                    .forEach(refusal -> untested.add(rule.name() + ": " + refusal));
        }
        assertEquals(List.of(), untested);
    }

    @Test
    void eachGeneralReasonIsReportedInATest() throws ReflectiveOperationException {
        assertEquals(Set.of(Refusal.General.values()), seen(new GeneralRefusalsTest()));
    }

    @Test
    void eachReasonBelongsToARule() {
        Set<Refusal> listed = new HashSet<>();
        Rules.STANDARD.list().forEach(rule -> listed.addAll(rule.refusals()));
        assertTrue(listed.containsAll(Arrays.asList(Refusal.Common.values())));
        for (Rule rule : Rules.STANDARD.list()) {
            for (Class<?> nested : rule.getClass().getDeclaredClasses()) {
                if (Refusal.class.isAssignableFrom(nested)) {
                    assertTrue(listed.containsAll(Arrays.asList(nested.getEnumConstants())), nested::toString);
                }
            }
        }
    }

    @Test
    void rulesGiveOnlyReasonsThatTheyList() {
        for (var graph : OperatorFile.graphs()) {
            for (Decision decision : Planner.plan(graph).decisions()) {
                Rule rule = Rules.STANDARD.list().stream()
                        .filter(known -> known.name().equals(decision.rule()))
                        .findFirst()
                        .orElseThrow();
                decision.refusal()
                        .ifPresent(refusal -> assertTrue(
                                refusal instanceof Refusal.General
                                        || rule.refusals().contains(refusal),
                                decision::toString));
            }
        }
    }

    /** The reasons that the tests of a rule assert. */
    private static Set<Refusal> seen(RefusalTesting test) throws ReflectiveOperationException {
        for (Method method : test.getClass().getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                method.setAccessible(true);
                method.invoke(test);
            }
        }
        return test.seen();
    }
}
