package org.jdvm.reference;

import java.util.List;
import java.util.Map;
import org.jdvm.ir.Graph;

/**
 * A graph with arguments that fit it.
 *
 * @param graph the graph
 * @param inputs the tensor arguments
 * @param scalars the scalar arguments by name
 */
public record GraphCase(Graph graph, List<ReferenceTensor> inputs, Map<String, Number> scalars) {

    /** {@return the results in double precision} */
    public List<ReferenceTensor> evaluate() {
        return ReferenceEvaluator.evaluate(graph, inputs, scalars);
    }

    /**
     * {@return the same arguments for another graph}
     *
     * @param other a graph with the same parameters
     */
    public GraphCase with(Graph other) {
        return new GraphCase(other, inputs, scalars);
    }

    /** {@return the graph and the arguments} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("\n").append(graph).append(scalars);
        for (ReferenceTensor input : inputs) {
            text.append('\n').append(input);
        }
        return text.toString();
    }
}
