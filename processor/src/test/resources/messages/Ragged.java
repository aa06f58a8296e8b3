package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

class Ragged {
    // MESSAGE: JDVM016 the size 'T' of operator 'record' cannot be ragged: 'w.inner' has it, but only parameters with just it
    record Weights(@Dims("T, H") Tensor inner) {}

    @Operator(ragged = "T")
    static @Dims("H") Tensor record(@Dims("T, H") Tensor x, Weights w) {
        return x.sum(0);
    }

    @Operator(ragged = "S")
    // MESSAGE: JDVM016 the size 'S' of operator 'unknown' cannot be ragged: no tensor parameter has it as its first dim
    static @Dims("H") Tensor unknown(@Dims("T, H") Tensor x) {
        return x.sum(0);
    }

    @Operator(ragged = "T")
    static @Dims("H") Tensor second(
            @Dims("T, H") Tensor x,
            // MESSAGE: JDVM016 the size 'T' of operator 'second' cannot be ragged: 'y' has it, but only parameters with just it as their first dim can be ragged
            @Dims("H, T") Tensor y) {
        return x.sum(0);
    }

    @Operator(ragged = "T")
    static @Dims("H") Tensor twice(
            @Dims("T, H") Tensor x,
            // MESSAGE: JDVM016 the size 'T' of operator 'twice' cannot be ragged: 'mask' has it in dim 1, but only the first may differ
            @Dims("T, T") Tensor mask) {
        return x.sum(0);
    }

    @Operator(ragged = "T")
    static @Dims("T, H") Tensor number(
            @Dims("T, H") Tensor x,
            // MESSAGE: JDVM016 the size 'T' of operator 'number' cannot be ragged: it is a number, the same one for all sequences
            int T) {
        return x;
    }

    @Operator(ragged = "T")
    static @Dims("T, H") Tensor leading(
            @Dims("T, H") Tensor x,
            // MESSAGE: JDVM016 the size 'T' of operator 'leading' cannot be ragged: 'y' has leading dims (...), which take the rows of all sequences at once
            @Dims("..., H") Tensor y) {
        return x;
    }

    @Operator(ragged = "T")
    // MESSAGE: JDVM016 the size 'T' of operator 'open' cannot be ragged: the result must be one tensor with @Dims, which tell whether it is ragged
    static Tensor open(@Dims("T, H") Tensor x) {
        return x;
    }

    @Operator(ragged = "T")
    // MESSAGE: JDVM016 the size 'T' of operator 'several' cannot be ragged: the result must be one tensor with @Dims, which tell whether it is ragged
    static Tensor[] several(@Dims("T, H") Tensor x) {
        return new Tensor[] {x, x};
    }

    @Operator(ragged = "T")
    // MESSAGE: JDVM016 the size 'T' of operator 'turned' cannot be ragged: the result has it in dim 1, but only the first may differ
    static @Dims("H, T") Tensor turned(@Dims("T, H") Tensor x) {
        return x.transpose();
    }

    @Operator(ragged = "T", dynamic = true)
    // MESSAGE: JDVM016 the size 'T' of operator 'dynamic' cannot be ragged: a dynamic operator runs its body as written, once for each call
    static Tensor dynamic(@Dims("T, H") Tensor x) {
        return x;
    }
}
