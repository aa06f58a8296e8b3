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

    // SAYS: Note JDVM050: attention: fused 7 operations into 1 kernel (up to 3 for other sizes); memory traffic
    @Operator
    static Tensor attention(@Dims("T, D") Tensor q, @Dims("T, D") Tensor k, @Dims("T, D") Tensor v) {
        return q.matmul(k.transpose()).softmax(-1).matmul(v);
    }

    // SAYS: Note JDVM055: threeOrders: kernel 0 moves y in pieces of a cache line: its elements are 1024 bytes apart along both sides of the tiles, which other tensors need; they are side by side along an axis of 256; lay it out as the other tensors are
    @Operator
    @SuppressWarnings("jdvm:JDVM050")
    static Tensor threeOrders(@Dims("A, B, C") Tensor x, @Dims("B, C, A") Tensor y, @Dims("C, A, B") Tensor z) {
        return x.add(y.permute(2, 0, 1)).add(z.permute(1, 2, 0));
    }

    @Operator
    @SuppressWarnings({"jdvm:JDVM050", "jdvm:JDVM055"})
    static Tensor threeOrdersOnPurpose(@Dims("A, B, C") Tensor x, @Dims("B, C, A") Tensor y, @Dims("C, A, B") Tensor z) {
        return x.add(y.permute(2, 0, 1)).add(z.permute(1, 2, 0));
    }

    @Operator
    @SuppressWarnings("jdvm:JDVM050")
    static Tensor folded(@Dims("T, 5 * H") Tensor x) {
        // SAYS: Warning JDVM051: exp: f32[T, 5*H] of operator 'folded' is not computed where it is used: the kernel reads it at 5 places at once; so 20*H*T bytes pass through memory; slice, permute or concatenate the inputs
        Tensor y = x.exp();
        return fold(y);
    }

    private static Tensor fold(Tensor y) {
        int h = y.dim(1) / 5;
        Tensor sum = y.slice(1, 0, h);
        for (int i = 1; i < 5; i++) {
            sum = sum.add(y.slice(1, i * h, i * h + h));
        }
        return sum;
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
            @Dims("T, A, B") Tensor x, @Dims("B, B") Tensor u, @Dims("T * B, D") Tensor v, @Dims("A * T, D") Tensor w) {
        Tensor y = x.matmul(u);
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
    static Tensor required(@Dims("1, 10") Tensor x) {
        // SAYS: Error JDVM051: exp: f32[1, 10] of operator 'required' is not computed where it is used:
        Tensor y = x.exp();
        return fold(y);
    }

    @Operator
    @SuppressWarnings("jdvm")
    static Tensor silenced(@Dims("T, 5 * H") Tensor x) {
        return fold(x.exp());
    }

    @Operator
    @SuppressWarnings({"jdvm:JDVM050", "jdvm:JDVM051"})
    static Tensor silencedByCode(@Dims("T, 5 * H") Tensor x) {
        return fold(x.exp());
    }

    @Operator
    @SuppressWarnings("jdvm:JDVM050")
    static Tensor silencedInHelper(@Dims("T, 5 * H") Tensor x) {
        return helper(x);
    }

    @SuppressWarnings("jdvm:JDVM051")
    private static Tensor helper(Tensor x) {
        return fold(x.exp());
    }

    /** A matrix product that feeds another one is not a miss, nor is anything that is small. */
    @Operator
    @SuppressWarnings("jdvm:JDVM050")
    static Tensor chain(@Dims("T, H") Tensor x, @Dims("H, H") Tensor v, @Dims("H, H") Tensor w) {
        return x.matmul(v).gelu().matmul(w);
    }
}
