package org.jdvm.symbolic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Canonical forms against plain evaluation over small values, negative ones too. */
class DimPropertyTest {
    private static final List<String> SYMBOLS = List.of("A", "B", "C");

    @Provide
    Arbitrary<Expression> expressions() {
        return Expression.over("A", "B", "C");
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void canonicalFormKeepsTheValue(@ForAll("expressions") Expression expression) {
        Dim dim = dimOf(expression);
        eachDefined(
                expression,
                values -> assertEquals(expression.evaluate(values), dim.evaluate(values::get), dim::toString));
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void programComputesWhatEvaluateComputes(@ForAll("expressions") Expression expression) {
        Dim dim = dimOf(expression);
        DimProgram program = dim.compile(SYMBOLS::indexOf);
        eachAssignment(values -> {
            long[] environment = SYMBOLS.stream().mapToLong(values::get).toArray();
            try {
                long expected = dim.evaluate(values::get);
                assertEquals(expected, program.evaluate(environment), dim::toString);
            } catch (ArithmeticException _) {
                assertThrows(ArithmeticException.class, () -> program.evaluate(environment), dim::toString);
            }
        });
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void canonicalTextReadsBackAsTheSame(@ForAll("expressions") Expression expression) {
        Dim dim = dimOf(expression);
        assertEquals(dim, Dim.parse(dim.toString()));
        assertEquals(dim.toString(), Dim.parse(dim.toString()).toString());
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void writtenTextReadsAsTheSame(@ForAll("expressions") Expression expression) {
        Dim dim = dimOf(expression);
        assertEquals(dim, Dim.parse(expression.text()));
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void sumsAndProductsAreARing(
            @ForAll("expressions") Expression x,
            @ForAll("expressions") Expression y,
            @ForAll("expressions") Expression z) {
        Dim a = dimOf(x);
        Dim b = dimOf(y);
        Dim c = dimOf(z);
        assertEquals(a.plus(b), b.plus(a));
        assertEquals(a.times(b), b.times(a));
        assertEquals(a.times(b.plus(c)), a.times(b).plus(a.times(c)));
        assertEquals(a, a.plus(b).minus(b));
        assertEquals(a.min(b), b.min(a));
        assertEquals(a.max(b.max(c)), a.max(b).max(c));
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void substitutionCommutesWithEvaluation(
            @ForAll("expressions") Expression expression, @ForAll("expressions") Expression replacement) {
        Dim dim = dimOf(expression);
        Dim by = dimOf(replacement);
        Dim substituted;
        try {
            substituted = dim.substitute(Map.of("A", by));
        } catch (ArithmeticException _) {
            return; // undefined for all values: a division by zero
        }
        eachDefined(replacement, values -> {
            Map<String, Long> replaced = new HashMap<>(values);
            replaced.put("A", replacement.evaluate(values));
            long expected;
            try {
                expected = dim.evaluate(replaced::get);
            } catch (ArithmeticException _) {
                return;
            }
            assertEquals(expected, substituted.evaluate(values::get), substituted::toString);
        });
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void symbolsAreThoseInTheText(@ForAll("expressions") Expression expression) {
        Dim dim = dimOf(expression);
        TreeSet<String> expected = new TreeSet<>();
        SYMBOLS.stream().filter(dim.toString()::contains).forEach(expected::add);
        assertEquals(expected, dim.symbols());
    }

    /** Skips expressions that are undefined for all values. */
    static Dim dimOf(Expression expression) {
        try {
            return expression.dim();
        } catch (ArithmeticException _) {
            Assume.that(false);
            throw new AssertionError();
        }
    }

    private static void eachDefined(Expression expression, Consumer<Map<String, Long>> action) {
        eachAssignment(values -> {
            try {
                expression.evaluate(values);
            } catch (ArithmeticException _) {
                return;
            }
            action.accept(values);
        });
    }

    private static void eachAssignment(Consumer<Map<String, Long>> action) {
        for (long a = -4; a <= 5; a++) {
            for (long b = -3; b <= 6; b += 1) {
                for (long c : new long[] {-7, -1, 0, 1, 2, 9}) {
                    action.accept(Map.of("A", a, "B", b, "C", c));
                }
            }
        }
    }
}
