package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Keep;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** One operator for each part of the language. */
class Language {
    static final long BIG = 1L << 40;
    static final float[][] TABLE = {{1, 2}, {3f, (float) 0.1}};
    private static final double LOWEST = Double.NEGATIVE_INFINITY;

    enum Kind {
        ADD,
        MUL
    }

    record Pair<T>(int first, int second) {
        Pair(int both) {
            this(both, both);
        }

        int sum() {
            return first + this.second;
        }
    }

    @Operator
    static Tensor loops(@Dims("N") Tensor x) {
        int i = 0;
        while (i < 3) {
            x = x.add(i++);
        }
        do {
            x = x.mul(--i);
        } while (i > 0);
        outer:
        for (int a = 0, b = 10; ; a++, b -= 2) {
            for (int c : new int[] {0, 1, 2}) {
                if (c == a) {
                    continue outer;
                }
                if (a + c > 4 || b < 0) {
                    break outer;
                }
                x = x.sub(c);
            }
            x = x.add(b);
        }
        return x;
    }

    @Operator
    static Tensor switches(@Dims("N") Tensor x) {
        for (int i = 0; i < 4; i++) {
            switch (i) {
                case 0:
                    x = x.add(10);
                case 1:
                    x = x.add(11);
                    break;
                case 2, 3:
                    x = x.mul(12);
                    break;
                default:
                    x = x.neg();
            }
        }
        x = named(x, "sqrt");
        x = named(x, "other");
        for (Kind kind : new Kind[] {Kind.ADD, Kind.MUL}) {
            switch (kind) {
                case ADD -> x = x.add(1);
                case MUL -> x = x.mul(2);
            }
            if (kind == Kind.MUL) {
                x = x.neg();
            }
        }
        return x.cast(pick(true)).cast(DType.F32);
    }

    private static DType pick(boolean small) {
        return small ? DType.F16 : DType.F32;
    }

    private static Tensor named(Tensor x, String function) {
        return switch (function) {
            case "sqrt" -> x.sqrt();
            case "exp" -> x.exp();
            default -> {
                Tensor y = x.neg();
                yield y.abs();
            }
        };
    }

    @Operator
    @Where("N >= 2")
    @Where("1 <= M && M <= 4")
    static Tensor sizes(@Dims("N, 2*M") Tensor x, int k, long l) {
        int n = x.dim(0);
        int m = x.dim(1);
        if (n > 1 && m <= 8 && !(m == 0)) {
            x = x.add(n * m - (n + m) % 3);
        } else {
            return x;
        }
        long wide = (long) n * m + l;
        x = x.mul(wide / 2 + 1);
        x = x.sub(Math.max(n, 1) + Math.min(m, 8) + Math.floorDiv(k, 4) + Math.floorMod(k, 3) + Math.abs(k));
        x = x.add((n << 2) + (n & 7) + (~k) + (m >> 1) + -k);
        byte small = (byte) 300;
        char letter = 'a';
        letter += 1;
        short s = (short) (small * 1000);
        int shifted = 7 >>> 1 ^ 3 | 8;
        x = x.add(small + letter + s + shifted);
        return x.add(BIG % 1000).add(Math.floorMod(-7, 3)).add(-7 / 2).add(-7 % 3);
    }

    @Operator
    static Tensor floats(@Dims("N") Tensor x, float eps, double scale) {
        int n = x.dim(0);
        float f = eps * 3 + 1;
        f /= 2;
        f++;
        double d = f / scale - -scale;
        double e = Math.pow(d, 2) + Math.exp(eps) + Math.log(n) + Math.tanh(0.5) + Math.abs(-eps);
        float g = n;
        float h = (float) (1.0 / n) + Math.max(eps, 1e-6f);
        long rounded = Math.round(2.5) + (int) 3.99 + (long) -1.5f;
        boolean positive = 3.0 > 2f && Float.NaN != 1;
        return x.add(f).add(d).add(e).add(g).add(h).add(rounded).add(positive ? 1 : 0).maximum(LOWEST).add(TABLE[1][1] + TABLE[0].length);
    }

    @Operator
    static Tensor arrays(@Dims("N") Tensor x) {
        Tensor[] parts = new Tensor[3];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = x.mul(i);
        }
        int[][] grid = new int[2][3];
        grid[1][2] += 5;
        grid[1][2]++;
        float[] weights = {1, 2f, 'c'};
        double[] more = new double[] {0.5, 1};
        long[] longs = new long[2];
        longs[0] = grid[1][2]--;
        boolean[] flags = {true, false};
        Tensor y = Tensor.concat(0, parts);
        y = Tensor.concat(0, y, parts[grid[1][2] - 4], flags[0] ? x : parts[0]);
        return y.mul(weights[2] + more[0] + longs[0] + longs[1]).add(flags[1] ? 1 : 2);
    }

    @Operator
    static Tensor records(@Dims("N, M") Tensor x) {
        record Local(Tensor value, int times) {
            Local {
                times = times + 1;
            }

            Local next() {
                return new Local(value.add(times), times);
            }
        }
        Local local = new Local(x, 0);
        for (int i = 0; i < 3; i++) {
            local = local.next();
        }
        Pair<Tensor> pair = new Pair<>(3);
        return local.value().mul(local.times()).add(pair.sum()).sum(new int[] {0, 1}, Keep.KEEP_DIMS);
    }

    @Operator
    static Tensor early(@Dims("N, 3") Tensor x) {
        if (x.rank() != 2) {
            throw new IllegalStateException("rank " + x.rank());
        }
        if (x.dim(1) == 3) {
            return x.sum();
        }
        return x;
    }

    @Operator
    static Tensor order(@Dims("N") Tensor x) {
        return x.exp().add(x.log()).mul(helper(x.sin(), x.cos())).add(helper(x.neg(), x.abs()).sub(x.tanh()));
    }

    private static Tensor helper(Tensor a, Tensor b) {
        assert a.rank() == b.rank() : "ranks";
        return b.sub(a);
    }

    @Operator
    static Tensor[] several(@Dims("B, N") Tensor x, @Dims("_, N") Tensor y) {
        return new Tensor[] {x, y.sum(0), Tensor.range(x.dim(1)), Tensor.full(0.5, x.dim(0), 2)};
    }

    @Operator
    static Tensor variants(@Dims("A, B, C") Tensor x) {
        return x.pad(1, 2, 3).slice(1, 1, x.dim(1), 2).broadcastTo(2, x.dim(0), (x.dim(1) - 1 + 1) / 2, x.dim(2)).max(0).expandDims(-1);
    }
}
