package org.jdvm.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.jdvm.annotations.Border;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Interpolation;
import org.jdvm.annotations.Keep;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;
import org.jdvm.reference.ReferenceTensor;
import org.jspecify.annotations.Nullable;

/** What the columns of the table do not tell about arguments: an entry for each row that takes tensors of certain sizes, or integers that depend on sizes. */
final class ArgumentFacts {
    /** Draws the tensor itself and the arguments of a call. */
    interface Maker {
        List<Object> make(Overload overload, DType type, Draw draw);
    }

    private static final Map<TensorMethod, Maker> FACTS = Map.ofEntries(
            Map.entry(Op.SELECT, ArgumentFacts::select),
            Map.entry(Op.MATMUL, ArgumentFacts::matmul),
            Map.entry(Op.BROADCAST, ArgumentFacts::broadcast),
            Map.entry(Op.RESHAPE, ArgumentFacts::reshape),
            Map.entry(Op.PERMUTE, ArgumentFacts::permute),
            Map.entry(Op.SLICE, ArgumentFacts::slice),
            Map.entry(Op.CONCAT, ArgumentFacts::concat),
            Map.entry(Op.PAD, ArgumentFacts::pad),
            Map.entry(Op.GATHER, ArgumentFacts::gather),
            Map.entry(Op.IOTA, ArgumentFacts::range),
            Map.entry(Op.FILL, ArgumentFacts::fill),
            Map.entry(CompositeMethod.NORM, ArgumentFacts::norm),
            Map.entry(CompositeMethod.LERP, ArgumentFacts::lerp),
            Map.entry(CompositeMethod.LAYER_NORM, ArgumentFacts::rowNorm),
            Map.entry(CompositeMethod.RMS_NORM, ArgumentFacts::rowNorm),
            Map.entry(CompositeMethod.BATCH_NORM, channels(2, ArgumentFacts::none)),
            Map.entry(CompositeMethod.INSTANCE_NORM, channels(3, ArgumentFacts::none)),
            Map.entry(CompositeMethod.GROUP_NORM, channels(2, ArgumentFacts::groups)),
            Map.entry(CompositeMethod.LOCAL_RESPONSE_NORM, ArgumentFacts::localResponseNorm),
            Map.entry(CompositeMethod.CONV1D, WindowFacts.convolution(1, false)),
            Map.entry(CompositeMethod.CONV_TRANSPOSE1D, WindowFacts.convolution(1, true)),
            Map.entry(CompositeMethod.MAX_POOL1D, WindowFacts.pool(1, false)),
            Map.entry(CompositeMethod.ARG_MAX_POOL1D, WindowFacts.pool(1, false)),
            Map.entry(CompositeMethod.AVG_POOL1D, WindowFacts.pool(1, true)),
            Map.entry(CompositeMethod.CONV2D, WindowFacts.convolution(2, false)),
            Map.entry(CompositeMethod.CONV_TRANSPOSE2D, WindowFacts.convolution(2, true)),
            Map.entry(CompositeMethod.MAX_POOL2D, WindowFacts.pool(2, false)),
            Map.entry(CompositeMethod.ARG_MAX_POOL2D, WindowFacts.pool(2, false)),
            Map.entry(CompositeMethod.AVG_POOL2D, WindowFacts.pool(2, true)),
            Map.entry(CompositeMethod.CONV3D, WindowFacts.convolution(3, false)),
            Map.entry(CompositeMethod.CONV_TRANSPOSE3D, WindowFacts.convolution(3, true)),
            Map.entry(CompositeMethod.MAX_POOL3D, WindowFacts.pool(3, false)),
            Map.entry(CompositeMethod.ARG_MAX_POOL3D, WindowFacts.pool(3, false)),
            Map.entry(CompositeMethod.AVG_POOL3D, WindowFacts.pool(3, true)),
            Map.entry(CompositeMethod.EINSUM, WindowFacts::einsum),
            Map.entry(CompositeMethod.GRID_SAMPLE, ArgumentFacts::gridSample),
            Map.entry(Op.DIV, ArgumentFacts::division),
            Map.entry(Op.FLOOR_DIV, ArgumentFacts::division),
            Map.entry(Op.FLOOR_MOD, ArgumentFacts::division),
            Map.entry(Op.REM, ArgumentFacts::division),
            Map.entry(CompositeMethod.RDIV, ArgumentFacts::division),
            Map.entry(CompositeMethod.SQUEEZE, ArgumentFacts::squeeze),
            Map.entry(CompositeMethod.TAKE_ALONG_AXIS, ArgumentFacts::takeAlongAxis),
            Map.entry(CompositeMethod.RESIZE, IndexFacts::resize),
            Map.entry(CompositeMethod.SCATTER, IndexFacts::scatter),
            Map.entry(CompositeMethod.SCATTER_ND, IndexFacts::scatterNd),
            Map.entry(CompositeMethod.GATHER_ND, IndexFacts::gatherNd),
            Map.entry(CompositeMethod.MATMUL_INTEGER, ArgumentFacts::matmulInteger),
            Map.entry(CompositeMethod.QUANTIZE_LINEAR, ArgumentFacts::quantize),
            Map.entry(CompositeMethod.DEQUANTIZE_LINEAR, ArgumentFacts::dequantize),
            Map.entry(CompositeMethod.GROUPED_MATMUL_ROWS, ArgumentFacts::groupedRows),
            Map.entry(CompositeMethod.GROUPED_MATMUL_COLUMNS, ArgumentFacts::groupedColumns),
            Map.entry(CompositeMethod.GROUPED_MATMUL_DEPTH, ArgumentFacts::groupedDepth));

    private static final int MOST_DEPTH = 62;

    /** The element types that calls can have, where they are fewer than the operation itself takes. */
    private static final Map<TensorMethod, Set<DType>> TYPES = Map.of(
            CompositeMethod.MATMUL_INTEGER, Set.of(DType.I8, DType.U8),
            CompositeMethod.DEQUANTIZE_LINEAR, Set.of(DType.I8, DType.U8, DType.I16, DType.U16, DType.I32),
            CompositeMethod.ONE_HOT, Set.of(DType.I32, DType.I64));

    private ArgumentFacts() {}

    /** {@return what draws the arguments of a row; null if its columns tell all} */
    static @Nullable Maker of(TensorMethod method) {
        return FACTS.get(method);
    }

    /** {@return whether calls of a row can have an element type} */
    static boolean takes(TensorMethod method, DType type) {
        return method.takes(type) && TYPES.getOrDefault(method, Set.of(type)).contains(type);
    }

    private static List<Object> with(Object self, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(self));
        all.addAll(Arrays.asList(arguments));
        return all;
    }

    // ---- elementwise ----

    /** The element type is that of the branches; a number may be either of them. */
    private static List<Object> select(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(0);
        List<Object> arguments = new ArrayList<>(List.of(draw.tensor(DType.BOOL, draw.broadcastable(dims))));
        for (Class<?> parameter : overload.parameters()) {
            arguments.add(parameter == double.class ? draw.number(type) : draw.tensor(type, dims));
        }
        return arguments;
    }

    private static List<Object> lerp(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(0);
        boolean isNumber = overload.parameters().contains(double.class);
        Object weight = isNumber ? draw.number(type) : draw.tensor(type, draw.broadcastable(dims));
        return with(draw.tensor(type, dims), draw.tensor(type, draw.broadcastable(dims)), weight);
    }

    /** Integers have no quotient by 0: a divisor without zeros, but where arguments may be wrong. */
    private static List<Object> division(Overload overload, DType type, Draw draw) {
        List<Object> arguments = Arguments.usual(overload, type, draw);
        int divisor = overload.method() == CompositeMethod.RDIV ? 0 : 1;
        if (!type.isFloat() && !draw.mayBeWrong()) {
            Object given = arguments.get(divisor);
            arguments.set(
                    divisor,
                    switch (given) {
                        case TestOperand operand -> operand.withoutZeros();
                        case Double number -> number == 0 ? 1.0 : number;
                        default -> given;
                    });
        }
        return arguments;
    }

    /** Coordinates near and beyond the borders. */
    private static List<Object> gridSample(Overload overload, DType type, Draw draw) {
        int[] sizes = draw.some(4);
        int batch = 1 + draw.below(2);
        if (draw.oneIn(3)) {
            return gridSampleOfVolumes(type, draw, batch, sizes);
        }
        double[] places = new double[batch * sizes[2] * sizes[3] * 2];
        Arrays.setAll(places, i -> draw.below(241) / 100.0 - 1.2);
        return with(
                draw.tensor(type, batch, 1 + draw.below(3), 1 + sizes[0], 1 + sizes[1]),
                new TestOperand(
                        ReferenceTensor.floats(DType.F32, new int[] {batch, sizes[2], sizes[3], 2}, places),
                        Layout.CONTIGUOUS),
                draw.of(List.of(Interpolation.LINEAR, Interpolation.CUBIC)),
                draw.of(List.of(Border.values())),
                draw.oneIn(2));
    }

    private static List<Object> gridSampleOfVolumes(DType type, Draw draw, int batch, int[] sizes) {
        double[] places = new double[batch * sizes[3] * 2 * 3];
        Arrays.setAll(places, i -> draw.below(241) / 100.0 - 1.2);
        return with(
                draw.tensor(type, batch, 1 + draw.below(2), 1 + sizes[0], 1 + sizes[1], 1 + sizes[2]),
                new TestOperand(
                        ReferenceTensor.floats(DType.F32, new int[] {batch, sizes[3], 1, 2, 3}, places),
                        Layout.CONTIGUOUS),
                Interpolation.LINEAR,
                draw.of(List.of(Border.values())),
                draw.oneIn(2));
    }

    // ---- products ----

    /** Stacks of matrices and vectors; the right operand may be narrow weights. */
    private static List<Object> matmul(Overload overload, DType type, Draw draw) {
        DType rightType = draw.oneIn(4) ? draw.of(List.of(DType.I8, DType.U8)) : type;
        int[] left = draw.dims(1);
        if (left.length == 1) {
            // a product with a vector is a formula, whose tolerance is made for such depths
            left[0] = Math.min(left[0], MOST_DEPTH);
        }
        int inner = left[left.length - 1];
        if (left.length == 1 && draw.oneIn(2)) {
            return with(draw.tensor(type, left), draw.tensor(rightType, inner, draw.size()));
        }
        int[] right = left.clone();
        right[right.length - 1] = draw.size();
        if (left.length == 1) {
            right = new int[] {inner};
            left = new int[] {draw.size(), inner};
        } else {
            right[right.length - 2] = inner;
            int dropped = draw.below(right.length - 1);
            right = Arrays.copyOfRange(right, draw.oneIn(2) ? dropped : 0, right.length);
            for (int axis = 0; axis < right.length - 2; axis++) {
                right[axis] = draw.oneIn(3) ? 1 : right[axis];
            }
        }
        return with(draw.tensor(type, left), draw.tensor(rightType, right));
    }

    /** Zero points are one element, or one for each row or column. */
    private static List<Object> matmulInteger(Overload overload, DType type, Draw draw) {
        int[] sizes = draw.some(3);
        DType rightType = draw.of(List.of(DType.I8, DType.U8));
        List<Object> arguments =
                with(draw.tensor(type, sizes[0], sizes[1]), draw.tensor(rightType, sizes[1], sizes[2]));
        if (overload.parameters().size() > 1) {
            arguments.add(draw.oneIn(2) ? draw.tensor(type) : draw.tensor(type, sizes[0], 1));
        }
        if (overload.parameters().size() > 2) {
            arguments.add(draw.oneIn(2) ? draw.tensor(rightType) : draw.tensor(rightType, sizes[2]));
        }
        return arguments;
    }

    private static final List<DType> NARROW = List.of(DType.I8, DType.U8, DType.I16, DType.U16);

    private static List<Object> quantize(Overload overload, DType type, Draw draw) {
        return quantization(overload, type, draw, draw.of(NARROW));
    }

    private static List<Object> dequantize(Overload overload, DType type, Draw draw) {
        return quantization(overload, type, draw, type);
    }

    /** A scale for all elements, for each index of an axis, or for blocks along it. */
    private static List<Object> quantization(Overload overload, DType type, Draw draw, DType zeroType) {
        int[] dims = draw.dims(1);
        int axis = draw.below(dims.length);
        int block = 1 + draw.below(3);
        long numbers = overload.parameters().stream().filter(int.class::equals).count();
        int[] of = {};
        if (numbers == 1) {
            of = new int[] {dims[axis]};
        } else if (numbers == 2) {
            of = dims.clone();
            of[axis] = Math.ceilDiv(dims[axis], block);
        }
        List<Object> arguments = with(draw.tensor(type, dims), draw.scales(of));
        boolean hasNumber = false;
        for (Class<?> parameter :
                overload.parameters().subList(1, overload.parameters().size())) {
            if (parameter == int.class) {
                arguments.add(hasNumber ? block : draw.oneIn(2) ? axis : axis - dims.length);
                hasNumber = true;
            } else {
                arguments.add(parameter == DType.class ? zeroType : draw.tensor(zeroType, of));
            }
        }
        return arguments;
    }

    /** The sizes of three groups that divide a size. */
    private static TestOperand threeGroups(int size, Draw draw) {
        int first = draw.below(size + 1);
        int second = draw.below(size - first + 1);
        return new TestOperand(
                ReferenceTensor.integers(DType.I32, new int[] {3}, first, second, size - first - second),
                Layout.CONTIGUOUS);
    }

    private static List<Object> groupedRows(Overload overload, DType type, Draw draw) {
        int[] sizes = draw.some(3);
        return with(
                draw.tensor(type, sizes[0], sizes[1]),
                draw.tensor(type, 3, sizes[1], sizes[2]),
                threeGroups(sizes[0], draw));
    }

    private static List<Object> groupedColumns(Overload overload, DType type, Draw draw) {
        int[] sizes = draw.some(3);
        return with(
                draw.tensor(type, 3, sizes[0], sizes[1]),
                draw.tensor(type, sizes[1], sizes[2]),
                threeGroups(sizes[2], draw));
    }

    private static List<Object> groupedDepth(Overload overload, DType type, Draw draw) {
        int[] sizes = draw.some(3);
        return with(
                draw.tensor(type, sizes[0], sizes[1]),
                draw.tensor(type, sizes[1], sizes[2]),
                threeGroups(sizes[1], draw));
    }

    // ---- arrangements ----

    private static List<Object> broadcast(Overload overload, DType type, Draw draw) {
        int[] to = draw.dims(0);
        return with(draw.tensor(type, draw.broadcastable(to)), to);
    }

    /** Joins two dims, divides one, or leaves one open. */
    private static List<Object> reshape(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(1);
        int[] to = dims.clone();
        switch (draw.below(3)) {
            case 0 -> {
                to = new int[dims.length + 1];
                System.arraycopy(dims, 0, to, 1, dims.length);
                to[0] = dims[0] % 3 == 0 ? 3 : 1;
                to[1] = dims[0] / to[0];
            }
            case 1 -> to[draw.below(to.length)] = -1;
            default -> to = new int[] {TestOperand.elements(dims)};
        }
        return with(draw.tensor(type, dims), to);
    }

    private static List<Object> permute(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(0);
        return with(draw.tensor(type, dims), draw.order(dims.length));
    }

    private static List<Object> slice(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(1);
        int axis = draw.below(dims.length);
        int start = draw.below(dims[axis] + 1);
        int end = start + draw.length(dims[axis] - start);
        boolean fromEnd = draw.oneIn(3) && start > 0;
        List<Object> arguments = with(
                draw.tensor(type, dims),
                draw.oneIn(2) ? axis : axis - dims.length,
                fromEnd && start < dims[axis] ? start - dims[axis] : start,
                end);
        if (overload.parameters().size() == 4) {
            arguments.add(1 + draw.below(3));
        }
        return arguments;
    }

    private static List<Object> concat(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(1);
        int axis = draw.below(dims.length);
        TestOperand[] parts = new TestOperand[1 + draw.below(3)];
        for (int i = 0; i < parts.length; i++) {
            int[] part = dims.clone();
            part[axis] = i == 0 ? dims[axis] : draw.below(4);
            parts[i] = draw.tensor(type, part);
        }
        return with(draw.oneIn(2) ? axis : axis - dims.length, (Object) parts);
    }

    private static List<Object> pad(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(1);
        List<Object> arguments = with(draw.tensor(type, dims), draw.axis(dims.length), draw.count(), draw.count());
        if (overload.parameters().contains(double.class)) {
            arguments.add(type.isNarrowInteger() ? Double.valueOf(draw.below(100)) : draw.number(type));
        }
        return arguments;
    }

    private static List<Object> gather(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(1);
        int axis = draw.below(dims.length);
        int[] which = draw.of(List.of(new int[] {3}, new int[] {}, new int[] {2, 2}, new int[] {0}));
        DType indexType = draw.oneIn(2) ? DType.I32 : DType.I64;
        return with(draw.tensor(type, dims), axis, draw.indices(indexType, dims[axis], which));
    }

    private static List<Object> takeAlongAxis(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(1);
        int axis = draw.below(dims.length);
        int[] which = dims.clone();
        which[axis] = draw.below(5);
        DType indexType = draw.oneIn(2) ? DType.I32 : DType.I64;
        return with(draw.tensor(type, dims), axis - dims.length, draw.indices(indexType, dims[axis], which));
    }

    private static List<Object> squeeze(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(1);
        int axis = draw.axis(dims.length);
        if (axis < dims.length && axis >= -dims.length && !draw.oneIn(4)) {
            dims[Math.floorMod(axis, dims.length)] = 1;
        }
        return with(draw.tensor(type, dims), axis);
    }

    private static List<Object> range(Overload overload, DType type, Draw draw) {
        int size = draw.oneIn(2) ? draw.count() : draw.size();
        if (overload.parameters().size() == 1) {
            return List.of(size);
        }
        return List.of(size, type);
    }

    private static List<Object> fill(Overload overload, DType type, Draw draw) {
        if (overload.parameters().contains(DType.class)) {
            return List.of(draw.number(type), type, draw.dims(0));
        }
        return List.of(draw.number(type), draw.dims(0));
    }

    // ---- norms ----

    private static List<Object> norm(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(1);
        List<Object> arguments =
                with(draw.tensor(type, dims), draw.axis(dims.length), draw.of(List.of(1.0, 2.0, 3.0, 0.5)));
        if (overload.parameters().contains(Keep.class)) {
            arguments.add(draw.of(List.of(Keep.values())));
        }
        return arguments;
    }

    private static List<Object> rowNorm(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(1);
        int row = dims[dims.length - 1];
        List<Object> arguments = with(draw.tensor(type, dims));
        for (Class<?> parameter : overload.parameters()) {
            arguments.add(parameter == double.class ? draw.positive() : draw.tensor(type, row));
        }
        return arguments;
    }

    private static List<Object> none(int[] dims, Draw draw) {
        return List.of();
    }

    /** A number that divides the channels; one that need not where arguments may be wrong. */
    private static List<Object> groups(int[] dims, Draw draw) {
        List<Integer> divisors = IntStream.rangeClosed(1, Math.max(1, dims[1]))
                .filter(groups -> dims[1] % groups == 0)
                .boxed()
                .toList();
        return List.of(draw.oneIn(8) ? 1 + draw.count() : draw.of(divisors));
    }

    /** A number for each channel, which dim 1 counts, for each tensor; eps at the end. */
    private static Maker channels(int leastRank, BiFunction<int[], Draw, List<Object>> first) {
        return (overload, type, draw) -> {
            int[] dims = draw.dims(leastRank);
            List<Object> arguments = with(draw.tensor(type, dims));
            arguments.addAll(first.apply(dims, draw));
            for (Class<?> parameter : overload.parameters()) {
                if (parameter == Tensor.class) {
                    arguments.add(draw.tensor(type, dims[1]));
                } else if (parameter == double.class) {
                    arguments.add(draw.positive());
                }
            }
            return arguments;
        };
    }

    private static List<Object> localResponseNorm(Overload overload, DType type, Draw draw) {
        return with(draw.tensor(type, draw.dims(2)), 1 + draw.count(), draw.positive(), 0.75, 1.0);
    }
}
