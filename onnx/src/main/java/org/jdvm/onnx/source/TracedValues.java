package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdvm.Tensor;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;

/** The values of a traced model while they are found: equal operations are one, and names are unique. */
final class TracedValues {
    /** What makes two operations equal. */
    private record Key(TensorMethod method, List<Argument> arguments, Object type, Object dims) {}

    private final List<TracedValue> values = new ArrayList<>();
    private final Map<Object, Integer> known = new HashMap<>();
    private final Set<String> weightNames = new HashSet<>();

    TracedValue get(int number) {
        return values.get(number);
    }

    /** {@return the number of a value, which may be an earlier one that is equal} */
    int add(TracedValue value) {
        switch (value) {
            case TracedValue.Operation operation -> {
                TracedValue.Operation simple = withNumbers(operation);
                return known.computeIfAbsent(
                        new Key(simple.method(), simple.arguments(), simple.type(), simple.dims()), _ -> put(simple));
            }
            case TracedValue.Scalar scalar -> {
                return known.computeIfAbsent(scalar, _ -> put(scalar));
            }
            case TracedValue.Weight weight -> {
                return put(new TracedValue.Weight(Names.free(weight.name(), weightNames), weight.tensor()));
            }
            case TracedValue.Input input -> {
                return put(input);
            }
        }
    }

    /** {@return the number of a weight that a step makes; equal elements under one name are one weight} */
    int weight(String name, Tensor tensor) {
        Object key = tensor.type().isFloat()
                ? List.of(name, Arrays.hashCode(tensor.toDoubleArray()), Arrays.toString(tensor.dims()))
                : List.of(name, Arrays.hashCode(tensor.toLongArray()), Arrays.toString(tensor.dims()));
        return known.computeIfAbsent(key, _ -> add(new TracedValue.Weight(name, tensor)));
    }

    /** {@return a value, which has a name in the file} */
    int named(int number, String name) {
        if (values.get(number) instanceof TracedValue.Operation operation
                && operation.name().isEmpty()) {
            values.set(
                    number,
                    new TracedValue.Operation(
                            operation.method(),
                            operation.arguments(),
                            operation.type(),
                            operation.dims(),
                            operation.node(),
                            name));
        }
        return number;
    }

    private int put(TracedValue value) {
        values.add(value);
        return values.size() - 1;
    }

    /** One number as an operand of arithmetic is written as a number. */
    private TracedValue.Operation withNumbers(TracedValue.Operation operation) {
        List<Argument> arguments = operation.arguments();
        if (operation.method() == Op.SELECT && arguments.size() == 3) {
            boolean isFirst = isNumber(arguments.get(1)) && !isNumber(arguments.get(2));
            int at = isFirst ? 1 : 2;
            return isNumber(arguments.get(at)) && isOf(operation, arguments.get(isFirst ? 2 : 1))
                    ? changed(operation, operation.method(), replaced(arguments, at))
                    : operation;
        }
        if (arguments.size() != 2 || !(operation.method() instanceof Op op) || !takesNumber(op)) {
            return operation;
        }
        if (isNumber(arguments.get(1)) && isShape(operation, arguments.get(0))) {
            return changed(operation, op, replaced(arguments, 1));
        }
        TensorMethod reversed = switch (op) {
            case ADD, MUL, MAX, MIN, EQ, NE -> op;
            case SUB -> CompositeMethod.RSUB;
            case DIV -> CompositeMethod.RDIV;
            case POW -> CompositeMethod.RPOW;
            case LT -> Op.GT;
            case LE -> Op.GE;
            case GT -> Op.LT;
            case GE -> Op.LE;
            default -> null;
        };
        if (reversed != null && isNumber(arguments.get(0)) && isShape(operation, arguments.get(1))) {
            return changed(operation, reversed, replaced(List.of(arguments.get(1), arguments.get(0)), 1));
        }
        return commuted(operation, op);
    }

    /** {@code bias + x * w} as {@code x * w + bias}: the larger operand first. */
    private TracedValue.Operation commuted(TracedValue.Operation operation, Op op) {
        List<Argument> arguments = operation.arguments();
        boolean isWeightFirst = (op == Op.ADD || op == Op.MUL)
                && arguments.get(0) instanceof Argument.Of(int left)
                && arguments.get(1) instanceof Argument.Of(int right)
                && values.get(left) instanceof TracedValue.Weight
                && values.get(right) instanceof TracedValue.Operation;
        return isWeightFirst ? changed(operation, op, List.of(arguments.get(1), arguments.get(0))) : operation;
    }

    private static TracedValue.Operation changed(
            TracedValue.Operation operation, TensorMethod method, List<Argument> arguments) {
        return new TracedValue.Operation(
                method, arguments, operation.type(), operation.dims(), operation.node(), operation.name());
    }

    private static boolean takesNumber(Op op) {
        return switch (op) {
            case ADD, SUB, MUL, DIV, POW, MAX, MIN, EQ, NE, LT, LE, GT, GE, REM -> true;
            default -> false;
        };
    }

    private boolean isNumber(Argument argument) {
        return argument instanceof Argument.Of(int value) && values.get(value) instanceof TracedValue.Scalar;
    }

    /** True if the other operand alone has the shape of the result. */
    private boolean isShape(TracedValue.Operation operation, Argument argument) {
        return argument instanceof Argument.Of(int value)
                && !(values.get(value) instanceof TracedValue.Scalar)
                && values.get(value).dims().equals(operation.dims());
    }

    private boolean isOf(TracedValue.Operation operation, Argument argument) {
        return argument instanceof Argument.Of(int value)
                && (values.get(value) instanceof TracedValue.Scalar
                        || values.get(value).dims().equals(operation.dims()));
    }

    private List<Argument> replaced(List<Argument> arguments, int at) {
        List<Argument> result = new ArrayList<>(arguments);
        if (arguments.get(at) instanceof Argument.Of(int value)
                && values.get(value) instanceof TracedValue.Scalar scalar) {
            result.set(at, new Argument.Number(scalar.number()));
        }
        return result;
    }

    /** {@return the model: what the outputs need, in order} */
    TracedModel model(List<Integer> outputs, List<String> outputNames, List<String> symbols) {
        boolean[] needed = new boolean[values.size()];
        outputs.forEach(output -> needed[output] = true);
        for (int i = values.size() - 1; i >= 0; i--) {
            if (needed[i] && values.get(i) instanceof TracedValue.Operation operation) {
                operation.operands().forEach(operand -> needed[operand] = true);
            }
        }
        int[] renamed = new int[values.size()];
        List<TracedValue> kept = new ArrayList<>();
        for (int i = 0; i < renamed.length; i++) {
            if (needed[i] || values.get(i) instanceof TracedValue.Input) {
                renamed[i] = kept.size();
                kept.add(
                        values.get(i) instanceof TracedValue.Operation operation
                                ? operation.withOperands(operand -> renamed[operand])
                                : values.get(i));
            }
        }
        return new TracedModel(
                List.copyOf(kept),
                outputs.stream().map(output -> renamed[output]).toList(),
                outputNames,
                symbols);
    }
}
