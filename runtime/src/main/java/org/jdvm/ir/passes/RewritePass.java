package org.jdvm.ir.passes;

import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * A pass that looks at each node by itself, after its inputs were rewritten.
 *
 * @param name the name
 * @param reason why it is there
 * @param rule what may replace a node
 */
record RewritePass(String name, String reason, Rule rule) implements Pass {

    /** What may replace a node. */
    interface Rule {
        /**
         * Finds a replacement, which may be a node appended to the copy.
         *
         * @param node a node whose inputs are values of the copy; its result has the number it would get
         * @param copy the copy so far
         * @return the value to use instead of the node's result, of the same type and shape; null if the node is to stay
         */
        @Nullable
        Value replacement(Node node, GraphRewriter copy);
    }

    @Override
    public Graph apply(Graph graph) {
        GraphRewriter copy = new GraphRewriter(graph);
        for (Node node : graph.nodes()) {
            Value replacement = rule.replacement(copy.withInputs(node, node.result()), copy);
            if (replacement == null) {
                copy.copy(node);
            } else {
                copy.replace(node.result(), replacement);
            }
        }
        return copy.finish();
    }
}
