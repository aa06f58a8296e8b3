package org.jdvm.fusion;

import java.util.HashSet;
import java.util.Set;
import org.jdvm.fusion.draft.Views;
import org.jdvm.ir.Node;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;

/**
 * What fusion did for an operator, in numbers.
 *
 * @param operations operations of the graph, each of which would be a separate kernel and launch
 * @param kernels kernels, all of them in one launch
 * @param intermediates tensors that operations hand to each other
 * @param stored how many of these reach memory
 * @param bytesUnfused bytes moved if each operation were a separate kernel
 * @param bytesFused bytes that the kernels move
 */
public record Summary(int operations, int kernels, int intermediates, int stored, Dim bytesUnfused, Dim bytesFused) {
    /**
     * {@return the numbers of a plan}
     *
     * @param plan the plan
     */
    public static Summary of(Plan plan) {
        Set<Value> results = new HashSet<>();
        plan.graph().results().forEach(result -> results.add(Views.stored(plan.graph(), result)));
        int intermediates = 0;
        for (Node node : plan.graph().nodes()) {
            if (Traffic.isOperation(node) && !results.contains(node.result())) {
                intermediates++;
            }
        }
        return new Summary(
                Traffic.operations(plan),
                plan.kernels().size(),
                intermediates,
                plan.workspace().size(),
                Traffic.unfused(plan),
                Traffic.fused(plan));
    }

    /** {@return one line for people} */
    @Override
    public String toString() {
        return "fused %s into %s; memory traffic %s -> %s bytes; launches %d -> 1; %d of %s in memory"
                .formatted(
                        count(operations, "operation"),
                        count(kernels, "kernel"),
                        bytesUnfused,
                        bytesFused,
                        operations,
                        stored,
                        count(intermediates, "intermediate tensor"));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
