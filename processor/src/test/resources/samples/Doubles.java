package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Numbers of 64 bits. */
class Doubles {
    /** Elementwise functions, numbers next to them, and a sum. */
    @Operator
    @Dims(value = "T", dtype = DType.F64)
    static Tensor energy(
            @Dims(value = "T, H", dtype = DType.F64) Tensor x, @Dims(value = "H", dtype = DType.F64) Tensor y, double scale) {
        Tensor distance = x.sub(y).mul(scale).add(0.1);
        return distance.gt(0.2).select(distance.exp(), distance.neg()).sum(1);
    }

    /** A product with what follows it, and casts on either side. */
    @Operator
    @Dims("T, F")
    static Tensor dense(@Dims("T, H") Tensor x, @Dims(value = "H, F", dtype = DType.F64) Tensor w) {
        Tensor base = Tensor.full(0.1, DType.F64, 1).add(Tensor.range(1, DType.F64));
        return x.cast(DType.F64).matmul(w).add(base).tanh().cast(DType.F32);
    }

    @Operator
    @Dims(value = "T, H", dtype = DType.F64)
    static Tensor ranked(@Dims(value = "T, H", dtype = DType.F64) Tensor x) {
        return x.softmax(-1).sort(1).cumsum(1);
    }
}
