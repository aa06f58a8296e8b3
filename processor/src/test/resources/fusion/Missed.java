// OPTIONS: -Ajdvm.sizes=D=16,T=512
package sample;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Fuse;
import org.jdvm.annotations.Operator;

final class Missed {
    // SAYS: Note JDVM050: softmax: fused 5 operations into 1 kernel; memory traffic 32*H*T + 16*T -> 8*H*T bytes; launches 5 -> 1
    @Operator
    static Tensor softmax(@Dims("T, H") Tensor x) {
        return x.softmax(-1);
    }

    @Operator
    @SuppressWarnings("jdvm:JDVM050")
    static Tensor mirrored(@Dims("T, T") Tensor x) {
        // SAYS: Warning JDVM051: exp: f32[T, T] of operator 'mirrored' is not computed where it is used: the kernel reads it at two different places at once; so 4*T*T bytes pass through memory; let its readers
        Tensor y = x.exp();
        return y.add(y.transpose());
    }

    @Operator
    @SuppressWarnings("jdvm:JDVM050")
    static Tensor centred(@Dims("T, H") Tensor x) {
        // SAYS: Warning JDVM052: sum: f32[T, 1] of operator 'centred' is not computed where it is used: the kernel reduces along axes that this result keeps; so 4*H*T + 4*T bytes
        Tensor rows = x.sub(x.mean(-1, KEEP_DIMS));
        return rows.sub(rows.mean(0, KEEP_DIMS));
    }

    @Operator
    @SuppressWarnings("jdvm:JDVM050")
    static Tensor weighted(@Dims("T, D") Tensor q, @Dims("T, D") Tensor k) {
        // SAYS: Warning JDVM053: matmul: f32[T, T] of operator 'weighted' is not used where it is computed:
        Tensor scores = q.matmul(k.transpose());
        return scores.sub(scores.mean(0, KEEP_DIMS));
    }

    @Operator
    @SuppressWarnings("jdvm:JDVM050")
    static Tensor[] twoOrders(
            @Dims("T, A, B") Tensor x, @Dims("T * B, D") Tensor v, @Dims("A * T, D") Tensor w) {
        Tensor y = x.exp();
        int t = y.dim(0);
        int a = y.dim(1);
        int b = y.dim(2);
        return new Tensor[] {
            // SAYS: Warning JDVM054: copy: f32[A, T, B] of operator 'twoOrders' copies elements into another order for this reshape:
            y.permute(1, 0, 2).reshape(a, t * b).matmul(v),
            y.permute(2, 1, 0).reshape(b, a * t).matmul(w)
        };
    }

    @Operator(fuse = Fuse.REQUIRED)
    @SuppressWarnings("jdvm")
    static Tensor required(@Dims("8") Tensor x) {
        // SAYS: Error JDVM051: exp: f32[8] of operator 'required' is not computed where it is used:
        Tensor y = x.exp();
        return y.slice(0, 0, 4).add(y.slice(0, 4, 8));
    }

    @Operator
    @SuppressWarnings("jdvm")
    static Tensor silenced(@Dims("T, T") Tensor x) {
        Tensor y = x.exp();
        return y.add(y.transpose());
    }

    @Operator
    @SuppressWarnings({"jdvm:JDVM050", "jdvm:JDVM051"})
    static Tensor silencedByCode(@Dims("T, T") Tensor x) {
        Tensor y = x.exp();
        return y.add(y.transpose());
    }

    @Operator
    @SuppressWarnings("jdvm:JDVM050")
    static Tensor silencedInHelper(@Dims("T, T") Tensor x) {
        return helper(x);
    }

    @SuppressWarnings("jdvm:JDVM051")
    private static Tensor helper(Tensor x) {
        Tensor y = x.exp();
        return y.add(y.transpose());
    }

    /** A matrix product that feeds another one is no miss, nor is anything that is small. */
    @Operator
    @SuppressWarnings("jdvm:JDVM050")
    static Tensor chain(@Dims("T, H") Tensor x, @Dims("H, H") Tensor v, @Dims("H, H") Tensor w) {
        return x.matmul(v).gelu().matmul(w);
    }
}
