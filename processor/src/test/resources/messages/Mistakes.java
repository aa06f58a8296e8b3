package sample;

import java.util.*;
import java.util.function.*;
import java.util.stream.*;
import org.jdvm.Tensor;
import org.jdvm.annotations.*;

class Mistakes {
    enum Kind {
        ONE,
        TWO
    }

    sealed interface Shape permits Square, Round {}

    record Square(Tensor side) implements Shape {}

    record Round(Tensor radius) implements Shape {}

    record Pair<A, B>(A first, B second) {}

    record Config(int heads, boolean causal) {}

    record Checked(Tensor x, int n) {
        Checked {
            if (n < 0) {
                // MESSAGE: JDVM035 every call of the operator would throw here
                throw new IllegalArgumentException("n");
            }
        }
    }

    static final Object LOCK = new Object();
    static final Random RANDOM = new Random(1);
    static final List<String> NAMES = List.of("a");
    static final Tensor[] TENSORS = {Tensor.full(1, 1)};
    static final Map<String, Integer> MAP = Map.of("a", 1);
    static final int[] NUMBERS = {1, 2};
    static final Config CONFIG = new Config(2, true);
    static final double SEED = Math.random();
    static final long START = System.nanoTime();
    static final Function<Tensor, Tensor> F = t -> t.exp();
    static int mutable = 3;

    static Tensor all(Tensor... xs) {
        // MESSAGE: JDVM036 array index 0 is outside of an array of length 0
        Tensor s = xs[0];
        for (int i = 1; i < xs.length; i++) {
            s = s.add(xs[i]);
        }
        return s;
    }

    static <T> T same(T t) {
        return t;
    }

    static <T extends Number> double number(T t) {
        return t.doubleValue();
    }

    static <A, B> Pair<A, B> pair(A a, B b) {
        return new Pair<>(a, b);
    }

    static Tensor fact(Tensor x, int n) {
        // MESSAGE: JDVM032 'fact' calls itself: factorial -> fact -> fact
        return n == 0 ? x : fact(x.exp(), n - 1);
    }

    static Tensor ping(Tensor x) {
        return pong(x);
    }

    static Tensor pong(Tensor x) {
        // MESSAGE: JDVM032 'ping' calls itself: mutual -> ping -> pong -> ping
        return ping(x);
    }

    static void nothing(Tensor x) {}

    static Tensor thrower(Tensor x) throws Exception {
        if (x.rank() == 5) {
            throw new Exception("x");
        }
        return x;
    }

    @Operator
    static Tensor varargsOk(@Dims("H") Tensor x) {
        return all(x, x, x);
    }

    @Operator
    static Tensor varargsNone(@Dims("H") Tensor x) {
        return all();
    }

    @Operator
    static Tensor concatText(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 text put together with + (strings can only be constants that are compared by equals or chosen by a switch) cannot be part of an operator
        String s = "x is " + x;
        return x;
    }

    @Operator
    static Tensor concatNumber(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 text put together with + (strings can only be constants that are compared by equals or chosen by a switch) cannot be part of an operator
        String s = "n" + x.dim(0);
        return x.add(s.length());
    }

    @Operator
    static Tensor concatConst(@Dims("H") Tensor x) {
        String s = "a" + "b";
        return s.equals("ab") ? x.exp() : x;
    }

    @Operator
    static Tensor concatAssign(@Dims("H") Tensor x) {
        String s = "a";
        // MESSAGE: JDVM031 text put together with + (strings can only be constants that are compared by equals or chosen by a switch) cannot be part of an operator
        s += "b";
        return s.equals("ab") ? x.exp() : x;
    }

    @Operator
    static Tensor stream(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Stream.of (use an array and a loop) cannot be part of an operator
        return Stream.of(x, x).reduce(x, Tensor::add);
    }

    @Operator
    static Tensor intStream(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 IntStream.range (use an array and a loop) cannot be part of an operator
        return x.add(IntStream.range(0, 3).sum());
    }

    @Operator
    static Tensor listOf(@Dims("H") Tensor x) {
        Tensor s = x;
        // MESSAGE: JDVM031 List.of (use an array and a loop) cannot be part of an operator
        for (Tensor t : List.of(x, x)) {
            s = s.add(t);
        }
        return s;
    }

    @Operator
    static Tensor arrayList(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 an instance of ArrayList, which is not a record (use an array and a loop), cannot be part of an operator
        List<Tensor> l = new ArrayList<>();
        l.add(x);
        return l.get(0);
    }

    @Operator
    static Tensor lambdaField(@Dims("H") Tensor x) {
        // MESSAGE: JDVM042 the value of the static field 'F' is not known at build time: a lambda expression
        return F.apply(x);
    }

    @Operator
    static Tensor methodRef(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 a method reference cannot be part of an operator
        UnaryOperator<Tensor> f = Tensor::exp;
        return f.apply(x);
    }

    @Operator
    static Tensor supplier(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 a lambda expression cannot be part of an operator
        Supplier<Tensor> s = () -> x;
        return s.get();
    }

    @Operator
    static Tensor anonymous(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 an instance of Object, which is not a record, cannot be part of an operator
        return new Object() {
            Tensor run() {
                return x;
            }
        }.run();
    }

    @Operator
    static Tensor locked(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 'synchronized' (lock in the code that calls the operator) cannot be part of an operator
        synchronized (LOCK) {
            return x.exp();
        }
    }

    @Operator
    // MESSAGE: JDVM031 'synchronized' (lock in the code that calls the operator) cannot be part of an operator
    static synchronized Tensor lockedMethod(@Dims("H") Tensor x) {
        return x.exp();
    }

    @Operator
    static Tensor printed(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the field System.out (the body runs once, when the operator is built, and not at calls: do it in the code that calls the operator) cannot be part of an operator
        System.out.println(x);
        return x;
    }

    @Operator
    static Tensor printedText(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the field System.out (the body runs once, when the operator is built, and not at calls: do it in the code that calls the operator) cannot be part of an operator
        System.out.println("here");
        return x;
    }

    @Operator
    static Tensor printedSize(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the field System.out (the body runs once, when the operator is built, and not at calls: do it in the code that calls the operator) cannot be part of an operator
        System.out.printf("%d%n", x.dim(0));
        return x;
    }

    @Operator
    static Tensor random(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Math.random (all calls would get the value that it has when the operator is built: pass the number or a tensor as a parameter) cannot be part of an operator
        return x.mul(Math.random());
    }

    @Operator
    static Tensor newRandom(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 an instance of Random, which is not a record (all calls would get the value that it has when the operator is built: pass the number or a tensor as a parameter), cannot be part of an operator
        Random r = new Random();
        return x.mul(r.nextFloat());
    }

    @Operator
    static Tensor newRandomDirect(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 an instance of Random, which is not a record (all calls would get the value that it has when the operator is built: pass the number or a tensor as a parameter), cannot be part of an operator
        return x.mul(new Random(1).nextGaussian());
    }

    @Operator
    static Tensor staticRandom(@Dims("H") Tensor x) {
        // MESSAGE: JDVM042 the value of the static field 'RANDOM' is not known at build time: an instance of Random, which is not a record (all calls would get the value that it has when the operator is built: pass the number or a tensor as a parameter)
        return x.mul(RANDOM.nextFloat());
    }

    @Operator
    static Tensor staticSeed(@Dims("H") Tensor x) {
        // MESSAGE: JDVM042 the value of the static field 'SEED' is not known at build time: Math.random (all calls would get the value that it has when the operator is built: pass the number or a tensor as a parameter)
        return x.mul(SEED);
    }

    @Operator
    static Tensor time(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 System.nanoTime (all calls would get the value that it has when the operator is built: pass the number or a tensor as a parameter) cannot be part of an operator
        return x.add(System.nanoTime());
    }

    @Operator
    static Tensor staticTime(@Dims("H") Tensor x) {
        // MESSAGE: JDVM042 the value of the static field 'START' is not known at build time: System.nanoTime (all calls would get the value that it has when the operator is built: pass the number or a tensor as a parameter)
        return x.add(START);
    }

    @Operator
    static Tensor staticTensors(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the tensor in the static field 'TENSORS' cannot be part of an operator
        return x.add(TENSORS[0]);
    }

    @Operator
    static Tensor staticList(@Dims("H") Tensor x) {
        // MESSAGE: JDVM042 the value of the static field 'NAMES' is not known at build time: List.of (use an array and a loop)
        return x.add(NAMES.size());
    }

    @Operator
    static Tensor staticMap(@Dims("H") Tensor x) {
        // MESSAGE: JDVM042 the value of the static field 'MAP' is not known at build time: the conversion of a number to Object (use int, long, float, double or boolean)
        return x.add(MAP.get("a"));
    }

    @Operator
    static Tensor staticRecord(@Dims("H") Tensor x) {
        return x.add(CONFIG.heads());
    }

    @Operator
    static Tensor staticMutable(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the field 'mutable', which is not static and final, cannot be part of an operator
        return x.add(mutable);
    }

    @Operator
    static Tensor staticSet(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 an assignment to the field 'mutable' cannot be part of an operator
        mutable = 4;
        return x;
    }

    @Operator
    static Tensor staticIncrement(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 an assignment to the field 'mutable' cannot be part of an operator
        mutable++;
        return x;
    }

    @Operator
    static Tensor staticArraySet(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 an assignment to an element of an array in a static field cannot be part of an operator
        NUMBERS[0] = 4;
        return x.add(NUMBERS[0]);
    }

    @Operator
    static Tensor kindValues(@Dims("H") Tensor x) {
        return x.add(Kind.values().length);
    }

    @Operator
    static Tensor kindValueOf(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Enum.valueOf (compare constants by == or choose by a switch) cannot be part of an operator
        return Kind.valueOf("ONE") == Kind.ONE ? x.exp() : x;
    }

    @Operator
    static Tensor kindName(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Enum.name (compare constants by == or choose by a switch) cannot be part of an operator
        return Kind.ONE.name().equals("ONE") ? x.exp() : x;
    }

    @Operator
    static Tensor kindEquals(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Enum.equals (compare constants by == or choose by a switch) cannot be part of an operator
        return Kind.ONE.equals(Kind.ONE) ? x.exp() : x;
    }

    @Operator
    static Tensor kindToString(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Enum.toString (compare constants by == or choose by a switch) cannot be part of an operator
        return Kind.ONE.toString().equals("ONE") ? x.exp() : x;
    }

    @Operator
    static Tensor kindCompare(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Enum.compareTo (compare constants by == or choose by a switch) cannot be part of an operator
        return Kind.ONE.compareTo(Kind.TWO) < 0 ? x.exp() : x;
    }

    @Operator
    static Tensor kindHash(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Enum.hashCode (compare constants by == or choose by a switch) cannot be part of an operator
        return x.add(Kind.ONE.hashCode());
    }

    @Operator
    static Tensor dtypeValues(@Dims("H") Tensor x) {
        return x.cast(DType.values()[0]);
    }

    @Operator
    static Tensor dtypeOf(@Dims("H") Tensor x) {
        return DType.F16 == DType.F32 ? x.exp() : x;
    }

    @Operator
    static Tensor assertText(@Dims("H") Tensor x) {
        // MESSAGE: JDVM035 every call of the operator would throw here
        assert x.rank() == 2 : "rank is " + x.rank();
        return x;
    }

    @Operator
    static Tensor exps(@Dims("H") Tensor x) {
        return x.add(Math.exp(x.dim(0)));
    }

    @Operator
    static Tensor tryCatch(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 'try' cannot be part of an operator
        try {
            return x.exp();
        } catch (RuntimeException e) {
            return x;
        }
    }

    @Operator
    static Tensor tryFinally(@Dims("H") Tensor x) {
        Tensor y;
        // MESSAGE: JDVM031 'try' cannot be part of an operator
        try {
            y = x.exp();
        } finally {
            nothing(x);
        }
        return y;
    }

    @Operator
    static Tensor thrownChecked(@Dims("H") Tensor x) throws Exception {
        return thrower(x);
    }

    @Operator
    static Tensor throwAlways(@Dims("H") Tensor x) {
        // MESSAGE: JDVM035 every call of the operator would throw here
        throw new UnsupportedOperationException();
    }

    @Operator
    static Tensor throwVariable(@Dims("H") Tensor x) {
        // MESSAGE: JDVM035 every call of the operator would throw here
        RuntimeException e = new RuntimeException("a");
        if (x.rank() == 1) {
            throw e;
        }
        return x;
    }

    @Operator
    static Tensor throwNull(@Dims("H") Tensor x) {
        // MESSAGE: JDVM035 every call of the operator would throw here
        throw null;
    }

    @Operator
    static Tensor factorial(@Dims("H") Tensor x) {
        return fact(x, 3);
    }

    @Operator
    static Tensor mutual(@Dims("H") Tensor x) {
        return ping(x);
    }

    @Operator
    static Tensor itself(@Dims("H") Tensor x) {
        // MESSAGE: JDVM032 'itself' calls itself: itself -> itself
        return itself(x);
    }

    @Operator
    static Tensor tensorArray(@Dims("H") Tensor x) {
        Tensor[] a = new Tensor[2];
        a[0] = x;
        // MESSAGE: JDVM040 an argument is null here
        return a[0].add(a[1]);
    }

    @Operator
    static Tensor tensorArrayNegative(@Dims("H") Tensor x) {
        // MESSAGE: JDVM024 the length of an array cannot be -1
        Tensor[] a = new Tensor[-1];
        return x;
    }

    @Operator
    static Tensor tensorArraySized(@Dims("H") Tensor x) {
        // MESSAGE: JDVM037 the length of an array must be known at build time, but it is H
        Tensor[] a = new Tensor[x.dim(0)];
        return x;
    }

    @Operator
    static Tensor arrayClone(@Dims("H") Tensor x) {
        Tensor[] a = {x, x};
        return a.clone()[0];
    }

    @Operator
    static Tensor arraysFill(@Dims("H") Tensor x) {
        Tensor[] a = new Tensor[2];
        // MESSAGE: JDVM031 Arrays.fill (use an array and a loop) cannot be part of an operator
        Arrays.fill(a, x);
        return a[0];
    }

    @Operator
    static Tensor arrayNeg(@Dims("H") Tensor x) {
        Tensor[] a = {x, x};
        // MESSAGE: JDVM036 array index -1 is outside of an array of length 2
        return a[-1];
    }

    @Operator
    static Tensor instanceOf(@Dims("H") Tensor x) {
        Object o = x;
        // MESSAGE: JDVM031 'instanceof' cannot be part of an operator
        return o instanceof Tensor ? x.exp() : x;
    }

    @Operator
    static Tensor instanceOfPattern(@Dims("H") Tensor x) {
        Shape s = new Square(x);
        // MESSAGE: JDVM031 'instanceof' cannot be part of an operator
        if (s instanceof Square q) {
            return q.side();
        }
        return x;
    }

    @Operator
    static Tensor switchPattern(@Dims("H") Tensor x) {
        Shape s = new Square(x);
        // MESSAGE: JDVM031 a switch over patterns cannot be part of an operator
        return switch (s) {
            case Square q -> q.side();
            case Round r -> r.radius();
        };
    }

    @Operator
    static Tensor recordPattern(@Dims("H") Tensor x) {
        Shape s = new Square(x);
        // MESSAGE: JDVM031 'instanceof' cannot be part of an operator
        return s instanceof Square(Tensor t) ? t : x;
    }

    @Operator
    static Tensor genericHelper(@Dims("H") Tensor x) {
        return same(same(x)).exp();
    }

    @Operator
    static Tensor genericPair(@Dims("H") Tensor x) {
        Pair<Tensor, Pair<Tensor, Tensor>> p = pair(x, pair(x.exp(), same(x)));
        return p.second().first().add(p.first());
    }

    @Operator
    static Tensor genericNumber(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the conversion of a number to Number (use int, long, float, double or boolean) cannot be part of an operator
        return x.add(number(3));
    }

    @Operator
    static Tensor genericVar(@Dims("H") Tensor x) {
        var p = pair(x, x);
        return p.first().add(p.second());
    }

    @Operator
    static Tensor recordEquals(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 'equals' of a record (compare its components) cannot be part of an operator
        return new Square(x).equals(new Square(x)) ? x : x.exp();
    }

    @Operator
    static Tensor recordHash(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 'hashCode' of a record (compare its components) cannot be part of an operator
        return x.add(new Config(1, true).hashCode());
    }

    @Operator
    static Tensor recordText(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 'toString' of a record (compare its components) cannot be part of an operator
        String s = new Config(1, true).toString();
        return x;
    }

    @Operator
    static Tensor recordChecked(@Dims("H") Tensor x) {
        return new Checked(x, -1).x();
    }

    @Operator
    static Tensor recordNull(@Dims("H") Tensor x) {
        Square s = null;
        // MESSAGE: JDVM040 the object of 'side' is null here
        return s.side();
    }

    @Operator
    static Tensor recordSame(@Dims("H") Tensor x) {
        return new Square(x) == new Square(x) ? x.exp() : x;
    }

    @Operator
    static Tensor nullTensor(@Dims("H") Tensor x) {
        // MESSAGE: JDVM040 an argument is null here
        return x.add((Tensor) null);
    }

    @Operator
    // MESSAGE: JDVM040 the result of 'nullReturn' is null here
    static Tensor nullReturn(@Dims("H") Tensor x) {
        return null;
    }

    @Operator
    // MESSAGE: JDVM040 the result of 'nullInArray' is null here
    static Tensor[] nullInArray(@Dims("H") Tensor x) {
        return new Tensor[] {x, null};
    }

    @Operator
    static Tensor compareNull(@Dims("H") Tensor x) {
        return x == null ? x.exp() : x;
    }

    @Operator
    static Tensor objectsEquals(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Objects.equals cannot be part of an operator
        return Objects.equals(x, x) ? x.exp() : x;
    }

    @Operator
    static Tensor requireNonNull(@Dims("H") Tensor x) {
        Tensor y = null;
        // MESSAGE: JDVM035 every call of the operator would throw here
        return Objects.requireNonNull(y, "y");
    }

    @Operator
    static Tensor tensorEquals(@Dims("H") Tensor x) {
        // MESSAGE: JDVM025 Tensor.equals has no meaning inside an operator: it depends on the data of the tensor
        return x.equals(x) ? x.exp() : x;
    }

    @Operator
    static Tensor tensorText(@Dims("H") Tensor x) {
        // MESSAGE: JDVM025 Tensor.toString has no meaning inside an operator: it depends on the data of the tensor
        return x.add(x.toString().length());
    }

    @Operator
    static Tensor tensorHash(@Dims("H") Tensor x) {
        // MESSAGE: JDVM025 Tensor.hashCode has no meaning inside an operator: it depends on the data of the tensor
        return x.add(x.hashCode());
    }

    @Operator
    static Tensor tensorOf(@Dims("H") Tensor x) {
        // MESSAGE: JDVM025 Tensor.of has no meaning inside an operator: pass the tensor as a parameter, or use full or range
        return x.add(Tensor.of(new float[] {1, 2}, 2));
    }

    @Operator
    static Tensor tensorGet(@Dims("H") Tensor x) {
        // MESSAGE: JDVM025 Tensor.toFloatArray has no meaning inside an operator: its value is not known at build time
        return x.add(x.toFloatArray()[0]);
    }

    @Operator
    static Tensor sizeIf(@Dims("H") Tensor x) {
        // MESSAGE: JDVM030 cannot be decided at build time: H > 4 depends on the call
        if (x.dim(0) > 4) {
            return x.exp();
        }
        return x;
    }

    @Operator
    static Tensor sizeLoop(@Dims("H") Tensor x) {
        Tensor s = x;
        // MESSAGE: JDVM030 cannot be decided at build time: 0 < H depends on the call
        for (int i = 0; i < x.dim(0); i++) {
            s = s.add(x);
        }
        return s;
    }

    @Operator
    static Tensor sizeSwitch(@Dims("H") Tensor x) {
        // MESSAGE: JDVM030 cannot be decided at build time: H == 1 depends on the call
        return switch (x.dim(0)) {
            case 1 -> x;
            case 2 -> x.exp();
            default -> x.neg();
        };
    }

    @Operator
    static Tensor intSwitch(@Dims("H") Tensor x, int n) {
        // MESSAGE: JDVM030 cannot be decided at build time: n == 1 depends on the call
        switch (n) {
            case 1:
                return x;
            default:
                return x.exp();
        }
    }

    @Operator
    static Tensor stringSwitch(@Dims("H") Tensor x) {
        String mode = "gelu";
        return switch (mode) {
            case "gelu" -> x.gelu();
            default -> x;
        };
    }

    @Operator
    static Tensor floatIf(@Dims("H") Tensor x, float eps) {
        // MESSAGE: JDVM030 cannot be decided at build time: eps == 0.0 depends on the call
        return eps == 0 ? x : x.add(eps);
    }

    @Operator
    static Tensor axisParam(@Dims("T, H") Tensor x, int axis) {
        // MESSAGE: JDVM024 sum: argument 1 must be known at build time, not axis
        return x.sum(axis);
    }

    @Operator
    static Tensor floatSlice(@Dims("T, H") Tensor x, float r) {
        // MESSAGE: JDVM037 a number converted to int must be known at build time, but it is r
        return x.slice(0, 0, (int) r);
    }

    @Operator
    static Tensor bitOr(@Dims("H") Tensor x) {
        // MESSAGE: JDVM038 H ^ 3 has no meaning for sizes that depend on the call
        return x.slice(0, 0, x.dim(0) ^ 3);
    }

    @Operator
    static Tensor shift(@Dims("H") Tensor x, int n) {
        // MESSAGE: JDVM038 1 << n has no meaning for sizes that depend on the call
        return x.slice(0, 0, 1 << n);
    }

    @Operator
    static Tensor cosh(@Dims("H") Tensor x, double d) {
        // MESSAGE: JDVM031 Math.cosh cannot be part of an operator
        return x.add(Math.cosh(d));
    }

    @Operator
    static Tensor fma(@Dims("H") Tensor x, double d) {
        // MESSAGE: JDVM031 Math.fma cannot be part of an operator
        return x.add(Math.fma(d, d, d));
    }

    @Operator
    static Tensor clampMath(@Dims("H") Tensor x, double d) {
        // MESSAGE: JDVM031 Math.clamp cannot be part of an operator
        return x.add(Math.clamp(d, 0.0, 1.0));
    }

    @Operator
    static Tensor parse(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Integer.parseInt cannot be part of an operator
        return x.add(Integer.parseInt("3"));
    }

    @Operator
    static Tensor boxedInt(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the conversion of a number to Integer (use int, long, float, double or boolean) cannot be part of an operator
        Integer i = 3;
        return x.add(i);
    }

    @Operator
    static Tensor boxedCast(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the conversion of a number to Object (use int, long, float, double or boolean) cannot be part of an operator
        Object o = 3;
        return x.add((Integer) o);
    }

    @Operator
    static Tensor stringLength(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 String.length (strings can only be constants that are compared by equals or chosen by a switch) cannot be part of an operator
        return x.add("abc".length());
    }

    @Operator
    static Tensor stringFormat(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the conversion of a number to Object (use int, long, float, double or boolean) cannot be part of an operator
        return x.add(String.format("%d", 3).length());
    }

    @Operator
    static Tensor optional(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Optional.of (use an array and a loop) cannot be part of an operator
        return Optional.of(x).get();
    }

    @Operator
    static Tensor thread(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Thread.yield (the body runs once, when the operator is built, and not at calls: do it in the code that calls the operator) cannot be part of an operator
        Thread.yield();
        return x;
    }

    @Operator
    static Tensor property(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Boolean.getBoolean cannot be part of an operator
        return Boolean.getBoolean("fast") ? x.exp() : x;
    }

    @Operator
    static Tensor endless(@Dims("H") Tensor x) {
        // MESSAGE: JDVM034 the operator grows beyond 200000 steps
        for (; ; ) {}
    }

    @Operator
    static Tensor classLiteral(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 'Tensor.class' cannot be part of an operator
        return Tensor.class == null ? x.exp() : x;
    }

    @Operator
    static Tensor localClass(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 a local class that is not a record cannot be part of an operator
        class Helper {
            Tensor twice(Tensor t) {
                return t.add(t);
            }
        }
        return new Helper().twice(x);
    }

    @Operator
    static Tensor localEnum(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 a local class that is not a record cannot be part of an operator
        enum E {
            A,
            B
        }
        return E.A == E.B ? x.exp() : x;
    }

    @Operator
    // MESSAGE: JDVM031 a result that is not a tensor cannot be part of an operator
    static Tensor castWrong(@Dims("H") Tensor x) {
        Object o = "a";
        return (Tensor) o;
    }

    @Operator
    static Tensor intOverflow(@Dims("H") Tensor x) {
        // MESSAGE: JDVM024 integer arithmetic: 2147483648 does not fit an int
        return x.add(Math.addExact(Integer.MAX_VALUE, 1));
    }

    @Operator
    static Tensor huge(@Dims("H") Tensor x) {
        return x.mul(1e300 * 1e8);
    }

    @Operator
    static Tensor hugeInt(@Dims(value = "H", dtype = DType.I32) Tensor x) {
        // MESSAGE: JDVM020 mul: the tensor is i32, which cannot hold 1.7E308
        return x.mul(1.7e308);
    }

    @Operator
    static Tensor hugeToInt(@Dims("H") Tensor x) {
        // MESSAGE: JDVM023 sum: [H] has 1 dims, so there is no axis 2147483647
        return x.sum((int) 1.7e308);
    }

    @Operator
    static Tensor hugeIndex(@Dims("H") Tensor x) {
        return x.slice(0, 0, Integer.MAX_VALUE).add(Long.MAX_VALUE);
    }

    @Operator
    static Tensor hugeProduct(@Dims("H") Tensor x) {
        long a = x.dim(0);
        long b = a * Long.MAX_VALUE;
        // MESSAGE: JDVM024 integer arithmetic: size overflow: 9223372036854775807 * 9223372036854775807 does not fit in 64 bits
        return x.add(b * Long.MAX_VALUE);
    }

    @Operator
    static Tensor hugeArg(@Dims("H") Tensor x) {
        return x.clamp(1.7e308, -1.7e308);
    }

    @Operator
    static Tensor hugeCompare(@Dims("H") Tensor x, double d) {
        // MESSAGE: JDVM030 cannot be decided at build time: d > 1.7E308 depends on the call
        return d > 1.7e308 ? x : x.exp();
    }

    @Operator
    static Tensor roundHuge(@Dims("H") Tensor x, double d) {
        // MESSAGE: JDVM037 the argument of Math.round must be known at build time, but it is mul(d, 1.7E308)
        return x.add(Math.round(d * 1.7e308));
    }

    @Operator
    static Tensor dimOutside(@Dims("H") Tensor x) {
        // MESSAGE: JDVM023 dim: [H] has 1 dims, so there is no axis 3
        return x.add(x.dim(3));
    }

    @Operator
    static Tensor dimsIndex(@Dims("H") Tensor x) {
        // MESSAGE: JDVM025 Tensor.dims has no meaning inside an operator: sizes may depend on the call
        return x.add(x.dims()[0]);
    }

    @Operator
    static Tensor reshapeBad(@Dims("T, H") Tensor x) {
        return x.reshape(x.dim(0), 7);
    }

    @Operator
    static Tensor matmulBad(@Dims("T, H") Tensor x, @Dims("K, H") Tensor w) {
        return x.matmul(w);
    }

    @Operator
    static Tensor addBad(@Dims("T, 3") Tensor x, @Dims("T, 4") Tensor w) {
        // MESSAGE: JDVM021 add of [T, 3] and [T, 4]: 3 and 4 are neither equal nor 1
        return x.add(w);
    }

    @Operator
    static Tensor unusedBranch(@Dims("H") Tensor x) {
        boolean b = x.rank() == 1;
        if (!b) {
            System.out.println(x);
        }
        return x;
    }

    @Operator
    static Tensor superCall(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 an instance of Object, which is not a record, cannot be part of an operator
        return x.add(new Object().hashCode());
    }

    @Operator
    static Tensor deferred(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 a lambda expression cannot be part of an operator
        Runnable r = () -> System.out.println("x");
        r.run();
        return x;
    }

    @Operator
    static Tensor ternaryTensor(@Dims("H") Tensor x, @Dims("H") Tensor y) {
        return x.gt(y) == null ? x : y;
    }

    @Operator
    static Tensor charMath(@Dims("H") Tensor x) {
        char c = 'a';
        c++;
        return x.add(c);
    }

    @Operator
    static Tensor stringCompare(@Dims("H") Tensor x) {
        return "a" == "a" ? x.exp() : x;
    }

    @Operator
    static Tensor stringChars(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 String.charAt (strings can only be constants that are compared by equals or chosen by a switch) cannot be part of an operator
        return x.add("abc".charAt(1));
    }

    @Operator
    static Tensor lists(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 List.of (use an array and a loop) cannot be part of an operator
        return Tensor.concat(0, List.of(x, x).toArray(new Tensor[0]));
    }

    @Operator
    static Tensor iteratorLoop(@Dims("H") Tensor x) {
        // MESSAGE: JDVM042 the value of the static field 'NAMES' is not known at build time: List.of (use an array and a loop)
        for (String n : NAMES) {
            x = x.exp();
        }
        return x;
    }

    @Operator
    static Tensor yielded(@Dims("H") Tensor x, int n) {
        // MESSAGE: JDVM030 cannot be decided at build time: mod(n, 2) == 0 depends on the call
        return switch (n % 2) {
            case 0 -> x;
            default -> {
                yield x.exp();
            }
        };
    }

    @Operator
    static Tensor nan(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 Double.isNaN cannot be part of an operator
        return Double.isNaN(1.0) ? x : x.exp();
    }

    @Operator
    static Tensor bits(@Dims("H") Tensor x, float f) {
        // MESSAGE: JDVM031 Float.floatToIntBits cannot be part of an operator
        return x.add(Float.floatToIntBits(f));
    }

    static final int LOOP_A = Mistakes.LOOP_B + 1;
    static final int LOOP_B = Mistakes.LOOP_A + 1;

    static class Outside {
        static final int OUTSIDE = NUMBERS[5];
    }

    static final Square HELD = new Square(Tensor.full(1, 1));
    static final String TEXT = "a";
    static final Object[] THINGS = {new Object()};
    static final int LATE;

    static {
        LATE = 3;
    }

    final int field = 3;

    @Operator
    static Tensor staticLoop(@Dims("H") Tensor x) {
        // MESSAGE: JDVM042 the value of the static field 'LOOP_B' is not known at build time: it is used before it is set
        return x.add(LOOP_A);
    }

    @Operator
    static Tensor staticOutside(@Dims("H") Tensor x) {
        // MESSAGE: JDVM042 the value of the static field 'OUTSIDE' is not known at build time: array index 5 is outside of an array of length 2
        return x.add(Outside.OUTSIDE);
    }

    @Operator
    static Tensor staticHeld(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 the tensor in the static field 'HELD' cannot be part of an operator
        return x.add(HELD.side());
    }

    @Operator
    static Tensor staticText(@Dims("H") Tensor x) {
        return (TEXT + "b").equals("ab") ? x.exp() : x;
    }

    @Operator
    static Tensor staticThings(@Dims("H") Tensor x) {
        // MESSAGE: JDVM042 the value of the static field 'THINGS' is not known at build time: an instance of Object, which is not a record
        Object o = THINGS[0];
        return x;
    }

    @Operator
    static Tensor unusedLambda(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 a lambda expression cannot be part of an operator
        Runnable r = () -> {};
        return x;
    }

    @Operator
    static Tensor unusedObject(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 an instance of Object, which is not a record, cannot be part of an operator
        new Object();
        return x;
    }

    @Operator
    static Tensor kindLoop(@Dims("H") Tensor x) {
        for (Kind k : Kind.values()) {
            x = x.add(k.ordinal());
        }
        return x;
    }

    @Operator
    static Tensor kindVar(@Dims("H") Tensor x) {
        var all = Kind.values();
        return all[1] == Kind.TWO ? x.exp() : x;
    }

    @Operator
    static Tensor dtypeLoop(@Dims("H") Tensor x) {
        return x.cast(DType.values()[1]);
    }

    @Operator
    static Tensor cloned(@Dims("H") Tensor x) {
        int[] a = NUMBERS.clone();
        a[0] = 7;
        return x.add(a[0]).add(NUMBERS[0]);
    }

    @Operator
    static Tensor tryInHelper(@Dims("H") Tensor x) {
        return guardedHelper(x);
    }

    static Tensor guardedHelper(Tensor x) {
        // MESSAGE: JDVM031 'try' cannot be part of an operator
        try {
            return x.exp();
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(e);
        }
    }

    @Operator
    static Tensor tryUnreached(@Dims("H") Tensor x) {
        if (x.rank() == 2) {
            try {
                x = x.exp();
            } finally {
                x = x.neg();
            }
        }
        return x;
    }

    @Operator
    static Tensor instanceField(@Dims("H") Tensor x) {
        // MESSAGE: JDVM031 an instance of Mistakes, which is not a record, cannot be part of an operator
        return x.add(new Mistakes().field);
    }

    @Operator
    static Tensor nested(@Dims("H") Tensor x) {
        // MESSAGE: JDVM023 dim: [H] has 1 dims, so there is no axis 5
        return x.add(Math.max(1, Math.min(2, x.dim(5))));
    }

    @Operator
    static Tensor textBlock(@Dims("H") Tensor x) {
        return """
            a\
            """.equals("a") ? x.exp() : x;
    }

    @Operator
    static Tensor wrongCase(@Dims("H") Tensor x) {
        int k = 7;
        return switch (k) {
            case 1 -> x;
            case 2 -> x.exp();
            // MESSAGE: JDVM035 every call of the operator would throw here
            default -> throw new IllegalArgumentException("k");
        };
    }

    @Operator
    static Tensor requireText(@Dims("H") Tensor x) {
        if (x.rank() != 1) {
            throw new IllegalArgumentException("rank " + x.rank());
        }
        return x;
    }

    @Operator
    static Tensor require(@Dims("H") Tensor x) {
        Objects.requireNonNull(x, "x");
        // MESSAGE: JDVM031 Objects.checkIndex cannot be part of an operator
        Objects.checkIndex(0, x.dim(0));
        return x;
    }

    @Operator
    static Tensor doubled(@Dims("H") Tensor x) {
        double[] d = new double[2];
        return x.add(d[0] / d[1]);
    }

    @Operator
    static Tensor modFloat(@Dims("H") Tensor x, float f) {
        // MESSAGE: JDVM031 % of floating-point numbers that depend on the call cannot be part of an operator
        return x.add(f % 2);
    }

    @Operator
    static Tensor truthAnd(@Dims("H") Tensor x, int n) {
        // MESSAGE: JDVM030 cannot be decided at build time: n > 3 depends on the call
        boolean b = x.rank() == 1 & n > 3;
        return b ? x : x.exp();
    }

    @Operator
    static Tensor swap(@Dims("T, H") Tensor x) {
        // MESSAGE: JDVM023 permute: each axis must occur once in [0, 0]
        return x.permute(0, 0);
    }

    @Operator
    static Tensor gatherWrong(@Dims("T, H") Tensor x, @Dims("T") Tensor i) {
        // MESSAGE: JDVM020 gather: the indices must be i32 or i64, not f32
        return x.gather(0, i);
    }

    @Operator
    static Tensor negativeSlice(@Dims("T, H") Tensor x) {
        // MESSAGE: JDVM021 slice 5..2 of dim 0 of [T, H]: needs 5 <= 2, which is never true
        return x.slice(0, 5, 2);
    }

    @Operator
    static Tensor longSum(@Dims("T, H") Tensor x, long n) {
        return x.slice(0, 0, (int) n);
    }

    static final double LATER = System.nanoTime() * 0.5;
    static final int[] AFTER = {3};

    @Operator
    static Tensor staticAfter(@Dims("H") Tensor x) {
        return x.add(AFTER[0]);
    }

    @Operator
    static Tensor staticLater(@Dims("H") Tensor x) {
        // MESSAGE: JDVM042 the value of the static field 'LATER' is not known at build time: System.nanoTime (all calls would get the value that it has when the operator is built: pass the number or a tensor as a parameter)
        return x.add(LATER);
    }
}
