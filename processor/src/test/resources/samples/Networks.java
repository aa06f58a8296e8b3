package sample;

import static java.lang.Math.sqrt;
import static org.jdvm.Tensor.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** Operators as people write them. */
final class Networks {
    private static final int LAYERS = 3;
    private static final int[] TO_HEADS = {1, 0, 2};
    private static final double SQRT_TWO = Math.sqrt(2);

    enum Activation {
        RELU,
        GELU,
        GELU_TANH
    }

    record Mlp(
            @Dims("H, F") Tensor up,
            @Dims("F") Tensor upBias,
            @Dims("F, H") Tensor down,
            @Dims("H") Tensor downBias) {}

    record Norm(@Dims("H") Tensor gamma, @Dims("H") Tensor beta, float eps) {
        Norm {
            if (eps == 12345) {
                throw new IllegalArgumentException("eps");
            }
        }

        Tensor apply(Tensor x) {
            Tensor centred = x.sub(x.mean(-1, KEEP_DIMS));
            return centred.mul(centred.square().mean(-1, KEEP_DIMS).add(eps).rsqrt()).mul(gamma).add(beta);
        }
    }

    record Block(Mlp mlp, Norm norm) {}

    record Moments(@Dims("T") Tensor mean, @Dims("T") Tensor deviation) {}

    @Operator
    static Tensor softmaxByHand(@Dims("..., N") Tensor x) {
        Tensor shifted = x.sub(x.max(-1, KEEP_DIMS));
        Tensor e = shifted.exp();
        return e.div(e.sum(-1, KEEP_DIMS));
    }

    @Operator
    static Tensor geluMlp(@Dims("T, H") Tensor x, Mlp w) {
        return mlp(x, w, Activation.GELU);
    }

    private static Tensor mlp(Tensor x, Mlp w, Activation activation) {
        Tensor hidden = x.matmul(w.up()).add(w.upBias());
        Tensor active =
                switch (activation) {
                    case RELU -> hidden.relu();
                    case GELU -> hidden.div(SQRT_TWO).erf().add(1).mul(hidden).mul(0.5f);
                    case GELU_TANH -> hidden.geluTanh();
                };
        return active.matmul(w.down).add(w.downBias);
    }

    @Operator
    static Tensor block(@Dims("T, H") Tensor x, Block block) {
        return block.norm().apply(x.add(geluMlp(x, block.mlp())));
    }

    @Operator
    @Where("H % heads == 0")
    @Where("1 <= heads <= 64")
    static Tensor attention(
            @Dims("T, H") Tensor x,
            @Dims("H, H") Tensor query,
            @Dims("H, H") Tensor key,
            @Dims("H, H") Tensor value,
            int heads) {
        int size = x.dim(-1) / heads;
        Tensor q = heads(x.matmul(query), heads);
        Tensor k = heads(x.matmul(key), heads);
        Tensor v = heads(x.matmul(value), heads);
        Tensor weights = q.matmul(k.transpose(-1, -2)).mul(1f / (float) sqrt(size)).softmax(-1);
        return weights.matmul(v).permute(TO_HEADS).reshape(x.dim(0), heads * size);
    }

    private static Tensor heads(Tensor x, int heads) {
        return x.reshape(x.dim(0), heads, x.dim(1) / heads).permute(TO_HEADS);
    }

    @Operator
    static Tensor rope(@Dims("T, 2*D") Tensor x, @Dims("T, 2*D") Tensor cos, @Dims("T, 2*D") Tensor sin) {
        int half = x.dim(-1) >> 1;
        Tensor turned = Tensor.concat(-1, x.slice(-1, half, x.dim(-1)).neg(), x.slice(-1, 0, half));
        return x.mul(cos).add(turned.mul(sin));
    }

    @Operator
    static Tensor layers(@Dims("T, H") Tensor x, @Dims("L, H, H") Tensor weights) {
        for (int layer = 0; layer < LAYERS; layer++) {
            Tensor w = weights.slice(0, layer, layer + 1).squeeze(0);
            x = layer == LAYERS - 1 ? x.matmul(w) : x.matmul(w).relu();
        }
        return x;
    }

    @Operator
    static Moments moments(@Dims("T, H") Tensor x) {
        Tensor mean = x.mean(-1);
        return new Moments(mean, x.variance(-1).sqrt());
    }

    @Operator
    @Dims("V, T")
    static Tensor logits(@Dims(value = "T", dtype = DType.I32) Tensor ids, @Dims("V, H") Tensor table) {
        Tensor rows = table.gather(0, ids);
        return table.matmul(rows.transpose());
    }

    @Operator
    static Tensor masked(
            @Dims("..., S, S") Tensor scores, @Dims(value = "S", dtype = DType.BOOL) Tensor mask, double fill) {
        return mask.select(scores, fill).softmax(-1);
    }

    @Operator
    @Dims(value = "..., H", dtype = DType.F16)
    static Tensor half(@Dims(value = "..., H", dtype = DType.I8) Tensor x, @Dims("H") Tensor scale) {
        return x.cast(DType.F32).mul(scale).cast(DType.F16);
    }
}
