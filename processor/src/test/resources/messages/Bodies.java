package sample;

import java.util.function.Function;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

class Bodies {
    static int counter;
    static final Tensor ONE = Tensor.full(1, 1);

    record Pair(Tensor first, Tensor second) {}

    @Operator
    static Tensor types(@Dims("H") Tensor x, @Dims(value = "H", dtype = DType.I32) Tensor y) {
        // MESSAGE: JDVM020 add: the operands are f32 and i32; cast the second one: cast(DType.F32)
        return x.add(y);
    }

    @Operator
    static Tensor sizes(@Dims("T, H") Tensor x, @Dims("H + 1, T") Tensor y) {
        // MESSAGE: JDVM021 matmul of [T, H] and [H + 1, T] (inner dims): needs H == H + 1
        return x.matmul(y);
    }

    @Operator
    static Tensor ranks(@Dims("T") Tensor x) {
        // MESSAGE: JDVM022 matmul: both operands need at least 2 dims
        return x.matmul(x);
    }

    @Operator
    static Tensor axes(@Dims("T") Tensor x) {
        Tensor y = x.exp();
        // MESSAGE: JDVM023 sum: [T] has 1 dims, so there is no axis 1
        return y.sum(1);
    }

    @Operator
    static Tensor arguments(@Dims("T") Tensor x, int n) {
        // MESSAGE: JDVM024 sum: argument 1 must be known at build time, not n
        return x.sum(n);
    }

    @Operator
    static Tensor divisionByZero(@Dims("T") Tensor x) {
        int zero = 0;
        // MESSAGE: JDVM024 1 / 0: division by zero
        return x.add(1 / zero);
    }

    @Operator
    static Tensor data(@Dims("T") Tensor x) {
        // MESSAGE: JDVM025 Tensor.item has no meaning inside an operator: its value is not known at build time
        return x.add(x.sum().item());
    }

    @Operator
    static Tensor dependentSize(@Dims("T") Tensor x) {
        // MESSAGE: JDVM025 Tensor.nonZero has no meaning inside an operator: the size of its result depends on data
        return x.nonZero();
    }

    @Operator
    static Tensor data2(@Dims("T") Tensor x) {
        // MESSAGE: JDVM025 Tensor.toFloatArray has no meaning inside an operator
        for (float f : x.toFloatArray()) {
            x = x.add(f);
        }
        return x;
    }

    @Operator
    static Tensor undecided(@Dims("S, H") Tensor x) {
        // MESSAGE: JDVM030 cannot be decided at build time: S == 1 depends on the call; if it is about sizes, state it with @Where("..."); else move the decision
        if (x.dim(0) == 1) {
            return x.squeeze(0);
        }
        return x;
    }

    @Operator
    @Where("S >= 2")
    static Tensor loop(@Dims("S, H") Tensor x) {
        // MESSAGE: JDVM030 cannot be decided at build time: 2 < S depends on the call
        for (int i = 0; i < x.dim(0); i++) {
            x = x.add(i);
        }
        return x;
    }

    @Operator
    static Tensor undecidedFloat(@Dims("H") Tensor x, float eps) {
        // MESSAGE: JDVM030 cannot be decided at build time: eps > 0.0 depends on the call
        return eps > 0 ? x.add(eps) : x;
    }

    @Operator
    static Tensor lambda(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 a lambda expression cannot be part of an operator
        Function<Tensor, Tensor> twice = t -> t.add(t);
        return twice.apply(x);
    }

    @Operator
    static Tensor instance(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 an instance of StringBuilder, which is not a record (strings can only be constants
        return x.add(new StringBuilder().length());
    }

    @Operator
    static Tensor field(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the field 'counter', which is not static and final, cannot be part of an operator
        return x.add(counter);
    }

    @Operator
    static Tensor tensorField(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the tensor in the static field 'ONE' cannot be part of an operator
        return x.add(ONE);
    }

    @Operator
    static Tensor inPlace(@Dims("H") Tensor x) {
        // MESSAGE: JDVM025 Tensor.addInPlace has no meaning inside an operator: an operator does not change tensors; use the result of add
        return x.addInPlace(1);
    }

    @Operator
    static Tensor allDims(@Dims("H") Tensor x) {
        // MESSAGE: JDVM025 Tensor.dims has no meaning inside an operator: sizes may depend on the call; use dim(axis)
        return x.add(x.dims()[0]);
    }

    @Operator
    static Tensor equalTensors(@Dims("H") Tensor x, @Dims("H") Tensor y) {
        // MESSAGE: JDVM031 the comparison of tensors by == cannot be part of an operator
        return x == y ? x : y;
    }

    @Operator
    static Tensor asserted(@Dims("H") Tensor x) {
        // MESSAGE: JDVM030 cannot be decided at build time: mod(H, 8) == 0 depends on the call
        assert x.dim(0) % 8 == 0;
        return x;
    }

    @Operator
    static Tensor assertedFalse(@Dims("H") Tensor x) {
        // MESSAGE: JDVM035 every call of the operator would throw here
        assert x.rank() == 2;
        return x;
    }

    @Operator
    static Tensor reshapedWhereEmpty(@Dims("T, 6") Tensor x) {
        // MESSAGE: JDVM021 reshape of [T, 6] to [T, 4]: the number of elements is the same only where a size is 0
        return x.reshape(x.dim(0), 4);
    }

    @Operator
    static Tensor boxed(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the conversion of a number to Integer (use int, long, float, double or boolean) cannot be part of an operator
        Integer i = 3;
        return x.add(i);
    }

    @Operator
    static Tensor guarded(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 'try' cannot be part of an operator
        try {
            return x.exp();
        } finally {
            counter++;
        }
    }

    @Operator
    static Tensor function(@Dims("H") Tensor x, double d) {
        // MESSAGE: JDVM031 Math.cosh cannot be part of an operator
        return x.add(Math.cosh(d));
    }

    @Operator
    static Tensor recursive(@Dims("H") Tensor x) {
        return again(x);
    }

    private static Tensor again(Tensor x) {
        // MESSAGE: JDVM032 'again' calls itself: recursive -> again -> again
        return again(x.exp());
    }

    @Operator
    static Tensor endless(@Dims("H") Tensor x) {
        while (true) {
            // MESSAGE: JDVM034 the operator grows beyond 10000 operations
            x = x.exp();
        }
    }

    @Operator
    static Tensor idle(@Dims("H") Tensor x) {
        // MESSAGE: JDVM034 the operator grows beyond 200000 steps
        for (int i = 0; i < 1_000_000; i++) {}
        return x;
    }

    @Operator
    static Tensor thrown(@Dims("H") Tensor x) {
        if (x.rank() == 1) {
            // MESSAGE: JDVM035 every call of the operator would throw here
            throw new IllegalArgumentException("rank " + x.rank());
        }
        return x;
    }

    @Operator
    static Tensor index(@Dims("H") Tensor x) {
        Tensor[] all = {x, x};
        // MESSAGE: JDVM036 array index 2 is outside of an array of length 2
        return all[2];
    }

    @Operator
    static Tensor constant(@Dims("H") Tensor x) {
        Tensor[] all = {x, x};
        // MESSAGE: JDVM037 an array index must be known at build time, but it is H
        return all[x.dim(0)];
    }

    @Operator
    static Tensor converted(@Dims("H") Tensor x, float factor) {
        // MESSAGE: JDVM037 a number converted to int must be known at build time, but it is float(mul(float(size(H)), factor))
        return x.slice(0, 0, (int) (x.dim(0) * factor));
    }

    @Operator
    static Tensor bits(@Dims("H") Tensor x) {
        // MESSAGE: JDVM038 H | 1 has no meaning for sizes that depend on the call
        return x.add(x.dim(0) | 1);
    }

    @Operator
    static Tensor leadingAxis(@Dims("..., H") Tensor x) {
        // MESSAGE: JDVM039 sum would see how many leading dims the tensor [..., H] has
        return x.sum(0);
    }

    @Operator
    static Tensor leadingRank(@Dims("..., H") Tensor x) {
        // MESSAGE: JDVM039 rank would see how many leading dims
        return x.add(x.rank());
    }

    @Operator
    static Tensor leadingMeets(@Dims("..., H") Tensor x, @Dims("S, H") Tensor y) {
        // MESSAGE: JDVM039 add would see how many leading dims
        return x.add(y);
    }

    @Operator
    static Tensor fractionNextToIntegers(@Dims(value = "H", dtype = DType.I32) Tensor x) {
        // MESSAGE: JDVM020 mul: the tensor is i32, which cannot hold 0.5; cast the tensor first: cast(DType.F32)
        return x.mul(0.5);
    }

    @Operator
    static Tensor comparedWithFraction(@Dims(value = "H", dtype = DType.I64) Tensor x) {
        // MESSAGE: JDVM020 ge: the tensor is i64, which cannot hold 3.5; cast the tensor first: cast(DType.F32)
        return x.ge(3.5);
    }

    @Operator
    static Tensor tooLargeForIntegers(@Dims(value = "H", dtype = DType.I32) Tensor x) {
        // MESSAGE: JDVM020 min: the tensor is i32, which cannot hold 3000000000; cast the tensor first: cast(DType.I64)
        return x.clamp(0, 3e9);
    }

    @Operator
    static Tensor tooLargeForBytes(@Dims(value = "H", dtype = DType.I8) Tensor x) {
        // MESSAGE: JDVM020 pad: the tensor is i8, which cannot hold 128; cast the tensor first: cast(DType.I32)
        return x.pad(0, 1, 1, 128);
    }

    @Operator
    static Tensor notANumberNextToIntegers(
            @Dims(value = "H", dtype = DType.BOOL) Tensor c, @Dims(value = "H", dtype = DType.I32) Tensor x) {
        // MESSAGE: JDVM020 select: the tensor is i32, which cannot hold NaN; cast the tensor first: cast(DType.F32)
        return c.select(x, Float.NaN);
    }

    @Operator
    static Tensor nothing(@Dims("H") Tensor x) {
        Tensor[] all = new Tensor[2];
        // MESSAGE: JDVM040 the object of 'exp' is null here
        return all[1].exp();
    }

    @Operator
    // MESSAGE: JDVM040 the result of 'nullResult' is null here
    static Pair nullResult(@Dims("H") Tensor x) {
        return null;
    }

    @Operator
    static Tensor fine(@Dims("H") Tensor x) {
        return x;
    }
}
