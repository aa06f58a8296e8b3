package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors of f64: what they hold, casts at the ends of ranges, and sums and products against exact ones. */
class Float64Test {
    private static final double BEYOND_LONG = 0x1p53 + 1;

    private static double[] numbers(int count, long seed) {
        return new SplittableRandom(seed).doubles(count, -2, 2).toArray();
    }

    @Test
    void keepsAllBits() {
        double[] data = {0.1, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.NEGATIVE_INFINITY};
        Tensor x = Tensor.of(data, 2, 3);
        assertEquals(DType.F64, x.type());
        assertArrayEquals(data, x.toDoubleArray());
        assertArrayEquals(
                new double[] {0.1, Double.MAX_VALUE, -0.0, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY},
                x.transpose().contiguous().toDoubleArray());
        assertEquals("f64[2, 3] {0.1, -0.0, 4.9E-324, 1.7976931348623157E308, NaN, -Infinity}", x.toString());
        assertEquals(0.1, x.slice(1, 0, 1).slice(0, 0, 1).item());
    }

    @Test
    void numbersNextToItAreNotRounded() {
        Tensor x = Tensor.of(new double[] {1, 3}, 2);
        assertArrayEquals(new double[] {0.1, 3 * 0.1}, x.mul(0.1).toDoubleArray());
        assertArrayEquals(
                new double[] {0.1, 0.1}, Tensor.full(0.1, DType.F64, 2).toDoubleArray());
        assertArrayEquals(new double[] {0, 1, 2}, Tensor.range(3, DType.F64).toDoubleArray());
        assertArrayEquals(new float[] {0.1f}, Tensor.full(0.1, 1).toFloatArray());
    }

    @Test
    void castsRoundOnceAndSaturate() {
        double half = 1 + 0x1p-11;
        double[] data = {
            BEYOND_LONG,
            -BEYOND_LONG,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1e300,
            -1e300,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            0.5,
            -0.5,
            2.9,
            -2.9,
            Math.nextUp(half),
            1e-320
        };
        Tensor x = Tensor.of(data, data.length);
        long[] longs = Arrays.stream(data).mapToLong(v -> (long) v).toArray();
        assertArrayEquals(longs, x.cast(DType.I64).toLongArray());
        assertArrayEquals(
                Arrays.stream(data).mapToInt(v -> (int) v).toArray(),
                x.cast(DType.I32).toIntArray());
        assertArrayEquals(
                Arrays.stream(longs).map(v -> Math.clamp(v, -128, 127)).toArray(),
                x.cast(DType.I8).toLongArray());
        assertArrayEquals(
                Arrays.stream(longs).map(v -> Math.clamp(v, 0, 65535)).toArray(),
                x.cast(DType.U16).toLongArray());
        for (int i = 0; i < data.length; i++) {
            assertEquals((float) data[i], x.cast(DType.F32).toFloatArray()[i]);
            assertEquals(data[i] != 0, x.cast(DType.BOOL).toBooleanArray()[i]);
        }
        // just above the middle of two numbers of f16; by way of f32 it would be the middle itself, and go to the even
        // one
        assertEquals(1 + 0x1p-10, x.cast(DType.F16).toDoubleArray()[13]);
        assertEquals(1, Tensor.of(new double[] {half}, 1).cast(DType.F16).item());
        double overHalf = Math.nextUp(1 + 0x1p-8);
        assertEquals(
                1 + 0x1p-7,
                Tensor.of(new double[] {overHalf}, 1).cast(DType.BF16).item());
        assertEquals(Double.POSITIVE_INFINITY, x.cast(DType.F16).toDoubleArray()[4]);
    }

    @Test
    void integersBecomeTheNearestNumber() {
        long[] data = {(1L << 53) + 1, -(1L << 53) - 1, Long.MAX_VALUE, Long.MIN_VALUE, 0, -1};
        double[] expected = Arrays.stream(data).mapToDouble(v -> v).toArray();
        assertArrayEquals(expected, Tensor.of(data, data.length).cast(DType.F64).toDoubleArray());
        assertArrayEquals(
                new double[] {255, 0},
                Tensor.of(DType.U8, new byte[] {-1, 0}, 2).cast(DType.F64).toDoubleArray());
        assertArrayEquals(
                new double[] {0.1f},
                Tensor.of(new float[] {0.1f}, 1).cast(DType.F64).toDoubleArray());
    }

    /** Integers are rounded to 16-bit floats by way of f32, doubles at once: a cast by way of f64 is not dropped. */
    @Test
    void castsInARowAreThoseWritten() {
        Tensor i = Tensor.of(new int[] {(1 << 30) + (1 << 22) + 1}, 1);
        double direct = i.cast(DType.BF16).toDoubleArray()[0];
        double wide = i.cast(DType.F64).cast(DType.BF16).toDoubleArray()[0];
        assertEquals(0x1p30, direct);
        assertEquals(0x1p30 + 0x1p23, wide);
    }

    /** Scores of 64 bits whose softmax and weighted sum have 32 bits: against plain loops. */
    @Test
    void scoresMayHaveMoreBitsThanTheirSoftmax() {
        int rows = 8;
        int keys = 6;
        int depth = 16;
        SplittableRandom random = new SplittableRandom(5);
        double[] q = random.doubles(rows * depth).toArray();
        double[] k = random.doubles(keys * depth).toArray();
        double[] v = random.doubles(keys * depth).toArray();
        double[] expected = new double[rows * depth];
        for (int row = 0; row < rows; row++) {
            double[] weights = new double[keys];
            for (int key = 0; key < keys; key++) {
                for (int i = 0; i < depth; i++) {
                    weights[key] += q[row * depth + i] * k[key * depth + i];
                }
                weights[key] = Math.exp(weights[key]);
            }
            double sum = Arrays.stream(weights).sum();
            for (int i = 0; i < depth; i++) {
                for (int key = 0; key < keys; key++) {
                    expected[row * depth + i] += weights[key] / sum * v[key * depth + i];
                }
            }
        }
        double[] actual = Tensor.of(q, rows, depth)
                .matmul(Tensor.of(k, keys, depth).transpose())
                .cast(DType.F32)
                .softmax(-1)
                .matmul(Tensor.of(v, keys, depth).cast(DType.F32))
                .toDoubleArray();
        assertArrayEquals(expected, actual, 1e-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 1031, 100_003})
    void sumsAreNearTheExactOnes(int count) {
        double[] data = numbers(count, count);
        BigDecimal exact = BigDecimal.ZERO;
        for (double number : data) {
            exact = exact.add(new BigDecimal(number));
        }
        double magnitude = Arrays.stream(data).map(Math::abs).sum();
        double allowed = (1 + count / 2.0) * 0x1p-53 * magnitude;
        Tensor x = Tensor.of(data, count);
        assertEquals(exact.doubleValue(), x.sum().item(), allowed);
        assertEquals(exact.doubleValue(), x.reshape(count, 1).sum(0).item(), allowed);
        assertEquals(exact.doubleValue(), x.reshape(1, count).sum(1).item(), allowed);
        if (count > 0) {
            assertEquals(exact.doubleValue() / count, x.mean().item(), allowed / count + 0x1p-52);
            assertEquals(Arrays.stream(data).max().getAsDouble(), x.max().item());
            assertEquals(Arrays.stream(data).min().getAsDouble(), x.min().item());
        } else {
            assertEquals(Double.NEGATIVE_INFINITY, x.max().item());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,3,2",
        "3,0,2",
        "3,2,0",
        "1,1,1",
        "1,300,1000",
        "5,7,3",
        "13,17,11",
        "64,64,64",
        "67,131,73",
        "300,5,2"
    })
    void productsAreThoseOfExactTerms(int rows, int depth, int columns) {
        double[] a = numbers(rows * depth, 1);
        double[] b = numbers(depth * columns, 2);
        double[] c =
                Tensor.of(a, rows, depth).matmul(Tensor.of(b, depth, columns)).toDoubleArray();
        double[] turned = new double[b.length];
        IntStream.range(0, b.length).forEach(i -> turned[i % columns * depth + i / columns] = b[i]);
        assertArrayEquals(
                c,
                Tensor.of(a, rows, depth)
                        .matmul(Tensor.of(turned, columns, depth).transpose())
                        .toDoubleArray());
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 20 && c.length > 0; trial++) {
            int at = random.nextInt(c.length);
            BigDecimal exact = BigDecimal.ZERO;
            double magnitude = 0;
            for (int k = 0; k < depth; k++) {
                double x = a[at / columns * depth + k];
                double y = b[k * columns + at % columns];
                exact = exact.add(new BigDecimal(x).multiply(new BigDecimal(y)));
                magnitude += Math.abs(x * y);
            }
            assertEquals(exact.doubleValue(), c[at], (1 + depth / 2.0) * 0x1p-53 * magnitude);
        }
    }

    @Test
    void functionsAroundAProductAreFused() {
        double[] a = numbers(6 * 5, 1);
        double[] b = numbers(5 * 4, 2);
        Tensor product = Tensor.of(a, 6, 5).matmul(Tensor.of(b, 5, 4));
        double[] plain = product.toDoubleArray();
        double[] expected =
                Arrays.stream(plain).map(v -> StrictMath.exp(v * 0.1) + 1).toArray();
        Tensor again =
                Tensor.of(a, 6, 5).matmul(Tensor.of(b, 5, 4)).mul(0.1).exp().add(1);
        assertArrayEquals(expected, again.toDoubleArray());
    }

    @Test
    void ordersAllNumbers() {
        double next = Math.nextUp(1.0);
        Tensor x = Tensor.of(new double[] {next, 1, Double.NaN, -0.0, 0, Double.NEGATIVE_INFINITY}, 6);
        assertArrayEquals(new long[] {5, 3, 4, 1, 0, 2}, x.argSort(0).toLongArray());
        assertArrayEquals(new long[] {2, 0}, x.argTopK(0, 2).toLongArray());
        assertEquals(2, (long) x.argMax(0).item());
        assertArrayEquals(
                new long[] {1, 1, 1, 1},
                Tensor.of(new double[] {1, next, 1 + 0x1p-51, 2}, 4)
                        .unique()
                        .counts()
                        .toLongArray());
    }

    @Test
    void otherTypesNeedACast() {
        Tensor x = Tensor.of(new double[4], 2, 2);
        Tensor y = Tensor.of(new float[4], 2, 2);
        assertMessage("add: the operands are f64 and f32; cast the second one: cast(DType.F64)", () -> x.add(y));
        assertMessage(
                "add: the operands are i64 and f64; cast the first one: cast(DType.F64)",
                () -> Tensor.of(new long[4], 2, 2).add(x));
        assertMessage("matmul: the operands are f32 and f64; cast the left one: cast(DType.F64)", () -> y.matmul(x));
        Tensor image = Tensor.of(new double[16], 1, 1, 4, 4);
        assertMessage(
                "conv2d: the input is f32, f16 or bf16, not f64; cast it first: cast(DType.F32)",
                () -> image.conv2d(image));
        assertEquals(
                "toFloatArray: the tensor is f64; use toDoubleArray or cast it: cast(DType.F32)",
                assertThrows(IllegalStateException.class, x::toFloatArray).getMessage());
    }

    private static void assertMessage(String expected, Executable call) {
        String message = assertThrows(JdvmException.class, call).getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void poolsAndFormulasKeepTheirDigits() {
        double[] data = numbers(2 * 3 * 8 * 8, 5);
        double[] largest = Tensor.of(data, 2, 3, 8, 8).maxPool2d(2).toDoubleArray();
        assertEquals(Math.max(Math.max(data[0], data[1]), Math.max(data[8], data[9])), largest[0]);
        double[] sums = Tensor.of(data, 48, 8).softmax(1).sum(1).toDoubleArray();
        Arrays.stream(sums).forEach(sum -> assertEquals(1, sum, 4 * 0x1p-52));
        double[] logarithms = Tensor.of(data, 48, 8).logSumExp(1).toDoubleArray();
        for (int row = 0; row < 48; row++) {
            double sum =
                    Arrays.stream(data, 8 * row, 8 * row + 8).map(Math::exp).sum();
            assertEquals(Math.log(sum), logarithms[row], 8 * 0x1p-52);
        }
    }
}
