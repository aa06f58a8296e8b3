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
    private final GraphBuilder builder;
    private final String equation;
    private final Map<Character, Dim> sizes = new HashMap<>();

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
     *     letters that occur once, in the order of the alphabet
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
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            terms.add(term(letters(inputs[i]), operands.get(i)));
        }
        List<Character> result = arrow < 0 ? once(inputs) : letters(equation.substring(arrow + 2));
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

    private List<Character> letters(String text) {
        if (!text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')) {
            throw wrong("has other signs than letters, ',' and '->' in '" + text + "'; name each dim by a letter");
        }
        return text.chars().mapToObj(c -> (char) c).toList();
    }

    private static List<Character> once(String[] inputs) {
        String all = String.join("", inputs);
        return all.chars()
                .filter(c -> all.indexOf(c) == all.lastIndexOf(c))
                .sorted()
                .mapToObj(c -> (char) c)
                .toList();
    }

    /** An operand with the diagonal of dims that have the same letter. */
    private Term term(List<Character> letters, Value operand) {
        if (letters.size() != operand.rank()) {
            throw wrong("has %d letters for an operand of %s".formatted(letters.size(), operand.shape()));
        }
        for (int axis = 0; axis < letters.size(); axis++) {
            Dim size = operand.shape().dim(axis);
            Dim known = sizes.putIfAbsent(letters.get(axis), size);
            if (known != null) {
                builder.require(
                        Requirement.Kind.EQUAL,
                        size,
                        known,
                        "einsum: '%s', dim %d (%s) of %s"
                                .formatted(equation, axis, letters.get(axis), operand.shape()));
            }
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
