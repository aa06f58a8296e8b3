package org.jdvm.processor;

import com.sun.source.util.TreePath;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdvm.front.RaggedForm;
import org.jdvm.fusion.Plan;
import org.jdvm.ir.Graph;

/**
 * An operator that can be written.
 *
 * @param operator the operator
 * @param graph its graph; without, the generated class reads the body from the class file
 * @param plan its plan, where the generated class holds it
 * @param ragged the form of its method for many sequences, if it has one
 * @param places for each node of the graph the expression that made it
 * @param classes the classes whose methods and constants are in the graph, by binary name
 */
record CompiledOperator(
        DeclaredOperator operator,
        Optional<Graph> graph,
        Optional<Plan> plan,
        Optional<RaggedForm> ragged,
        List<TreePath> places,
        Set<String> classes) {
    CompiledOperator {
        places = List.copyOf(places);
        classes = Set.copyOf(classes);
    }
}
