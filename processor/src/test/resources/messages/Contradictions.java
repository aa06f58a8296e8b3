package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

final class Contradictions {
    @Operator
    @Where("H == 384")
    @Where("K >= 200")
    static Tensor ranges(@Dims("T, H") Tensor x, @Dims("2 * K, N") Tensor w, @Dims("K") Tensor k) {
        // MESSAGE: JDVM021 matmul of [T, H] and [2*K, N] (inner dims): needs H == 2*K, which is never true: H is 384 and 2*K is at least 400, because of H == 384 (@Where("H == 384")) and 200 <= K (@Where("K >= 200"));
        return x.matmul(w);
    }

    @Operator
    @Where("H == 385")
    static Tensor parity(@Dims("T, H") Tensor x, @Dims("2 * K, N") Tensor w, @Dims("K") Tensor k) {
        // MESSAGE: JDVM021 matmul of [T, H] and [2*K, N] (inner dims): needs H == 2*K, which is never true, because of H == 385 (@Where("H == 385"));
        return x.matmul(w);
    }
}
