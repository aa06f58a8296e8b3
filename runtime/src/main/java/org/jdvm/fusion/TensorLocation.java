package org.jdvm.fusion;

/** Where a tensor is stored that a kernel reads or writes. */
public sealed interface TensorLocation {
    /**
     * A tensor argument of the operator.
     *
     * @param parameter its position among the tensor parameters
     */
    record Argument(int parameter) implements TensorLocation {
        @Override
        public String toString() {
            return "argument " + parameter;
        }
    }

    /**
     * A result of the operator.
     *
     * @param result its position among the results
     */
    record Result(int result) implements TensorLocation {
        @Override
        public String toString() {
            return "result " + result;
        }
    }

    /**
     * An intermediate tensor in the workspace.
     *
     * @param index its position in {@link Plan#workspace}
     */
    record Workspace(int index) implements TensorLocation {
        @Override
        public String toString() {
            return "workspace " + index;
        }
    }
}
