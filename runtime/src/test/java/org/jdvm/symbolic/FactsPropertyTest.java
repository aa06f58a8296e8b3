package org.jdvm.symbolic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Every deduction against all models of the facts over small values. */
class FactsPropertyTest {
    /** A relation between two expressions, as a fact or as a question. */
    record Claim(Relation relation, Expression left, Expression right) {
        boolean holds(Map<String, Long> values) {
            return relation.test(left.evaluate(values), right.evaluate(values));
        }

        @Override
        public String toString() {
            return left.text() + " " + relation.sign() + " " + right.text();
        }
    }

    /** The range of each symbol (from 0: some values of one that is not declared), facts, and a model that most of the facts are made to fit. */
    record Problem(List<Interval> ranges, List<Claim> claims, List<Long> model, boolean fit) {}

    private static final List<String> SYMBOLS = List.of("A", "B", "C");

    @Provide
    Arbitrary<Claim> claims() {
        Arbitrary<Relation> relations = Arbitraries.of(
                Relation.EQ, Relation.EQ, Relation.EQ, Relation.NE, Relation.LE, Relation.LT, Relation.GE);
        Arbitrary<Claim> free = Combinators.combine(
                        relations, Expression.over("A", "B", "C"), Expression.over("A", "B", "C"))
                .as(Claim::new);
        Arbitrary<Claim> linear =
                Combinators.combine(relations, linear(), linear()).as(Claim::new);
        return Arbitraries.oneOf(free, linear);
    }

    private static Arbitrary<Expression> linear() {
        Arbitrary<Expression> term = Combinators.combine(Arbitraries.longs().between(-4, 6), Arbitraries.of(SYMBOLS))
                .as((factor, name) -> new Expression.Operation(
                        Expression.Kind.TIMES, new Expression.Number(factor), new Expression.Name(name)));
        return Combinators.combine(term, term, Arbitraries.longs().between(-6, 12))
                .as((first, second, constant) -> new Expression.Operation(
                        Expression.Kind.PLUS,
                        new Expression.Operation(Expression.Kind.PLUS, first, second),
                        new Expression.Number(constant)));
    }

    @Provide
    Arbitrary<Problem> problems() {
        Arbitrary<Interval> range = Combinators.combine(
                        Arbitraries.longs().between(-2, 2), Arbitraries.longs().between(1, 5))
                .as((least, width) -> new Interval(least, least + width));
        return Combinators.combine(
                        range.list().ofSize(3),
                        claims().list().ofMinSize(0).ofMaxSize(5),
                        Arbitraries.longs().between(-2, 7).list().ofSize(3),
                        Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false)))
                .as(Problem::new);
    }

    /** Facts with the models that they have. */
    private record Setting(Facts facts, List<Claim> assumed, List<Map<String, Long>> models) {}

    private static Setting setting(Problem problem) {
        Facts facts = new Facts();
        List<Long> witness = new ArrayList<>();
        for (int i = 0; i < SYMBOLS.size(); i++) {
            Interval range = problem.ranges().get(i);
            if (range.least() != 0) {
                facts.declare(SYMBOLS.get(i), range.least(), range.most());
            }
            witness.add(Math.clamp(problem.model().get(i), range.least(), range.most()));
        }
        List<Claim> assumed = new ArrayList<>();
        for (Claim claim : problem.claims()) {
            Claim fitting = problem.fit() ? fit(claim, witness) : claim;
            if (fitting != null && isDim(fitting)) {
                facts.assume(
                        fitting.relation(),
                        fitting.left().dim(),
                        fitting.right().dim(),
                        "fact " + assumed.size());
                assumed.add(fitting);
            }
        }
        List<Map<String, Long>> models = new ArrayList<>();
        for (long a = problem.ranges().get(0).least();
                a <= problem.ranges().get(0).most();
                a++) {
            for (long b = problem.ranges().get(1).least();
                    b <= problem.ranges().get(1).most();
                    b++) {
                for (long c = problem.ranges().get(2).least();
                        c <= problem.ranges().get(2).most();
                        c++) {
                    Map<String, Long> values = Map.of("A", a, "B", b, "C", c);
                    if (isModel(assumed, values)) {
                        models.add(values);
                    }
                }
            }
        }
        return new Setting(facts, assumed, models);
    }

    private static @Nullable Claim fit(Claim claim, List<Long> witness) {
        try {
            boolean holds = claim.holds(Map.of("A", witness.get(0), "B", witness.get(1), "C", witness.get(2)));
            return holds ? claim : new Claim(claim.relation().negated(), claim.left(), claim.right());
        } catch (ArithmeticException _) {
            return null;
        }
    }

    private static boolean isDim(Claim claim) {
        try {
            claim.left().dim();
            claim.right().dim();
            return true;
        } catch (ArithmeticException _) {
            return false;
        }
    }

    private static boolean isModel(List<Claim> facts, Map<String, Long> values) {
        try {
            return facts.stream().allMatch(fact -> fact.holds(values));
        } catch (ArithmeticException _) {
            return false;
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void noAnswerIsWrong(@ForAll("problems") Problem problem, @ForAll("claims") Claim question) {
        Setting setting = setting(problem);
        if (!isDim(question)) {
            return;
        }
        Proof proof = setting.facts()
                .holds(
                        question.relation(),
                        question.left().dim(),
                        question.right().dim());
        for (Map<String, Long> model : setting.models()) {
            boolean actual;
            try {
                actual = question.holds(model);
            } catch (ArithmeticException _) {
                continue;
            }
            assertTrue(
                    actual ? !proof.isRefuted() : !proof.isProved(),
                    () -> question + " is " + proof + " but " + actual + " for " + model + " given "
                            + setting.assumed());
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void contradictionsHaveNoModel(@ForAll("problems") Problem problem) {
        Setting setting = setting(problem);
        setting.facts().contradiction().ifPresent(contradiction -> {
            assertTrue(
                    setting.models().isEmpty(),
                    () -> contradiction.sentence() + " but " + setting.models().getFirst() + " given "
                            + setting.assumed());
            assertTrue(!contradiction.facts().isEmpty());
        });
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void simplifyKeepsTheValue(@ForAll("problems") Problem problem, @ForAll("claims") Claim question) {
        Setting setting = setting(problem);
        if (!isDim(question)) {
            return;
        }
        Dim simple = setting.facts().simplify(question.left().dim());
        for (Map<String, Long> model : setting.models()) {
            long expected;
            try {
                expected = question.left().evaluate(model);
            } catch (ArithmeticException _) {
                continue;
            }
            assertEquals(
                    expected,
                    simple.evaluate(model::get),
                    () -> question.left().text() + " -> " + simple + " for " + model + " given " + setting.assumed());
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void rangesHoldEveryValue(@ForAll("problems") Problem problem, @ForAll("claims") Claim question) {
        Setting setting = setting(problem);
        if (!isDim(question)) {
            return;
        }
        Interval range = setting.facts().range(question.left().dim());
        for (Map<String, Long> model : setting.models()) {
            try {
                long value = question.left().evaluate(model);
                assertTrue(
                        range.contains(value),
                        () -> question.left().text() + " in " + range + " is " + value + " for " + model + " given "
                                + setting.assumed());
            } catch (ArithmeticException _) {
                // undefined here
            }
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void divisibilityIsNeverWrong(
            @ForAll("problems") Problem problem, @ForAll("claims") Claim question, @ForAll("divisors") long divisor) {
        Setting setting = setting(problem);
        if (!isDim(question)) {
            return;
        }
        Proof proof = setting.facts().divides(divisor, question.left().dim());
        for (Map<String, Long> model : setting.models()) {
            try {
                boolean actual = question.left().evaluate(model) % divisor == 0;
                assertTrue(
                        actual ? !proof.isRefuted() : !proof.isProved(),
                        () -> divisor + " | " + question.left().text() + " is " + proof + " for " + model + " given "
                                + setting.assumed());
            } catch (ArithmeticException _) {
                // undefined here
            }
        }
    }

    @Provide
    Arbitrary<Long> divisors() {
        return Arbitraries.of(1L, 2L, 3L, 4L, 6L, 8L, 12L);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void reasonsSuffice(@ForAll("problems") Problem problem, @ForAll("claims") Claim question) {
        Setting setting = setting(problem);
        if (!isDim(question) || setting.facts().contradiction().isPresent()) {
            return;
        }
        Proof proof = setting.facts()
                .holds(
                        question.relation(),
                        question.left().dim(),
                        question.right().dim());
        if (proof.answer() == Answer.UNKNOWN) {
            return;
        }
        List<Map<String, Long>> all = setting(new Problem(problem.ranges(), List.of(), problem.model(), false))
                .models();
        for (Map<String, Long> model : all) {
            try {
                boolean allowed = proof.because().stream()
                        .allMatch(fact -> fact.relation()
                                .test(
                                        fact.left().evaluate(model::get),
                                        fact.right().evaluate(model::get)));
                if (allowed) {
                    boolean actual = question.holds(model);
                    assertEquals(proof.isProved(), actual, () -> question + " is " + proof + " but not for " + model);
                }
            } catch (ArithmeticException _) {
                // undefined here
            }
        }
    }
}
