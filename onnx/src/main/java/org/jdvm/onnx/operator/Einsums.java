package org.jdvm.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;

/** Sums of products by letters, with the forms that the engine's notation leaves out: an implicit result, an ellipsis, a letter that repeats. */
final class Einsums {
    private Einsums() {}

    static Tensor sum(String equation, Tensor... operands) {
        String compact = equation.replace(" ", "");
        int arrow = compact.indexOf("->");
        String[] terms = (arrow < 0 ? compact : compact.substring(0, arrow)).split(",", -1);
        if (terms.length != operands.length) {
            throw new JdvmException(
                    "equation '%s' has %d terms for %d inputs".formatted(equation, terms.length, operands.length));
        }
        int widest = 0;
        for (int i = 0; i < terms.length; i++) {
            if (terms[i].contains("...")) {
                widest = Math.max(widest, operands[i].rank() - (terms[i].length() - 3));
            }
        }
        String free = unused(compact, widest);
        List<String> expanded = new ArrayList<>();
        Tensor[] tensors = new Tensor[operands.length];
        for (int i = 0; i < terms.length; i++) {
            int own = operands[i].rank() - (terms[i].length() - 3);
            String term = terms[i].contains("...")
                    ? terms[i].replace("...", free.substring(Math.clamp(widest - own, 0, widest)))
                    : terms[i];
            if (term.length() != operands[i].rank()) {
                throw new JdvmException("term '%s' of equation '%s' does not fit a tensor of rank %d"
                        .formatted(terms[i], equation, operands[i].rank()));
            }
            tensors[i] = operands[i];
            term = withoutRepeats(term, tensors, i);
            expanded.add(term);
        }
        String result = arrow >= 0 ? compact.substring(arrow + 2).replace("...", free) : implicit(expanded, free);
        return Tensor.einsum(String.join(",", expanded) + "->" + result, tensors);
    }

    private static String unused(String equation, int count) {
        StringBuilder letters = new StringBuilder();
        for (char letter = 'A'; letters.length() < count && letter <= 'z'; letter++) {
            if (Character.isLetter(letter) && equation.indexOf(letter) < 0) {
                letters.append(letter);
            }
        }
        return letters.toString();
    }

    /** Letters that occur once, in the order of the alphabet, after those of the ellipsis. */
    private static String implicit(List<String> terms, String ellipsis) {
        String all = String.join("", terms);
        StringBuilder result = new StringBuilder(ellipsis);
        all.chars()
                .sorted()
                .distinct()
                .filter(letter -> ellipsis.indexOf(letter) < 0 && all.indexOf(letter) == all.lastIndexOf(letter))
                .forEach(letter -> result.append((char) letter));
        return result.toString();
    }

    /** Takes the diagonal of two axes with the same letter. */
    private static String withoutRepeats(String term, Tensor[] tensors, int at) {
        String left = term;
        for (int first = 0; first < left.length(); first++) {
            int second = left.indexOf(left.charAt(first), first + 1);
            while (second >= 0) {
                Tensor x = tensors[at];
                int size = x.dim(first);
                int[] order = new int[x.rank()];
                int to = 0;
                for (int i = 0; i < order.length; i++) {
                    if (i != first && i != second) {
                        order[to++] = i;
                    }
                }
                order[to] = first;
                order[to + 1] = second;
                int[] dims = Reductions.without(x.dims(), first, second);
                int outer = Host.product(dims, 0, dims.length);
                Tensor diagonal = x.permute(order).reshape(outer, size * size).slice(1, 0, size * size, size + 1);
                int[] shape = Arrays.copyOf(dims, dims.length + 1);
                shape[dims.length] = size;
                char letter = left.charAt(first);
                left = left.substring(0, first)
                        + left.substring(first + 1, second)
                        + left.substring(second + 1)
                        + letter;
                tensors[at] = diagonal.reshape(shape);
                second = first < left.length() ? left.indexOf(left.charAt(first), first + 1) : -1;
            }
        }
        return left;
    }
}
