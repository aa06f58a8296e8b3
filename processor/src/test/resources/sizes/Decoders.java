package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** Operators whose bodies demand something of their sizes. */
final class Decoders {
    private Decoders() {}

    @Operator
    static Tensor heads(@Dims("T, D") Tensor x, int heads) {
        return x.reshape(x.dim(0), heads, x.dim(1) / heads).permute(1, 0, 2);
    }

    @Operator
    static Tensor attention(@Dims("T, D") Tensor q, @Dims("S, D") Tensor k, @Dims("S, D") Tensor v, int heads) {
        Tensor scores = split(q, heads).matmul(split(k, heads).permute(0, 2, 1));
        return scores.softmax(-1).matmul(split(v, heads)).permute(1, 0, 2).reshape(q.dim(0), q.dim(1));
    }

    private static Tensor split(Tensor x, int heads) {
        return x.reshape(x.dim(0), heads, x.dim(1) / heads).permute(1, 0, 2);
    }

    @Operator
    static Tensor grouped(
            @Dims("T, D") Tensor q, @Dims("S, E") Tensor k, @Dims("S, E") Tensor v, int heads, int groups) {
        int size = q.dim(1) / heads;
        Tensor asked = q.reshape(q.dim(0), groups, heads / groups, size).permute(1, 2, 0, 3);
        Tensor keys = k.reshape(k.dim(0), groups, 1, size).permute(1, 2, 3, 0);
        Tensor values = v.reshape(v.dim(0), groups, 1, size).permute(1, 2, 0, 3);
        return asked.matmul(keys).softmax(-1).matmul(values);
    }

    @Operator
    static Tensor rope(@Dims("T, D") Tensor x, @Dims("T, R") Tensor cosine, @Dims("T, R") Tensor sine, int heads) {
        int size = x.dim(1) / heads;
        Tensor y = x.reshape(x.dim(0), heads, size);
        int half = size / 2;
        Tensor a = y.slice(2, 0, half);
        Tensor b = y.slice(2, half, size);
        Tensor c = cosine.reshape(x.dim(0), 1, half);
        Tensor s = sine.reshape(x.dim(0), 1, half);
        return Tensor.concat(2, a.mul(c).sub(b.mul(s)), b.mul(c).add(a.mul(s))).reshape(x.dim(0), x.dim(1));
    }

    @Operator
    static Tensor cached(@Dims("T, D") Tensor x, @Dims("P, D") Tensor past, @Dims("T, S") Tensor mask) {
        Tensor keys = Tensor.concat(0, past, x);
        return x.matmul(keys.transpose()).add(mask).softmax(-1).matmul(keys);
    }

    @Operator
    @Where("W > 300")
    static Tensor window(@Dims("T, D") Tensor x, @Dims("W, D") Tensor y) {
        return x.slice(0, x.dim(0) - y.dim(0), x.dim(0)).mul(y);
    }

    @Operator(ragged = "T")
    @Where("T % 12 == 0")
    static @Dims("T, H") Tensor sequences(@Dims("T, H") Tensor x, @Dims("H, H") Tensor w) {
        return x.reshape(x.dim(0) / 4, 4, x.dim(1)).mean(1).matmul(w).reshape(x.dim(0) / 4, 1, x.dim(1))
                .broadcastTo(x.dim(0) / 4, 4, x.dim(1)).reshape(x.dim(0), x.dim(1));
    }

    @Operator
    static Tensor constants(@Dims("T, 32") Tensor x, @Dims("T, H") Tensor y) {
        return x.add(y);
    }

    @Operator
    static Tensor five(@Dims("A, B, C, D, E") Tensor x) {
        return x.exp().sum(-1);
    }

    @Operator
    static Tensor squares(@Dims("N, M") Tensor x, @Dims("K") Tensor y) {
        return x.reshape(x.dim(0) * x.dim(1)).add(y.reshape(y.dim(0))).slice(0, 0, y.dim(0) - 999);
    }
}
