package org.jdvm.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.ir.RowMethod;
import org.jdvm.ir.TensorMethod;

/**
 * The arguments of a call as the columns of the table and the signature tell them: axes, options, numbers, and operands that broadcast. So a new row
 * needs nothing here, unless its tensors must have other sizes or its integers another meaning: then {@link ArgumentFacts} says it.
 */
final class Arguments {
    private Arguments() {}

    /** {@return the tensor itself and the arguments} */
    static List<Object> draw(Overload overload, DType type, Draw draw) {
        ArgumentFacts.Maker facts = ArgumentFacts.of(overload.method());
        return facts != null ? facts.make(overload, type, draw) : usual(overload, type, draw);
    }

    /** {@return arguments as the columns and the signature tell them} */
    static List<Object> usual(Overload overload, DType type, Draw draw) {
        if (overload.isStatic() || overload.face() == null) {
            throw new MissingFactException(overload, "nothing says what it is called with");
        }
        int[] dims = draw.dims(leastRank(overload));
        boolean isBroadcast = broadcasts(overload) && draw.oneIn(2);
        int[] own = isBroadcast ? draw.broadcastable(dims) : dims;
        List<Object> arguments = new ArrayList<>(List.of(draw.tensor(type, own)));
        for (int i = 0; i < overload.parameters().size(); i++) {
            arguments.add(argument(overload, i, type, dims, draw));
        }
        return arguments;
    }

    /** Whether the tensor itself and others may each be the smaller one. */
    private static boolean broadcasts(Overload overload) {
        return overload.parameters().contains(Tensor.class)
                && overload.method().shapeRule() == TensorMethod.ShapeRule.BROADCAST
                && overload.method().axes() == TensorMethod.Axes.NONE;
    }

    private static int leastRank(Overload overload) {
        boolean namesAxis = overload.parameters().contains(int.class);
        return switch (overload.method().axes()) {
            case FIRST, EACH -> namesAxis ? 1 : 0;
            case LAST -> 1;
            case PAIR, LAST_TWO -> 2;
            case NONE, IN_RESULT, ALL_DIMS -> 0;
        };
    }

    private static Object argument(Overload overload, int place, DType type, int[] dims, Draw draw) {
        Class<?> parameter = overload.parameters().get(place);
        if (parameter == int.class) {
            return integer(overload, place, dims, draw);
        } else if (parameter == int[].class && overload.method().axes() == TensorMethod.Axes.EACH) {
            return draw.axes(dims.length);
        } else if (parameter == double.class) {
            return draw.number(type);
        } else if (parameter == boolean.class) {
            return draw.oneIn(2);
        } else if (parameter == Keep.class) {
            return draw.of(List.of(Keep.values()));
        } else if (parameter == DType.class) {
            return draw.of(List.of(DType.values()));
        } else if (parameter == Tensor.class && overload.method().shapeRule() == TensorMethod.ShapeRule.BROADCAST) {
            boolean isRow = overload.method().axes() == TensorMethod.Axes.LAST;
            int[] row = Arrays.copyOfRange(dims, dims.length - (isRow ? 1 : 0), dims.length);
            return draw.tensor(type, isRow ? row : draw.broadcastable(dims));
        }
        throw new MissingFactException(
                overload, "nothing says what argument %d (%s) is".formatted(place + 1, parameter.getSimpleName()));
    }

    private static Object integer(Overload overload, int place, int[] dims, Draw draw) {
        boolean isAxis = switch (overload.method().axes()) {
            case FIRST, IN_RESULT -> place == 0;
            case EACH, PAIR -> true;
            case NONE, LAST, LAST_TWO, ALL_DIMS -> false;
        };
        if (isAxis) {
            return draw.axis(dims.length + (overload.method().axes() == TensorMethod.Axes.IN_RESULT ? 1 : 0));
        }
        boolean isLength =
                overload.method() instanceof RowMethod row && row.op().isSized() && place == 1;
        return isLength ? draw.length(Arrays.stream(dims).min().orElse(0)) : draw.count();
    }
}
