package org.jdvm.nativetiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.exec.gemm.IntegerWays;
import org.jdvm.exec.gemm.Ways;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Products of tensors with kernels against sums of 64-bit products. */
class IntegerTensorsTest {
    private static final int[] ROWS = {0, 1, 2, 3, 5, 12, 13, 37, 130};
    private static final int[] COLUMNS = {0, 1, 7, 31, 32, 33, 64, 67, 130, 257};
    private static final int[] DEPTHS = {0, 1, 3, 4, 64, 258, 259, 517, 1031};

    private final Random random = new Random(17);

    @BeforeAll
    static void needsKernels() {
        String way = Dvm.integerProductsDescription();
        assertTrue(way.startsWith("products of 8-bit integers are computed by "), way);
        assumeTrue(way.contains("kernels"), way);
    }

    private int any(int... sizes) {
        return sizes[random.nextInt(sizes.length)];
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static long[] numbers(Tensor tensor) {
        return tensor.toLongArray();
    }

    /** The product of the elements that the tensors show. */
    private static int[] expected(Tensor left, Tensor right) {
        int depth = left.dim(1);
        int columns = right.dim(1);
        long[] a = numbers(left);
        long[] b = numbers(right);
        int[] product = new int[left.dim(0) * columns];
        for (int i = 0; i < product.length; i++) {
            long sum = 0;
            for (int k = 0; k < depth; k++) {
                sum += a[i / columns * depth + k] * b[k * columns + i % columns];
            }
            product[i] = (int) sum;
        }
        return product;
    }

    private static int[] integers(Tensor tensor) {
        return Arrays.stream(tensor.toLongArray()).mapToInt(Math::toIntExact).toArray();
    }

    @Test
    void products() {
        for (int i = 0; i < 200; i++) {
            int rows = any(ROWS);
            int columns = any(COLUMNS);
            int depth = any(DEPTHS);
            DType type = random.nextBoolean() ? DType.U8 : DType.I8;
            boolean isTransposed = random.nextBoolean();
            byte[] elements = bytes(depth * columns);
            Tensor constant = isTransposed
                    ? Tensor.of(DType.I8, elements, columns, depth).constant().transpose()
                    : Tensor.of(DType.I8, elements, depth, columns).constant();
            Tensor plain = isTransposed
                    ? Tensor.of(DType.I8, elements.clone(), columns, depth).transpose()
                    : Tensor.of(DType.I8, elements.clone(), depth, columns);
            Tensor left = switch (random.nextInt(3)) {
                case 0 -> Tensor.of(type, bytes(rows * depth), depth, rows).transpose();
                case 1 ->
                    Tensor.of(type, bytes(rows * (depth + 5)), rows, depth + 5).slice(1, 3, depth + 3);
                default -> Tensor.of(type, bytes(rows * depth), rows, depth);
            };
            String what = "%s, %d x %d x %d, transposed %b".formatted(type, rows, depth, columns, isTransposed);
            int[] expected = expected(left, plain);
            assertArrayEquals(expected, integers(left.matmul(constant)), what);
            // Once more, from what is packed now; and the elements, which are made of it again.
            assertArrayEquals(expected, integers(left.matmul(constant)), what);
            assertArrayEquals(numbers(plain), numbers(constant), what);
            assertArrayEquals(expected, integers(left.matmul(constant)), what);
        }
    }

    @Test
    void partsOfConstants() {
        byte[] elements = bytes(3 * 40 * 100);
        Tensor constant = Tensor.of(DType.I8, elements, 3, 40, 100).constant();
        Tensor left = Tensor.of(DType.U8, bytes(9 * 40), 9, 40);
        for (int matrix = 0; matrix < 3; matrix++) {
            for (int from : new int[] {0, 1, 32, 64, 77}) {
                Tensor part =
                        constant.slice(0, matrix, matrix + 1).reshape(40, 100).slice(1, from, 100);
                Tensor plain = Tensor.of(DType.I8, elements.clone(), 3, 40, 100)
                        .slice(0, matrix, matrix + 1)
                        .reshape(40, 100)
                        .slice(1, from, 100);
                assertArrayEquals(expected(left, plain), integers(left.matmul(part)), matrix + " from " + from);
            }
        }
        Tensor batch = left.reshape(1, 9, 40).matmul(constant);
        assertEquals(3 * 9 * 100, batch.size());
        Tensor second = batch.slice(0, 1, 2).reshape(9, 100);
        Tensor plain =
                Tensor.of(DType.I8, elements.clone(), 3, 40, 100).slice(0, 1, 2).reshape(40, 100);
        assertArrayEquals(expected(left, plain), integers(second));
    }

    @Test
    void isFusedWithWhatFollows() {
        Tensor constant = Tensor.of(DType.I8, bytes(77 * 90), 77, 90).constant();
        Tensor left = Tensor.of(DType.U8, bytes(21 * 77), 21, 77);
        int[] product = expected(left, constant);
        Tensor scaled = left.matmul(constant).sub(7).cast(DType.F32).mul(0.5).add(3);
        float[] actual = scaled.toFloatArray();
        for (int i = 0; i < actual.length; i++) {
            assertEquals((product[i] - 7) * 0.5f + 3, actual[i]);
        }
    }

    @Test
    void choosesByMeasurement() {
        Tensor constant = Tensor.of(DType.I8, bytes(64 * 96), 64, 96).constant();
        for (int rows : new int[] {3, 9}) {
            Tensor left = Tensor.of(DType.I8, bytes(rows * 64), rows, 64);
            int[] expected = expected(left, constant);
            IntegerWays.of(rows).measure(() -> assertArrayEquals(expected, integers(left.matmul(constant))));
            assertArrayEquals(expected, integers(left.matmul(constant)));
        }
        List<String> choices = Ways.all().keySet().stream()
                .filter(name -> name.startsWith("Java code in place of native tiles"))
                .toList();
        assertEquals(IntegerWays.values().length, choices.size(), choices::toString);
    }

    /** Products of many threads at once, of all classes of rows, with one set of constants. */
    @Test
    @Tag("long")
    void threadsGetTheSame() throws Exception {
        int threads = 24;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Tensor constant = Tensor.of(DType.I8, bytes(384 * 200), 384, 200).constant();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int rows = 1 + 5 * thread;
            Tensor left = Tensor.of(thread % 2 == 0 ? DType.U8 : DType.I8, bytes(rows * 384), rows, 384);
            int[] expected = expected(left, constant);
            tasks.add(() -> {
                int count = 0;
                while (System.nanoTime() - end < 0) {
                    assertArrayEquals(expected, integers(left.matmul(constant)), rows + " rows");
                    count++;
                }
                return count;
            });
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (Future<Integer> done : executor.invokeAll(tasks)) {
                assertTrue(done.get() > 0);
            }
        }
    }
}
