package org.jdvm;

import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;

/** Stands in for the class of this name: what generated classes call. */
public final class OperatorTemplate {
    private final Graph graph;

    private OperatorTemplate(Graph graph) {
        this.graph = graph;
    }

    public static OperatorTemplate parse(String graphText) {
        return new OperatorTemplate(GraphParser.parse(graphText));
    }

    public static OperatorTemplate trace(Class<?> owner, String method, String signature) {
        throw new UnsupportedOperationException("a stub");
    }

    public Graph graph() {
        return graph;
    }

    public Tensor call(Dvm dvm, Tensor[] tensors, double[] scalars) {
        throw new UnsupportedOperationException("a stub");
    }

    public Tensor[] callAll(Dvm dvm, Tensor[] tensors, double[] scalars) {
        throw new UnsupportedOperationException("a stub");
    }

    public void callInto(Dvm dvm, Tensor[] results, Tensor[] tensors, double[] scalars) {
        throw new UnsupportedOperationException("a stub");
    }
}
