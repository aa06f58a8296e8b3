package org.jdvm.ir;

import static org.jdvm.ir.GraphException.Problem.ARGUMENT;
import static org.jdvm.ir.GraphException.Problem.TYPE;
import static org.jdvm.ir.Operand.number;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.annotations.Coordinates;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Interpolation;
import org.jdvm.annotations.NearestMode;
import org.jdvm.ir.ScalarExpr.BinaryFunction;
import org.jdvm.ir.ScalarExpr.UnaryFunction;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** Tensors with other sizes, whose elements are computed between those before: the formulas of ONNX's Resize, one axis after the other. */
final class Resizing {
    /**
     * How the elements of a resized axis follow from those before.
     *
     * @param mode what is computed between elements
     * @param coordinates where the new elements are
     * @param nearest which element is the nearest one
     * @param cubic the coefficient of a cubic convolution
     * @param excludesOutside true if elements beyond the ends have no share, false if they are those at the ends
     * @param averages true if a smaller axis averages over what it leaves out (antialiasing)
     */
    record Way(
            Interpolation mode,
            Coordinates coordinates,
            NearestMode nearest,
            ScalarExpr cubic,
            boolean excludesOutside,
            boolean averages) {
        Way(Interpolation mode, Coordinates coordinates) {
            this(mode, coordinates, NearestMode.ROUND_PREFER_FLOOR, ScalarExpr.of(-0.75), false, false);
        }

        /** That of PyTorch's {@code interpolate} with antialiasing. */
        static Way averaging(Interpolation mode, Coordinates coordinates) {
            return new Way(mode, coordinates, NearestMode.ROUND_PREFER_FLOOR, ScalarExpr.of(-0.5), true, true);
        }
    }

    /** An element along the axis before for each one after it: its index, i32 [size], and its share, f32 [size]. */
    private record Tap(Value index, Value share) {}

    /** Less than the distance of two places that differ. */
    private static final double LEAST = 0x1p-20;

    private final GraphBuilder builder;

    Resizing(GraphBuilder builder) {
        this.builder = builder;
    }

    /** {@return a tensor resized along some axes, in their order} */
    Value resize(Value x, List<Integer> axes, List<Dim> sizes, @Nullable ScalarExpr scale, Way way) {
        if (axes.size() != sizes.size()) {
            throw new GraphException(
                    ARGUMENT,
                    "resize: needs a size for each axis, but has %d for %d".formatted(sizes.size(), axes.size()));
        }
        boolean moves = way.mode() == Interpolation.NEAREST;
        if (!moves && (!x.type().isFloat() || x.type() == DType.F64)) {
            throw new GraphException(
                    TYPE, "resize: between elements takes [f32, f16, bf16], not %s; cast x first".formatted(x.type()));
        }
        if (moves && way.averages()) {
            throw new GraphException(
                    ARGUMENT,
                    "resize: antialiasing is for LINEAR and CUBIC; the nearest element averages over nothing");
        }
        Value result = moves ? x : builder.cast(x, DType.F32);
        for (int i = 0; i < axes.size(); i++) {
            int axis = builder.axis("resize", x, axes.get(i));
            if (axes.subList(0, i).stream().anyMatch(other -> builder.axis("resize", x, other) == axis)) {
                throw new GraphException(
                        GraphException.Problem.AXIS, "resize: axis " + axes.get(i) + " is named twice");
            }
            result = along(result, axis, sizes.get(i), scale, way);
        }
        return builder.cast(result, x.type());
    }

    private Value along(Value x, int axis, Dim size, @Nullable ScalarExpr given, Way way) {
        Dim before = x.shape().dim(axis);
        String origin = "resize of dim %d of %s to %s".formatted(axis, x.shape(), size);
        builder.require(Requirement.Kind.LESS_OR_EQUAL, Dim.ZERO, size, origin);
        builder.require(Requirement.Kind.LESS, Dim.ZERO, before, origin + ": the axis may not be empty");
        ScalarExpr scale = given != null ? given : rounded(BinaryFunction.DIV, size(size), size(before));
        Value place = place(before, size, scale, given != null, way.coordinates());
        if (way.mode() == Interpolation.NEAREST) {
            Value index = clamped(nearest(place, way.nearest()), before);
            return builder.gather(x, axis, builder.cast(index, DType.I32));
        }
        if (way.averages()) {
            return averaged(x, axis, size, shares(place, before, size, scale, way));
        }
        List<Dim> dims = new ArrayList<>(List.of(size));
        for (int i = axis + 1; i < x.rank(); i++) {
            dims.add(Dim.ONE);
        }
        Value sum = null;
        for (Tap tap : taps(place, before, way)) {
            Value share = builder.reshape(tap.share(), dims);
            Value term = builder.elementwise(Op.MUL, builder.gather(x, axis, tap.index()), share);
            sum = sum == null ? term : builder.elementwise(Op.ADD, sum, term);
        }
        return sum;
    }

    /** The product of the shares [size, before] and the elements along an axis. */
    private Value averaged(Value x, int axis, Dim size, Value shares) {
        List<Dim> dims = x.shape().dims();
        Dim lead = Windows.product(dims.subList(0, axis));
        Dim tail = Windows.product(dims.subList(axis + 1, dims.size()));
        boolean isLast = axis == dims.size() - 1;
        Value product = isLast
                ? builder.matmul(
                        builder.reshape(x, List.of(lead, dims.get(axis))), builder.permute(shares, List.of(1, 0)))
                : builder.matmul(shares, builder.reshape(x, List.of(lead, dims.get(axis), tail)));
        List<Dim> resized = new ArrayList<>(dims);
        resized.set(axis, size);
        return builder.reshape(product, resized);
    }

    /**
     * The share of each element before in each new one, f32 [size, before], with sum 1: the curve of linear or cubic interpolation, as wide as new
     * elements are apart if these are fewer.
     */
    private Value shares(Value place, Dim before, Dim size, ScalarExpr scale, Way way) {
        Operand narrowed = new Operand.Scalar(ScalarExpr.binary(BinaryFunction.MIN, scale, ScalarExpr.of(1)));
        Value places = builder.reshape(place, List.of(size, Dim.ONE));
        Value index = builder.cast(builder.iota(DType.I32, Shape.of(before), 0), DType.F32);
        Value inside = share(builder.elementwise(Op.SUB, index, places), narrowed, way);
        Value all = inside;
        if (!way.excludesOutside()) {
            long reach = way.mode() == Interpolation.CUBIC ? 2 : 1;
            Dim shrunk = before.times(reach).plus(size).floorDiv(size.max(Dim.ONE));
            Dim count = shrunk.max(Dim.of(reach)).plus(1);
            Value beyond = builder.cast(builder.iota(DType.I32, Shape.of(count), 0), DType.F32);
            Value low = builder.elementwise(Op.SUB, builder.elementwise(Op.NEG, beyond), places);
            Value high = builder.elementwise(Op.SUB, apply(Op.ADD, beyond, number(before.minus(1))), places);
            Value first = builder.reduce(Op.SUM, share(low, narrowed, way), List.of(1), true);
            Value last = builder.reduce(Op.SUM, share(high, narrowed, way), List.of(1), true);
            Value isLast = apply(Op.EQ, index, number(before.minus(1)));
            all = builder.elementwise(Op.SELECT, isLast, last, inside);
            all = builder.elementwise(Op.SELECT, apply(Op.EQ, index, number(0)), first, all);
        }
        return builder.elementwise(Op.DIV, all, builder.reduce(Op.SUM, all, List.of(1), true));
    }

    private Value share(Value difference, Operand narrowed, Way way) {
        Value distance = builder.elementwise(Op.ABS, apply(Op.MUL, difference, narrowed));
        return way.mode() == Interpolation.CUBIC
                ? new CubicConvolution(builder, way.cubic()).weight(distance)
                : apply(Op.MAX, builder.elementwise(Op.SUB, number(1), distance), number(0));
    }

    /** The places of the new elements, f32 [size], counted in elements of the axis before. */
    private Value place(Dim before, Dim size, ScalarExpr scale, boolean isScaled, Coordinates coordinates) {
        Value index = builder.cast(builder.iota(DType.I32, Shape.of(size), 0), DType.F32);
        return switch (coordinates) {
            case HALF_PIXEL -> middle(index, scale);
            case PYTORCH_HALF_PIXEL -> {
                Value isLong = apply(Op.GT, builder.fill(DType.F32, Shape.of(1), size(size)), number(1));
                yield builder.elementwise(Op.SELECT, isLong, middle(index, scale), number(0));
            }
            case ALIGN_CORNERS ->
                apply(
                        Op.DIV,
                        apply(Op.MUL, index, number(before.minus(1))),
                        isScaled
                                ? lastScaled(before, scale)
                                : number(size.minus(1).max(Dim.ONE)));
            case ASYMMETRIC -> apply(Op.DIV, index, new Operand.Scalar(scale));
            case HALF_PIXEL_SYMMETRIC -> {
                ScalarExpr scaled = rounded(BinaryFunction.MUL, scale, size(before));
                ScalarExpr share = rounded(BinaryFunction.DIV, size(size), scaled);
                ScalarExpr center = ScalarExpr.binary(BinaryFunction.DIV, size(before), ScalarExpr.of(2));
                ScalarExpr rest = rounded(BinaryFunction.SUB, ScalarExpr.of(1), share);
                ScalarExpr offset = rounded(BinaryFunction.MUL, center, rest);
                yield apply(Op.ADD, middle(index, scale), new Operand.Scalar(offset));
            }
        };
    }

    /** The place after it of the last element of an axis whose scaled size need not be a whole number; more than 0. */
    private static Operand lastScaled(Dim before, ScalarExpr scale) {
        ScalarExpr last =
                rounded(BinaryFunction.SUB, rounded(BinaryFunction.MUL, scale, size(before)), ScalarExpr.of(1));
        return new Operand.Scalar(ScalarExpr.binary(BinaryFunction.MAX, last, ScalarExpr.of(LEAST)));
    }

    /** {@code (i + 0.5) / scale - 0.5}. */
    private Value middle(Value index, ScalarExpr scale) {
        return apply(Op.SUB, apply(Op.DIV, apply(Op.ADD, index, number(0.5)), new Operand.Scalar(scale)), number(0.5));
    }

    private Value nearest(Value place, NearestMode mode) {
        return switch (mode) {
            case FLOOR -> builder.elementwise(Op.FLOOR, place);
            case CEIL -> builder.elementwise(Op.CEIL, place);
            case ROUND_PREFER_FLOOR -> nearest(place, Op.GT);
            case ROUND_PREFER_CEIL -> nearest(place, Op.GE);
        };
    }

    /** The element below, or the next one if the place is more than half an element from it; the difference is exact. */
    private Value nearest(Value place, Op comparison) {
        Value low = builder.elementwise(Op.FLOOR, place);
        Value isHigh = apply(comparison, apply(Op.SUB, place, low), number(0.5));
        return builder.elementwise(Op.ADD, low, builder.cast(isHigh, DType.F32));
    }

    private List<Tap> taps(Value place, Dim before, Way way) {
        Value low = builder.elementwise(Op.FLOOR, place);
        Value share = apply(Op.SUB, place, low);
        boolean isCubic = way.mode() == Interpolation.CUBIC;
        int first = isCubic ? -1 : 0;
        List<Value> shares = isCubic
                ? new CubicConvolution(builder, way.cubic()).weights(share)
                : List.of(builder.elementwise(Op.SUB, number(1), share), share);
        List<Value> indices = IntStream.range(0, shares.size())
                .mapToObj(i -> apply(Op.ADD, low, number(first + i)))
                .toList();
        if (way.excludesOutside()) {
            shares = withoutOutside(indices, shares, before);
        }
        List<Tap> taps = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            taps.add(new Tap(builder.cast(clamped(indices.get(i), before), DType.I32), shares.get(i)));
        }
        return taps;
    }

    /** Shares of the elements that are there, divided by their sum. */
    private List<Value> withoutOutside(List<Value> indices, List<Value> shares, Dim before) {
        List<Value> inside = new ArrayList<>();
        Value sum = null;
        for (int i = 0; i < shares.size(); i++) {
            Value isInside = builder.elementwise(Op.EQ, indices.get(i), clamped(indices.get(i), before));
            Value share = builder.elementwise(Op.SELECT, isInside, shares.get(i), number(0));
            sum = sum == null ? share : builder.elementwise(Op.ADD, sum, share);
            inside.add(share);
        }
        Value all = sum;
        return inside.stream()
                .map(share -> builder.elementwise(Op.DIV, share, all))
                .toList();
    }

    private Value clamped(Value index, Dim before) {
        return apply(Op.MIN, apply(Op.MAX, index, number(0)), number(before.minus(1)));
    }

    private static ScalarExpr size(Dim size) {
        return ScalarExpr.size(size);
    }

    /** Numbers are 32-bit floats after each step. */
    private static ScalarExpr rounded(BinaryFunction function, ScalarExpr a, ScalarExpr b) {
        return ScalarExpr.unary(UnaryFunction.FLOAT, ScalarExpr.binary(function, a, b));
    }

    private Value apply(Op op, Value x, Operand y) {
        return builder.elementwise(op, x, y);
    }
}
