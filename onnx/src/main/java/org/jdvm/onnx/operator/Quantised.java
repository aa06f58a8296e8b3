package org.jdvm.onnx.operator;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jdvm.DynamicQuantization;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** Numbers as integers with a scale and a zero point, for a tensor, along an axis, or for blocks; products of such integers. */
final class Quantised {
    private Quantised() {}

    static void addTo(OperatorTable table) {
        table.add("QuantizeLinear", 10, call -> {
            ElementType type = call.has(2)
                    ? call.in(2).type()
                    : call.i("output_dtype", 0) != 0
                            ? call.typeAttribute("output_dtype", ElementType.UINT8)
                            : ElementType.UINT8;
            TensorValue x = call.in(0);
            int axis = x.rank() < 2 ? 0 : NodeCall.axis(call.i("axis", 1), x.rank());
            int block = call.i("block_size", 0);
            Tensor scale = spread(call.t(1), x.dims(), axis, block);
            TensorValue zero = call.optional(2);
            return quantise(
                    type,
                    floats(x),
                    scale.cast(DType.F32),
                    zero == null ? null : spread(zero.tensor(), x.dims(), axis, block),
                    call.i("saturate", 1) != 0);
        });
        table.add("DequantizeLinear", 10, call -> {
            TensorValue x = call.in(0);
            int axis = x.rank() < 2 ? 0 : NodeCall.axis(call.i("axis", 1), x.rank());
            int block = call.i("block_size", 0);
            ElementType type = call.typeAttribute("output_dtype", call.in(1).type());
            Tensor scale = spread(call.t(1), x.dims(), axis, block);
            Tensor t = x.type().isInteger() ? x.tensor().cast(DType.I32) : x.tensor();
            if (call.has(2) && x.type().isInteger()) {
                t = t.sub(spread(call.t(2).cast(DType.I32), x.dims(), axis, block));
            }
            return TensorValue.of(type, t.cast(DType.F32).mul(scale.cast(DType.F32)));
        });
        table.addAll("DynamicQuantizeLinear", 11, Quantised::dynamic);
        table.add("MatMulInteger", 10, call -> TensorValue.of(ElementType.INT32, product(call, 0, 2, 1, 3)));
        table.add("QLinearMatMul", 10, call -> {
            Tensor product = product(call, 0, 2, 3, 5);
            Tensor scale = rowScale(call.t(1))
                    .mul(call.t(4).cast(DType.F32))
                    .div(call.t(6).cast(DType.F32));
            return requantise(call.in(7), product.cast(DType.F32).mul(scale));
        });
        table.add("ConvInteger", 10, call -> TensorValue.of(ElementType.INT32, convolution(call, 0, 1, 2, 3)));
        table.add("QLinearConv", 10, Quantised::linearConvolution);
    }

    /** {@return the product of two inputs without their zero points; a constant right one is shifted once} */
    static Tensor product(NodeCall call, int left, int leftZero, int right, int rightZero) {
        TensorValue weight = call.in(right);
        TensorValue zero = call.optional(rightZero);
        Tensor a = call.t(left);
        if (is8Bit(a) && is8Bit(weight.tensor())) {
            return product8(call, a, leftZero, right, rightZero);
        }
        boolean isShifted = !call.isZero(rightZero);
        int most = weight.type() == ElementType.INT8 && !isShifted ? 128 : 255;
        Tensor shifted = call.prepared(
                () -> centred(weight, isShifted ? zero : null, false).cast(DType.F32), right, rightZero);
        Tensor centred = centred(call.in(left), call.optional(leftZero), true).cast(DType.F32);
        return Products.integerProduct(centred, () -> shifted, weight.dims(), most);
    }

    private static boolean is8Bit(Tensor t) {
        return t.type() == DType.I8 || t.type() == DType.U8;
    }

    /**
     * The product of the integers as they are, less the zero points times sums: {@code (a - p) . (b - q)} is
     * {@code a . b - p * columns(b) - (rows(a) - p * depth) * q}. The sums of a constant's columns are formed once,
     * and zero points that are all 0 cost nothing.
     */
    private static Tensor product8(NodeCall call, Tensor a, int leftZero, int right, int rightZero) {
        Tensor b = call.t(right);
        Tensor product = a.matmulInteger(b);
        Tensor p = call.isZero(leftZero) ? null : call.t(leftZero).cast(DType.I32);
        if (p != null) {
            p = p.rank() == 1 && p.size() > 1 ? p.expandDims(1) : p.size() == 1 ? p.reshape() : p;
            Tensor columns = call.isConstant(right)
                    ? call.prepared(() -> columnSums(b), right)
                    : b.cast(DType.I32).sum(-2, Keep.KEEP_DIMS);
            product = product.sub(p.mul(columns));
        }
        if (!call.isZero(rightZero)) {
            Tensor rows = a.cast(DType.I32).sum(-1, Keep.KEEP_DIMS);
            rows = p == null ? rows : rows.sub(p.mul(a.dim(-1)));
            Tensor q = call.t(rightZero).cast(DType.I32);
            product = product.sub(rows.mul(q.size() == 1 ? q.reshape() : q));
        }
        return product;
    }

    /** The sums over the last but one axis, in plain loops over an array: a model is read by code that the virtual machine has not compiled yet. */
    private static Tensor columnSums(Tensor matrices) {
        int rank = matrices.rank();
        int rows = matrices.dim(-2);
        int columns = matrices.dim(-1);
        int mask = matrices.type() == DType.U8 ? 0xff : -1;
        byte[] elements = new byte[matrices.size()];
        matrices.copyTo(MemorySegment.ofArray(elements));
        int[] dims = matrices.dims();
        dims[rank - 2] = 1;
        int[] sums = new int[Arrays.stream(dims).reduce(1, (x, y) -> x * y)];
        for (int row = 0, at = 0; at < elements.length; row++, at += columns) {
            addRow(elements, at, mask, sums, row / rows * columns, columns);
        }
        return Tensor.of(sums, dims);
    }

    private static void addRow(byte[] elements, int at, int mask, int[] sums, int first, int columns) {
        for (int column = 0; column < columns; column++) {
            sums[first + column] += elements[at + column] & mask;
        }
    }

    private static Tensor floats(TensorValue x) {
        return x.tensor().cast(DType.F32);
    }

    private static Tensor rowScale(Tensor scale) {
        Tensor wide = scale.cast(DType.F32);
        return wide.rank() == 1 && wide.size() > 1 ? wide.expandDims(1) : wide;
    }

    /** {@return a scale or zero point with the dims of the tensor that it is for: one for all, one along an axis, or one for each block of it} */
    private static Tensor spread(Tensor numbers, int[] dims, int axis, int block) {
        if (numbers.size() == 1) {
            return numbers.reshape();
        }
        if (block == 0 && numbers.rank() == 1) {
            int[] shape = new int[dims.length - axis];
            Arrays.fill(shape, 1);
            shape[0] = numbers.size();
            return numbers.reshape(shape);
        }
        if (numbers.rank() != dims.length) {
            throw new JdvmException(
                    "a scale %s does not fit %s".formatted(Arrays.toString(numbers.dims()), Arrays.toString(dims)));
        }
        int each = block > 0 ? block : Math.ceilDiv(dims[axis], numbers.dim(axis));
        Tensor repeated = numbers.repeatInterleave(axis, each);
        return repeated.dim(axis) == dims[axis] ? repeated : repeated.slice(axis, 0, dims[axis]);
    }

    private static TensorValue quantise(
            ElementType type, Tensor x, Tensor scale, @Nullable Tensor zero, boolean saturates) {
        Tensor scaled = x.div(scale);
        if (type.isFloat()) {
            return ElementwiseOperators.cast(TensorValue.of(ElementType.FLOAT, scaled), type, saturates);
        }
        Tensor rounded = scaled.round();
        Tensor shifted = zero == null ? rounded : rounded.add(zero.cast(DType.F32));
        return TensorValue.of(type, shifted.clamp(type.least(), type.most()).cast(type.carrier()));
    }

    /** Rounds scaled sums to the type of a zero point. */
    private static TensorValue requantise(TensorValue zero, Tensor scaled) {
        ElementType type = zero.type();
        Tensor shifted = scaled.round().add(zero.tensor().cast(DType.F32));
        return TensorValue.of(type, shifted.clamp(type.least(), type.most()).cast(type.carrier()));
    }

    private static OnnxValue[] dynamic(NodeCall call) {
        Tensor x = call.t(0);
        DynamicQuantization quantised = quantised(x);
        return new OnnxValue[] {
            TensorValue.of(ElementType.UINT8, quantised.elements()),
            TensorValue.of(ElementType.FLOAT, quantised.scale()),
            TensorValue.of(ElementType.UINT8, quantised.zeroPoint())
        };
    }

    /** {@return numbers as integers} The range is that of the rows, which the kernel finds that computes them; the same numbers as at once. */
    static DynamicQuantization quantised(Tensor x) {
        if (x.rank() < 2 || x.size() == 0) {
            return DynamicQuantization.of(x);
        }
        Tensor wide = x.cast(DType.F32);
        return DynamicQuantization.of(wide, wide.min(-1).min(), wide.max(-1).max());
    }

    /** {@return integers without their zero point; one for each row of a left operand, each column of a right one} */
    private static Tensor centred(TensorValue x, @Nullable TensorValue zero, boolean isLeft) {
        Tensor t = x.tensor().cast(DType.I32);
        if (zero == null) {
            return t;
        }
        Tensor point = zero.tensor().cast(DType.I32);
        if (zero.size() == 1) {
            return t.sub(point.reshape());
        }
        return t.sub(isLeft && point.rank() == 1 ? point.expandDims(1) : point);
    }

    private static Tensor convolution(NodeCall call, int x, int weight, int zero, int weightZero) {
        Tensor image = call.t(x).cast(DType.I32);
        if (call.has(zero)) {
            image = image.sub(call.t(zero).cast(DType.I32).reshape());
        }
        Tensor kernel = call.prepared(() -> kernel(call.in(weight), call.optional(weightZero)), weight, weightZero);
        return ConvolutionOperators.conv(
                call, image.cast(DType.F32), kernel, null, call.in(weight).dims());
    }

    /** Sums are formed in 32-bit floats, which hold integers up to 2^24: the weight tells how large sums get. */
    private static void checkSums(TensorValue weight, @Nullable TensorValue zero, int depth) {
        long[] elements = weight.longs();
        long[] zeros = zero == null ? new long[1] : zero.longs();
        long largest = 0;
        for (int i = 0; i < elements.length; ) {
            long point = zeros[zeros.length == 1 ? 0 : i / depth];
            long sum = 0;
            for (int k = 0; k < depth; k++, i++) {
                sum += Math.abs(elements[i] - point);
            }
            largest = Math.max(largest, sum);
        }
        if (largest * 255 > 1 << 24) {
            throw NodeCall.unsupported(
                    "a convolution of 8-bit integers with weights of magnitude %d in sum, whose sums may pass 2^24"
                            .formatted(largest));
        }
    }

    private static Tensor kernel(TensorValue weight, @Nullable TensorValue zero) {
        int depth = weight.size() / Math.max(1, weight.dim(0));
        if ((long) depth * 255 * 255 > 1 << 24) {
            checkSums(weight, zero, depth);
        }
        Tensor kernel = weight.tensor().cast(DType.I32);
        if (zero != null) {
            int[] dims = new int[kernel.rank()];
            Arrays.fill(dims, 1);
            dims[0] = zero.size();
            kernel = kernel.sub(zero.tensor().cast(DType.I32).reshape(dims));
        }
        return kernel.cast(DType.F32);
    }

    private static TensorValue linearConvolution(NodeCall call) {
        Tensor sums = convolution(call, 0, 3, 2, 5);
        int rank = sums.rank();
        if (call.has(8)) {
            int[] dims = ConvolutionOperators.channels(call.in(8).size(), rank);
            sums = sums.add(call.t(8).cast(DType.F32).reshape(dims));
        }
        Tensor weightScale = call.t(4).cast(DType.F32);
        Tensor scale = weightScale.reshape(
                weightScale.size() == 1 ? new int[0] : ConvolutionOperators.channels(weightScale.size(), rank));
        Tensor factor = scale.mul(call.t(1).cast(DType.F32).reshape())
                .div(call.t(6).cast(DType.F32).reshape());
        return requantise(call.in(7), sums.mul(factor));
    }
}
