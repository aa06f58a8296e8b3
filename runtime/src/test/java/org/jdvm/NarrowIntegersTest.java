package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Integers of 8 and 16 bits against arithmetic with 64 bits of which the lowest are kept. */
class NarrowIntegersTest {
    private record Binary(BinaryOperator<Tensor> tensors, LongBinaryOperator numbers, boolean divides) {}

    private static final Map<String, Binary> BINARY = Map.ofEntries(
            Map.entry("add", new Binary(Tensor::add, (a, b) -> a + b, false)),
            Map.entry("sub", new Binary(Tensor::sub, (a, b) -> a - b, false)),
            Map.entry("mul", new Binary(Tensor::mul, (a, b) -> a * b, false)),
            Map.entry("div", new Binary(Tensor::div, (a, b) -> a / b, true)),
            Map.entry("floorDiv", new Binary(Tensor::floorDiv, Math::floorDiv, true)),
            Map.entry("floorMod", new Binary(Tensor::floorMod, Math::floorMod, true)),
            Map.entry("rem", new Binary(Tensor::rem, (a, b) -> a % b, true)),
            Map.entry("maximum", new Binary(Tensor::maximum, Math::max, false)),
            Map.entry("minimum", new Binary(Tensor::minimum, Math::min, false)),
            Map.entry("bitwiseAnd", new Binary(Tensor::bitwiseAnd, (a, b) -> a & b, false)),
            Map.entry("bitwiseOr", new Binary(Tensor::bitwiseOr, (a, b) -> a | b, false)),
            Map.entry("bitwiseXor", new Binary(Tensor::bitwiseXor, (a, b) -> a ^ b, false)));

    private static final Map<String, LongBinaryOperator> TESTS = Map.of(
            "eq", (a, b) -> a == b ? 1 : 0,
            "ne", (a, b) -> a != b ? 1 : 0,
            "lt", (a, b) -> a < b ? 1 : 0,
            "le", (a, b) -> a <= b ? 1 : 0,
            "gt", (a, b) -> a > b ? 1 : 0,
            "ge", (a, b) -> a >= b ? 1 : 0);

    private final Random random = new Random(2);

    private long[] numbers(DType type, int count) {
        return random.longs(count, type.least(), type.most() + 1).toArray();
    }

    /** From the bits, not by a cast. */
    private static Tensor tensor(DType type, long[] numbers, int... dims) {
        if (type.bytes() == 1) {
            byte[] bytes = new byte[numbers.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) numbers[i];
            }
            return Tensor.of(type, bytes, dims);
        }
        short[] shorts = new short[numbers.length];
        for (int i = 0; i < shorts.length; i++) {
            shorts[i] = (short) numbers[i];
        }
        return Tensor.of(type, shorts, dims);
    }

    private static long lowest(DType type, long number) {
        long bits = number & (1L << 8 * type.bytes()) - 1;
        return bits > type.most() ? bits - (1L << 8 * type.bytes()) : bits;
    }

    private static long[] expected(DType type, LongBinaryOperator function, long[] a, long[] b) {
        long[] result = new long[a.length];
        Arrays.setAll(result, i -> lowest(type, function.applyAsLong(a[i], b[i])));
        return result;
    }

    private static Tensor compare(String name, Tensor a, Tensor b) {
        return switch (name) {
            case "eq" -> a.eq(b);
            case "ne" -> a.ne(b);
            case "lt" -> a.lt(b);
            case "le" -> a.le(b);
            case "gt" -> a.gt(b);
            default -> a.ge(b);
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I8", "U8", "I16", "U16"})
    void twoOperands(DType type) {
        for (int count : new int[] {0, 1, 7, 64, 1009}) {
            long[] a = numbers(type, count);
            long[] b = numbers(type, count);
            Tensor x = tensor(type, a, count);
            Tensor y = tensor(type, b, count);
            assertArrayEquals(a, x.toLongArray());
            for (Map.Entry<String, Binary> entry : BINARY.entrySet()) {
                Binary binary = entry.getValue();
                long[] by = binary.divides()
                        ? Arrays.stream(b).map(v -> v == 0 ? 3 : v).toArray()
                        : b;
                Tensor result = binary.tensors().apply(x, binary.divides() ? tensor(type, by, count) : y);
                assertEquals(type, result.type());
                assertArrayEquals(
                        expected(type, binary.numbers(), a, by), result.toLongArray(), entry.getKey() + " of " + type);
            }
            for (Map.Entry<String, LongBinaryOperator> test : TESTS.entrySet()) {
                Tensor result = compare(test.getKey(), x, y);
                assertEquals(DType.BOOL, result.type());
                assertArrayEquals(expected(type, test.getValue(), a, b), result.toLongArray());
            }
            assertArrayEquals(
                    expected(type, (p, q) -> p < q ? p : q, a, b),
                    x.lt(y).select(x, y).toLongArray());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I8", "U8", "I16", "U16"})
    void oneOperand(DType type) {
        record Unary(UnaryOperator<Tensor> tensors, LongUnaryOperator numbers) {}
        List<Unary> functions = List.of(
                new Unary(Tensor::neg, a -> -a),
                new Unary(Tensor::abs, Math::abs),
                new Unary(Tensor::sign, Long::signum),
                new Unary(Tensor::bitwiseNot, a -> ~a),
                new Unary(Tensor::square, a -> a * a),
                new Unary(Tensor::relu, a -> Math.max(0, a)),
                new Unary(x -> x.clamp(3, 100), a -> Math.clamp(a, 3, 100)),
                new Unary(x -> x.add(7).mul(3), a -> (a + 7) * 3));
        long[] a = numbers(type, 333);
        for (int i = 0; i < functions.size(); i++) {
            LongUnaryOperator function = functions.get(i).numbers();
            assertArrayEquals(
                    Arrays.stream(a)
                            .map(v -> lowest(type, function.applyAsLong(v)))
                            .toArray(),
                    functions.get(i).tensors().apply(tensor(type, a, 9, 37)).toLongArray(),
                    "function " + i + " of " + type);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I8", "U8", "I16", "U16"})
    void shifts(DType type) {
        int bits = 8 * type.bytes();
        long[] a = numbers(type, 200);
        long[] by = random.longs(200, 0, bits + 3).toArray();
        Tensor x = tensor(type, a, 200);
        Tensor distance = tensor(type, by, 200);
        assertArrayEquals(
                expected(type, (p, n) -> n >= bits ? 0 : p << n, a, by),
                x.shiftLeft(distance).toLongArray());
        assertArrayEquals(
                expected(type, (p, n) -> n >= bits ? p < 0 ? -1 : 0 : p >> n, a, by),
                x.shiftRight(distance).toLongArray());
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I8", "U8", "I16", "U16"})
    void reductionsAndOrder(DType type) {
        for (int size : new int[] {1, 3, 64, 1000}) {
            long[] a = numbers(type, 5 * size);
            Tensor x = tensor(type, a, 5, size);
            long[] most = new long[5];
            long[] least = new long[5];
            long[] sorted = new long[a.length];
            for (int row = 0; row < 5; row++) {
                long[] part = Arrays.copyOfRange(a, row * size, (row + 1) * size);
                Arrays.sort(part);
                most[row] = part[size - 1];
                least[row] = part[0];
                System.arraycopy(part, 0, sorted, row * size, size);
            }
            assertEquals(type, x.max(1).type());
            assertArrayEquals(most, x.max(1).toLongArray());
            assertArrayEquals(least, x.min(1).toLongArray());
            assertArrayEquals(sorted, x.sort(1).toLongArray());
        }
        Tensor none = Tensor.zeros(type, 2, 0);
        assertArrayEquals(new long[] {type.least(), type.least()}, none.max(1).toLongArray());
        assertArrayEquals(new long[] {type.most(), type.most()}, none.min(1).toLongArray());
        long[] image = numbers(type, 16);
        Tensor pooled = tensor(type, image, 1, 1, 4, 4).maxPool2d(2);
        assertEquals(type, pooled.type());
        assertEquals(Math.max(Math.max(image[0], image[1]), Math.max(image[4], image[5])), pooled.toLongArray()[0]);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I8", "U8", "I16", "U16"})
    void casts(DType type) {
        float[] fractions = {
            0,
            -0.0f,
            0.9f,
            -0.9f,
            1.5f,
            127.9f,
            128,
            255.9f,
            256,
            -128.9f,
            -129,
            32767.5f,
            40000,
            65535.9f,
            70000,
            1e20f,
            -1e20f,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY
        };
        long[] saturated = new long[fractions.length];
        for (int i = 0; i < fractions.length; i++) {
            double cut = Float.isNaN(fractions[i])
                    ? 0
                    : fractions[i] < 0 ? Math.ceil(fractions[i]) : Math.floor(fractions[i]);
            saturated[i] = (long) Math.max(type.least(), Math.min(type.most(), cut));
        }
        assertArrayEquals(
                saturated, Tensor.of(fractions, fractions.length).cast(type).toLongArray());
        long[] wide = random.longs(100).map(v -> v >> random.nextInt(64)).toArray();
        long[] wrapped = Arrays.stream(wide).map(v -> lowest(type, v)).toArray();
        assertArrayEquals(wrapped, Tensor.of(wide, 100).cast(type).toLongArray());
        assertArrayEquals(
                wrapped, Tensor.of(wide, 100).cast(DType.I32).cast(type).toLongArray());
        for (DType other : List.of(DType.I8, DType.U8, DType.I16, DType.U16, DType.I32, DType.I64)) {
            long[] again = Arrays.stream(wrapped)
                    .map(v -> other == DType.I64 || other == DType.I32 ? v : lowest(other, v))
                    .toArray();
            assertArrayEquals(again, tensor(type, wrapped, 100).cast(other).toLongArray());
        }
        float[] floats = tensor(type, wrapped, 100).cast(DType.F32).toFloatArray();
        for (int i = 0; i < floats.length; i++) {
            assertEquals(wrapped[i], floats[i]);
        }
        assertArrayEquals(
                Arrays.stream(wrapped).map(v -> v != 0 ? 1 : 0).toArray(),
                tensor(type, wrapped, 100).cast(DType.BOOL).toLongArray());
    }

    @Test
    void refusals() {
        Tensor u8 = Tensor.zeros(DType.U8, 3);
        for (double number : new double[] {-1, 256, 0.5}) {
            assertThrows(JdvmException.class, () -> u8.add(number));
        }
        assertThrows(JdvmException.class, () -> u8.div(0));
        assertThrows(JdvmException.class, () -> u8.div(u8).toLongArray());
        assertThrows(JdvmException.class, () -> u8.sum(0));
        assertThrows(JdvmException.class, u8::sqrt);
        assertThrows(JdvmException.class, () -> Tensor.of(DType.F16, new byte[3], 3));
        assertThrows(JdvmException.class, () -> Tensor.of(DType.U8, new short[3], 3));
    }
}
