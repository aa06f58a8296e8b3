package org.jdvm.processor;

import com.sun.source.util.TreePath;
import java.util.List;
import java.util.Optional;
import org.jdvm.front.RaggedForm;
import org.jdvm.ir.Graph;

/**
 * An operator that can be written.
 *
 * @param operator the operator
 * @param graph its graph; without, the generated class reads the body from the class file
 * @param ragged the form of its method for many sequences, if it has one
 * @param places for each node of the graph the expression that made it
 */
record Template(Operator operator, Optional<Graph> graph, Optional<RaggedForm> ragged, List<TreePath> places) {
    Template {
        places = List.copyOf(places);
    }
}
