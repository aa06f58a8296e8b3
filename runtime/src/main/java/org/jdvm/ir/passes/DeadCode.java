package org.jdvm.ir.passes;

import java.util.BitSet;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Value;

/** Removes nodes that no result needs. Inputs stay, as they are the signature; so do requirements, which calls check. */
final class DeadCode implements Pass {
    @Override
    public String name() {
        return "remove-dead-nodes";
    }

    @Override
    public String reason() {
        return "what no result needs is not computed; last, when the other passes have left nodes without readers";
    }

    @Override
    public Graph apply(Graph graph) {
        BitSet live = new BitSet();
        graph.results().forEach(value -> live.set(value.id()));
        for (Node node : graph.nodes().reversed()) {
            if (live.get(node.result().id())) {
                for (Value input : node.inputs()) {
                    live.set(input.id());
                }
            }
        }
        GraphRewriter copy = new GraphRewriter(graph);
        for (Node node : graph.nodes()) {
            if (live.get(node.result().id()) || node instanceof Node.Input) {
                copy.copy(node);
            }
        }
        return copy.finish();
    }
}
