package org.jdvm.ir;

import java.util.List;

/**
 * An operator as data: parameters, nodes in an order in which each comes after what it reads, results, and what calls must satisfy.
 *
 * @param name the operator's name
 * @param parameters the parameters in the order of the source, records flattened
 * @param nodes the nodes; a node's result has its position as number
 * @param results the values that a call returns
 * @param requirements facts about sizes that each call checks
 */
public record Graph(
        String name,
        List<Parameter> parameters,
        List<Node> nodes,
        List<Value> results,
        List<Requirement> requirements) {
    /** Copies the lists. */
    public Graph {
        parameters = List.copyOf(parameters);
        nodes = List.copyOf(nodes);
        results = List.copyOf(results);
        requirements = List.copyOf(requirements);
    }

    /**
     * {@return the node that computes a value}
     *
     * @param value a value of this graph
     */
    public Node node(Value value) {
        return nodes.get(value.id());
    }

    /** {@return the text that {@link GraphParser} reads back} */
    @Override
    public String toString() {
        return GraphPrinter.print(this);
    }
}
