package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** What javac would refuse, too: here the message says what to do. */
class TensorsAsNumbers {
    static final Tensor LAZY = Tensor.of(new float[] {1}, 1).exp();

    @Operator
    static Tensor exponential(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Math.exp of a tensor (it takes numbers; call a method of the tensor, such as x.exp()) cannot be part of an operator
        return Math.exp(x);
    }

    @Operator
    static Tensor larger(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Math.max of a tensor (it takes numbers
        return Math.max(x, 0);
    }

    @Operator
    static Tensor constant(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the tensor in the static field 'LAZY' cannot be part of an operator
        return x.add(LAZY);
    }
}
