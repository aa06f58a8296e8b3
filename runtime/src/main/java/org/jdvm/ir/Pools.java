package org.jdvm.ir;

import static org.jdvm.ir.Operand.number;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/** Pools as formulas: maxima and means of windows. */
final class Pools {
    /** Elements of windows that are added one after the other; longer sums go up a tree. */
    private static final long MOST_ELEMENTS = 256;

    /** Elements of a row of a window from which on rows that are cut into windows are reduced as such: a vector has too few windows then. */
    private static final long LONG_PIECE = 5;

    /** Elements that a window reaches over, so that a core copies them to a small part of its memory. */
    private static final long MOST_REACH = 1 << 16;

    /** The place of what is padded: after all others. */
    private static final int NO_PLACE = Integer.MAX_VALUE;

    private final GraphBuilder builder;
    private final Rearrangements rearrangements;
    private final Windows windows;

    Pools(GraphBuilder builder) {
        this.builder = builder;
        this.rearrangements = new Rearrangements(builder);
        this.windows = new Windows(builder);
    }

    /**
     * {@return the maximum of each window of [N, C, spatial]; what is padded counts for none}
     *
     * @param method who asks, for messages
     * @param ceil true if the last window along an axis may go beyond its end
     */
    Value max(String method, Value x, List<Dim> sizes, Windows.Steps steps, boolean ceil) {
        check(method, x, sizes, steps);
        if (isDirect(x, sizes, steps)) {
            return combined(Op.REDUCE_MAX, method, x, sizes, steps, ceil);
        }
        Value all = windows.of(method, padded(x, sizes, steps, ceil, least(x.type())), sizes, steps);
        return builder.reduce(Op.REDUCE_MAX, all, windowAxes(all, sizes.size()), false);
    }

    /**
     * {@return the i64 place of the maximum of each window of [N, C, spatial] among the spatial elements of its channel, in their order; the
     * first one of several, -1 where a window has only padding} A NaN is larger than all numbers.
     *
     * @param method who asks, for messages
     * @param ceil true if the last window along an axis may go beyond its end
     */
    Value argMax(String method, Value x, List<Dim> sizes, Windows.Steps steps, boolean ceil) {
        Value largest = max(method, x, sizes, steps, ceil);
        Value all = windows.of(method, padded(x, sizes, steps, ceil, least(x.type())), sizes, steps);
        List<Dim> spatial = Windows.last(x.shape(), sizes.size());
        Value place = builder.reshape(builder.iota(DType.I32, Shape.of(Windows.product(spatial)), 0), spatial);
        Value places = windows.of(method, padded(place, sizes, steps, ceil, NO_PLACE), sizes, steps);
        List<Dim> ones = Collections.nCopies(sizes.size(), Dim.ONE);
        Value isLargest = builder.elementwise(
                Op.EQ,
                all,
                builder.reshape(largest, Windows.joined(largest.shape().dims(), ones)));
        if (x.type().isFloat()) {
            isLargest = builder.elementwise(Op.OR, isLargest, builder.elementwise(Op.IS_NAN, all));
        }
        Value candidates = builder.elementwise(Op.SELECT, isLargest, places, number(NO_PLACE));
        Value first = builder.reduce(Op.REDUCE_MIN, candidates, windowAxes(all, sizes.size()), false);
        Value isNone = builder.elementwise(Op.EQ, first, number(NO_PLACE));
        return builder.cast(builder.elementwise(Op.SELECT, isNone, number(-1), first), DType.I64);
    }

    /** What is larger than nothing. */
    private static double least(DType type) {
        return type.isFloat() ? Double.NEGATIVE_INFINITY : type.least();
    }

    /**
     * {@return the mean of each window of [N, C, spatial]}
     *
     * @param method who asks, for messages
     * @param ceil true if the last window along an axis may go beyond its end
     * @param countsPadding true if zeros of the padding count as elements; what is beyond the padding never does
     */
    Value average(String method, Value x, List<Dim> sizes, Windows.Steps steps, boolean ceil, boolean countsPadding) {
        check(method, x, sizes, steps);
        Value sum = isDirect(x, sizes, steps)
                ? combined(Op.SUM, method, x, sizes, steps, ceil)
                : unfolded(method, padded(x, sizes, steps, ceil, 0), sizes, steps);
        boolean isPadded = !steps.padding().stream().allMatch(Dim.ZERO::equals);
        if (!ceil && (countsPadding || !isPadded)) {
            return builder.elementwise(Op.DIV, sum, number(Windows.product(sizes)));
        }
        Value counts = counts(x, sum, sizes.getFirst(), steps, 0, countsPadding);
        for (int axis = 1; axis < sizes.size(); axis++) {
            counts = builder.elementwise(Op.MUL, counts, counts(x, sum, sizes.get(axis), steps, axis, countsPadding));
        }
        return builder.elementwise(Op.DIV, sum, builder.cast(counts, x.type()));
    }

    private Value unfolded(String method, Value padded, List<Dim> sizes, Windows.Steps steps) {
        Value all = windows.of(method, padded, sizes, steps);
        return builder.reduce(Op.SUM, all, windowAxes(all, sizes.size()), false);
    }

    /** True for windows of floats whose elements are few enough to be added one after the other. */
    private static boolean isDirect(Value x, List<Dim> sizes, Windows.Steps steps) {
        long elements = 1;
        long reach = 1;
        for (int axis = 0; axis < sizes.size(); axis++) {
            if (!sizes.get(axis).isConstant() || sizes.get(axis).constantValue() < 1) {
                return false;
            }
            elements *= Math.min(sizes.get(axis).constantValue(), MOST_ELEMENTS + 1);
            reach *= Math.min(steps.reach(sizes.get(axis), axis).constantValue(), MOST_REACH + 1);
            if (elements > MOST_ELEMENTS || reach > MOST_REACH) {
                return false;
            }
        }
        int last = sizes.size() - 1;
        boolean isCut = steps.padding().stream().allMatch(Dim.ZERO::equals)
                && steps.dilation().get(last) == 1
                && sizes.get(last).equals(Dim.of(steps.stride().get(last)));
        return Op.WINDOW_REDUCE.types().contains(x.type())
                && !(isCut && sizes.get(last).constantValue() >= LONG_PIECE);
    }

    /** The windows where they are in the input, without a copy that has a border. */
    private Value combined(Op op, String method, Value x, List<Dim> sizes, Windows.Steps steps, boolean ceil) {
        List<WindowAxis> along = windows.along(method, x, sizes, steps, after(sizes, steps, ceil));
        Value result = rearrangements.windowReduce(op, x, along);
        return builder.reshape(
                result,
                Windows.joined(
                        x.shape().dims().subList(0, x.rank() - sizes.size()),
                        along.stream().map(WindowAxis::count).toList()));
    }

    /** How many elements count in each window along one axis. */
    private Value counts(Value x, Value sum, Dim size, Windows.Steps steps, int axis, boolean countsPadding) {
        Dim elements = x.shape().dim(2 + axis);
        Dim padding = steps.padding().get(axis);
        List<Dim> dims = new ArrayList<>(Collections.nCopies(steps.axes(), Dim.ONE));
        dims.set(axis, sum.shape().dim(2 + axis));
        Value index = builder.iota(DType.I32, new Shape(dims), axis);
        Value first = builder.elementwise(
                Op.SUB, builder.elementwise(Op.MUL, index, number(steps.stride().get(axis))), number(padding));
        Value end = builder.elementwise(
                Op.MIN,
                builder.elementwise(Op.ADD, first, number(size)),
                number(countsPadding ? elements.plus(padding) : elements));
        Value start = countsPadding ? first : builder.elementwise(Op.MAX, first, number(0));
        return builder.elementwise(Op.SUB, end, start);
    }

    private void check(String method, Value x, List<Dim> sizes, Windows.Steps steps) {
        windows.check(method, x, steps);
        for (int axis = 0; axis < sizes.size(); axis++) {
            builder.require(
                    Requirement.Kind.LESS_OR_EQUAL,
                    steps.padding().get(axis).times(2),
                    steps.reach(sizes.get(axis), axis),
                    "%s: twice the padding of spatial axis %d, for windows of %s"
                            .formatted(method, axis, sizes.get(axis)));
        }
    }

    /**
     * The input with a border. With ceil the last window along an axis begins less than a stride after the last one that fits, and before
     * the end of the input: so there are that many windows if the border at the end is as wide as here.
     */
    private Value padded(Value x, List<Dim> sizes, Windows.Steps steps, boolean ceil, double number) {
        return windows.padded(x, steps.padding(), after(sizes, steps, ceil), number);
    }

    private static List<Dim> after(List<Dim> sizes, Windows.Steps steps, boolean ceil) {
        List<Dim> after = new ArrayList<>(steps.padding());
        for (int axis = 0; ceil && axis < sizes.size(); axis++) {
            Dim reach = steps.reach(sizes.get(axis), axis);
            after.set(
                    axis,
                    steps.padding()
                            .get(axis)
                            .plus(steps.stride().get(axis))
                            .min(reach)
                            .minus(1));
        }
        return after;
    }

    private static List<Integer> windowAxes(Value all, int count) {
        return IntStream.range(all.rank() - count, all.rank()).boxed().toList();
    }
}
