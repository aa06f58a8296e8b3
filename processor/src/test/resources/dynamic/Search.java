package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

public final class Search {
    private Search() {}

    /** Weights and a setting that is not a tensor. */
    public record Weights(@Dims("H, H") Tensor w, String name) {}

    /** Halves x until its sum is below a limit, at most {@code steps} times. */
    @Operator(dynamic = true)
    @Where("H > 1")
    public static Tensor halve(@Dims("T, H") Tensor x, Weights weights, int[] seen, double limit, int steps) {
        Tensor y = x.matmul(weights.w());
        for (int i = 0; i < steps && y.sum().item() > limit; i++) {
            y = y.mul(0.5);
            seen[0]++;
        }
        return y;
    }

    @Operator(dynamic = true)
    static <T> void visit(Tensor any, T... values) {
        if (any.item() > values.length) {
            throw new IllegalStateException("too few");
        }
    }
}
