package org.jdvm.ir.passes;

import java.util.HashMap;
import java.util.Map;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Value;

/** Computes equal nodes once. Copies stay: each of them has separate memory. */
final class CommonSubexpressions implements Pass {
    @Override
    public String name() {
        return "share-equal-nodes";
    }

    @Override
    public String reason() {
        return "what is computed twice is computed once; after the rewrites, which make more nodes equal";
    }

    @Override
    public Graph apply(Graph graph) {
        GraphRewriter copy = new GraphRewriter(graph);
        Map<Node, Value> seen = new HashMap<>();
        for (Node node : graph.nodes()) {
            // under one number all nodes that do the same are equal
            Value unnumbered = new Value(0, node.result().type(), node.result().shape());
            Node key = copy.withInputs(node, unnumbered);
            Value known = seen.get(key);
            if (known == null || node instanceof Node.Copy) {
                seen.put(key, copy.copy(node));
            } else {
                copy.replace(node.result(), known);
            }
        }
        return copy.finish();
    }
}
