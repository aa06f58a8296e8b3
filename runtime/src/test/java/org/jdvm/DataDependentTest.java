package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.GraphException;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.junit.jupiter.api.Test;

/** Results whose sizes depend on the elements. */
class DataDependentTest {
    private final Random random = new Random(8);

    @Test
    void indicesOfNonZeros() {
        Tensor x = Tensor.of(new float[] {1, 0, Float.NaN, -0f, 0, 2}, 2, 3);
        assertArrayEquals(new int[] {2, 3}, x.nonZero().dims());
        assertArrayEquals(new long[] {0, 0, 1, 0, 2, 2}, x.nonZero().toLongArray());
        assertArrayEquals(new int[] {3, 2}, x.argWhere().dims());
        assertArrayEquals(new long[] {0, 0, 0, 2, 1, 2}, x.argWhere().toLongArray());
        // what is recorded is computed
        assertArrayEquals(
                new long[] {1, 0, 1, 1},
                x.add(1).le(1).argWhere().slice(0, 1, 3).toLongArray());
        assertArrayEquals(new int[] {0, 1}, Tensor.scalar(3).nonZero().dims());
        assertArrayEquals(
                new int[] {2, 0}, Tensor.of(new long[0], 0, 4).nonZero().dims());
        assertArrayEquals(
                new int[] {0, 1}, Tensor.of(new boolean[3], 3).argWhere().dims());
    }

    @Test
    void elementsAtTheIndicesAreTheNonZeros() {
        for (int i = 0; i < 20; i++) {
            int[] dims = random.ints(1 + random.nextInt(3), 1, 8).toArray();
            int[] numbers = random.ints(Arrays.stream(dims).reduce(1, (a, b) -> a * b), -1, 2)
                    .toArray();
            for (DType type : List.of(DType.F16, DType.I8, DType.I64)) {
                Tensor x = Tensor.of(numbers, dims).cast(type);
                assertArrayEquals(
                        Arrays.stream(numbers)
                                .filter(number -> number != 0)
                                .asLongStream()
                                .toArray(),
                        x.gatherNd(x.argWhere()).cast(DType.I64).toLongArray());
            }
        }
    }

    @Test
    void differentElements() {
        for (int i = 0; i < 20; i++) {
            int n = random.nextInt(60);
            int[] numbers = random.ints(n, -9, 10).toArray();
            Map<Long, Long> counts = new TreeMap<>();
            for (int number : numbers) {
                counts.merge((long) number, 1L, Long::sum);
            }
            for (DType type : List.of(DType.F32, DType.BF16, DType.I8, DType.I32, DType.I64)) {
                UniqueElements unique = Tensor.of(numbers, n).cast(type).unique();
                assertEquals(type, unique.values().type());
                long[] values = unique.values().cast(DType.I64).toLongArray();
                assertArrayEquals(counts.keySet().stream().mapToLong(x -> x).toArray(), values);
                assertArrayEquals(
                        counts.values().stream().mapToLong(x -> x).toArray(),
                        unique.counts().toLongArray());
                long[] inverse = unique.inverse().toLongArray();
                for (int j = 0; j < n; j++) {
                    assertEquals(numbers[j], values[(int) inverse[j]]);
                }
                long[] first = unique.first().toLongArray();
                for (int j = 0; j < values.length; j++) {
                    long value = values[j];
                    int at = 0;
                    while (numbers[at] != value) {
                        at++;
                    }
                    assertEquals(at, first[j]);
                }
            }
        }
        UniqueElements special =
                Tensor.of(new float[] {Float.NaN, 0, -0f, Float.NaN, -1}, 5).unique();
        assertEquals(3, special.values().size());
        assertArrayEquals(new long[] {1, 2, 2}, special.counts().toLongArray());
        assertArrayEquals(new long[] {2, 1, 1, 2, 0}, special.inverse().toLongArray());
        UniqueElements truths =
                Tensor.of(new boolean[] {true, false, true, true}, 2, 2).unique();
        assertArrayEquals(new boolean[] {false, true}, truths.values().toBooleanArray());
    }

    @Test
    void operatorsHaveNoSuchSizes() {
        for (String method : List.of("nonZero", "argWhere", "unique")) {
            GraphBuilder builder = new GraphBuilder("test");
            Value x = builder.input(new TensorParameter("x", DType.F32, Shape.of(3), false));
            String message = assertThrows(
                            GraphException.class, () -> new TensorMethods(builder).call(method, x, List.of()))
                    .getMessage();
            assertTrue(message.endsWith("the size of its result depends on data"), message);
        }
    }
}
