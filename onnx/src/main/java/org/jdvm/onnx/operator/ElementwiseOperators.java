package org.jdvm.onnx.operator;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.UnaryOperator;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** Arithmetic, comparisons, truth values, bits, conversions. */
final class ElementwiseOperators {
    private ElementwiseOperators() {}

    static void addTo(OperatorTable table) {
        unary(table, "Abs", Tensor::abs);
        unary(table, "Neg", Tensor::neg, x -> -x);
        unary(table, "Sign", Tensor::sign);
        unary(table, "Sqrt", Tensor::sqrt, Math::sqrt);
        unary(table, "Reciprocal", Tensor::reciprocal, x -> 1 / x);
        unary(table, "Exp", Tensor::exp);
        unary(table, "Log", Tensor::log);
        unary(table, "Sin", Tensor::sin);
        unary(table, "Cos", Tensor::cos);
        unary(table, "Tan", Tensor::tan);
        unary(table, "Asin", Tensor::asin);
        unary(table, "Acos", Tensor::acos);
        unary(table, "Atan", Tensor::atan);
        unary(table, "Sinh", Tensor::sinh);
        unary(table, "Cosh", Tensor::cosh);
        unary(table, "Asinh", Tensor::asinh);
        unary(table, "Acosh", Tensor::acosh);
        unary(table, "Atanh", Tensor::atanh);
        unary(table, "Erf", Tensor::erf);
        unary(table, "Floor", Tensor::floor, Math::floor);
        unary(table, "Ceil", Tensor::ceil, Math::ceil);
        unary(table, "Round", Tensor::round, Math::rint);
        table.add("IsNaN", 9, call -> TensorValue.of(ElementType.BOOL, call.t(0).isNan()));
        table.add("IsInf", 10, ElementwiseOperators::isInf);
        table.add(
                "Not",
                1,
                call -> call.in(0).isHost()
                        ? Host.compare(call.in(0), TensorValue.ofLongs(ElementType.BOOL, new long[1]), (c, _) -> c == 0)
                        : TensorValue.of(ElementType.BOOL, call.t(0).not()));
        table.add("BitwiseNot", 18, call -> wrapped(call.type(), call.t(0).bitwiseNot()));

        binary(table, "Add", Combination.ADD, Long::sum, Double::sum);
        binary(table, "Sub", new Combination(Tensor::sub, Tensor::sub, Tensor::rsub), (a, b) -> a - b, (a, b) -> a - b);
        binary(table, "Mul", new Combination(Tensor::mul, Tensor::mul, Tensor::mul), (a, b) -> a * b, (a, b) -> a * b);
        binary(
                table,
                "Div",
                new Combination(Tensor::div, Tensor::div, Tensor::rdiv),
                ElementwiseOperators::div,
                (a, b) -> a / b);
        table.add("Mod", 10, ElementwiseOperators::mod);
        table.add("Pow", 1, ElementwiseOperators::pow);
        variadic(
                table, "Max", new Combination(Tensor::maximum, Tensor::maximum, Tensor::maximum), Math::max, Math::max);
        variadic(
                table, "Min", new Combination(Tensor::minimum, Tensor::minimum, Tensor::minimum), Math::min, Math::min);
        variadic(table, "Sum", Combination.ADD, Long::sum, Double::sum);
        table.add("Mean", 6, call -> {
            Tensor sum = call.t(0);
            for (int i = 1; i < call.size(); i++) {
                sum = sum.add(call.t(i));
            }
            return call.same(sum.div(call.size()));
        });
        compare(table, "Equal", Tensor::eq, (c, ordered) -> ordered && c == 0);
        compare(table, "Less", Tensor::lt, (c, ordered) -> ordered && c < 0);
        compare(table, "LessOrEqual", Tensor::le, (c, ordered) -> ordered && c <= 0);
        compare(table, "Greater", Tensor::gt, (c, ordered) -> ordered && c > 0);
        compare(table, "GreaterOrEqual", Tensor::ge, (c, ordered) -> ordered && c >= 0);
        binary(table, "And", Combination.of(Tensor::and), (a, b) -> a & b, (a, _) -> a);
        binary(table, "Or", Combination.of(Tensor::or), (a, b) -> a | b, (a, _) -> a);
        binary(table, "Xor", Combination.of(Tensor::xor), (a, b) -> a ^ b, (a, _) -> a);
        binary(table, "BitwiseAnd", Combination.of(Tensor::bitwiseAnd), (a, b) -> a & b, (a, _) -> a);
        binary(table, "BitwiseOr", Combination.of(Tensor::bitwiseOr), (a, b) -> a | b, (a, _) -> a);
        binary(table, "BitwiseXor", Combination.of(Tensor::bitwiseXor), (a, b) -> a ^ b, (a, _) -> a);
        table.add("BitShift", 11, ElementwiseOperators::bitShift);

        table.add("Where", 9, ElementwiseOperators::where);
        table.add(
                "Clip",
                1,
                call -> clip(
                        call,
                        call.hasAttribute("min") ? call.f("min", 0) : Double.NaN,
                        call.hasAttribute("max") ? call.f("max", 0) : Double.NaN));
        table.add("Clip", 11, call -> clip(call, call.number(1, Double.NaN), call.number(2, Double.NaN)));
        table.add("Cast", 1, call -> cast(call.in(0), castType(call), call.i("saturate", 1) != 0));
        table.add("CastLike", 15, call -> cast(call.in(0), call.in(1).type(), call.i("saturate", 1) != 0));
        table.add("BitCast", 26, ElementwiseOperators::bitCast);
        table.add("Identity", 1, call -> {
            if (call.value(0) == null) {
                throw new JdvmException("input 0 is missing");
            }
            return call.value(0);
        });
    }

    private static ElementType castType(NodeCall call) {
        return call.attribute("to") instanceof String name ? ElementType.valueOf(name) : ElementType.of(call.i("to"));
    }

    private static void unary(OperatorTable table, String name, UnaryOperator<Tensor> function) {
        table.add(name, 1, call -> wrapped(call.type(), function.apply(call.t(0))));
    }

    private static void unary(
            OperatorTable table, String name, UnaryOperator<Tensor> function, DoubleUnaryOperator host) {
        table.add(name, 1, call -> {
            TensorValue x = call.in(0);
            if (x.isHost()) {
                return TensorValue.ofNumbers(
                        x.type(), Arrays.stream(x.doubles()).map(host).toArray(), x.dims());
            }
            return wrapped(x.type(), function.apply(x.tensor()));
        });
    }

    /**
     * A function of two tensors.
     *
     * @param tensors the function
     * @param right the same with a number as the second operand; null if numbers are tensors for it
     * @param left the same with a number as the first operand, which comes second here; null if numbers are tensors for it
     */
    private record Combination(
            BinaryOperator<Tensor> tensors,
            @Nullable ToTensor right,
            @Nullable ToTensor left) {
        static final Combination ADD = new Combination(Tensor::add, Tensor::add, Tensor::add);

        static Combination of(BinaryOperator<Tensor> tensors) {
            return new Combination(tensors, null, null);
        }

        /** A number of the file is a number of the graph: so the passes see it, and the kernels load nothing. */
        Tensor apply(TensorValue a, TensorValue b) {
            if (right != null && isNumberFor(a, b)) {
                return right.apply(a.tensor(), b.number());
            }
            if (left != null && isNumberFor(b, a)) {
                return left.apply(b.tensor(), a.number());
            }
            return tensors.apply(a.tensor(), b.tensor());
        }

        private static boolean isNumberFor(TensorValue tensor, TensorValue number) {
            return number.type() == ElementType.FLOAT
                    && number.isHost()
                    && number.size() == 1
                    && number.rank() <= tensor.rank();
        }
    }

    /** A function of a tensor and a number. */
    private interface ToTensor {
        Tensor apply(Tensor tensor, double number);
    }

    private static void binary(
            OperatorTable table,
            String name,
            Combination function,
            LongBinaryOperator longs,
            DoubleBinaryOperator doubles) {
        table.add(name, 1, call -> combine(call, call.in(0), legacy(call), function, longs, doubles));
    }

    /** Before version 7 the second operand was aligned at an axis. */
    private static TensorValue legacy(NodeCall call) {
        TensorValue b = call.in(1);
        if (call.opset() >= 7 || call.i("broadcast", 0) == 0 || !call.hasAttribute("axis")) {
            return b;
        }
        int[] dims = Arrays.copyOf(b.dims(), call.in(0).rank() - call.i("axis"));
        Arrays.fill(dims, b.rank(), dims.length, 1);
        return b.reshape(dims);
    }

    private static TensorValue combine(
            NodeCall call,
            TensorValue a,
            TensorValue b,
            Combination function,
            LongBinaryOperator longs,
            DoubleBinaryOperator doubles) {
        if (a.type() != b.type()) {
            throw new JdvmException("inputs are %s and %s; their element types must be equal".formatted(a, b));
        }
        return Host.isHost(a, b) ? Host.binary(a, b, longs, doubles) : wrapped(a.type(), function.apply(a, b));
    }

    private static void variadic(
            OperatorTable table,
            String name,
            Combination function,
            LongBinaryOperator longs,
            DoubleBinaryOperator doubles) {
        table.add(name, 1, call -> {
            TensorValue result = call.in(0);
            for (int i = 1; i < call.size(); i++) {
                result = combine(call, result, call.in(i), function, longs, doubles);
            }
            return result;
        });
    }

    private static void compare(OperatorTable table, String name, BinaryOperator<Tensor> function, Host.Test host) {
        table.add(name, 1, call -> {
            TensorValue a = call.in(0);
            TensorValue b = legacy(call);
            if (a.type() != b.type()) {
                throw new JdvmException("inputs are %s and %s; their element types must be equal".formatted(a, b));
            }
            return Host.isHost(a, b)
                    ? Host.compare(a, b, host)
                    : TensorValue.of(ElementType.BOOL, function.apply(a.tensor(), b.tensor()));
        });
    }

    /** {@return a tensor of the carrier's type, with integers wrapped to the range of a narrower type} */
    static TensorValue wrapped(ElementType type, Tensor tensor) {
        return TensorValue.of(type, type.isNarrow() ? wrap(type, tensor) : tensor);
    }

    static Tensor wrap(ElementType type, Tensor tensor) {
        if (!type.isNarrow()) {
            return tensor;
        }
        Tensor carried = tensor.cast(type.carrier());
        if (type.isUnsigned()) {
            return carried.bitwiseAnd(type.most());
        }
        int unused = 8 * type.carrier().bytes() - type.bits();
        return carried.shiftLeft(unused).shiftRight(unused);
    }

    private static long div(long a, long b) {
        if (b == 0) {
            throw new JdvmException("an integer is divided by zero");
        }
        return a / b;
    }

    private static TensorValue mod(NodeCall call) {
        boolean isTruncated = call.i("fmod", 0) != 0;
        return combine(
                call,
                call.in(0),
                call.in(1),
                Combination.of(isTruncated ? Tensor::rem : Tensor::floorMod),
                isTruncated ? (a, b) -> a % b : Math::floorMod,
                (a, b) -> isTruncated ? a % b : a - Math.floor(a / b) * b);
    }

    private static TensorValue pow(NodeCall call) {
        TensorValue x = call.in(0);
        TensorValue y = legacy(call);
        if (x.type().isFloat()) {
            if (y.isHost() && y.size() == 1 && y.rank() <= x.rank()) {
                double exponent = y.number();
                Tensor t = x.tensor();
                return call.same(
                        exponent == 2
                                ? t.mul(t)
                                : exponent == 0.5
                                        ? t.sqrt()
                                        : exponent == 3 ? t.mul(t).mul(t) : t.pow(exponent));
            }
            return call.same(x.tensor().pow(y.tensor().cast(x.type().carrier())));
        }
        int[] dims = Host.broadcast(x.dims(), y.dims());
        int[] first = Host.broadcastIndices(x.dims(), dims);
        int[] second = Host.broadcastIndices(y.dims(), dims);
        long[] result = new long[first.length];
        for (int i = 0; i < result.length; i++) {
            double exponent = y.doubles()[second[i]];
            long base = x.longs()[first[i]];
            result[i] = x.type()
                    .wrap(
                            exponent >= 0 && exponent == Math.rint(exponent)
                                    ? power(base, (long) exponent)
                                    : (long) Math.pow(base, exponent));
        }
        return TensorValue.ofLongs(x.type(), result, dims);
    }

    private static long power(long base, long exponent) {
        long result = 1;
        long square = base;
        for (long left = exponent; left > 0; left >>= 1) {
            if ((left & 1) != 0) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }

    private static TensorValue bitShift(NodeCall call) {
        boolean isLeft = call.s("direction", "").equals("LEFT");
        ElementType type = call.type();
        if (type == ElementType.UINT64) {
            return Host.binary(
                    call.in(0), call.in(1), (a, b) -> b < 0 || b > 63 ? 0 : isLeft ? a << b : a >>> b, (a, _) -> a);
        }
        return combine(
                call,
                call.in(0),
                call.in(1),
                Combination.of(isLeft ? Tensor::shiftLeft : Tensor::shiftRight),
                (a, b) -> b < 0 || b > 63 ? 0 : isLeft ? a << b : a >> b,
                (a, _) -> a);
    }

    private static TensorValue isInf(NodeCall call) {
        Tensor x = call.t(0);
        boolean isPositive = call.i("detect_positive", 1) != 0;
        boolean isNegative = call.i("detect_negative", 1) != 0;
        Tensor result = x.isInf();
        if (!isPositive) {
            result = result.and(x.lt(0));
        }
        if (!isNegative) {
            result = result.and(x.gt(0));
        }
        return TensorValue.of(ElementType.BOOL, result);
    }

    private static TensorValue where(NodeCall call) {
        TensorValue condition = call.in(0);
        TensorValue a = call.in(1);
        TensorValue b = call.in(2);
        if (a.type() != b.type()) {
            throw new JdvmException("inputs are %s and %s; their element types must be equal".formatted(a, b));
        }
        if (Host.isHost(condition, a, b)) {
            int[] dims = Host.broadcast(condition.dims(), a.dims(), b.dims());
            int[] which = Host.broadcastIndices(condition.dims(), dims);
            int[] first = Host.broadcastIndices(a.dims(), dims);
            int[] second = Host.broadcastIndices(b.dims(), dims);
            double[] doubles = new double[which.length];
            long[] longs = new long[which.length];
            for (int i = 0; i < longs.length; i++) {
                boolean holds = condition.longs()[which[i]] != 0;
                if (a.type().isFloat()) {
                    doubles[i] = holds ? a.doubles()[first[i]] : b.doubles()[second[i]];
                } else {
                    longs[i] = holds ? a.longs()[first[i]] : b.longs()[second[i]];
                }
            }
            return a.type().isFloat()
                    ? TensorValue.ofDoubles(a.type(), doubles, dims)
                    : TensorValue.ofLongs(a.type(), longs, dims);
        }
        return TensorValue.of(a.type(), condition.tensor().select(a.tensor(), b.tensor()));
    }

    private static TensorValue clip(NodeCall call, double low, double high) {
        Tensor x = call.t(0);
        if (!Double.isNaN(low)) {
            x = x.clampMin(low);
        }
        if (!Double.isNaN(high)) {
            x = x.clampMax(high);
        }
        return call.same(x);
    }

    /** {@return the elements converted to another type} */
    static TensorValue cast(TensorValue x, ElementType to, boolean saturates) {
        ElementType from = x.type();
        if (from == to) {
            return x;
        }
        if (to.isFloat() && to.bits() <= 8 && !saturates) {
            return TensorValue.ofUnsaturated(to, x.doubles(), x.dims());
        }
        if (x.isHost() && x.size() <= 4096) {
            if (from.isFloat()) {
                double[] numbers = x.doubles();
                return to == ElementType.BOOL
                        ? TensorValue.ofLongs(
                                to,
                                Arrays.stream(numbers)
                                        .mapToLong(d -> d != 0 ? 1 : 0)
                                        .toArray(),
                                x.dims())
                        : TensorValue.ofNumbers(to, numbers, x.dims());
            }
            long[] longs = x.longs();
            return to.isFloat()
                    ? TensorValue.ofNumbers(to, x.doubles(), x.dims())
                    : TensorValue.ofLongs(to, Arrays.stream(longs).map(to::wrap).toArray(), x.dims());
        }
        if (to.isFloat() && to.bits() <= 8) {
            return TensorValue.ofNumbers(to, x.doubles(), x.dims());
        }
        Tensor tensor = x.tensor();
        if (to.isNarrow()) {
            // A float beyond the range of a narrow type is undefined in the standard; through the carrier it wraps.
            return TensorValue.of(to, wrap(to, tensor.cast(to.carrier())));
        }
        return TensorValue.of(to, tensor.cast(to.carrier()));
    }

    private static TensorValue bitCast(NodeCall call) {
        TensorValue x = call.in(0);
        ElementType to = ElementType.of(call.i("to"));
        if (x.type().bits() != to.bits()) {
            throw new JdvmException("%s cannot be seen as %s, which has another size".formatted(x, to));
        }
        double[] doubles = new double[x.size()];
        long[] longs = new long[x.size()];
        for (int i = 0; i < longs.length; i++) {
            long bits = x.type().isFloat() ? bits(x.type(), x.doubles()[i]) : x.longs()[i];
            if (to.isFloat()) {
                doubles[i] = switch (to) {
                    case FLOAT -> Float.intBitsToFloat((int) bits);
                    case DOUBLE -> Double.longBitsToDouble(bits);
                    case FLOAT16 -> Float.float16ToFloat((short) bits);
                    case BFLOAT16 -> Float.intBitsToFloat((int) bits << 16);
                    default -> throw NodeCall.unsupported("bits of " + to);
                };
            } else {
                longs[i] = to.wrap(bits);
            }
        }
        return to.isFloat() ? TensorValue.ofDoubles(to, doubles, x.dims()) : TensorValue.ofLongs(to, longs, x.dims());
    }

    private static long bits(ElementType type, double value) {
        return switch (type) {
            case FLOAT -> Float.floatToRawIntBits((float) value);
            case DOUBLE -> Double.doubleToRawLongBits(value);
            case FLOAT16 -> Float.floatToFloat16((float) value);
            case BFLOAT16 -> Float.floatToRawIntBits((float) value) >> 16;
            default -> throw NodeCall.unsupported("bits of " + type);
        };
    }

    /** {@return a tensor of one number} */
    static Tensor scalar(double value, DType type) {
        return Tensor.full(value).cast(type);
    }
}
