package org.jdvm.onnx.source;

import java.util.List;
import java.util.Map;

/** A part of a model that becomes one method: operations in order. */
sealed interface ModelPart {
    /** {@return the operations that the method shows} */
    List<Integer> operations();

    /** Operations that are called once. */
    record Straight(List<Integer> operations) implements ModelPart {}

    /**
     * Operations that are called several times.
     *
     * @param blocks the operations of each call
     * @param carried what a block reads of the one before it, by its place in the block, and what the first block reads instead
     * @param weights stored tensors: for each the one of each block
     * @param results places in a block of what the next block or later parts read
     */
    record Repeated(
            List<List<Integer>> blocks,
            Map<Integer, Integer> carried,
            List<List<Integer>> weights,
            List<Integer> results)
            implements ModelPart {
        @Override
        public List<Integer> operations() {
            return blocks.getFirst();
        }
    }
}
