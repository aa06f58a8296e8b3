package sample;

import static java.lang.Math.floorMod;
import static sample.Qualified.Inheriting.Inner;

import java.util.*;
import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Names qualified and imported in every way. */
final class Qualified {
    private Qualified() {}

    static class Outer {
        static final int[] SIZES = {2, 3};

        record Inner(int number) {
            static int twice(int a) {
                return 2 * a;
            }
        }
    }

    static class Inheriting extends Outer {}

    @Operator
    static Tensor full(@Dims("H") Tensor x) {
        return x.mul((float) java.lang.Math.sqrt(4)).add((float) java.lang.Math.PI).add(java.lang.Integer.MAX_VALUE);
    }

    @Operator
    static org.jdvm.Tensor members(@Dims("H") org.jdvm.Tensor x) {
        sample.Qualified.Outer.Inner inner = new sample.Qualified.Inheriting.Inner(5);
        return x.add(sample.Qualified.Inheriting.SIZES[1])
                .add(inner.number())
                .add(sample.Qualified.Outer.Inner.twice(Qualified.Inheriting.SIZES.length));
    }

    @Operator
    static Tensor imported(@Dims("H") Tensor x) {
        return x.add(floorMod(-7, 3)).add(new Inner(4).number()).add(Inner.twice(8));
    }

    static Tensor scale(Tensor x, int by) {
        return x.mul(by);
    }

    static Tensor scale(Tensor x, char by) {
        return x.add(by);
    }

    @Operator
    static Tensor overloaded(@Dims("H") Tensor x) {
        return scale(x, 'a');
    }
}
