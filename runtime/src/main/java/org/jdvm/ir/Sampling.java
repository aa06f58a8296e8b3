package org.jdvm.ir;

import static org.jdvm.ir.Operand.number;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.annotations.Border;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Interpolation;
import org.jdvm.symbolic.Dim;

/** Formulas that read tensors between their elements. */
final class Sampling {
    private static final ScalarExpr CUBIC = ScalarExpr.of(-0.75);

    private final GraphBuilder builder;
    private final Rearrangements rearrangements;

    Sampling(GraphBuilder builder, Rearrangements rearrangements) {
        this.builder = builder;
        this.rearrangements = rearrangements;
    }

    /**
     * One of the elements along an axis around each place.
     *
     * @param index its index, i32, inside the axis
     * @param weight its share, f32
     */
    private record Tap(Value index, Value weight) {}

    /** How the axes of a sampled tensor end. */
    private record Ends(Border border, boolean areCentres) {}

    /**
     * {@return the channels of images or volumes at places of a grid}
     *
     * @param x [N, C, H, W] or [N, C, D, H, W]
     * @param grid [N, P, Q, 2] or [N, O, P, Q, 3]: the place in a row, then the row, then the plane, from -1 to 1
     * @param mode what is computed between elements; cubic only for images
     * @param border what is beyond the image
     * @param alignCorners true if -1 and 1 are the centres of the elements at the ends, false if they are the ends of these
     */
    Value gridSample(Value x, Value grid, Interpolation mode, Border border, boolean alignCorners) {
        check(x, grid, mode);
        Ends ends = new Ends(border, alignCorners);
        int axes = x.rank() - 2;
        List<Dim> sizes = x.shape().dims().subList(2, x.rank());
        List<Dim> counts = grid.shape().dims().subList(1, 1 + axes);
        Dim samples = x.shape().dim(0);
        Dim channels = x.shape().dim(1);
        List<List<Tap>> taps = new ArrayList<>();
        for (int which = 0; which < axes; which++) {
            Dim size = sizes.get(axes - 1 - which);
            taps.addFirst(taps(coordinate(grid, which, size, ends), size, mode, ends));
        }
        Value elements = builder.reshape(x, List.of(samples, channels, product(sizes)));
        Value sum = null;
        for (Tap corner : corners(taps, sizes)) {
            Value each = builder.broadcastTo(corner.index(), Shape.of(samples, channels, product(counts)));
            Value taken = builder.cast(rearrangements.takeAlongAxis(elements, 2, each), DType.F32);
            Value term = apply(Op.MUL, taken, corner.weight());
            sum = sum == null ? term : apply(Op.ADD, sum, term);
        }
        List<Dim> result = new ArrayList<>(List.of(samples, channels));
        result.addAll(counts);
        return builder.reshape(builder.cast(sum, x.type()), result);
    }

    private static Dim product(List<Dim> sizes) {
        return sizes.stream().reduce(Dim.ONE, Dim::times);
    }

    /** All combinations of a tap along each axis: places in the elements of a channel, and products of shares. */
    private List<Tap> corners(List<List<Tap>> taps, List<Dim> sizes) {
        List<Tap> corners = taps.getFirst();
        for (int axis = 1; axis < taps.size(); axis++) {
            List<Tap> all = new ArrayList<>();
            for (Tap outer : corners) {
                for (Tap inner : taps.get(axis)) {
                    all.add(new Tap(
                            apply(Op.ADD, apply(Op.MUL, outer.index(), number(sizes.get(axis))), inner.index()),
                            apply(Op.MUL, outer.weight(), inner.weight())));
                }
            }
            corners = all;
        }
        return corners;
    }

    private void check(Value x, Value grid, Interpolation mode) {
        if (x.rank() < 4 || x.rank() > 5 || grid.rank() != x.rank()) {
            throw new GraphException(
                    GraphException.Problem.RANK,
                    "gridSample: x and grid need both 4 or both 5 dims, but have %s and %s"
                            .formatted(x.shape(), grid.shape()));
        }
        if (x.rank() == 5 && mode == Interpolation.CUBIC) {
            throw new GraphException(
                    GraphException.Problem.ARGUMENT,
                    "gridSample: CUBIC needs x with 4 dims, but it has %s; use LINEAR or NEAREST".formatted(x.shape()));
        }
        if (!x.type().isFloat() || x.type() == DType.F64 || grid.type() != DType.F32) {
            throw new GraphException(
                    GraphException.Problem.TYPE,
                    "gridSample: x must be [f32, f16, bf16] and grid f32, not %s and %s"
                            .formatted(x.type(), grid.type()));
        }
        String sizes = "%s of x %s and grid %s";
        builder.require(
                Requirement.Kind.EQUAL,
                x.shape().dim(0),
                grid.shape().dim(0),
                "gridSample: " + sizes.formatted("samples (dim 0)", x.shape(), grid.shape()));
        builder.require(
                Requirement.Kind.EQUAL,
                grid.shape().dim(x.rank() - 1),
                Dim.of(x.rank() - 2),
                "gridSample: "
                        + sizes.formatted(
                                "coordinates (dim %d of grid)".formatted(x.rank() - 1), x.shape(), grid.shape()));
        for (int axis = 2; axis < x.rank(); axis++) {
            builder.require(
                    Requirement.Kind.LESS,
                    Dim.ZERO,
                    x.shape().dim(axis),
                    "gridSample: dim %d of x %s, which may not be empty".formatted(axis, x.shape()));
        }
    }

    /** The places along an axis, [N, 1, places], counted in its elements. */
    private Value coordinate(Value grid, int which, Dim size, Ends ends) {
        int last = grid.rank() - 1;
        Value part = builder.slice(grid, last, Dim.of(which), Dim.of(which + 1), 1);
        Dim places = product(grid.shape().dims().subList(1, last));
        Value from = apply(Op.ADD, builder.reshape(part, List.of(grid.shape().dim(0), Dim.ONE, places)), number(1));
        if (ends.areCentres()) {
            return apply(Op.MUL, from, half(size.minus(1)));
        }
        return apply(Op.SUB, apply(Op.MUL, from, half(size)), number(0.5));
    }

    private static Operand half(Dim size) {
        ScalarExpr number = ScalarExpr.size(size);
        return new Operand.Scalar(ScalarExpr.binary(ScalarExpr.BinaryFunction.DIV, number, ScalarExpr.of(2)));
    }

    private List<Tap> taps(Value place, Dim size, Interpolation mode, Ends ends) {
        return switch (mode) {
            case NEAREST -> {
                Value index = apply(Op.ROUND, inside(place, size, ends));
                yield List.of(tap(index, builder.fill(DType.F32, index.shape(), ScalarExpr.of(1)), size, ends));
            }
            case LINEAR -> {
                Value at = inside(place, size, ends);
                Value low = apply(Op.FLOOR, at);
                Value share = apply(Op.SUB, at, low);
                Value rest = builder.elementwise(Op.SUB, number(1), share);
                yield List.of(tap(low, rest, size, ends), tap(apply(Op.ADD, low, number(1)), share, size, ends));
            }
            case CUBIC -> {
                Value low = apply(Op.FLOOR, place);
                Value share = apply(Op.SUB, place, low);
                List<Value> weights = new CubicConvolution(builder, CUBIC).weights(share);
                yield IntStream.range(0, weights.size())
                        .mapToObj(i -> {
                            Value index = inside(apply(Op.ADD, low, number(i - 1)), size, ends);
                            return tap(index, weights.get(i), size, ends);
                        })
                        .toList();
            }
        };
    }

    /** A place brought to the axis, unless zeros are beyond it. */
    private Value inside(Value place, Dim size, Ends ends) {
        return switch (ends.border()) {
            case ZEROS -> place;
            case EDGE -> clamped(place, size);
            case REFLECT -> clamped(reflected(place, size, ends.areCentres()), size);
        };
    }

    private Value clamped(Value place, Dim size) {
        return apply(Op.MIN, apply(Op.MAX, place, number(0)), number(size.minus(1)));
    }

    /** A place mirrored at the centres of the elements at the ends, or half an element beyond these. */
    private Value reflected(Value place, Dim size, boolean atCentres) {
        Dim span = atCentres ? size.minus(1).max(Dim.ONE) : size;
        Value from = atCentres ? place : apply(Op.ADD, place, number(0.5));
        Value distance = apply(Op.ABS, from);
        Value rest = apply(Op.FLOOR_MOD, distance, number(span.times(2)));
        // up to one span it is as it is, then it goes back
        Value back = apply(Op.MIN, rest, builder.elementwise(Op.SUB, number(span.times(2)), rest));
        return atCentres ? back : apply(Op.SUB, back, number(0.5));
    }

    /** An element, whose share is nothing where it is outside of the axis. */
    private Tap tap(Value index, Value share, Dim size, Ends ends) {
        Value inside = clamped(index, size);
        Value weight = ends.border() == Border.ZEROS
                ? builder.elementwise(Op.SELECT, apply(Op.EQ, index, inside), share, number(0))
                : share;
        return new Tap(builder.cast(inside, DType.I32), weight);
    }

    private Value apply(Op op, Value x) {
        return builder.elementwise(op, x);
    }

    private Value apply(Op op, Value x, Operand y) {
        return builder.elementwise(op, x, y);
    }
}
