package sample;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

final class Scaled {
    @Operator
    @Where("N >= 1")
    static Tensor scaled(@Dims("N, 64") Tensor x, @Dims("M, 64") Tensor y, float by) {
        return x.mul(by)
                .add(y);
    }

    @Operator
    static Tensor centred(@Dims("N, 64") Tensor x) {
        Tensor y = x.sub(x.mean(1, KEEP_DIMS));
        return y.sub(y.mean(0, KEEP_DIMS));
    }
}
