package org.jdvm.onnx.source;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.ir.TensorMethod;
import org.jdvm.symbolic.Dim;

/** A value of a traced model. */
sealed interface TracedValue {
    /** {@return the element type} */
    DType type();

    /** {@return the sizes} */
    List<Dim> dims();

    /** An input of the model. */
    record Input(String name, DType type, List<Dim> dims) implements TracedValue {}

    /** A stored tensor; the name is that of the file or made of where it is used. */
    record Weight(String name, Tensor tensor) implements TracedValue {
        @Override
        public DType type() {
            return tensor.type();
        }

        @Override
        public List<Dim> dims() {
            return Arrays.stream(tensor.dims()).mapToObj(Dim::of).toList();
        }
    }

    /** One number. */
    record Scalar(double number, DType type, List<Dim> dims) implements TracedValue {}

    /**
     * A recorded operation.
     *
     * @param method the method of {@code Tensor}
     * @param arguments the tensor itself, for methods that are not static, and the arguments as they are recorded
     * @param type the element type of the result
     * @param dims its sizes
     * @param node the path of the node that it belongs to, such as {@code /encoder/layer.0/attention/self/MatMul}
     * @param name the name of the value in the file; empty for one inside a node
     */
    record Operation(
            TensorMethod method, List<Argument> arguments, DType type, List<Dim> dims, String node, String name)
            implements TracedValue {
        /** {@return the numbers of the values that it reads, in order} */
        List<Integer> operands() {
            return arguments.stream()
                    .flatMap(argument -> switch (argument) {
                        case Argument.Of(int value) -> Stream.of(value);
                        case Argument.Several(List<Integer> values) -> values.stream();
                        default -> Stream.<Integer>empty();
                    })
                    .toList();
        }

        /** {@return the same with other operands} */
        Operation withOperands(IntUnaryOperator renamed) {
            List<Argument> changed = arguments.stream()
                    .map(argument -> switch (argument) {
                        case Argument.Of(int value) -> new Argument.Of(renamed.applyAsInt(value));
                        case Argument.Several(List<Integer> values) ->
                            new Argument.Several(values.stream()
                                    .map(value -> renamed.applyAsInt(value))
                                    .toList());
                        default -> argument;
                    })
                    .toList();
            return new Operation(method, changed, type, dims, node, name);
        }
    }
}
