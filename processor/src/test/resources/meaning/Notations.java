package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Border;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Interpolation;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** Methods of tensors that take texts, constants of enums, and lists of axes. */
class Notations {
    private static final String SCORES = "btd,bsd->bts";

    @Operator
    static Tensor scores(@Dims("B, T, D") Tensor query, @Dims("B, S, D") Tensor key) {
        return Tensor.einsum(SCORES, query, key).softmax(new int[] {-1, -2});
    }

    @Operator
    static Tensor bilinear(@Dims("B, D") Tensor x, @Dims("F, D, L") Tensor weight, @Dims("B, L") Tensor y) {
        return Tensor.einsum("bi,oij,bj->bo", x, weight, y);
    }

    @Operator
    @Where("H >= 1")
    @Where("F >= 1")
    static Tensor sampled(@Dims("N, C, H, F") Tensor x, @Dims("N, T, S, 2") Tensor grid) {
        return x.gridSample(grid, Interpolation.LINEAR, Border.REFLECT, true);
    }

    @Operator
    static Tensor hot(@Dims(value = "T", dtype = DType.I32) Tensor ids) {
        return ids.oneHot(0, 5, -1, 2, DType.F32);
    }

    @Operator
    @Where("groups >= 1")
    @Where("T % groups == 0")
    static Tensor grouped(
            @Dims("B, T, C") Tensor x, @Dims("T") Tensor gamma, @Dims("T") Tensor beta, int groups) {
        return x.groupNorm(groups, gamma, beta, 1e-5);
    }

    @Operator
    static Tensor refusedLeadingDims(@Dims("..., T") Tensor x) {
        return Tensor.einsum("ab->ba", x);
    }

    @Operator
    static Tensor refusedLeadingAxis(@Dims(value = "..., T", dtype = DType.I32) Tensor x) {
        return x.oneHot(0, 5, 0, 1, DType.F32);
    }
}
