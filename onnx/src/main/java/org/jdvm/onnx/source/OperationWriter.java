package org.jdvm.onnx.source;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;
import org.jdvm.symbolic.Dim;

/** Writes one operation as a call of a method of {@code Tensor}. */
final class OperationWriter {
    private final TracedModel model;

    OperationWriter(TracedModel model) {
        this.model = model;
    }

    /**
     * {@return the call}
     *
     * @param operation the operation
     * @param tensor the text of each operand
     * @param number the text of each number
     */
    String call(TracedValue.Operation operation, Function<Integer, String> tensor, Function<Double, String> number) {
        List<Argument> arguments = operation.arguments();
        String self = arguments.getFirst() instanceof Argument.Of(int value) ? tensor.apply(value) : "Tensor";
        return switch (operation.method()) {
            case Op.RESHAPE -> self + reshape(operation);
            case Op.BROADCAST -> self + ".broadcastTo(" + sizes(operation.dims()) + ")";
            case Op.PERMUTE -> self + permute(((Argument.Sizes) arguments.get(1)).sizes());
            case Op.SLICE -> self + slice(operation);
            case Op.FILL ->
                "Tensor.full(" + JavaText.of(((Argument.Number) arguments.getFirst()).number())
                        + operation.dims().stream()
                                .map(dim -> ", " + JavaText.of(dim))
                                .collect(Collectors.joining()) + ")";
            case Op.PAD -> {
                String border = sizes(((Argument.Sizes) arguments.get(1)).sizes());
                double value = ((Argument.Number) arguments.get(2)).number();
                yield self + ".pad(" + border + (value == 0 ? "" : ", " + number.apply(value)) + ")";
            }
            case CompositeMethod.GATHER_ND, CompositeMethod.SCATTER_ND ->
                self + general(operation.method(), arguments.subList(0, arguments.size() - 1), tensor, number);
            default -> self + general(operation.method(), arguments, tensor, number);
        };
    }

    private static String sizes(List<Dim> sizes) {
        return sizes.stream().map(JavaText::of).collect(Collectors.joining(", "));
    }

    private String reshape(TracedValue.Operation operation) {
        List<Dim> from = model.values()
                .get(((Argument.Of) operation.arguments().getFirst()).value())
                .dims();
        List<Dim> to = operation.dims();
        if (to.size() == from.size() + 1) {
            for (int axis = 0; axis < to.size(); axis++) {
                if (to.get(axis).equals(Dim.ONE) && without(to, axis).equals(from)) {
                    return ".expandDims(" + axis + ")";
                }
            }
        }
        if (to.size() == from.size() - 1) {
            for (int axis = 0; axis < from.size(); axis++) {
                if (from.get(axis).equals(Dim.ONE) && without(from, axis).equals(to)) {
                    return ".squeeze(" + axis + ")";
                }
            }
        }
        return ".reshape(" + sizes(to) + ")";
    }

    private static List<Dim> without(List<Dim> dims, int axis) {
        List<Dim> rest = new ArrayList<>(dims);
        rest.remove(axis);
        return rest;
    }

    private static String permute(List<Dim> order) {
        int rank = order.size();
        List<Dim> swapped = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            swapped.add(Dim.of(axis < rank - 2 ? axis : axis == rank - 2 ? rank - 1 : rank - 2));
        }
        return order.equals(swapped) ? ".transpose()" : ".permute(" + sizes(order) + ")";
    }

    private String slice(TracedValue.Operation operation) {
        List<Dim> axisStartStep = ((Argument.Sizes) operation.arguments().get(1)).sizes();
        int axis = (int) axisStartStep.get(0).constantValue();
        Dim start = axisStartStep.get(1);
        long step = axisStartStep.get(2).constantValue();
        Dim length = operation.dims().get(axis);
        Dim end = start.plus(length.minus(1).times(step)).plus(1);
        return ".slice(" + axis + ", " + JavaText.of(start) + ", " + JavaText.of(end) + (step == 1 ? "" : ", " + step)
                + ")";
    }

    private String general(
            TensorMethod method,
            List<Argument> arguments,
            Function<Integer, String> tensor,
            Function<Double, String> number) {
        boolean isStatic = !(arguments.getFirst() instanceof Argument.Of);
        List<Argument> given = isStatic ? arguments : arguments.subList(1, arguments.size());
        if (isWindowed(method)) {
            given = perAxis(method, given);
        }
        if (method.axes() == TensorMethod.Axes.EACH) {
            given = given.stream()
                    .map(argument -> argument instanceof Argument.Sizes(List<Dim> axes) && axes.size() == 1
                            ? new Argument.Size(axes.getFirst())
                            : argument)
                    .toList();
        }
        Class<?>[] types = overload(method, given, isStatic);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            switch (given.get(i)) {
                case Argument.Of(int value) -> texts.add(tensor.apply(value));
                case Argument.Several(List<Integer> values) -> values.forEach(value -> texts.add(tensor.apply(value)));
                case Argument.Size(Dim size) ->
                    texts.add(types[i] == boolean.class ? Boolean.toString(size.equals(Dim.ONE)) : JavaText.of(size));
                case Argument.Sizes(List<Dim> sizes) -> {
                    boolean isLast = i == given.size() - 1 && types.length == given.size() && isVarArgs(method, types);
                    texts.add(isLast ? sizes(sizes) : "new int[] {" + sizes(sizes) + "}");
                }
                case Argument.Number(double value) -> texts.add(number.apply(value));
                case Argument.Choice(Object choice) -> texts.add(choice(choice));
            }
        }
        return "." + method.method() + "(" + String.join(", ", texts) + ")";
    }

    private static boolean isWindowed(TensorMethod method) {
        return method.method().matches("(conv|maxPool|avgPool)[123]d");
    }

    /** Strides, paddings and the like that are the same along all axes are one number each; those of a plain convolution are left out. */
    private static List<Argument> perAxis(TensorMethod method, List<Argument> given) {
        List<Argument> plain = new ArrayList<>();
        for (Argument argument : given) {
            if (argument instanceof Argument.Sizes(List<Dim> sizes)) {
                if (sizes.isEmpty() || sizes.stream().anyMatch(size -> !size.equals(sizes.getFirst()))) {
                    return given;
                }
                plain.add(new Argument.Size(sizes.getFirst()));
            } else {
                plain.add(argument);
            }
        }
        int from = plain.size() - 4;
        boolean isPlain = method.method().startsWith("conv")
                && from >= 1
                && plain.subList(from, plain.size())
                        .equals(Stream.of(Dim.ONE, Dim.ZERO, Dim.ONE, Dim.ONE)
                                .map(Argument.Size::new)
                                .toList());
        return isPlain ? plain.subList(0, from) : plain;
    }

    private static boolean isVarArgs(TensorMethod method, Class<?>[] types) {
        return Arrays.stream(Tensor.class.getMethods())
                .anyMatch(each -> each.getName().equals(method.method())
                        && each.isVarArgs()
                        && Arrays.equals(each.getParameterTypes(), types));
    }

    static String choice(Object choice) {
        return switch (choice) {
            case Keep keep -> keep.name();
            case DType type -> "DType." + type.name();
            case Enum<?> constant -> constant.getDeclaringClass().getSimpleName() + "." + constant.name();
            default -> "\"" + choice + "\"";
        };
    }

    private static Class<?>[] overload(TensorMethod method, List<Argument> arguments, boolean isStatic) {
        Class<?>[] best = null;
        for (Method each : Tensor.class.getMethods()) {
            Class<?>[] types = each.getParameterTypes();
            boolean fits = each.getName().equals(method.method())
                    && types.length == arguments.size()
                    && Modifier.isStatic(each.getModifiers()) == isStatic;
            int truths = 0;
            for (int i = 0; fits && i < types.length; i++) {
                fits = fits(types[i], arguments.get(i));
                truths += types[i] == boolean.class ? 1 : 0;
            }
            if (fits && (best == null || truths == 0)) {
                best = types;
            }
        }
        if (best == null) {
            throw new JdvmException("operation %s%s has no form in Java".formatted(method.method(), arguments));
        }
        return best;
    }

    private static boolean fits(Class<?> type, Argument argument) {
        return switch (argument) {
            case Argument.Of _ -> type == Tensor.class;
            case Argument.Several _ -> type == Tensor[].class;
            case Argument.Size(Dim size) ->
                type == int.class || type == boolean.class && (size.equals(Dim.ONE) || size.equals(Dim.ZERO));
            case Argument.Sizes _ -> type == int[].class;
            case Argument.Number _ -> type == double.class;
            case Argument.Choice(Object choice) -> type.isInstance(choice);
        };
    }
}
