package org.jdvm.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.annotations.Coordinates;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Interpolation;
import org.jdvm.annotations.NearestMode;
import org.jdvm.annotations.Update;
import org.jdvm.reference.ReferenceTensor;

/** Arguments of the operations that read or change elements at indices, given or computed. */
final class IndexFacts {
    private IndexFacts() {}

    static List<Object> scatter(Overload overload, DType type, Draw draw) {
        int[] dims = draw.dims(1);
        int axis = draw.below(dims.length);
        int[] which = dims.clone();
        which[axis] = draw.below(4);
        DType indexType = draw.oneIn(2) ? DType.I32 : DType.I64;
        List<Object> arguments = new ArrayList<>(List.of(
                draw.tensor(type, dims),
                axis - dims.length,
                draw.indices(indexType, dims[axis], which),
                draw.tensor(type, which)));
        return withUpdate(arguments, overload, type, draw);
    }

    static List<Object> scatterNd(Overload overload, DType type, Draw draw) {
        int[] dims = draw.some(1 + draw.below(3));
        int axes = 1 + draw.below(dims.length);
        int count = draw.below(4);
        int[] updates = IntStream.concat(
                        IntStream.of(count), Arrays.stream(dims).skip(axes))
                .toArray();
        List<Object> arguments = new ArrayList<>(List.of(
                draw.tensor(type, dims),
                indices(Arrays.copyOf(dims, axes), count, new int[] {count, axes}, draw),
                draw.tensor(type, updates)));
        return withUpdate(arguments, overload, type, draw);
    }

    static List<Object> gatherNd(Overload overload, DType type, Draw draw) {
        int batchDims = overload.parameters().contains(int.class) ? draw.below(2) : 0;
        int[] dims = draw.some(1 + batchDims + draw.below(2));
        int axes = 1 + draw.below(dims.length - batchDims);
        int each = draw.below(4);
        int[] which = batchDims == 0 ? new int[] {each, axes} : new int[] {dims[0], each, axes};
        int count = batchDims == 0 ? each : dims[0] * each;
        List<Object> arguments = new ArrayList<>(List.of(
                draw.tensor(type, dims),
                indices(Arrays.copyOfRange(dims, batchDims, batchDims + axes), count, which, draw)));
        if (overload.parameters().contains(int.class)) {
            arguments.add(batchDims);
        }
        return arguments;
    }

    /** One axis or two. Rounded places of the nearest element may differ from those in double precision, so scales are exact there. */
    static List<Object> resize(Overload overload, DType type, Draw draw) {
        int[] dims = Arrays.stream(draw.some(3)).map(size -> Math.max(1, size)).toArray();
        boolean takesFloats = type.isFloat() && type != DType.F64;
        Interpolation mode =
                takesFloats ? draw.of(List.of(Interpolation.LINEAR, Interpolation.CUBIC)) : Interpolation.NEAREST;
        boolean several = overload.parameters().contains(int[].class);
        int axis = draw.below(3);
        int other = (axis + 1) % 3;
        int factor = 1 + draw.below(3);
        List<Object> arguments = new ArrayList<>(List.of(draw.tensor(type, dims)));
        arguments.add(several ? new int[] {axis, other - 3} : (Object) axis);
        arguments.add(several ? new int[] {dims[axis] * factor, dims[other]} : (Object) (dims[axis] * factor));
        if (overload.parameters().get(2) == double.class) {
            arguments.add((double) factor);
        }
        arguments.add(mode);
        arguments.add(takesFloats ? draw.of(List.of(Coordinates.values())) : Coordinates.ASYMMETRIC);
        if (overload.parameters().contains(NearestMode.class)) {
            arguments.add(draw.of(List.of(NearestMode.FLOOR, NearestMode.ROUND_PREFER_FLOOR)));
            arguments.add(draw.of(List.of(-0.75, -0.5)));
            arguments.add(draw.oneIn(2));
        }
        if (arguments.size() == overload.parameters().size()) {
            // antialias, which works between elements
            arguments.add(takesFloats && draw.oneIn(2));
        }
        return arguments;
    }

    private static TestOperand indices(int[] sizes, int count, int[] dims, Draw draw) {
        long[] indices = new long[count * sizes.length];
        Arrays.setAll(indices, i -> draw.index(sizes[i % sizes.length]));
        DType type = draw.oneIn(2) ? DType.I32 : DType.I64;
        return new TestOperand(ReferenceTensor.integers(type, dims, indices), Layout.CONTIGUOUS);
    }

    /** bool has no sums and products, and those of large integers are not exact in double precision. */
    private static List<Object> withUpdate(List<Object> arguments, Overload overload, DType type, Draw draw) {
        if (overload.parameters().contains(Update.class)) {
            boolean isExact = type.isFloat() || type == DType.I8;
            arguments.add(draw.of(isExact ? List.of(Update.values()) : List.of(Update.SET, Update.MAX, Update.MIN)));
        }
        return arguments;
    }
}
