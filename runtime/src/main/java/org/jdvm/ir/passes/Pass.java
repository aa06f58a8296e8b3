package org.jdvm.ir.passes;

import org.jdvm.ir.Graph;

/** One step from a graph to another that computes the same. */
public interface Pass {
    /** {@return the name, in lower case with hyphens} */
    String name();

    /** {@return why it is there and what it may assume of the passes before it, in one line} */
    String reason();

    /**
     * Applies this pass.
     *
     * @param graph a graph
     * @return a graph that computes the same, numbered anew; an equal one if there was nothing to do
     */
    Graph apply(Graph graph);
}
