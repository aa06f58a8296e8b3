package org.jdvm.ir;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.symbolic.Dim;

/** Whether a call binds each symbol and each number that a graph computes with. */
final class SymbolCheck {
    private final GraphVerifier.Report report;
    private final Set<String> symbols = new HashSet<>();
    private final Set<String> numbers = new HashSet<>();

    private SymbolCheck(Graph graph, GraphVerifier.Report report) {
        this.report = report;
        for (Parameter parameter : graph.parameters()) {
            switch (parameter) {
                case TensorParameter tensor -> tensor.shape().dims().forEach(dim -> symbols.addAll(dim.symbols()));
                case ScalarParameter scalar -> (scalar.type().isInteger() ? symbols : numbers).add(scalar.name());
            }
        }
    }

    static void inspect(Graph graph, GraphVerifier.Report report) {
        SymbolCheck check = new SymbolCheck(graph, report);
        for (Requirement requirement : graph.requirements()) {
            check.sizes(-1, "require " + requirement, List.of(requirement.left(), requirement.right()));
        }
        for (Node node : graph.nodes()) {
            int position = node.result().id();
            String where = GraphPrinter.print(node);
            check.sizes(position, where, node.result().shape().dims());
            switch (node) {
                case Node.Elementwise n ->
                    n.operands().forEach(operand -> {
                        if (operand instanceof Operand.Scalar(ScalarExpr number)) {
                            check.number(position, where, number);
                        }
                    });
                case Node.Slice n -> check.sizes(position, where, List.of(n.start()));
                case Node.Pad n -> {
                    check.sizes(position, where, n.before());
                    check.number(position, where, n.value());
                }
                case Node.WindowMatrix n -> check.windows(position, where, n.windows());
                case Node.WindowReduce n -> check.windows(position, where, n.windows());
                case Node.Fill n -> check.number(position, where, n.value());
                case Node.Input _,
                        Node.Reduce _,
                        Node.Matmul _,
                        Node.Broadcast _,
                        Node.Reshape _,
                        Node.Permute _,
                        Node.Unfold _,
                        Node.Copy _,
                        Node.Concat _,
                        Node.Gather _,
                        Node.Iota _,
                        Node.RowWise _,
                        Node.GroupedMatmul _ -> {}
            }
        }
    }

    private void windows(int position, String where, List<WindowAxis> windows) {
        windows.forEach(window -> sizes(position, where, List.of(window.size(), window.count(), window.before())));
    }

    private void sizes(int position, String where, Collection<Dim> dims) {
        for (Dim dim : dims) {
            for (String symbol : dim.symbols()) {
                if (!symbols.contains(symbol)) {
                    report.add(position, where, "sizes of the parameters' symbols " + sorted(symbols), symbol);
                }
            }
        }
    }

    private void number(int position, String where, ScalarExpr number) {
        switch (number) {
            case ScalarExpr.Literal _ -> {}
            case ScalarExpr.Parameter(String name) -> {
                if (!numbers.contains(name)) {
                    report.add(position, where, "one of the float parameters " + sorted(numbers), name);
                }
            }
            case ScalarExpr.Size(Dim dim) -> sizes(position, where, List.of(dim));
            case ScalarExpr.Unary(var _, ScalarExpr operand) -> number(position, where, operand);
            case ScalarExpr.Binary(var _, ScalarExpr left, ScalarExpr right) -> {
                number(position, where, left);
                number(position, where, right);
            }
        }
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
