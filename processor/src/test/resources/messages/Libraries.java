package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

abstract class Libraries {
    static native Tensor compiled(Tensor x);

    @Operator
    static Tensor nothingToRead(@Dims("H") Tensor x) {
        // MESSAGE: JDVM033 the body of 'compiled' cannot be read: it has none
        return compiled(x);
    }
}
