package sample;

import java.util.Objects;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Keep;
import org.jdvm.annotations.Operator;

/** Helpers in the styles in which libraries are written. */
class Behaviour {
    enum Activation {
        RELU,
        GELU {
            @Override
            Tensor apply(Tensor x) {
                return x.gelu();
            }
        };

        Tensor apply(Tensor x) {
            return x.relu();
        }
    }

    enum Weighted {
        ONE(1),
        TEN(10);

        final int weight;

        Weighted(int weight) {
            this.weight = weight;
        }
    }

    sealed interface Layer permits Dense, Scale, Twice {
        Tensor apply(Tensor x);

        default Layer then(int times) {
            return times == 0 ? this : new Twice(this).then(times - 1);
        }
    }

    record Dense(Tensor w) implements Layer {
        public Tensor apply(Tensor x) {
            return x.matmul(w);
        }
    }

    record Scale(float by) implements Layer {
        Scale {
            if (by == 0) {
                throw new IllegalArgumentException("zero");
            }
        }

        public Tensor apply(Tensor x) {
            return x.mul(by);
        }
    }

    record Twice(Layer inner) implements Layer {
        Twice {
            Objects.requireNonNull(inner);
        }

        public Tensor apply(Tensor x) {
            return inner.apply(inner.apply(x));
        }
    }

    record Options(int heads, boolean causal, Keep keep, DType type, String mode) {
        static final Options DEFAULT = new Options(2, true, Keep.KEEP_DIMS, DType.F32, "sum");

        Options withMode(String mode) {
            return new Options(heads, causal, keep, type, mode);
        }
    }

    abstract static class Utility {
        private Utility() {}

        static Tensor reduce(Tensor x, Options options) {
            return switch (options.mode()) {
                case "sum" -> x.sum(-1, options.keep());
                case "mean" -> x.mean(-1, options.keep());
                default -> throw new IllegalStateException(options.mode());
            };
        }

        static <T extends Layer> Tensor all(Tensor x, T[] layers) {
            for (T layer : layers) {
                x = layer.apply(x);
            }
            return x;
        }
    }

    static Tensor[] split(Tensor x, int parts) {
        Tensor[] result = new Tensor[parts];
        int size = x.dim(-1) / parts;
        for (int i = 0; i < parts; i++) {
            result[i] = x.slice(-1, i * size, (i + 1) * size);
        }
        return result;
    }

    static void negate(Tensor[] tensors) {
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = tensors[i].neg();
        }
    }

    static int fibonacci(int n) {
        int a = 0;
        int b = 1;
        while (n-- > 0) {
            int next = a + b;
            a = b;
            b = next;
        }
        return a;
    }

    @Operator
    static Tensor layers(@Dims("T, H") Tensor x, @Dims("H, H") Tensor w) {
        Layer[] layers = {new Dense(w), new Scale(0.5f), new Twice(new Scale(3))};
        return Utility.all(x, layers).add(new Dense(w).apply(x));
    }

    @Operator
    static Tensor options(@Dims("T, H") Tensor x) {
        Options options = Options.DEFAULT;
        Tensor sum = Utility.reduce(x, options).cast(options.type());
        return sum.add(Utility.reduce(x, options.withMode("mean"))).add(options.causal() ? options.heads() : -1);
    }

    @Operator
    static Tensor splits(@Dims("T, H") Tensor x) {
        Tensor[] parts = split(x, 2);
        negate(parts);
        return Tensor.concat(-1, parts[1], parts[0], x).add(fibonacci(10));
    }

    @Operator
    static Tensor[] severalResults(@Dims("T, H") Tensor x) {
        Tensor[] parts = split(x, 4);
        return new Tensor[] {parts[3], x, parts[0].exp()};
    }

    @Operator
    static Tensor refusedRecursion(@Dims("T, H") Tensor x) {
        return new Scale(2).then(2).apply(x);
    }

    @Operator
    static Tensor refusedThrows(@Dims("T, H") Tensor x) {
        return Utility.reduce(x, Options.DEFAULT.withMode("product"));
    }

    @Operator
    static Tensor refusedZero(@Dims("T, H") Tensor x) {
        return new Scale(0).apply(x);
    }

    @Operator
    static Tensor refusedEnumMethod(@Dims("T, H") Tensor x) {
        return Activation.GELU.apply(x);
    }

    @Operator
    static Tensor refusedEnumField(@Dims("T, H") Tensor x) {
        return x.add(Weighted.TEN.weight);
    }

    @Operator
    static Tensor refusedName(@Dims("T, H") Tensor x) {
        return Weighted.TEN.name().equals("TEN") ? x.neg() : x;
    }
}
