package org.jdvm.ir;

import static org.jdvm.ir.GraphException.Problem.ARGUMENT;
import static org.jdvm.ir.GraphException.Problem.RANK;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdvm.symbolic.Dim;

/** Windows over the last axes of a tensor, the spatial ones: what convolutions and pools have in common. */
final class Windows {
    private static final List<String> INPUTS = List.of("[N, C, L]", "[N, C, H, W]", "[N, C, D, H, W]");

    /**
     * How windows move along the spatial axes.
     *
     * @param stride the distance between windows along each axis
     * @param padding what is added before and after each axis
     * @param dilation the distance between the elements of a window along each axis
     */
    record Steps(List<Integer> stride, List<Dim> padding, List<Integer> dilation) {
        int axes() {
            return stride.size();
        }

        /** How far windows of a size reach along an axis. */
        Dim reach(Dim size, int axis) {
            return size.minus(1).times(dilation.get(axis)).plus(1);
        }

        Steps withPadding(List<Dim> other) {
            return new Steps(stride, other, dilation);
        }
    }

    private final GraphBuilder builder;
    private final Rearrangements rearrangements;

    Windows(GraphBuilder builder) {
        this.builder = builder;
        this.rearrangements = new Rearrangements(builder);
    }

    /** Refuses what no sizes make right. */
    void check(String method, Value x, Steps steps) {
        int axes = steps.axes();
        checkRank(method, "the input " + INPUTS.get(axes - 1), x, axes + 2);
        for (int axis = 0; axis < axes; axis++) {
            NodeRules.checkPositive(method + ": the stride", steps.stride().get(axis));
            NodeRules.checkPositive(method + ": the dilation", steps.dilation().get(axis));
            requireNotNegative(method, "padding", axis, steps.padding().get(axis));
        }
    }

    static void checkRank(String method, String what, Value tensor, int rank) {
        if (tensor.rank() != rank) {
            throw new GraphException(
                    RANK, "%s: %s needs %d dims, but has %s".formatted(method, what, rank, tensor.shape()));
        }
    }

    void requireNotNegative(String method, String what, int axis, Dim number) {
        if (number.isConstant() && number.constantValue() < 0) {
            throw new GraphException(
                    ARGUMENT,
                    "%s: the %s of spatial axis %d must be at least 0, not %s".formatted(method, what, axis, number));
        }
        builder.require(
                Requirement.Kind.LESS_OR_EQUAL,
                Dim.ZERO,
                number,
                "%s: the %s of spatial axis %d".formatted(method, what, axis));
    }

    /** The tensor with a number around its last axes. */
    Value padded(Value x, List<Dim> before, List<Dim> after, double number) {
        if (before.stream().allMatch(Dim.ZERO::equals) && after.stream().allMatch(Dim.ZERO::equals)) {
            return x;
        }
        List<Dim> none = Collections.nCopies(x.rank() - before.size(), Dim.ZERO);
        return builder.pad(x, joined(none, before), joined(none, after), ScalarExpr.of(number));
    }

    /** All windows: one more axis at the end for each axis that a window has. */
    Value of(String method, Value x, List<Dim> sizes, Steps steps) {
        int first = x.rank() - sizes.size();
        Value windows = x;
        for (int axis = 0; axis < sizes.size(); axis++) {
            Dim size = sizes.get(axis);
            String origin = origin(method, size, x.shape().dim(first + axis), steps, axis);
            windows = rearrangements.unfold(
                    windows,
                    first + axis,
                    size,
                    steps.stride().get(axis),
                    steps.dilation().get(axis),
                    origin);
        }
        return windows;
    }

    /** How windows move along the last axes of an input that is padded with 0 as they are read. */
    List<WindowAxis> along(String method, Value x, List<Dim> sizes, Steps steps) {
        return along(method, x, sizes, steps, steps.padding());
    }

    /** The same with another border after each axis than before it. */
    List<WindowAxis> along(String method, Value x, List<Dim> sizes, Steps steps, List<Dim> after) {
        int first = x.rank() - sizes.size();
        List<WindowAxis> along = new ArrayList<>();
        for (int axis = 0; axis < sizes.size(); axis++) {
            Dim size = sizes.get(axis);
            Dim padding = steps.padding().get(axis);
            Dim whole = x.shape().dim(first + axis).plus(padding).plus(after.get(axis));
            Dim reach = steps.reach(size, axis);
            String origin = origin(method, size, whole, steps, axis);
            builder.require(Requirement.Kind.LESS_OR_EQUAL, Dim.ONE, size, origin);
            builder.require(Requirement.Kind.LESS_OR_EQUAL, reach, whole, origin);
            int step = steps.stride().get(axis);
            Dim count = whole.minus(reach).floorDiv(step).plus(1);
            along.add(new WindowAxis(
                    size,
                    builder.facts().simplify(count),
                    step,
                    steps.dilation().get(axis),
                    padding,
                    1));
        }
        return along;
    }

    private static String origin(String method, Dim size, Dim whole, Steps steps, int axis) {
        int dilation = steps.dilation().get(axis);
        return "%s: a window of %s%s along spatial axis %d of the padded input, which has %s elements there"
                .formatted(method, size, dilation == 1 ? "" : " with dilation " + dilation, axis, whole);
    }

    /** The sizes of the last axes. */
    static List<Dim> last(Shape shape, int count) {
        return shape.dims().subList(shape.rank() - count, shape.rank());
    }

    static List<Dim> joined(List<Dim> first, List<Dim> second) {
        List<Dim> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    static Dim product(List<Dim> dims) {
        return dims.stream().reduce(Dim.ONE, Dim::times);
    }
}
