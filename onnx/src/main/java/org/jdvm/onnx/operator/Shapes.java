package org.jdvm.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;

/** Shapes and what is made of them; other sizes for the same elements. */
final class Shapes {
    private Shapes() {}

    static void addTo(OperatorTable table) {
        table.add("Shape", 1, Shapes::shape);
        table.add(
                "Size",
                1,
                call -> TensorValue.ofLongs(
                        ElementType.INT64, new long[] {call.in(0).size()}));
        table.add("Reshape", 1, Shapes::reshape);
        table.add("Flatten", 1, call -> {
            TensorValue x = call.in(0);
            int axis = call.i("axis", 1);
            axis = axis < 0 ? axis + x.rank() : axis;
            return x.reshape(Host.product(x.dims(), 0, axis), Host.product(x.dims(), axis, x.rank()));
        });
        table.add("Squeeze", 1, call -> {
            TensorValue x = call.in(0);
            int[] given = call.listed("axes", 1);
            int[] axes = given == null
                    ? IntStream.range(0, x.rank()).filter(i -> x.dim(i) == 1).toArray()
                    : NodeCall.axes(given, x.rank());
            for (int axis : axes) {
                if (x.dim(axis) != 1) {
                    throw new JdvmException("axis %d of %s has not the size 1".formatted(axis, x));
                }
            }
            return x.reshape(Reductions.without(x.dims(), axes));
        });
        table.add("Unsqueeze", 1, call -> {
            int[] given = call.listed("axes", 1);
            if (given == null) {
                throw new JdvmException("axes are missing");
            }
            return call.in(0).reshape(unsqueeze(call.in(0).dims(), given));
        });
        table.add("Constant", 1, Shapes::constant);
        table.add("ConstantOfShape", 9, call -> {
            TensorValue value = call.tensorAttribute("value");
            return fill(
                    value == null ? TensorValue.ofDoubles(ElementType.FLOAT, new double[1], 1) : value, call.ints(0));
        });
        table.add("Range", 11, Shapes::range);
        table.add("EyeLike", 9, call -> {
            int rows = call.in(0).dim(0);
            int columns = call.in(0).dim(1);
            int diagonal = call.i("k", 0);
            double[] ones = new double[rows * columns];
            for (int i = 0; i < rows; i++) {
                if (i + diagonal >= 0 && i + diagonal < columns) {
                    ones[i * columns + i + diagonal] = 1;
                }
            }
            return TensorValue.ofNumbers(call.typeAttribute("dtype", call.type()), ones, rows, columns);
        });
        table.add("OneHot", 9, call -> {
            TensorValue indices = call.in(0);
            TensorValue values = call.in(2);
            int depth = (int) call.in(1).number();
            int axis = NodeCall.axis(call.i("axis", -1), indices.rank() + 1);
            Tensor places = indices.tensor().cast(DType.I64);
            places = places.lt(0).select(places.add(depth), places);
            return TensorValue.of(
                    values.type(),
                    places.oneHot(
                            axis,
                            depth,
                            values.doubles()[0],
                            values.doubles()[1],
                            values.type().carrier()));
        });
        table.add("Expand", 8, call -> {
            TensorValue x = call.in(0);
            int[] dims = Host.broadcast(x.dims(), call.ints(1));
            return x.isHost() && TensorValue.size(dims) <= 4096
                    ? Host.pick(x, Host.broadcastIndices(x.dims(), dims), dims)
                    : call.same(x.tensor().broadcastTo(dims));
        });
        table.add("Trilu", 14, call -> {
            TensorValue x = call.in(0);
            int diagonal = (int) call.number(1, 0);
            boolean isUpper = call.i("upper", 1) != 0;
            if (x.size() == 0) {
                return x;
            }
            Tensor t = x.type() == ElementType.BOOL ? x.tensor().cast(DType.I32) : x.tensor();
            return call.same(isUpper ? t.triu(diagonal) : t.tril(diagonal));
        });
    }

    static int[] unsqueeze(int[] dims, int... given) {
        int rank = dims.length + given.length;
        int[] axes = NodeCall.axes(given, rank);
        int[] result = new int[rank];
        int from = 0;
        for (int i = 0; i < rank; i++) {
            result[i] = Arrays.binarySearch(axes, i) >= 0 ? 1 : dims[from++];
        }
        return result;
    }

    private static TensorValue shape(NodeCall call) {
        int[] dims = call.in(0).dims();
        int start = bound(call.i("start", 0), dims.length);
        int end = bound(call.i("end", dims.length), dims.length);
        long[] sizes = IntStream.range(start, Math.max(start, end))
                .mapToLong(i -> dims[i])
                .toArray();
        return TensorValue.ofSizes(sizes);
    }

    private static int bound(int at, int rank) {
        return Math.clamp(at < 0 ? at + rank : at, 0, rank);
    }

    private static TensorValue reshape(NodeCall call) {
        TensorValue x = call.in(0);
        int[] wanted = call.listed("shape", 1);
        if (wanted == null) {
            throw new JdvmException("the shape is missing");
        }
        int[] dims = wanted.clone();
        boolean zeroIsZero = call.i("allowzero", 0) != 0;
        int known = 1;
        int open = -1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == 0 && !zeroIsZero) {
                dims[i] = x.dim(i);
            }
            if (dims[i] == -1) {
                if (open >= 0) {
                    throw new JdvmException("the shape %s has more than one -1".formatted(Arrays.toString(wanted)));
                }
                open = i;
            } else {
                known = Math.multiplyExact(known, dims[i]);
            }
        }
        if (open >= 0) {
            dims[open] = known == 0 ? 0 : x.size() / known;
        }
        if (TensorValue.size(dims) != x.size()) {
            throw new JdvmException("%s cannot have the shape %s".formatted(x, Arrays.toString(wanted)));
        }
        return x.reshape(dims);
    }

    private static TensorValue constant(NodeCall call) {
        if (call.hasAttribute("value_float")) {
            return TensorValue.ofDoubles(ElementType.FLOAT, new double[] {call.f("value_float", 0)});
        }
        if (call.hasAttribute("value_int")) {
            return TensorValue.ofLongs(ElementType.INT64, new long[] {(long) call.attribute("value_int")});
        }
        if (call.attribute("value_ints") instanceof long[] longs) {
            return TensorValue.ofSizes(longs);
        }
        float[] floats = call.fs("value_floats");
        if (floats != null) {
            double[] doubles = new double[floats.length];
            Arrays.setAll(doubles, i -> floats[i]);
            return TensorValue.ofDoubles(ElementType.FLOAT, doubles, doubles.length);
        }
        if (call.attribute("sparse_value") instanceof org.jdvm.onnx.proto.SparseTensorProto sparse) {
            return call.reader().read(sparse);
        }
        TensorValue value = call.tensorAttribute("value");
        if (value == null) {
            throw NodeCall.unsupported("a constant without a tensor or numbers");
        }
        return value;
    }

    /** {@return one number everywhere} */
    static TensorValue fill(TensorValue value, int... dims) {
        int size = TensorValue.size(dims);
        ElementType type = value.type();
        if (size <= 4096) {
            return Host.pick(value, new int[size], dims);
        }
        return TensorValue.of(type, value.tensor().reshape().broadcastTo(dims));
    }

    private static TensorValue range(NodeCall call) {
        ElementType type = call.type();
        if (type.isFloat()) {
            double start = call.in(0).number();
            double step = call.in(2).number();
            int count = (int) Math.max(0, Math.ceil((call.in(1).number() - start) / step));
            if (count > 4096) {
                return call.same(Tensor.range(count, type == ElementType.DOUBLE ? DType.F64 : DType.F32)
                        .mul(step)
                        .add(start));
            }
            double[] numbers = new double[count];
            Arrays.setAll(numbers, i -> type.round(start + i * step));
            return TensorValue.ofDoubles(type, numbers, count);
        }
        long start = call.in(0).longs()[0];
        long end = call.in(1).longs()[0];
        long step = call.in(2).longs()[0];
        if (step == 0) {
            throw new JdvmException("the step of a range is 0");
        }
        long distance = Math.subtractExact(end, start);
        int count = Math.toIntExact(
                Math.max(0, distance / step + (distance % step != 0 && distance < 0 == step < 0 ? 1 : 0)));
        if (count > 4096) {
            return call.same(Tensor.range(count, type.carrier()).mul(step).add(start));
        }
        long[] numbers = new long[count];
        Arrays.setAll(numbers, i -> start + i * step);
        return TensorValue.ofLongs(type, numbers, count);
    }

    /** {@return a value as a list of results} */
    static OnnxValue[] list(OnnxValue... values) {
        List<OnnxValue> all = new ArrayList<>(Arrays.asList(values));
        return all.toArray(OnnxValue[]::new);
    }
}
