package org.jdvm.ir;

import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Relation;
import org.jspecify.annotations.Nullable;

/**
 * An operator as data: parameters, nodes in an order in which each comes after what it reads, results, and what calls must satisfy.
 *
 * @param name the operator's name
 * @param parameters the parameters in the order of the source, records flattened
 * @param nodes the nodes; a node's result has its position as number
 * @param results the values that a call returns
 * @param requirements facts about sizes that each call checks
 * @param origins for each node the number of the node that it stems from in the graph as it was built, so that messages about it
 *     find their place in the source; two graphs are equal whatever their origins
 */
public record Graph(
        String name,
        List<Parameter> parameters,
        List<Node> nodes,
        List<Value> results,
        List<Requirement> requirements,
        List<Integer> origins) {
    /** Copies the lists. */
    public Graph {
        parameters = List.copyOf(parameters);
        nodes = List.copyOf(nodes);
        results = List.copyOf(results);
        requirements = List.copyOf(requirements);
        origins = List.copyOf(origins);
        if (origins.size() != nodes.size()) {
            throw new IllegalArgumentException(
                    name + " has " + nodes.size() + " nodes, but " + origins.size() + " origins of nodes");
        }
    }

    /** Makes a graph as it is built: each node is its own origin. */
    public Graph(
            String name,
            List<Parameter> parameters,
            List<Node> nodes,
            List<Value> results,
            List<Requirement> requirements) {
        this(
                name,
                parameters,
                nodes,
                results,
                requirements,
                IntStream.range(0, nodes.size()).boxed().toList());
    }

    /** {@return the symbols of sizes that a call binds: those of the tensor parameters' shapes, and the integer parameters} */
    public SortedSet<String> symbols() {
        SortedSet<String> symbols = new TreeSet<>();
        for (Parameter parameter : parameters) {
            switch (parameter) {
                case TensorParameter tensor -> tensor.shape().dims().forEach(dim -> symbols.addAll(dim.symbols()));
                case ScalarParameter scalar -> {
                    if (scalar.type().isInteger()) {
                        symbols.add(scalar.name());
                    }
                }
            }
        }
        return symbols;
    }

    /**
     * {@return the node that computes a value}
     *
     * @param value a value of this graph
     */
    public Node node(Value value) {
        return nodes.get(value.id());
    }

    /**
     * {@return the number of the node of the graph as it was built from which a value stems}
     *
     * @param value a value of this graph
     */
    public int origin(Value value) {
        return origins.get(value.id());
    }

    /** {@return what the parameters and the requirements say about sizes} */
    public Facts facts() {
        Facts facts = new Facts();
        for (Parameter parameter : parameters) {
            if (parameter instanceof ScalarParameter(String scalar, ScalarType type) && type.isInteger()) {
                boolean wide = type == ScalarType.LONG;
                facts.declare(
                        scalar, wide ? Long.MIN_VALUE : Integer.MIN_VALUE, wide ? Long.MAX_VALUE : Integer.MAX_VALUE);
            }
        }
        for (Requirement requirement : requirements) {
            Relation relation = switch (requirement.kind()) {
                case EQUAL -> Relation.EQ;
                case NOT_EQUAL -> Relation.NE;
                case LESS -> Relation.LT;
                case LESS_OR_EQUAL -> Relation.LE;
                case BROADCASTS -> null;
            };
            if (relation != null) {
                facts.assume(relation, requirement.left(), requirement.right(), requirement.origin());
            }
        }
        return facts;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Graph graph
                && name.equals(graph.name)
                && parameters.equals(graph.parameters)
                && nodes.equals(graph.nodes)
                && results.equals(graph.results)
                && requirements.equals(graph.requirements);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, parameters, nodes, results, requirements);
    }

    /** {@return the text that {@link GraphParser} reads back} */
    @Override
    public String toString() {
        return GraphPrinter.print(this);
    }
}
