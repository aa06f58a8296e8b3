package org.jdvm.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * Writes a graph as text that {@link GraphParser} reads back.
 *
 * <pre>
 * operator center(%0 x: f32[..., H], shift: float) {
 *   require 1 &lt;= H "@Where(\"H &gt;= 1\")"
 *   %1: f32[..., 1] = sum %0 axes [1] keep
 *   %2: f32[..., 1] = div %1, {size(H)}
 *   %3: f32[..., H] = sub %0, %2
 *   %4: f32[..., H] = add %3, {shift}
 *   return %4
 * }
 * </pre>
 *
 * <p>A tensor parameter carries the number of its input node; {@code ...} is a first dim that stands for all leading dims. Numbers
 * that are known when the operator is called are in braces.
 */
public final class GraphPrinter {

    private static final int WIDTH = 110;

    private GraphPrinter() {}

    /**
     * {@return the text of a graph, ended by a line feed}
     *
     * @param graph a graph
     */
    public static String print(Graph graph) {
        StringBuilder text = new StringBuilder();
        text.append("operator ").append(graph.name());
        writeParameters(graph, text);
        text.append(" {\n");
        for (Requirement requirement : graph.requirements()) {
            text.append("  require ").append(print(requirement)).append('\n');
        }
        for (Node node : graph.nodes()) {
            if (!(node instanceof Node.Input)) {
                text.append("  ").append(print(node)).append('\n');
            }
        }
        StringJoiner results = new StringJoiner(", ", "  return ", "\n}\n").setEmptyValue("  return\n}\n");
        graph.results().forEach(value -> results.add(value.toString()));
        return text.append(results).toString();
    }

    /**
     * {@return the line of one node, such as {@code %3: f32[T, 1] = sum %0 axes [1] keep}}
     *
     * @param node a node
     */
    public static String print(Node node) {
        Value result = node.result();
        return result + ": " + result.type() + result.shape() + " = " + operation(node);
    }

    /**
     * {@return a requirement with its origin, such as {@code 1 <= H "@Where(\"H >= 1\")"}}
     *
     * @param requirement a requirement
     */
    public static String print(Requirement requirement) {
        return requirement + " " + quoted(requirement.origin());
    }

    /** {@return the name of a node's operation, such as {@code matmul}} */
    public static String operationName(Node node) {
        return operation(node).split(" ")[0];
    }

    private static String operation(Node node) {
        return switch (node) {
            case Node.Input(var _, var name) -> "input " + name;
            case Node.Elementwise(var _, var op, var operands) -> op + " " + list(operands);
            case Node.Reduce(var _, var op, var operand, var axes, var keep) ->
                op + " " + operand + " axes " + axes + (keep ? " keep" : "");
            case Node.Matmul(var _, var left, var right) -> Op.MATMUL + " " + left + ", " + right;
            case Node.Broadcast(var _, var operand) -> Op.BROADCAST + " " + operand;
            case Node.Reshape(var _, var operand) -> Op.RESHAPE + " " + operand;
            case Node.Permute(var _, var operand, var order) -> Op.PERMUTE + " " + operand + " order " + order;
            case Node.Slice(var _, var operand, var axis, var start, var step) ->
                Op.SLICE + " " + operand + " axis " + axis + " start {" + start + "} step " + step;
            case Node.Unfold(var _, var operand, var axis, var step, var dilation) ->
                Op.UNFOLD + " " + operand + " axis " + axis + " step " + step + " dilation " + dilation;
            case Node.WindowMatrix(var _, var operand, var windows) ->
                Op.WINDOW_MATRIX + " " + operand + " windows "
                        + windows.stream().map(WindowAxis::toString).collect(Collectors.joining(", "));
            case Node.WindowReduce(var _, var op, var operand, var windows) ->
                Op.WINDOW_REDUCE + " " + op + " " + operand + " windows "
                        + windows.stream().map(WindowAxis::toString).collect(Collectors.joining(", "));
            case Node.Copy(var _, var operand) -> Op.COPY + " " + operand;
            case Node.Concat(var _, var operands, var axis) -> Op.CONCAT + " " + list(operands) + " axis " + axis;
            case Node.Pad(var _, var operand, var before, var value) ->
                Op.PAD + " " + operand + " before " + before + " value {" + value + "}";
            case Node.Gather(var _, var operand, var indices, var axis, var paired) ->
                Op.GATHER + " " + operand + ", " + indices + " axis " + axis + (paired ? " paired" : "");
            case Node.Iota(var _, var axis) -> Op.IOTA + " axis " + axis;
            case Node.Fill(var _, var value) -> Op.FILL + " {" + value + "}";
            case Node.GroupedMatmul(var _, var left, var right, var groups, var split) ->
                Op.GROUPED_MATMUL + " " + left + ", " + right + ", " + groups + " split " + name(split);
            case Node.RowWise(var _, var op, var operands, var axis, var options, var output) ->
                op.text() + " "
                        + operands.stream().map(Value::toString).collect(Collectors.joining(", "))
                        + " axis " + axis + " options " + options + " output " + output;
        };
    }

    /**
     * {@return the word for what the groups of a product divide}
     *
     * @param split what they divide
     */
    public static String name(Node.GroupedMatmul.Split split) {
        return split.name().toLowerCase(Locale.ROOT);
    }

    private static String list(List<? extends Operand> operands) {
        StringJoiner text = new StringJoiner(", ");
        operands.forEach(operand -> text.add(operand.toString()));
        return text.toString();
    }

    private static void writeParameters(Graph graph, StringBuilder text) {
        Map<String, Value> inputs = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Input(var value, var name)) {
                inputs.put(name, value);
            }
        }
        List<String> parts = new ArrayList<>();
        int width = text.length();
        for (Parameter parameter : graph.parameters()) {
            String part = switch (parameter) {
                case ScalarParameter(var name, var type) -> name + ": " + type;
                case TensorParameter tensor -> print(tensor, inputs.get(tensor.name()));
            };
            parts.add(part);
            width += part.length() + 2;
        }
        text.append(
                width > WIDTH ? "(\n    " + String.join(",\n    ", parts) + ")" : "(" + String.join(", ", parts) + ")");
    }

    private static String print(TensorParameter tensor, @Nullable Value input) {
        StringJoiner dims = new StringJoiner(", ", "[", "]");
        for (int axis = 0; axis < tensor.shape().rank(); axis++) {
            Dim dim = tensor.shape().dim(axis);
            boolean open = tensor.leading() && axis == 0;
            boolean plain = open && dim.equals(Dim.LEADING);
            dims.add(plain ? "..." : open ? "..." + dim : dim.toString());
        }
        return (input == null ? "" : input + " ") + tensor.name() + ": " + tensor.type() + dims;
    }

    /**
     * {@return a string in quotes, on one line}
     *
     * @param string the string
     */
    public static String quoted(String string) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
