package org.jdvm.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;

/**
 * A call with all its arguments, which can be made in two ways: of the public method, and as a graph.
 *
 * @param overload what is called
 * @param arguments the tensor itself, unless the method is static, and the arguments: {@link TestOperand} for tensors, everything else as the
 *     public method takes it
 * @param symbolic whether the sizes of the graph are symbols, one for each different size above 1
 */
record MethodCall(Overload overload, List<Object> arguments, boolean symbolic) {
    /** {@return what the public method gives} */
    ReferenceTensor callPublic() {
        Object[] given = arguments.stream().map(MethodCall::publicArgument).toArray();
        Object result = overload.isStatic()
                ? overload.invoke(null, given)
                : overload.invoke(given[0], Arrays.copyOfRange(given, 1, given.length));
        return result instanceof Tensor tensor
                ? TensorConversions.reference(tensor)
                : ReferenceTensor.integers(DType.I64, new int[0], ((Number) result).longValue());
    }

    private static Object publicArgument(Object argument) {
        return switch (argument) {
            case TestOperand operand -> operand.tensor();
            case TestOperand[] operands ->
                Arrays.stream(operands).map(TestOperand::tensor).toArray(Tensor[]::new);
            default -> argument;
        };
    }

    /** {@return the tensors among the arguments, in their order} */
    List<TestOperand> operands() {
        List<TestOperand> operands = new ArrayList<>();
        for (Object argument : arguments) {
            switch (argument) {
                case TestOperand operand -> operands.add(operand);
                case TestOperand[] several -> operands.addAll(List.of(several));
                default -> {}
            }
        }
        return operands;
    }

    /** {@return the graph of this call alone, with the arguments of the oracle} */
    GraphCase graphCase() {
        GraphBuilder builder = new GraphBuilder(overload.method().method());
        TensorMethods methods = new TensorMethods(builder);
        List<Object> values = new ArrayList<>();
        List<ReferenceTensor> inputs = new ArrayList<>();
        for (Object argument : arguments) {
            values.add(graphArgument(builder, argument, inputs));
        }
        String name = overload.method().method();
        Object result = overload.isStatic()
                ? methods.callStatic(name, values)
                : methods.call(name, (Value) values.getFirst(), values.subList(1, values.size()));
        Value value = result instanceof Dim size
                ? builder.fill(DType.I64, new Shape(List.of()), ScalarExpr.size(size))
                : (Value) result;
        return new GraphCase(builder.build(List.of(value)), inputs, Map.of());
    }

    private Object graphArgument(GraphBuilder builder, Object argument, List<ReferenceTensor> inputs) {
        return switch (argument) {
            case TestOperand operand -> input(builder, operand.values(), inputs);
            case TestOperand[] operands ->
                Arrays.stream(operands)
                        .map(operand -> input(builder, operand.values(), inputs))
                        .toList();
            case Integer number -> Dim.of(number);
            case int[] numbers -> Arrays.stream(numbers).mapToObj(Dim::of).toList();
            case Boolean truth -> Dim.of(truth ? 1 : 0);
            case Double number -> ScalarExpr.of(number);
            case String _, Enum<?> _ -> argument;
            default -> throw new AssertionError("an argument of " + argument.getClass());
        };
    }

    private Value input(GraphBuilder builder, ReferenceTensor values, List<ReferenceTensor> inputs) {
        List<Dim> dims = Arrays.stream(values.dims()).mapToObj(this::dim).toList();
        inputs.add(values);
        return builder.input(new TensorParameter("x" + inputs.size(), values.type(), new Shape(dims), false));
    }

    private Dim dim(int size) {
        return symbolic && size > 1 ? Dim.symbol(symbol(size)) : Dim.of(size);
    }

    /** {@return this call with 64-bit integers for all others, of the same values} */
    MethodCall inWideIntegers() {
        List<Object> wide = arguments.stream()
                .map(argument -> argument instanceof TestOperand operand
                        ? new TestOperand(
                                ReferenceTensor.integers(
                                        DType.I64,
                                        operand.dims(),
                                        operand.values().toLongs()),
                                operand.layout())
                        : argument)
                .toList();
        return new MethodCall(overload, wide, symbolic);
    }

    private static String symbol(int size) {
        return "S" + size;
    }

    /** {@return the sizes by their symbols} */
    Map<String, Long> sizes() {
        Map<String, Long> sizes = new HashMap<>();
        if (symbolic) {
            operands()
                    .forEach(operand -> Arrays.stream(operand.dims())
                            .filter(size -> size > 1)
                            .forEach(size -> sizes.put(symbol(size), (long) size)));
        }
        return sizes;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(overload.toString());
        if (symbolic) {
            text.append(" with symbolic sizes");
        }
        for (Object argument : arguments) {
            text.append("\n    ")
                    .append(
                            switch (argument) {
                                case int[] numbers -> Arrays.toString(numbers);
                                case Object[] several -> Arrays.toString(several);
                                default -> argument.toString();
                            });
        }
        return text.toString();
    }
}
