package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of 8-bit integers against sums of 64-bit products. */
class IntegerMatmulTest {
    private static final int[] ROWS = {0, 1, 2, 5, 12, 13, 37};
    private static final int[] COLUMNS = {0, 1, 7, 16, 31, 64, 67, 130};
    private static final int[] DEPTHS = {0, 1, 3, 64, 257, 258, 259, 517, 1031};

    private final Random random = new Random(12);

    private int any(int... sizes) {
        return sizes[random.nextInt(sizes.length)];
    }

    /** Numbers of the whole range, with many at its ends. */
    private byte[] bytes(DType type, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        boolean extreme = random.nextInt(3) == 0;
        for (int i = 0; i < count; i++) {
            if (extreme) {
                bytes[i] = (byte) (random.nextInt(50) == 0 ? type.least() : type.most());
            }
        }
        return bytes;
    }

    private static long number(DType type, byte bits) {
        return type == DType.U8 ? Byte.toUnsignedInt(bits) : bits;
    }

    private static int[] product(
            DType left, byte[] a, long leftZero, DType right, byte[] b, long[] rightZeros, int rows, int columns) {
        int depth = rows > 0 ? a.length / rows : columns > 0 ? b.length / columns : 0;
        int[] product = new int[rows * columns];
        for (int i = 0; i < product.length; i++) {
            long sum = 0;
            for (int k = 0; k < depth; k++) {
                sum += (number(left, a[i / columns * depth + k]) - leftZero)
                        * (number(right, b[k * columns + i % columns]) - rightZeros[i % columns]);
            }
            product[i] = (int) sum;
        }
        return product;
    }

    @ParameterizedTest
    @CsvSource({"U8,I8", "U8,U8", "I8,U8", "I8,I8"})
    void isExact(DType left, DType right) {
        for (int i = 0; i < 60; i++) {
            int rows = any(ROWS);
            int columns = any(COLUMNS);
            int depth = any(DEPTHS);
            byte[] a = bytes(left, rows * depth);
            byte[] b = bytes(right, depth * columns);
            int[] expected = product(left, a, 0, right, b, new long[columns], rows, columns);
            Tensor x = Tensor.of(left, a, rows, depth);
            Tensor w = Tensor.of(right, b, depth, columns);
            if (random.nextBoolean()) {
                w.constant();
            }
            String what = "%s x %s, %d x %d x %d".formatted(left, right, rows, depth, columns);
            assertEquals(DType.I32, x.matmul(w).type());
            assertArrayEquals(expected, ints(x.matmul(w)), what);
            assertArrayEquals(expected, ints(x.matmulInteger(w)), what);
            Tensor exchanged = w.transpose().matmul(x.transpose()).transpose();
            assertArrayEquals(expected, ints(exchanged), what + " exchanged");
        }
    }

    private static int[] ints(Tensor tensor) {
        return Arrays.stream(tensor.toLongArray()).mapToInt(Math::toIntExact).toArray();
    }

    @Test
    void zeroPoints() {
        for (int i = 0; i < 60; i++) {
            DType left = any(0, 1) == 0 ? DType.U8 : DType.I8;
            DType right = any(0, 1) == 0 ? DType.U8 : DType.I8;
            int rows = any(ROWS);
            int columns = any(COLUMNS);
            int depth = any(DEPTHS);
            byte[] a = bytes(left, rows * depth);
            byte[] b = bytes(right, depth * columns);
            byte[] leftZero = bytes(left, 1);
            byte[] rightZeros = bytes(right, columns);
            long[] zeros = new long[columns];
            Arrays.setAll(zeros, c -> number(right, rightZeros[c]));
            Tensor x = Tensor.of(left, a, rows, depth);
            Tensor w = Tensor.of(right, b, depth, columns);
            long zero = number(left, leftZero[0]);
            assertArrayEquals(
                    product(left, a, zero, right, b, new long[columns], rows, columns),
                    ints(x.matmulInteger(w, Tensor.of(left, leftZero))));
            assertArrayEquals(
                    product(left, a, zero, right, b, zeros, rows, columns),
                    ints(x.matmulInteger(w, Tensor.of(left, leftZero), Tensor.of(right, rightZeros, columns))));
        }
    }

    @Test
    void zeroPointsOfRows() {
        byte[] a = {1, 2, 3, 4, 5, 6};
        Tensor x = Tensor.of(DType.I8, a, 3, 2);
        Tensor w = Tensor.of(DType.I8, new byte[] {1, 10}, 2, 1);
        Tensor zeros = Tensor.of(DType.I8, new byte[] {1, 2, 3}, 3);
        int[] expected = {10, 1 + 20, 2 + 30};
        assertArrayEquals(expected, ints(x.matmulInteger(w, zeros)));
        assertArrayEquals(expected, ints(x.matmulInteger(w, zeros.expandDims(1))));
    }

    @Test
    void sumsWrap() {
        int depth = 40_009;
        byte[] a = new byte[depth];
        Arrays.fill(a, (byte) 255);
        Tensor x = Tensor.of(DType.U8, a, 1, depth);
        assertArrayEquals(
                new int[] {(int) (depth * 255L * 255L)}, ints(x.matmul(Tensor.of(DType.U8, a.clone(), depth, 1))));
    }

    @Test
    void stacksAndViews() {
        byte[] a = bytes(DType.U8, 2 * 3 * 5 * 8);
        byte[] b = bytes(DType.I8, 3 * 7 * 4);
        Tensor x = Tensor.of(DType.U8, a, 2, 3, 5, 8).slice(3, 1, 8);
        Tensor w = Tensor.of(DType.I8, b, 3, 7, 4);
        int[] actual = ints(x.matmul(w));
        for (int i = 0; i < actual.length; i++) {
            int matrix = i / 20;
            int row = i / 4 % 5;
            long sum = 0;
            for (int k = 0; k < 7; k++) {
                sum += Byte.toUnsignedInt(a[(matrix * 5 + row) * 8 + k + 1]) * b[(matrix % 3 * 7 + k) * 4 + i % 4];
            }
            assertEquals(sum, actual[i]);
        }
        assertArrayEquals(
                ints(x.slice(0, 0, 1)
                        .slice(1, 0, 1)
                        .reshape(5, 7)
                        .slice(0, 0, 1)
                        .matmul(w.slice(0, 0, 1).reshape(7, 4))),
                ints(x.slice(0, 0, 1)
                        .slice(1, 0, 1)
                        .reshape(5, 7)
                        .slice(0, 0, 1)
                        .reshape(7)
                        .matmul(w.slice(0, 0, 1).reshape(7, 4))));
    }

    /** The product is not written to memory before it is scaled. */
    @Test
    void epilogueFuses() {
        byte[] a = bytes(DType.U8, 33 * 300);
        byte[] b = bytes(DType.I8, 300 * 50);
        float[] bias = new float[50];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = random.nextFloat();
        }
        Tensor x = Tensor.of(DType.U8, a, 33, 300);
        Tensor w = Tensor.of(DType.I8, b, 300, 50).constant();
        float[] actual = x.matmul(w)
                .cast(DType.F32)
                .mul(0.125f)
                .add(Tensor.of(bias, 50))
                .relu()
                .toFloatArray();
        int[] product = product(DType.U8, a, 0, DType.I8, b, new long[50], 33, 50);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(Math.max(0, product[i] * 0.125f + bias[i % 50]), actual[i]);
        }
    }

    @Test
    void otherTypesAreRefused() {
        Tensor u8 = Tensor.zeros(DType.U8, 2, 2);
        Tensor f32 = Tensor.zeros(DType.F32, 2, 2);
        assertEquals(
                "matmul: the operands are u8 and f32; cast the left one: cast(DType.F32)",
                assertThrows(JdvmException.class, () -> u8.matmul(f32)).getMessage());
        for (DType type : List.of(DType.I16, DType.U16, DType.I32, DType.I64, DType.BOOL)) {
            assertThrows(JdvmException.class, () -> u8.matmul(Tensor.zeros(type, 2, 2)));
            assertThrows(JdvmException.class, () -> Tensor.zeros(type, 2, 2).matmul(u8));
        }
        assertThrows(JdvmException.class, () -> f32.matmulInteger(u8));
        assertThrows(JdvmException.class, () -> u8.matmulInteger(u8, Tensor.zeros(DType.I8)));
        assertArrayEquals(new float[4], f32.matmul(u8).toFloatArray());
    }
}
