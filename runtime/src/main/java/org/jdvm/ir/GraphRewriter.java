package org.jdvm.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a changed copy of a graph: nodes are appended one by one, inputs follow to their replacements, numbers are given anew.
 *
 * <p>Use: for each node of the source in order, {@link #copy} it or {@link #replace} its result.
 */
public final class GraphRewriter {
    private final Graph source;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Integer> origins = new ArrayList<>();
    private final @Nullable Value[] replacements;

    /**
     * Starts a copy.
     *
     * @param source the graph to copy
     */
    public GraphRewriter(Graph source) {
        this.source = source;
        this.replacements = new Value[source.nodes().size()];
    }

    /**
     * {@return the value of the copy that replaces a value of the source}
     *
     * @param old a value of the source whose node was copied or replaced
     */
    public Value map(Value old) {
        Value value = replacements[old.id()];
        if (value == null) {
            throw new IllegalStateException(old + " is used before it is copied");
        }
        return value;
    }

    /**
     * Replaces a value of the source by a value of the copy.
     *
     * @param old a value of the source
     * @param replacement a value of the copy
     */
    public void replace(Value old, Value replacement) {
        replacements[old.id()] = replacement;
        // what was appended since the last one was made to replace this one
        while (origins.size() < nodes.size()) {
            origins.add(source.origin(old));
        }
    }

    /**
     * Appends a node that the source does not have.
     *
     * @param result a value with the type and shape of the node's result; its number is ignored
     * @param make makes the node for the value that it gets
     * @return that value
     */
    public Value append(Value result, Function<Value, Node> make) {
        Value numbered = new Value(nodes.size(), result.type(), result.shape());
        nodes.add(make.apply(numbered));
        return numbered;
    }

    /**
     * Copies a node of the source with its inputs replaced.
     *
     * @param node a node of the source
     * @return the value of the copy
     */
    public Value copy(Node node) {
        Value value = append(node.result(), result -> withInputs(node, result));
        replace(node.result(), value);
        return value;
    }

    /**
     * {@return the node of the copy that computes a value}
     *
     * @param value a value of the copy
     */
    public Node made(Value value) {
        return nodes.get(value.id());
    }

    /** {@return the copy} */
    public Graph finish() {
        // nodes that replace none stem from where their operands do
        while (origins.size() < nodes.size()) {
            List<Value> inputs = nodes.get(origins.size()).inputs();
            origins.add(inputs.isEmpty() ? 0 : origins.get(inputs.getFirst().id()));
        }
        return new Graph(
                source.name(),
                source.parameters(),
                nodes,
                source.results().stream().map(this::map).toList(),
                source.requirements(),
                origins);
    }

    /**
     * {@return a node that does the same to the replacements of its inputs; it is not appended}
     *
     * @param node a node of the source
     * @param result the result of the new node
     */
    public Node withInputs(Node node, Value result) {
        return switch (node) {
            case Node.Input n -> new Node.Input(result, n.name());
            case Node.Elementwise n ->
                new Node.Elementwise(
                        result,
                        n.op(),
                        n.operands().stream()
                                .map(o -> o instanceof Value value ? map(value) : o)
                                .toList());
            case Node.Reduce n -> new Node.Reduce(result, n.op(), map(n.operand()), n.axes(), n.keepDims());
            case Node.Matmul n -> new Node.Matmul(result, map(n.left()), map(n.right()));
            case Node.Broadcast n -> new Node.Broadcast(result, map(n.operand()));
            case Node.Reshape n -> new Node.Reshape(result, map(n.operand()));
            case Node.Permute n -> new Node.Permute(result, map(n.operand()), n.order());
            case Node.Slice n -> new Node.Slice(result, map(n.operand()), n.axis(), n.start(), n.step());
            case Node.Unfold n -> new Node.Unfold(result, map(n.operand()), n.axis(), n.step(), n.dilation());
            case Node.WindowReduce n -> new Node.WindowReduce(result, n.op(), map(n.operand()), n.windows());
            case Node.WindowMatrix n -> new Node.WindowMatrix(result, map(n.operand()), n.windows());
            case Node.Copy n -> new Node.Copy(result, map(n.operand()));
            case Node.Concat n ->
                new Node.Concat(result, n.operands().stream().map(this::map).toList(), n.axis());
            case Node.Pad n -> new Node.Pad(result, map(n.operand()), n.before(), n.value());
            case Node.Gather n -> new Node.Gather(result, map(n.operand()), map(n.indices()), n.axis(), n.paired());
            case Node.Iota n -> new Node.Iota(result, n.axis());
            case Node.Fill n -> new Node.Fill(result, n.value());
            case Node.RowWise n ->
                new Node.RowWise(
                        result,
                        n.op(),
                        n.operands().stream().map(this::map).toList(),
                        n.axis(),
                        n.options(),
                        n.output());
            case Node.GroupedMatmul n ->
                new Node.GroupedMatmul(result, map(n.left()), map(n.right()), map(n.groups()), n.split());
        };
    }
}
