package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** Positions that count from the end if they are negative, known now or only by the call. */
class Positions {
    @Operator
    static Tensor last(@Dims("N, H") Tensor x) {
        return x.slice(0, -1, x.dim(0));
    }

    @Operator
    static Tensor withoutEnds(@Dims("N, H") Tensor x) {
        return x.slice(-1, 1, -1);
    }

    @Operator
    static Tensor from(@Dims("N, H") Tensor x, int start) {
        return x.slice(0, start, x.dim(0));
    }

    @Operator
    static Tensor between(@Dims("N, H") Tensor x, int start, int end) {
        return x.slice(0, start, end, 2).add(x.slice(0, start, end, 2).sum(0));
    }

    @Operator
    @Where("k >= 1")
    static Tensor lastOnes(@Dims("N, H") Tensor x, int k) {
        return x.slice(0, -k, x.dim(0)).exp();
    }

    @Operator
    static Tensor ofArithmetic(@Dims("N, H") Tensor x, int start) {
        int end = Math.min(x.dim(0), 4) - 1;
        return x.slice(0, 2 * start - 3, end);
    }
}
