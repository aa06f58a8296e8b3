package org.jdvm.testing;

import java.util.List;
import java.util.Map;
import org.jdvm.ir.Graph;
import org.jdvm.reference.ReferenceEvaluator;
import org.jdvm.reference.ReferenceTensor;

/**
 * A graph with arguments that fit it.
 *
 * @param graph the graph
 * @param inputs the tensor arguments
 * @param scalars the scalar arguments by name
 */
public record GraphCase(Graph graph, List<ReferenceTensor> inputs, Map<String, Number> scalars) {

    /** The results in double precision. */
    public List<ReferenceTensor> evaluate() {
        return ReferenceEvaluator.evaluate(graph, inputs, scalars);
    }

    /** The same arguments for another graph. */
    public GraphCase with(Graph other) {
        return new GraphCase(other, inputs, scalars);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("\n").append(graph).append(scalars);
        for (ReferenceTensor input : inputs) {
            text.append('\n').append(input);
        }
        return text.toString();
    }
}
