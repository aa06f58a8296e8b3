package sample;

import org.jdvm.DynamicQuantization;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Integers of 8 and 16 bits, quantized products and products of groups. */
class Integers {
    /** A layer whose input is quantized when it is called. */
    @Operator
    @Dims("T, F")
    static Tensor dense(
            @Dims("T, H") Tensor x,
            @Dims(value = "H, F", dtype = DType.I8) Tensor w,
            @Dims("F") Tensor scales,
            @Dims("F") Tensor bias) {
        DynamicQuantization q = DynamicQuantization.of(x);
        return q.elements()
                .matmulInteger(w, q.zeroPoint())
                .cast(DType.F32)
                .mul(scales.mul(q.scale()))
                .add(bias)
                .relu();
    }

    @Operator
    @Dims(value = "T, H", dtype = DType.U8)
    static Tensor brighter(@Dims(value = "T, H", dtype = DType.U8) Tensor image, @Dims(value = "H", dtype = DType.U8) Tensor by) {
        Tensor sum = image.cast(DType.I16).add(by.cast(DType.I16));
        return sum.minimum(255).cast(DType.U8).maximum(image.bitwiseXor(by));
    }

    @Operator
    @Dims(value = "T, H", dtype = DType.I8)
    static Tensor requantized(@Dims(value = "T, H", dtype = DType.I8) Tensor x, @Dims("H") Tensor scale) {
        return x.dequantizeLinear(scale, 1).gelu().quantizeLinear(scale, DType.I8, -1);
    }

    /** Each row of x is multiplied with the matrix of its expert. */
    @Operator
    @Dims("T, F")
    static Tensor mixture(
            @Dims("T, H") Tensor x, @Dims("5, H, F") Tensor w, @Dims(value = "T", dtype = DType.I32) Tensor expert) {
        Tensor order = expert.argSort(0);
        Tensor sizes = expert.oneHot(5, DType.I32).sum(0);
        return x.gather(0, order).groupedMatmulRows(w, sizes).gather(0, order.argSort(0));
    }
}
