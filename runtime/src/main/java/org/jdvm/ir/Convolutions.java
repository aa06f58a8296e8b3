package org.jdvm.ir;

import static org.jdvm.ir.GraphException.Problem.TYPE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions as formulas over windows: products of the weight and the windows, one for each group of channels.
 */
final class Convolutions {
    private final GraphBuilder builder;
    private final Rearrangements rearrangements;
    private final Windows windows;

    Convolutions(GraphBuilder builder) {
        this.builder = builder;
        this.rearrangements = new Rearrangements(builder);
        this.windows = new Windows(builder);
    }

    /**
     * {@return the convolution of [N, C, spatial] with a weight [O, C / groups, window]: [N, O, spatial]}
     *
     * @param method who asks, for messages
     * @param bias [O], or null
     */
    Value conv(String method, Value x, Value weight, @Nullable Value bias, Windows.Steps steps, Dim groups) {
        check(method, x, weight, steps, groups);
        Dim outputs = weight.shape().dim(0);
        builder.require(
                Requirement.Kind.EQUAL,
                x.shape().dim(1),
                weight.shape().dim(1).times(groups),
                "%s: the channels of the input %s (dim 1) for the weight %s (dim 1) in %s groups"
                        .formatted(method, x.shape(), weight.shape(), groups));
        requireGroups(method, "outputs of the weight " + weight.shape() + " (dim 0)", outputs, groups);
        return biased(method, product(method, x, weight, steps, groups), bias, outputs);
    }

    /**
     * {@return the transposed convolution of [N, C, spatial] with a weight [C, O / groups, window], the gradient of a convolution by its
     * input: [N, O, spatial]} It is the convolution of the input with zeros between its elements, with the weight turned round.
     *
     * @param method who asks, for messages
     * @param bias [O], or null
     * @param outputPadding what is added to the end of each axis of the result
     */
    Value convTranspose(
            String method,
            Value x,
            Value weight,
            @Nullable Value bias,
            Windows.Steps steps,
            List<Dim> outputPadding,
            Dim groups) {
        check(method, x, weight, steps, groups);
        Dim channels = weight.shape().dim(0);
        builder.require(
                Requirement.Kind.EQUAL,
                x.shape().dim(1),
                channels,
                "%s: the channels of the input %s (dim 1) for the weight %s (dim 0)"
                        .formatted(method, x.shape(), weight.shape()));
        requireGroups(method, "channels of the weight " + weight.shape() + " (dim 0)", channels, groups);
        int axes = steps.axes();
        Dim outputs = weight.shape().dim(1).times(groups);
        if (areApart(weight, steps, outputPadding)) {
            return biased(method, sideBySide(x, weight, axes, groups), bias, outputs);
        }
        for (int axis = 0; axis < axes; axis++) {
            windows.requireNotNegative(method, "output padding", axis, outputPadding.get(axis));
        }
        return biased(method, transposedProduct(method, x, weight, steps, outputPadding, groups), bias, outputs);
    }

    /** True if the windows of the result neither overlap nor leave a gap, and all of them are there. */
    private static boolean areApart(Value weight, Windows.Steps steps, List<Dim> outputPadding) {
        return IntStream.range(0, steps.axes())
                .allMatch(axis -> weight.shape()
                                .dim(2 + axis)
                                .equals(Dim.of(steps.stride().get(axis)))
                        && steps.dilation().get(axis) == 1
                        && steps.padding().get(axis).equals(Dim.ZERO)
                        && outputPadding.get(axis).equals(Dim.ZERO));
    }

    /** Each element times the window of the weight, at its place: [G, O / G * window, C / G] times [N, G, C / G, places]. */
    private Value sideBySide(Value x, Value weight, int axes, Dim groups) {
        List<Dim> window = Windows.last(weight.shape(), axes);
        List<Dim> places = Windows.last(x.shape(), axes);
        Dim outputs = weight.shape().dim(1);
        Dim channels = weight.shape().dim(0).floorDiv(groups);
        Value left = builder.reshape(weight, List.of(groups, channels, outputs.times(Windows.product(window))));
        Value right = builder.reshape(x, List.of(x.shape().dim(0), groups, channels, Windows.product(places)));
        Value product = builder.matmul(rearrangements.transpose(left, 1, 2), right);
        Dim all = outputs.times(groups);
        Value result = builder.reshape(
                product, Windows.joined(List.of(x.shape().dim(0), all), Windows.joined(window, places)));
        List<Integer> order = new ArrayList<>(List.of(0, 1));
        List<Dim> dims = new ArrayList<>(List.of(x.shape().dim(0), all));
        for (int axis = 0; axis < axes; axis++) {
            order.addAll(List.of(2 + axes + axis, 2 + axis));
            dims.add(places.get(axis).times(window.get(axis)));
        }
        return builder.reshape(builder.permute(result, order), dims);
    }

    private void check(String method, Value x, Value weight, Windows.Steps steps, Dim groups) {
        windows.check(method, x, steps);
        Windows.checkRank(method, "the weight", weight, steps.axes() + 2);
        checkFloats(method, "the input", x);
        checkFloats(method, "the weight", weight);
        if (groups.isConstant()) {
            NodeRules.checkPositive(method + ": the number of groups", groups.constantValue());
        }
        builder.require(Requirement.Kind.LESS_OR_EQUAL, Dim.ONE, groups, method + ": the number of groups");
    }

    private static void checkFloats(String method, String what, Value tensor) {
        if (!Op.WINDOW_MATRIX.types().contains(tensor.type())) {
            throw new GraphException(
                    TYPE,
                    "%s: %s is f32, f16 or bf16, not %s; cast it first: cast(DType.F32)"
                            .formatted(method, what, tensor.type()));
        }
    }

    private void requireGroups(String method, String what, Dim size, Dim groups) {
        builder.require(
                Requirement.Kind.EQUAL,
                size.mod(groups),
                Dim.ZERO,
                "%s: the %s in %s groups".formatted(method, what, groups));
    }

    private Value biased(String method, Value result, @Nullable Value bias, Dim outputs) {
        if (bias == null) {
            return result;
        }
        Windows.checkRank(method, "the bias", bias, 1);
        builder.require(
                Requirement.Kind.EQUAL,
                bias.shape().dim(0),
                outputs,
                "%s: the bias %s (dim 0) for the outputs".formatted(method, bias.shape()));
        return builder.elementwise(Op.ADD, result, builder.reshape(bias, perChannel(outputs, result.rank() - 2)));
    }

    private static List<Dim> perChannel(Dim channels, int axes) {
        return Windows.joined(List.of(channels), Collections.nCopies(axes, Dim.ONE));
    }

    /** [G, O / G, depth] times [N, G, depth, places]; with one group [O, depth] times [N, depth, places]. */
    private Value product(String method, Value x, Value weight, Windows.Steps steps, Dim groups) {
        int axes = steps.axes();
        Dim outputs = weight.shape().dim(0);
        List<WindowAxis> along = windows.along(method, x, Windows.last(weight.shape(), axes), steps);
        Value input = grouped(x, groups, weight.shape().dim(1));
        Value right = along.stream().allMatch(WindowAxis::isPlain)
                ? builder.reshape(
                        input,
                        Windows.joined(
                                input.shape().dims().subList(0, input.rank() - axes),
                                List.of(Windows.product(Windows.last(x.shape(), axes)))))
                : rearrangements.windowMatrix(input, along);
        Dim depth = right.shape().dim(right.rank() - 2);
        Dim perGroup = builder.facts().simplify(outputs.floorDiv(groups));
        Value left = builder.reshape(
                weight, !groups.equals(Dim.ONE) ? List.of(groups, perGroup, depth) : List.of(outputs, depth));
        return places(builder.matmul(left, right), x, outputs, along);
    }

    /**
     * The product whose windows run backwards over the elements and the zeros between them: the element of the input that window element e
     * of the result at place p meets is at p + padding - e * dilation, where that is a multiple of the stride.
     */
    private Value transposedProduct(
            String method, Value x, Value weight, Windows.Steps steps, List<Dim> outputPadding, Dim groups) {
        int axes = steps.axes();
        Dim channels = builder.facts().simplify(weight.shape().dim(0).floorDiv(groups));
        Dim outputs = weight.shape().dim(1);
        List<WindowAxis> along = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            along.add(new WindowAxis(
                    weight.shape().dim(2 + axis),
                    transposedPlaces(method, x, weight, steps, axis, outputPadding.get(axis)),
                    1,
                    -steps.dilation().get(axis),
                    Dim.ZERO.minus(steps.padding().get(axis)),
                    steps.stride().get(axis)));
        }
        Value right = rearrangements.windowMatrix(grouped(x, groups, channels), along);
        Dim depth = right.shape().dim(right.rank() - 2);
        Value exchanged = !groups.equals(Dim.ONE)
                ? rearrangements.transpose(builder.reshape(weight, inGroups(weight.shape(), 0, groups, channels)), 1, 2)
                : rearrangements.transpose(weight, 0, 1);
        Value left = builder.reshape(
                exchanged, !groups.equals(Dim.ONE) ? List.of(groups, outputs, depth) : List.of(outputs, depth));
        return places(builder.matmul(left, right), x, outputs.times(groups), along);
    }

    private Value grouped(Value x, Dim groups, Dim channels) {
        return !groups.equals(Dim.ONE) ? builder.reshape(x, inGroups(x.shape(), 1, groups, channels)) : x;
    }

    /** [N, outputs, places] with an axis for each spatial one. */
    private Value places(Value product, Value x, Dim outputs, List<WindowAxis> along) {
        return builder.reshape(
                product,
                Windows.joined(
                        List.of(x.shape().dim(0), outputs),
                        along.stream().map(WindowAxis::count).toList()));
    }

    /** The sizes with one of them in two parts. */
    private static List<Dim> inGroups(Shape shape, int axis, Dim groups, Dim inGroup) {
        List<Dim> dims = new ArrayList<>(shape.dims());
        dims.set(axis, groups);
        dims.add(axis + 1, inGroup);
        return dims;
    }

    /** How long the result of a transposed convolution is along an axis. */
    private Dim transposedPlaces(
            String method, Value x, Value weight, Windows.Steps steps, int axis, Dim outputPadding) {
        Dim places = x.shape()
                .dim(2 + axis)
                .minus(1)
                .times(steps.stride().get(axis))
                .minus(steps.padding().get(axis).times(2))
                .plus(steps.reach(weight.shape().dim(2 + axis), axis))
                .plus(outputPadding);
        builder.require(
                Requirement.Kind.LESS_OR_EQUAL,
                Dim.ONE,
                places,
                "%s: the result along spatial axis %d of the input %s".formatted(method, axis, x.shape()));
        return places;
    }
}
