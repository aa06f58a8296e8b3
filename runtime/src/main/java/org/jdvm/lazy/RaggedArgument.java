package org.jdvm.lazy;

import java.util.List;

/** An argument of a call for each sequence of a batch: which elements each sequence reads. */
public sealed interface RaggedArgument {
    /** A tensor of the argument's type and rank: the first sequence, or all of them. */
    LazyTensor sample();

    /** All tensors that the call reads. */
    List<LazyTensor> tensors();

    /**
     * The same tensor for all sequences.
     *
     * @param tensor the tensor
     */
    record Shared(LazyTensor tensor) implements RaggedArgument {
        @Override
        public LazyTensor sample() {
            return tensor;
        }

        @Override
        public List<LazyTensor> tensors() {
            return List.of(tensor);
        }
    }

    /** An argument of which each sequence has its own part. */
    sealed interface Ragged extends RaggedArgument {
        /** How many sequences there are. */
        int count();

        /** How many rows a sequence has. */
        int length(int sequence);
    }

    /**
     * Sequences one after the other in one tensor.
     *
     * @param values all of them
     * @param offsets the first row of each, and their end
     */
    record Packed(LazyTensor values, int[] offsets) implements Ragged {
        @Override
        public LazyTensor sample() {
            return values;
        }

        @Override
        public List<LazyTensor> tensors() {
            return List.of(values);
        }

        @Override
        public int count() {
            return offsets.length - 1;
        }

        @Override
        public int length(int sequence) {
            return offsets[sequence + 1] - offsets[sequence];
        }
    }

    /**
     * A tensor for each sequence.
     *
     * @param tensors at least one, of one type and, but for the first dim, of the same sizes
     */
    record Separate(List<LazyTensor> tensors) implements Ragged {
        @Override
        public LazyTensor sample() {
            return tensors.getFirst();
        }

        @Override
        public int count() {
            return tensors.size();
        }

        @Override
        public int length(int sequence) {
            return tensors.get(sequence).sizes()[0];
        }
    }
}
