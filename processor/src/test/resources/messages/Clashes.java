package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

class Clashes {
    @Operator
    static Tensor sum(@Dims("T") Tensor x) {
        return x.sum();
    }

    @Operator
    // MESSAGE: JDVM015 the methods generated for operator 'sumInto' would have the same signature as others: sumInto
    static Tensor sumInto(@Dims("T") Tensor x, @Dims("T") Tensor y) {
        return x.sum();
    }
}
