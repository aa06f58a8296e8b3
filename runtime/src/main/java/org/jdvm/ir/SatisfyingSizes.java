package org.jdvm.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import org.jdvm.symbolic.Dim;

/**
 * A sample of sizes that satisfy what a graph requires of calls. Two sizes that differ for one of them are not equal; that they agree
 * for all is not a proof, but where a proof is too hard it is the better answer.
 */
final class SatisfyingSizes {
    private static final int DRAWS = 2000;
    private static final int WANTED = 50;
    private static final long[] SIZES = {1, 2, 3, 4, 5, 6, 8, 12, 16, 24};

    private final List<Map<String, Long>> samples = new ArrayList<>();

    SatisfyingSizes(Graph graph) {
        SortedSet<String> symbols = graph.symbols();
        SplittableRandom random = new SplittableRandom(symbols.hashCode());
        for (int draw = 0; draw < DRAWS && samples.size() < WANTED; draw++) {
            Map<String, Long> sizes = new HashMap<>();
            for (String symbol : symbols) {
                sizes.put(symbol, SIZES[random.nextInt(SIZES.length)]);
            }
            if (satisfies(graph, sizes)) {
                samples.add(sizes);
            }
        }
    }

    private static boolean satisfies(Graph graph, Map<String, Long> sizes) {
        try {
            return graph.requirements().stream()
                    .allMatch(requirement -> requirement
                            .kind()
                            .holds(
                                    requirement.left().evaluate(sizes::get),
                                    requirement.right().evaluate(sizes::get)));
        } catch (ArithmeticException _) {
            return false;
        }
    }

    /** {@return true if two sizes differ in one of the samples, or one of them is undefined there} */
    boolean tellApart(Dim a, Dim b) {
        try {
            return samples.stream().anyMatch(sizes -> a.evaluate(sizes::get) != b.evaluate(sizes::get));
        } catch (ArithmeticException _) {
            return true;
        }
    }
}
