package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;

/** Products of groups against one product for each group. */
class GroupedMatmulTest {
    private final Random random = new Random(6);

    private Tensor numbers(int... dims) {
        float[] numbers = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextInt(-8, 9);
        }
        return Tensor.of(numbers, dims);
    }

    private int[] sizes(int groups, int sum) {
        int[] sizes = new int[groups];
        for (int i = 0; i < sum; i++) {
            sizes[random.nextInt(groups) / 2 * 2]++;
        }
        return sizes;
    }

    private static Tensor sizes(int[] sizes, DType type) {
        return Tensor.of(sizes, sizes.length).cast(type);
    }

    @Test
    void rows() {
        for (int rows : new int[] {0, 1, 7, 64, 131}) {
            int[] sizes = sizes(5, rows);
            Tensor x = numbers(rows, 13);
            Tensor w = numbers(5, 13, 17);
            float[] actual = x.groupedMatmulRows(w, sizes(sizes, DType.I32)).toFloatArray();
            int first = 0;
            for (int group = 0; group < 5; group++) {
                float[] part = x.slice(0, first, first + sizes[group])
                        .matmul(w.slice(0, group, group + 1).reshape(13, 17))
                        .toFloatArray();
                assertArrayEquals(part, Arrays.copyOfRange(actual, 17 * first, 17 * (first + sizes[group])));
                first += sizes[group];
            }
        }
    }

    @Test
    void columns() {
        int[] sizes = sizes(4, 37);
        Tensor x = numbers(4, 6, 11);
        Tensor w = numbers(11, 37);
        Tensor actual = x.groupedMatmulColumns(w, sizes(sizes, DType.I64));
        int first = 0;
        for (int group = 0; group < 4; group++) {
            Tensor part = x.slice(0, group, group + 1).reshape(6, 11).matmul(w.slice(1, first, first + sizes[group]));
            assertArrayEquals(
                    part.toFloatArray(),
                    actual.slice(1, first, first + sizes[group]).toFloatArray());
            first += sizes[group];
        }
    }

    @Test
    void depth() {
        int[] sizes = sizes(3, 29);
        Tensor x = numbers(5, 29);
        Tensor w = numbers(29, 18);
        float[] actual = x.groupedMatmulDepth(w, sizes(sizes, DType.I32)).toFloatArray();
        int first = 0;
        for (int group = 0; group < 3; group++) {
            int end = first + sizes[group];
            float[] part = x.slice(1, first, end).matmul(w.slice(0, first, end)).toFloatArray();
            assertArrayEquals(part, Arrays.copyOfRange(actual, 90 * group, 90 * (group + 1)));
            first = end;
        }
    }

    /** Tokens are sorted by their expert, multiplied in groups, and brought back to their order. */
    @Test
    void mixtureOfExperts() {
        int tokens = 41;
        int experts = 6;
        Tensor x = numbers(tokens, 8);
        Tensor w = numbers(experts, 8, 10);
        int[] expert = random.ints(tokens, 0, experts).toArray();
        Tensor which = Tensor.of(expert, tokens);
        Tensor order = which.argSort(0);
        Tensor sizes = which.oneHot(experts, DType.I32).sum(0);
        float[] actual = x.gather(0, order)
                .groupedMatmulRows(w, sizes)
                .gelu()
                .gather(0, order.argSort(0))
                .toFloatArray();
        for (int token = 0; token < tokens; token++) {
            float[] row = x.slice(0, token, token + 1)
                    .matmul(w.slice(0, expert[token], expert[token] + 1).reshape(8, 10))
                    .gelu()
                    .toFloatArray();
            assertArrayEquals(row, Arrays.copyOfRange(actual, 10 * token, 10 * (token + 1)));
        }
    }

    /** Where groups end gives their sizes. */
    @Test
    void boundsOfGroups() {
        Tensor ends = Tensor.of(new int[] {3, 3, 10}, 3);
        Tensor sizes = ends.sub(ends.slice(0, 0, 2).pad(0, 1, 0));
        Tensor x = numbers(10, 4);
        Tensor w = numbers(3, 4, 4);
        assertArrayEquals(
                x.groupedMatmulRows(w, Tensor.of(new int[] {3, 0, 7}, 3)).toFloatArray(),
                x.groupedMatmulRows(w, sizes).toFloatArray());
    }

    @Test
    void wrongSizes() {
        Tensor x = numbers(10, 4);
        Tensor w = numbers(3, 4, 4);
        for (int[] sizes : new int[][] {{3, 3, 3}, {3, 3, 5}, {-1, 1, 10}}) {
            assertThrows(
                    JdvmException.class,
                    () -> x.groupedMatmulRows(w, Tensor.of(sizes, 3)).toFloatArray());
        }
        assertThrows(JdvmException.class, () -> x.groupedMatmulRows(w, Tensor.of(new int[] {10}, 1)));
        assertThrows(JdvmException.class, () -> x.groupedMatmulRows(w, Tensor.of(new float[] {3, 3, 4}, 3)));
        assertEquals(
                10, x.groupedMatmulRows(w, Tensor.of(new int[] {3, 3, 4}, 3)).dim(0));
    }
}
