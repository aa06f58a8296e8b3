package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of symbols for which some facts hold, found by drawing. Expressions that differ for one of them are not equal, which is known
 * much sooner than a proof of their equality is given up.
 */
final class Examples {
    private static final int DRAWS = 500;
    private static final int WANTED = 6;
    private static final long[] SIZES = {7, 2, 12, 3, 31, 1, 16, 5, 50, 4, 24, 9};

    private final List<Example> examples = new ArrayList<>();

    Examples(List<Fact> facts) {
        for (int draw = 0; draw < DRAWS && examples.size() < WANTED; draw++) {
            Example example = new Example(draw);
            if (example.satisfies(facts)) {
                examples.add(example);
            }
        }
    }

    /** {@return true if two expressions have different values in an example} */
    boolean tellApart(Dim a, Dim b) {
        for (Example example : examples) {
            try {
                if (a.evaluate(example::value) != b.evaluate(example::value)) {
                    return true;
                }
            } catch (ArithmeticException _) {
                // not defined there: equality is about other values
            }
        }
        return false;
    }

    /** Values of one draw; symbols that no fact speaks of have some too. */
    private static final class Example {
        private final int draw;

        /** The values that equations give. */
        private final Map<String, Long> equations = new HashMap<>();

        Example(int draw) {
            this.draw = draw;
        }

        long value(String symbol) {
            Long known = equations.get(symbol);
            int mixed = (symbol.hashCode() * 31 + draw) * 0x9E37_79B9;
            return known == null ? SIZES[Integer.remainderUnsigned(mixed >>> 8, SIZES.length)] : known;
        }

        boolean satisfies(List<Fact> facts) {
            try {
                for (Fact fact : facts) {
                    if (fact.relation() == Relation.EQ
                            && fact.left().symbolName().isPresent()) {
                        equations.putIfAbsent(
                                fact.left().symbolName().get(), fact.right().evaluate(this::value));
                    }
                }
                return facts.stream()
                        .allMatch(fact -> fact.relation()
                                .test(
                                        fact.left().evaluate(this::value),
                                        fact.right().evaluate(this::value)));
            } catch (ArithmeticException _) {
                return false;
            }
        }
    }
}
