package org.jdvm.processor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Node;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Requirement;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Interval;

/**
 * Finds sizes with which an operator can be called: those that are wanted where they satisfy everything that its declaration and its body
 * demand, else others.
 *
 * <p>A search in depth, one symbol after the other. A condition is evaluated, exactly, as soon as all its symbols have values; an equation
 * that is linear in the last of them says what it must be. The number of choices is bounded, so that an operator with strange conditions
 * does not hold up the build.
 */
final class SizeSearch {
    private static final int MAX_CHOICES = 20_000;

    private static final long[] USUAL = {
        256, 128, 64, 32, 16, 8, 4, 2, 1, 512, 1024, 2048, 4096, 3, 5, 6, 7, 12, 24, 48, 96, 192, 384, 768
    };
    private static final int MOST_CONSTANTS = 24;
    private static final long LARGEST_CONSTANT = 100_000;
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w$.])\\d{1,6}(?!\\w)");

    /** A condition with the symbols in it. */
    private record Check(Requirement requirement, Set<String> symbols) {}

    private final List<Check> checks = new ArrayList<>();
    private final List<Long> constants;
    private final Map<String, Long> wanted;
    private final Map<String, Interval> ranges = new HashMap<>();
    private final List<String> order;
    private final Map<String, Long> chosen = new HashMap<>();
    private int choices;

    private SizeSearch(Graph graph, Map<String, Long> wanted, Set<String> fixed) {
        this.wanted = wanted;
        for (Requirement requirement : demands(graph)) {
            Set<String> symbols = new TreeSet<>(requirement.left().symbols());
            symbols.addAll(requirement.right().symbols());
            if (wanted.keySet().containsAll(symbols)) {
                checks.add(new Check(requirement, symbols));
            }
        }
        this.constants = constants();
        this.order = order(fixed);
        Facts facts = graph.facts();
        order.forEach(symbol -> ranges.put(symbol, facts.range(Dim.symbol(symbol))));
    }

    /**
     * Sizes for all symbols of an operator.
     *
     * @param wanted the symbols, each with the size that is taken if it can be
     * @param first the symbols whose sizes are given up last
     * @return the sizes; empty if none were found
     */
    static Optional<Map<String, Long>> find(Graph graph, Map<String, Long> wanted, Set<String> first) {
        SizeSearch search = new SizeSearch(graph, wanted, first);
        return search.choose(0) ? Optional.of(Map.copyOf(search.chosen)) : Optional.empty();
    }

    /** What a call checks, and that no tensor has more elements than an array can. */
    private static List<Requirement> demands(Graph graph) {
        List<Requirement> demands = new ArrayList<>(graph.requirements());
        for (Parameter parameter : graph.parameters()) {
            if (parameter instanceof TensorParameter tensor) {
                fits(tensor.shape().dims(), demands);
            }
        }
        for (Node node : graph.nodes()) {
            fits(node.result().shape().dims(), demands);
        }
        return demands;
    }

    private static void fits(List<Dim> dims, List<Requirement> demands) {
        Dim elements = Dim.of(1);
        for (Dim dim : dims) {
            if (!dim.isConstant()) {
                demands.add(new Requirement(Requirement.Kind.LESS_OR_EQUAL, Dim.ZERO, dim, "a size"));
            }
            elements = elements.times(dim);
        }
        if (!elements.isConstant()) {
            Dim most = Dim.of(Facts.SIZES.most());
            demands.add(new Requirement(Requirement.Kind.LESS_OR_EQUAL, elements, most, "the length of an array"));
        }
    }

    /** The numbers in the conditions: divisors, bounds, sizes of constants. */
    private List<Long> constants() {
        Set<Long> found = new TreeSet<>();
        for (Check check : checks) {
            NUMBER.matcher(check.requirement().toString())
                    .results()
                    .map(MatchResult::group)
                    .map(Long::valueOf)
                    .filter(number -> number > 1 && number <= LARGEST_CONSTANT)
                    .forEach(found::add);
        }
        return found.stream().limit(MOST_CONSTANTS).toList();
    }

    /** Next comes the symbol that makes the most conditions complete, so that a wrong choice shows at once. */
    private List<String> order(Set<String> first) {
        List<String> ordered = new ArrayList<>(new TreeSet<>(first));
        ordered.retainAll(wanted.keySet());
        Set<String> open = new TreeSet<>(wanted.keySet());
        ordered.forEach(open::remove);
        while (!open.isEmpty()) {
            String best = "";
            long most = -1;
            for (String symbol : open) {
                long weight = 0;
                for (Check check : checks) {
                    if (check.symbols().contains(symbol)) {
                        boolean complete =
                                check.symbols().stream().allMatch(s -> s.equals(symbol) || !open.contains(s));
                        weight += complete ? checks.size() + 1L : 1;
                    }
                }
                if (weight > most) {
                    most = weight;
                    best = symbol;
                }
            }
            ordered.add(best);
            open.remove(best);
        }
        return ordered;
    }

    /** Chooses the symbols from a position on. */
    private boolean choose(int position) {
        if (position == order.size()) {
            return true;
        }
        String symbol = order.get(position);
        Set<String> known = new HashSet<>(order.subList(0, position + 1));
        List<Check> complete = checks.stream()
                .filter(check -> check.symbols().contains(symbol) && known.containsAll(check.symbols()))
                .toList();
        for (long value : candidates(symbol, complete)) {
            if (++choices > MAX_CHOICES) {
                return false;
            }
            chosen.put(symbol, value);
            if (complete.stream().allMatch(this::holds) && choose(position + 1)) {
                return true;
            }
            chosen.remove(symbol);
        }
        return false;
    }

    /** What an equation that is linear in a symbol makes it. */
    private OptionalLong solve(Requirement equation, String symbol) {
        Map<String, Long> values = new HashMap<>(chosen);
        long[] differences = new long[2];
        try {
            for (int at = 0; at < 2; at++) {
                values.put(symbol, at + 1L);
                differences[at] = Math.subtractExact(
                        equation.left().evaluate(values::get), equation.right().evaluate(values::get));
            }
            long slope = Math.subtractExact(differences[1], differences[0]);
            return slope == 0 || differences[0] % slope != 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.subtractExact(1, differences[0] / slope));
        } catch (ArithmeticException _) {
            return OptionalLong.empty();
        }
    }

    /** Whether an equation has no other root: no functions in it, and no powers of the symbol. */
    private static boolean isLinear(Requirement equation, String symbol) {
        String text = equation.toString();
        return !text.contains("(")
                && Stream.of(text.split("[-+=]"))
                        .allMatch(term -> Stream.of(term.split("\\*"))
                                        .map(String::strip)
                                        .filter(symbol::equals)
                                        .count()
                                <= 1);
    }

    private boolean holds(Check check) {
        try {
            Requirement requirement = check.requirement();
            return requirement
                    .kind()
                    .holds(
                            requirement.left().evaluate(chosen::get),
                            requirement.right().evaluate(chosen::get));
        } catch (ArithmeticException _) {
            return false;
        }
    }

    /** What a symbol may be, best first. */
    private Set<Long> candidates(String symbol, List<Check> complete) {
        Interval range = ranges.get(symbol);
        Set<Long> values = new LinkedHashSet<>();
        long standard = Math.clamp(wanted.get(symbol), range.least(), range.most());
        values.add(standard);
        for (Check check : complete) {
            if (check.requirement().kind() == Requirement.Kind.EQUAL) {
                OptionalLong root = solve(check.requirement(), symbol);
                if (root.isPresent() && isLinear(check.requirement(), symbol)) {
                    return range.contains(root.getAsLong()) ? Set.of(root.getAsLong()) : Set.of();
                }
                root.ifPresent(values::add);
            }
        }
        for (long constant : constants) {
            // the multiples around the wanted number
            values.add(Math.floorDiv(standard, constant) * constant);
            values.add(Math.ceilDiv(standard, constant) * constant);
        }
        values.addAll(chosen.values());
        for (long usual : USUAL) {
            values.add(usual);
        }
        for (long constant : constants) {
            for (long times : new long[] {1, 2, 4, 8}) {
                values.add(constant * times);
            }
            values.add(constant + 1);
            values.add(constant - 1);
        }
        List<Long> before = List.copyOf(chosen.values());
        for (long a : before) {
            for (long b : before) {
                if (Math.abs(a) <= LARGEST_CONSTANT && Math.abs(b) <= LARGEST_CONSTANT) {
                    values.add(a * b);
                    values.add(a + b);
                }
                if (b > 1 && a % b == 0) {
                    values.add(a / b);
                }
            }
        }
        for (long step = 0; step < 64; step++) {
            values.add(range.least() > Long.MAX_VALUE - step ? range.least() : range.least() + step);
        }
        values.add(range.most());
        // sizes of 0 satisfy nearly everything and show nothing
        values.remove(0L);
        values.add(0L);
        values.removeIf(value -> !range.contains(value));
        return values;
    }
}
