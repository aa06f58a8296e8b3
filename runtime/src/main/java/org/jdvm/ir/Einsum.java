package org.jdvm.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/** Sums of products in Einstein's notation: from left to right, what two operands share and no later one needs is the inner dim of a matrix product. */
final class Einsum {
    private static final String ELLIPSIS = "...";

    /** The letters of the dims of {@code ...} come after those that an equation may have. */
    private static final char FIRST_OF_ELLIPSIS = '\u0100';

    private final GraphBuilder builder;
    private final String equation;
    private final Map<Character, Dim> sizes = new HashMap<>();

    /** What {@code ...} represents in the operand with the most dims there: a letter for each of them. */
    private List<Character> broadcast = List.of();

    private Einsum(GraphBuilder builder, String equation) {
        this.builder = builder;
        this.equation = equation;
    }

    /** A tensor with a letter for each dim, none of them twice. */
    private record Term(Value value, List<Character> letters) {
        int axis(char letter) {
            return letters.indexOf(letter);
        }
    }

    /**
     * {@return the sum over all letters that are not in the result}
     *
     * @param builder where nodes are added
     * @param equation a letter for each dim of each operand, separated by commas, then {@code ->} and the letters of the result; without these, all
     *     letters that occur once, in the order of the alphabet; {@code ...} is any number of dims, which broadcast and come first in a result that is not given
     * @param operands the tensors
     */
    static Value sum(GraphBuilder builder, String equation, List<Value> operands) {
        return new Einsum(builder, equation.replace(" ", "")).sum(operands);
    }

    private Value sum(List<Value> operands) {
        int arrow = equation.indexOf("->");
        String[] inputs = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
        if (inputs.length != operands.size()) {
            throw wrong("describes %d operands, but there are %d".formatted(inputs.length, operands.size()));
        }
        findBroadcast(inputs, operands);
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            terms.add(term(letters(inputs[i], broadcastBy(inputs[i], operands.get(i))), operands.get(i)));
        }
        List<Character> result = arrow < 0 ? once(inputs) : letters(equation.substring(arrow + 2), broadcast);
        if (!result.containsAll(broadcast)) {
            throw wrong("has dims for '...' that the result does not have; add '...' to it");
        }
        if (new LinkedHashSet<>(result).size() < result.size()
                || !sizes.keySet().containsAll(result)) {
            throw wrong("the letters of the result must be letters of operands, each once");
        }
        Term product = terms.getFirst();
        for (int i = 1; i < terms.size(); i++) {
            Set<Character> needed = new LinkedHashSet<>(result);
            terms.subList(i + 1, terms.size()).forEach(term -> needed.addAll(term.letters()));
            product = product(product, terms.get(i), needed);
        }
        return arranged(without(product, letter -> !result.contains(letter)), result);
    }

    private GraphException wrong(String problem) {
        return new GraphException(GraphException.Problem.ARGUMENT, "einsum: '" + equation + "' " + problem);
    }

    /** Gives a letter to each dim of {@code ...}, with the size that is not 1 if an operand has such a one. */
    private void findBroadcast(String[] inputs, List<Value> operands) {
        for (int i = 0; i < inputs.length; i++) {
            int count = countOfBroadcast(inputs[i], operands.get(i));
            if (count > broadcast.size()) {
                broadcast = IntStream.range(0, count)
                        .mapToObj(axis -> (char) (FIRST_OF_ELLIPSIS + axis))
                        .toList();
            }
        }
        for (int i = 0; i < inputs.length; i++) {
            List<Character> letters = broadcastBy(inputs[i], operands.get(i));
            for (int axis = 0; axis < letters.size(); axis++) {
                Dim size = operands.get(i).shape().dim(inputs[i].indexOf(ELLIPSIS) + axis);
                sizes.merge(letters.get(axis), size, (first, second) -> first.equals(Dim.ONE) ? second : first);
            }
        }
    }

    /** The letters that {@code ...} is for an operand: as shapes broadcast, those of the last dims. */
    private List<Character> broadcastBy(String text, Value operand) {
        return broadcast.subList(broadcast.size() - countOfBroadcast(text, operand), broadcast.size());
    }

    private static int countOfBroadcast(String text, Value operand) {
        return text.contains(ELLIPSIS) ? Math.max(0, operand.rank() - (text.length() - ELLIPSIS.length())) : 0;
    }

    /** The letters of a side of the equation, with others in place of {@code ...}. */
    private List<Character> letters(String text, List<Character> ellipsis) {
        int at = text.indexOf(ELLIPSIS);
        if (at < 0) {
            return letters(text, text);
        }
        return joined(List.of(
                letters(text.substring(0, at), text), ellipsis, letters(text.substring(at + ELLIPSIS.length()), text)));
    }

    private List<Character> letters(String part, String text) {
        if (!part.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')) {
            throw wrong("has other signs than letters, ',', '->' and one '...' in '" + text
                    + "'; name each dim by a letter");
        }
        return part.chars().mapToObj(c -> (char) c).toList();
    }

    private List<Character> once(String[] inputs) {
        String all = String.join("", inputs).replace(ELLIPSIS, "");
        List<Character> letters = all.chars()
                .filter(c -> all.indexOf(c) == all.lastIndexOf(c))
                .sorted()
                .mapToObj(c -> (char) c)
                .toList();
        return joined(List.of(broadcast, letters));
    }

    private static boolean isRepeated(char letter, Dim size) {
        return letter >= FIRST_OF_ELLIPSIS && size.equals(Dim.ONE);
    }

    /** An operand with the diagonal of dims that have the same letter. */
    private Term term(List<Character> letters, Value operand) {
        if (letters.size() != operand.rank()) {
            throw wrong("has %d letters for an operand of %s".formatted(letters.size(), operand.shape()));
        }
        for (int axis = 0; axis < letters.size(); axis++) {
            Dim size = operand.shape().dim(axis);
            Dim known = sizes.putIfAbsent(letters.get(axis), size);
            if (known != null && !isRepeated(letters.get(axis), size)) {
                builder.require(
                        Requirement.Kind.EQUAL,
                        size,
                        known,
                        "einsum: '%s', dim %d (%s) of %s"
                                .formatted(equation, axis, name(letters.get(axis)), operand.shape()));
            }
        }
        List<Integer> kept = IntStream.range(0, letters.size())
                .filter(axis -> !isRepeated(letters.get(axis), operand.shape().dim(axis))
                        || sizes.get(letters.get(axis)).equals(Dim.ONE))
                .boxed()
                .toList();
        if (kept.size() < letters.size()) {
            // what is repeated along a dim is multiplied as if it did not have the dim
            return term(
                    kept.stream().map(letters::get).toList(),
                    builder.reshape(
                            operand, kept.stream().map(operand.shape()::dim).toList()));
        }
        for (int axis = 0; axis < letters.size(); axis++) {
            int again = letters.subList(axis + 1, letters.size()).indexOf(letters.get(axis));
            if (again >= 0) {
                int second = axis + 1 + again;
                List<Character> rest = new ArrayList<>(letters);
                rest.remove(second);
                return term(rest, diagonal(operand, axis, second));
            }
        }
        return new Term(operand, letters);
    }

    private static String name(char letter) {
        return letter >= FIRST_OF_ELLIPSIS ? ELLIPSIS : String.valueOf(letter);
    }

    /** The elements whose indices along two axes are equal, along the first one. */
    private Value diagonal(Value x, int first, int second) {
        List<Integer> order = IntStream.range(0, x.rank())
                .filter(axis -> axis != second)
                .boxed()
                .collect(Collectors.toCollection(ArrayList::new));
        order.add(first + 1, second);
        Value side = builder.permute(x, order);
        Dim size = x.shape().dim(first);
        List<Dim> dims = new ArrayList<>(side.shape().dims());
        dims.remove(first + 1);
        dims.set(first, size.times(size));
        Value steps =
                builder.elementwise(Op.MUL, builder.iota(DType.I32, Shape.of(size), 0), Operand.number(size.plus(1)));
        return builder.gather(builder.reshape(side, dims), first, steps);
    }

    /** A term summed over the letters that a condition names. */
    private Term without(Term term, Predicate<Character> goes) {
        List<Integer> axes = IntStream.range(0, term.letters().size())
                .filter(axis -> goes.test(term.letters().get(axis)))
                .boxed()
                .toList();
        return axes.isEmpty()
                ? term
                : new Term(
                        builder.reduce(Op.SUM, term.value(), axes, false),
                        term.letters().stream().filter(goes.negate()).toList());
    }

    private Term product(Term first, Term second, Set<Character> needed) {
        Term left = without(first, letter -> second.axis(letter) < 0 && !needed.contains(letter));
        Term right = without(second, letter -> first.axis(letter) < 0 && !needed.contains(letter));
        List<Character> shared = left.letters().stream()
                .filter(letter -> right.axis(letter) >= 0)
                .toList();
        List<Character> both = shared.stream().filter(needed::contains).toList();
        List<Character> inner =
                shared.stream().filter(letter -> !needed.contains(letter)).toList();
        List<Character> rows = rest(left, shared);
        List<Character> columns = rest(right, shared);
        List<Character> result = joined(List.of(both, rows, columns));
        if (inner.isEmpty() || !Op.MATMUL.takes(left.value().type())) {
            Value all = builder.elementwise(
                    Op.MUL,
                    spread(left, joined(List.of(both, rows, columns, inner))),
                    spread(right, joined(List.of(both, rows, columns, inner))));
            return without(new Term(all, joined(List.of(both, rows, columns, inner))), inner::contains);
        }
        Value matrix = builder.matmul(matrices(left, both, rows, inner), matrices(right, both, inner, columns));
        return new Term(builder.reshape(matrix, dims(result)), result);
    }

    private static List<Character> rest(Term term, List<Character> shared) {
        return term.letters().stream()
                .filter(letter -> !shared.contains(letter))
                .toList();
    }

    private static List<Character> joined(List<List<Character>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    private List<Dim> dims(List<Character> letters) {
        return letters.stream().map(sizes::get).toList();
    }

    /** Matrices of some letters by others. */
    private Value matrices(Term term, List<Character> both, List<Character> rows, List<Character> columns) {
        List<Dim> dims = new ArrayList<>(dims(both));
        dims.add(dims(rows).stream().reduce(Dim.ONE, Dim::times));
        dims.add(dims(columns).stream().reduce(Dim.ONE, Dim::times));
        return builder.reshape(arranged(term, joined(List.of(both, rows, columns))), dims);
    }

    /** The term in the order of letters, with size 1 for those that it does not have. */
    private Value spread(Term term, List<Character> letters) {
        List<Character> own =
                letters.stream().filter(letter -> term.axis(letter) >= 0).toList();
        List<Dim> dims = letters.stream()
                .map(letter -> term.axis(letter) < 0 ? Dim.ONE : sizes.get(letter))
                .toList();
        return builder.reshape(arranged(term, own), dims);
    }

    private Value arranged(Term term, List<Character> order) {
        return builder.permute(term.value(), order.stream().map(term::axis).toList());
    }
}
