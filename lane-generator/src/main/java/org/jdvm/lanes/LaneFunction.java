package org.jdvm.lanes;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import java.util.List;
import java.util.Locale;

/**
 * A method of a description.
 *
 * @param name its name
 * @param operands types of its parameters
 * @param result its result type
 * @param isPrivate true for a helper, which only other functions use
 * @param isScalar true if it has no vector form
 * @param tree its source
 */
record LaneFunction(
        String name, List<Lane> operands, Lane result, boolean isPrivate, boolean isScalar, MethodTree tree) {
    LaneFunction {
        operands = List.copyOf(operands);
    }

    boolean hasVectorForm() {
        return !isScalar
                && result != Lane.LONG
                && result != Lane.DOUBLE
                && operands.stream().allMatch(Lane::hasVectors);
    }

    List<String> parameters() {
        return tree.getParameters().stream()
                .map(VariableTree::getName)
                .map(Object::toString)
                .toList();
    }

    /** The name as a constant of the table of operations: {@code geluTanh} becomes {@code GELU_TANH}. */
    String constant() {
        return name.replaceAll("(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }
}
