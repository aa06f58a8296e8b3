package sample;

import java.util.function.UnaryOperator;
import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Operators, and methods that cannot be operators, in one class. */
class Mixed {
    static final Integer BOXED = 7;

    enum Kind {
        ADD,
        MUL
    }

    interface Shape {}

    record Square(int side) implements Shape {}

    @Operator
    static Tensor before(@Dims("N") Tensor x) {
        return apply(x, Kind.ADD);
    }

    private static Tensor apply(Tensor x, Kind kind) {
        switch (kind) {
            case ADD:
                return x.add(2);
            default:
                return x.mul(2);
        }
    }

    @Operator
    static Tensor lambda(@Dims("N") Tensor x) {
        UnaryOperator<Tensor> twice = y -> y.mul(2);
        return twice.apply(x);
    }

    @Operator
    static Tensor reference(@Dims("N") Tensor x) {
        UnaryOperator<Tensor> exp = Tensor::exp;
        return exp.apply(x);
    }

    @Operator
    static Tensor pattern(@Dims("N") Tensor x) {
        Shape shape = new Square(2);
        return shape instanceof Square square ? x.mul(square.side()) : x;
    }

    @Operator
    static Tensor thrown(@Dims("N") Tensor x) {
        throw new IllegalStateException("never " + x.rank());
    }

    @Operator
    static Tensor boxes(@Dims("N") Tensor x) {
        Integer one = 1;
        int unboxed = one;
        return x.add(unboxed);
    }

    @Operator
    static Tensor boxedConstant(@Dims("N") Tensor x) {
        return x.add(BOXED);
    }

    @Operator
    static Tensor after(@Dims("N") Tensor x) {
        return apply(x, Kind.MUL);
    }
}
