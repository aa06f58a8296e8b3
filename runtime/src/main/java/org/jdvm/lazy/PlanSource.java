package org.jdvm.lazy;

import org.jdvm.annotations.DType;

/** Where a {@link CallPlan} finds elements that a graph reads or that the call gives: a memory, and how it is seen. */
sealed interface PlanSource {
    /**
     * A part of what an input of the call shows.
     *
     * @param input its number
     * @param offset the index of the first element, counted from that of the input
     * @param seen sizes and strides
     */
    record OfInput(int input, int offset, Seen seen) implements PlanSource {}

    /**
     * Memory that is the same in all calls: a constant, or numbers that were computed on the host.
     *
     * @param view the memory and how it is seen
     */
    record OfConstant(InputView view) implements PlanSource {}

    /**
     * A result of an earlier graph.
     *
     * @param graph the number of the graph in the plan
     * @param result the number of its result
     * @param offset the index of the first element
     * @param seen sizes and strides
     */
    record OfResult(int graph, int result, int offset, Seen seen) implements PlanSource {}

    /**
     * How elements are seen.
     *
     * @param type their type
     * @param dims sizes
     * @param strides the distance between elements along each axis
     */
    record Seen(DType type, int[] dims, int[] strides) {
        static Seen of(InputView view) {
            return new Seen(view.type, view.dims, view.strides);
        }
    }
}
