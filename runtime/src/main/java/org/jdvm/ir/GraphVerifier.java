package org.jdvm.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a graph must satisfy beyond what each {@link Node} checks itself: a list of named checks, which run in order until one finds
 * something. Every pass, the parser and the builder hand their graph to {@link #verify} in an assertion.
 */
public final class GraphVerifier {
    /**
     * What is wrong with a graph.
     *
     * @param check the name of the check
     * @param rule what the check asks for
     * @param node the number of the node at which it is broken; empty if it concerns the graph
     * @param where the node or the part of the graph, for the message
     * @param expected what was expected
     * @param found what is there
     */
    public record Violation(
            String check, String rule, Optional<Integer> node, String where, String expected, String found) {
        /** {@return one line} */
        @Override
        public String toString() {
            return where + ": expected " + expected + ", found " + found + " (" + check + ": " + rule + ")";
        }
    }

    /** A named check. */
    record Check(String name, String rule, Inspection inspection) {}

    /** Looks at a graph and reports what it finds. */
    interface Inspection {
        void inspect(Graph graph, Report report);
    }

    /** Takes what a check finds. */
    interface Report {
        /**
         * Notes a violation.
         *
         * @param position the position of the node in the graph; negative if it concerns the graph
         * @param where the node or the part of the graph
         */
        void add(int position, String where, String expected, String found);

        default void add(int position, Node node, String expected, String found) {
            add(position, GraphPrinter.print(node), expected, found);
        }
    }

    /** All checks; each may rely on those before it. */
    static final List<Check> CHECKS = List.of(
            new Check("numbering", "the number of a result is the position of its node", GraphVerifier::numbering),
            new Check("uses", "a node reads results of nodes before it, as these are", GraphVerifier::uses),
            new Check("results", "a call returns results of nodes, as these are", GraphVerifier::results),
            new Check("inputs", "the inputs are the tensor parameters, in order", GraphVerifier::inputs),
            new Check("origins", "a node stems from a node of the graph as it was built", GraphVerifier::origins),
            new Check("windows", "only products read matrices of windows, as right operands", GraphVerifier::windows),
            new Check("symbols", "sizes and numbers follow from the parameters", SymbolCheck::inspect),
            new Check("requirements", "there are sizes that satisfy all requirements", SizeCheck::requirements),
            new Check("sizes", "the requirements prove the sizes that operations need", SizeCheck::inspect));

    private GraphVerifier() {}

    /**
     * {@return what the first check that finds something finds; empty if the graph is well formed}
     *
     * @param graph a graph
     */
    public static List<Violation> violations(Graph graph) {
        for (Check check : CHECKS) {
            List<Violation> found = new ArrayList<>();
            check.inspection()
                    .inspect(
                            graph,
                            (position, where, expected, actual) -> found.add(new Violation(
                                    check.name(),
                                    check.rule(),
                                    position < 0 ? Optional.empty() : Optional.of(position),
                                    where,
                                    expected,
                                    actual)));
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /**
     * Checks a graph, for use in an {@code assert}.
     *
     * @param graph a graph
     * @param step what made it, for the message
     * @return true
     * @throws IllegalStateException if the graph is not well formed; the message lists what is wrong, then the graph
     */
    public static boolean verify(Graph graph, String step) {
        List<Violation> violations = violations(graph);
        if (violations.isEmpty()) {
            return true;
        }
        StringBuilder message = new StringBuilder(graph.name() + " is not well formed after " + step + ":\n");
        violations.forEach(violation -> message.append("  ").append(violation).append('\n'));
        throw new IllegalStateException(message.append(graph).toString());
    }

    private static void numbering(Graph graph, Report report) {
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            if (node.result().id() != i) {
                report.add(i, node, "the number " + i, "" + node.result().id());
            }
        }
    }

    private static void uses(Graph graph, Report report) {
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            for (Value input : node.inputs()) {
                if (use(graph, input, i) instanceof String expected) {
                    report.add(i, node, expected, text(input));
                }
            }
        }
    }

    private static void results(Graph graph, Report report) {
        for (Value result : graph.results()) {
            if (use(graph, result, graph.nodes().size()) instanceof String expected) {
                report.add(-1, "return", expected, text(result));
            }
        }
    }

    /** What a use of a value should be; null if it is right. */
    private static @Nullable String use(Graph graph, Value value, int before) {
        if (value.id() < 0 || value.id() >= before) {
            return before == 0 ? "no use of a value" : "a value before %" + before;
        }
        Value computed = graph.node(value).result();
        return computed.equals(value) ? null : text(computed);
    }

    private static void inputs(Graph graph, Report report) {
        List<TensorParameter> tensors = graph.parameters().stream()
                .filter(TensorParameter.class::isInstance)
                .map(TensorParameter.class::cast)
                .toList();
        int next = 0;
        for (Node node : graph.nodes()) {
            if (!(node instanceof Node.Input input)) {
                continue;
            }
            String found =
                    input.name() + ": " + input.result().type() + input.result().shape();
            if (next == tensors.size()) {
                report.add(input.result().id(), node, "no more than " + next + " inputs", found);
                return;
            }
            TensorParameter parameter = tensors.get(next++);
            String expected = parameter.name() + ": " + parameter.type() + parameter.shape();
            if (!expected.equals(found)) {
                report.add(input.result().id(), node, expected, found);
            }
        }
        if (next < tensors.size()) {
            report.add(-1, "parameters", tensors.size() + " inputs", "" + next);
        }
    }

    private static void origins(Graph graph, Report report) {
        for (int i = 0; i < graph.origins().size(); i++) {
            if (graph.origins().get(i) < 0) {
                report.add(
                        i,
                        graph.nodes().get(i),
                        "the number of a node",
                        "" + graph.origins().get(i));
            }
        }
    }

    private static String text(Value value) {
        return value + ": " + value.type() + value.shape();
    }

    private static void windows(Graph graph, Report report) {
        for (int position = 0; position < graph.nodes().size(); position++) {
            Node node = graph.nodes().get(position);
            List<Value> elsewhere = node instanceof Node.Matmul product ? List.of(product.left()) : node.inputs();
            for (Value read : elsewhere) {
                if (graph.node(read) instanceof Node.WindowMatrix) {
                    report.add(position, node, "a tensor in place of " + read, "a matrix of windows");
                }
            }
        }
        for (Value result : graph.results()) {
            if (graph.node(result) instanceof Node.WindowMatrix) {
                report.add(-1, "the results", "a tensor in place of " + result, "a matrix of windows");
            }
        }
    }
}
