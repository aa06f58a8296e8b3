package org.jdvm.symbolic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsTest {
    private static Facts facts(String... constraints) {
        Facts facts = new Facts();
        for (String text : constraints) {
            for (Constraint constraint : Constraint.parse(text)) {
                facts.assume(constraint, "@Where(\"" + text + "\")");
            }
        }
        return facts;
    }

    private static Answer ask(Facts facts, String question) {
        return facts.holds(Constraint.parse(question).getFirst()).answer();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // without facts: floor semantics and ranges
                "-                           | S >= 0                  | PROVED",
                "-                           | S + 1 == S              | REFUTED",
                "-                           | 2*S == 2*T + 1          | REFUTED",
                "-                           | 8*(S / 8) + S % 8 == S  | PROVED",
                "-                           | (S + 7) / 8 * 8 >= S    | PROVED",
                "-                           | S % K < K               | PROVED",
                "-                           | S == 1                  | UNKNOWN",
                "-                           | S*H / H == S            | UNKNOWN",
                // equalities, solved
                "2*K == H                    | K == H / 2              | PROVED",
                "2*K == H                    | H % 2 == 0              | PROVED",
                "768 == 2*K                  | K == 384                | PROVED",
                "2*K == 3*J                  | K % 3 == 0              | PROVED",
                "H == K && K == J            | H*S == J*S              | PROVED",
                "H == 12*D && K == 12*D      | H == K                  | PROVED",
                // products, as a reshape or a matmul states them
                "S*H == A*B                  | 12*S*H == 12*A*B        | PROVED",
                "S*H == S*K && S >= 1        | H == K                  | PROVED",
                "S*H == S*K                  | H == K                  | UNKNOWN",
                // divisibility
                "H % 8 == 0                  | H % 4 == 0              | PROVED",
                "H % 8 == 0                  | S*H % 8 == 0            | PROVED",
                "H % 8 == 0                  | H % 4 == 1              | REFUTED",
                "H % 8 == 0                  | H % 16 == 0             | UNKNOWN",
                "H % 8 == 0 && H % 12 == 0   | H % 24 == 0             | PROVED",
                "H % 8 == 3                  | (H + 5) % 8 == 0        | PROVED",
                "H % 8 == 0 && S*H == A*B    | A*B % 8 == 0            | PROVED",
                "S*H % 8 == 0                | S*H*K % 4 == 0          | PROVED",
                "S % K == 0                  | S / K * K == S          | PROVED",
                // order
                "1 <= S <= 512               | S != 0                  | PROVED",
                "1 <= S <= 512               | S*H <= 512*H            | PROVED",
                "S != 0                      | S >= 1                  | PROVED",
                "S <= T && T <= U            | S*H <= U*H              | PROVED",
                "S <= T && T <= U            | min(S, U) == S          | PROVED",
                "S <= T && T <= S            | S == T                  | PROVED",
                "S <= T && S != T            | S < T                   | PROVED",
                "H / 64 >= 2                 | H >= 128                | PROVED",
                "min(S, T) >= 3              | T >= 3                  | PROVED",
                "S > T                       | S == T                  | REFUTED",
                // broadcasting, wherever the sizes do broadcast
                "T >= 2                      | broadcast(S, T) == T    | PROVED",
                "-                           | broadcast(S, 4) == 4    | PROVED",
                "-                           | broadcast(S, T) == T    | UNKNOWN",
                "S == T                      | broadcast(S, T) == T    | PROVED",
            })
    void deduction(String given, String question, Answer answer) {
        Facts facts = given == null ? facts() : facts(given);
        assertTrue(facts.contradiction().isEmpty());
        assertEquals(answer, ask(facts, question));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "H >= 1                     | S*H / H           | S",
                "H >= 1                     | (S*H + H*K) / H   | K + S",
                "H >= 1                     | S*H*D / (H*D)     | floordiv(D*S, D)",
                "-                          | S*H / H           | floordiv(H*S, H)",
                "S >= 4                     | min(S, 4)         | 4",
                "1 <= S <= 512              | (S + 511) / 512   | 1",
                "1 <= S <= 512              | S % 513           | S",
                "768 == 2*K                 | K*S               | 384*S",
                "H == 2*K                   | H / 2             | K",
                "H % 8 == 0                 | H + S             | H + S",
                "H % 8 == 0                 | H / 8 * S         | S*floordiv(H, 8)",
                "H % 8 == 0 && H % 12 == 0  | H                 | H",
                "H % 8 == 0 && H == 2*K     | K                 | K",
                "H % 8 == 0 && H == 2*K     | 2*K + H           | 2*H",
                "2*K == 3*J                 | K                 | K",
                "S % K == 0                 | S + K             | K + S",
                "batch == B                 | batch             | B",
                "T >= 2                     | broadcast(S, T)   | broadcast(S, T)", // the check that S is 1 or T stays
            })
    void simplification(String given, String dim, String simple) {
        Facts facts = given == null ? facts() : facts(given);
        assertEquals(simple, facts.simplify(Dim.parse(dim)).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                        | S                | [0, 2147483647]",
                "1 <= S <= 512            | S*S - S          | [0, 261632]",
                "1 <= S <= 512            | (S + 63) / 64    | [1, 8]",
                "1 <= S <= 512            | S % 64           | [0, 63]",
                "1 <= S <= 512            | max(S, 8) - 9    | [-1, 503]",
                "-                        | S*T*U            | [0, inf]",
                "-                        | -S*T*U           | [-inf, 0]",
                "H % 8 == 0 && H >= 1     | H                | [8, 2147483640]",
            })
    void ranges(String given, String dim, String range) {
        Facts facts = given == null ? facts() : facts(given);
        assertEquals(range, facts.range(Dim.parse(dim)).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "H == 384 && H == 512 | H == 512 (w) cannot hold: H is 384, because of H == 384 (w)",
                "2*K == 768 && K == 192 | K == 192 (w) cannot hold: K is 384, because of 2*K == 768 (w)",
                "767 == 2*K | 767 == 2*K (w) cannot hold: 2*K is a multiple of 2, 767 is not",
                "S <= 512 && S >= 600 | S >= 600 (w) cannot hold: S is at most 512, because of S <= 512 (w)",
                "S < 0 | S < 0 (w) cannot hold: S is at least 0",
                "S < T && T < U && U <= S | U <= S (w) cannot hold, because of T < U (w) and S < T (w)",
                "H % 8 == 9 | mod(H, 8) == 9 (w) cannot hold: mod(H, 8) is at most 7",
            })
    void contradictionsAreExplained(String given, String sentence) {
        Facts facts = new Facts();
        for (Constraint constraint : Constraint.parse(given)) {
            assertTrue(facts.contradiction().isEmpty());
            facts.assume(constraint, "w");
        }
        assertEquals(sentence, facts.contradiction().orElseThrow().sentence());
    }

    @Test
    void aContradictionFoundWhileSolvingNamesTheFactsToo() {
        Facts facts = facts("H % 8 == 0", "H*S == 4*K", "S == 3", "K == 5*J", "20 <= J <= 20");
        facts.assume(Constraint.parse("J == 3*S + 12").getFirst(), "late");
        Contradiction contradiction = facts.contradiction().orElseThrow();
        assertTrue(contradiction.sentence().contains(" cannot hold"), contradiction.sentence());
        assertTrue(contradiction.facts().size() > 1, contradiction.sentence());
    }

    @Test
    void aProofNamesTheFactsItRestsOn() {
        Facts facts = new Facts();
        facts.assume(Relation.EQ, Dim.symbol("B"), Dim.of(7), "unrelated");
        facts.assume(Relation.EQ, Dim.symbol("K"), Dim.symbol("H"), "gamma dim 0");
        facts.assume(Relation.EQ, Dim.symbol("H"), Dim.symbol("D").times(2), "x dim 1");
        Proof proof = facts.equal(Dim.parse("K % 2"), Dim.ZERO);
        assertTrue(proof.isProved());
        assertEquals(
                "[K == H (gamma dim 0), H == 2*D (x dim 1)]", proof.because().toString());
        assertEquals(List.of(), facts.equal(Dim.parse("S"), Dim.parse("S")).because());
        assertEquals(List.of(), facts.equal(Dim.parse("S"), Dim.parse("T")).because());
    }

    @Test
    void declaredRanges() {
        Facts facts = new Facts();
        facts.declare("i", Long.MIN_VALUE, Long.MAX_VALUE);
        facts.declare("n", -4, 4);
        facts.declare("one", 1, 1);
        assertEquals(Interval.ALL, facts.range(Dim.symbol("i")));
        assertEquals(new Interval(0, 16), facts.range(Dim.parse("n*n")));
        assertEquals("S", facts.simplify(Dim.parse("S*one")).toString());
        assertEquals(Answer.UNKNOWN, ask(facts, "i >= 0"));
        assertTrue(facts.holds(Relation.LE, Dim.symbol("n"), Dim.of(4))
                .because()
                .toString()
                .contains("declared range of n"));
        facts.declare("one", 0, 5);
        assertTrue(facts.contradiction().isEmpty());
        facts.declare("one", 2, 5);
        assertTrue(facts.contradiction().isPresent());
    }

    @Test
    void saturationNeverClaimsTooMuch() {
        Facts facts = new Facts();
        facts.declare("big", Long.MAX_VALUE - 1, Long.MAX_VALUE);
        facts.declare("i", Long.MIN_VALUE, Long.MAX_VALUE);
        assertEquals(Answer.UNKNOWN, ask(facts, "big - 5 >= 9223372036854775802"));
        assertEquals(Answer.UNKNOWN, ask(facts, "big - i >= 0"));
        assertEquals(Answer.UNKNOWN, ask(facts, "S*T*U*V <= 9223372036854775807 - 5"));
    }

    @Test
    void copiesAreIndependent() {
        Facts facts = facts("H == 2*K");
        Facts copy = facts.copy();
        copy.assume(Constraint.parse("K == 5").getFirst(), "copy");
        facts.assume(Constraint.parse("K == 6").getFirst(), "original");
        assertEquals(Dim.of(10), copy.simplify(Dim.symbol("H")));
        assertEquals(Dim.of(12), facts.simplify(Dim.symbol("H")));
        assertTrue(facts.contradiction().isEmpty());
        assertTrue(copy.contradiction().isEmpty());
        assertEquals(2, copy.facts().size());
    }

    @Test
    void aContradictingFactIsNotUsed() {
        Facts facts = facts("H == 384", "H == 512");
        assertTrue(facts.contradiction().isPresent());
        assertEquals(Dim.of(384), facts.simplify(Dim.symbol("H")));
        assertEquals(1, facts.facts().size());
    }

    @Test
    void divisors() {
        Facts facts = new Facts();
        facts.assumeDivides(8, Dim.symbol("H"), "heads");
        assertTrue(facts.divides(4, Dim.parse("H*S + 12")).isProved());
        assertTrue(facts.divides(8, Dim.parse("H + 4")).isRefuted());
        assertFalse(facts.divides(16, Dim.symbol("H")).isProved());
        assertThrows(IllegalArgumentException.class, () -> facts.divides(0, Dim.symbol("H")));
        assertThrows(IllegalArgumentException.class, () -> facts.assumeDivides(-2, Dim.symbol("H"), "w"));
    }

    @Test
    void hugeNumbersEndInUnknownNotInAnError() {
        Facts facts = new Facts();
        for (String name : List.of("A", "B", "C", "D")) {
            facts.declare(name, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        for (Constraint constraint : Constraint.parse("A == 4611686018427387904*B, C == 4*A, C*C*C == A*D")) {
            facts.assume(constraint, "w");
        }
        assertEquals(Answer.UNKNOWN, ask(facts, "C*C == A*D*D"));
        facts.simplify(Dim.parse("C*C*A"));
        facts.range(Dim.parse("C*C*A"));
    }

    @Test
    void manyFactsAndHardQuestionsEnd() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            Facts facts = new Facts();
            for (int i = 0; i < 120; i++) {
                facts.assume(Constraint.parse("S" + i + " <= S" + (i + 1)).getFirst(), "chain");
                facts.assume(
                        Constraint.parse("P" + i + "*Q" + i + " == P" + (i + 1) + "*Q" + (i + 1))
                                .getFirst(),
                        "reshape");
                facts.assume(
                        Constraint.parse("min(S" + i + ", P" + i + ") / 3 <= max(Q" + i + ", 7) % 5 + S" + i)
                                .getFirst(),
                        "odd");
            }
            assertEquals(Answer.PROVED, ask(facts, "P0*Q0*H == P120*Q120*H"));
            assertEquals(Answer.PROVED, ask(facts, "S0 <= S2"));
            ask(facts, "S0 <= S120");
            ask(
                    facts,
                    "(S0 + 1)*(S1 + 2)*(S2 - 3)*(S3 - S4)*(P1 - Q2) > min(S5*S6, S7*P8) / (S9 + 1) - max(Q1, Q2) % (P3"
                            + " + 1)");
        });
    }

    @Test
    void positionsHaveTheRangesOfTheirOutcomes() {
        Facts facts = new Facts();
        facts.declare("N", 3, 10);
        facts.declare("i", -4, 7);
        facts.declare("front", 0, 2);
        facts.declare("back", -3, -1);
        assertEquals("front", facts.simplify(Dim.parse("position(front, N)")).toString());
        assertEquals("N + back", facts.simplify(Dim.parse("position(back, N)")).toString());
        assertEquals(
                "position(i, N)", facts.simplify(Dim.parse("position(i, N)")).toString());
        Interval range = facts.range(Dim.parse("position(i, N)"));
        assertEquals(-1, range.least());
        assertEquals(9, range.most());
    }
}
