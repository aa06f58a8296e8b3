package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Permuted, repeated, and strided operands give the elements that plain loops over the indices give. */
class LayoutsTest {
    private static final int[] PRIMES = {7, 11, 17, 3};

    private static final int[][] SHAPES = {{5, 37}, {3, 1, 19}, {4, 33, 3}, {2, 3, 18, 5}, {3, 17, 2, 40}};

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyPermutationOfUpToFourAxes(DType type) {
        for (int[] dims : SHAPES) {
            for (int[] order : permutations(dims.length)) {
                int[] permuted = Arrays.stream(order).map(axis -> dims[axis]).toArray();
                float[] actual = numbers(type, dims)
                        .permute(order)
                        .contiguous()
                        .cast(DType.F32)
                        .toFloatArray();
                assertArrayEquals(
                        as(type, permutedNumbers(dims, order, permuted)),
                        actual,
                        type + " " + Arrays.toString(dims) + " by " + Arrays.toString(order));
            }
        }
    }

    @Test
    void aConstantForEachIndexOfAnyAxisWithAnyPermutation() {
        for (int[] dims : SHAPES) {
            for (int[] order : permutations(dims.length)) {
                int[] permuted = Arrays.stream(order).map(axis -> dims[axis]).toArray();
                for (int axis = 0; axis < dims.length; axis++) {
                    int[] ones = new int[dims.length];
                    Arrays.fill(ones, 1);
                    ones[axis] = permuted[axis];
                    float[] constants = new float[permuted[axis]];
                    for (int i = 0; i < constants.length; i++) {
                        constants[i] = 0.5f * i + 1;
                    }
                    float[] actual = numbers(DType.I8, dims)
                            .permute(order)
                            .cast(DType.F32)
                            .mul(Tensor.of(constants, ones))
                            .toFloatArray();
                    float[] expected = permutedNumbers(dims, order, permuted);
                    int inner = product(permuted, axis + 1);
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] *= constants[i / inner % permuted[axis]];
                    }
                    assertArrayEquals(
                            expected,
                            actual,
                            Arrays.toString(dims) + " by " + Arrays.toString(order) + ", axis " + axis);
                }
            }
        }
    }

    /** Short and long axes, primes, ones and empty ones; one tensor whole, one repeated along some axes, one of these permuted in memory. */
    @ParameterizedTest
    @EnumSource(names = "BOOL", mode = EnumSource.Mode.EXCLUDE)
    void wholeTensorsBesideSomeRepeatedAlongAnyAxes(DType type) {
        SplittableRandom random = new SplittableRandom(type.ordinal());
        int[] sizes = {1, 2, 3, 5, 7, 13, 16, 18, 37, 64, 131};
        for (int run = 0; run < 150; run++) {
            int[] dims = new int[2 + random.nextInt(3)];
            do {
                for (int axis = 0; axis < dims.length; axis++) {
                    dims[axis] = run % 50 == 0 && axis == run / 50 ? 0 : sizes[random.nextInt(sizes.length)];
                }
            } while (product(dims, 0) > 60_000);
            boolean[] first = axes(random, dims.length);
            boolean[] second = axes(random, dims.length);
            List<int[]> orders = permutations(dims.length);
            int[] order = orders.get(random.nextInt(orders.size()));
            // There is no arithmetic on i8.
            DType sumType = type == DType.I8 ? DType.F32 : type;
            Tensor sum = small(type, dims, new boolean[dims.length], orders.getFirst())
                    .cast(sumType)
                    .add(small(sumType, dims, first, orders.getFirst()))
                    .add(small(sumType, dims, second, order));
            int[] all = dims;
            assertArrayEquals(
                    repeatedSum(dims, first, second),
                    sum.cast(DType.F32).toFloatArray(),
                    () -> "%s %s, repeated along %s and along %s in the order %s"
                            .formatted(
                                    type,
                                    Arrays.toString(all),
                                    Arrays.toString(first),
                                    Arrays.toString(second),
                                    Arrays.toString(order)));
        }
    }

    private static boolean[] axes(SplittableRandom random, int rank) {
        boolean[] repeated = new boolean[rank];
        for (int axis = 0; axis < rank; axis++) {
            repeated[axis] = random.nextBoolean();
        }
        return repeated;
    }

    /** A tensor with one element along the repeated axes, whose axes are in memory in some order. */
    private static Tensor small(DType type, int[] dims, boolean[] repeated, int[] order) {
        int[] ones = new int[dims.length];
        for (int axis = 0; axis < dims.length; axis++) {
            ones[axis] = repeated[axis] ? 1 : dims[axis];
        }
        int[] inMemory = Arrays.stream(order).map(axis -> ones[axis]).toArray();
        int[] back = new int[order.length];
        for (int axis = 0; axis < order.length; axis++) {
            back[order[axis]] = axis;
        }
        float[] plain = new float[product(ones, 0)];
        for (int i = 0; i < plain.length; i++) {
            int rest = i;
            int at = 0;
            for (int axis = order.length - 1; axis >= 0; axis--) {
                at += rest % inMemory[axis] * PRIMES[order[axis]];
                rest /= inMemory[axis];
            }
            plain[i] = at % 31;
        }
        Tensor typed = Tensor.of(plain, inMemory).cast(type);
        Tensor.compute(typed);
        return typed.permute(back);
    }

    /** The number at an index depends on the index along each axis that is not repeated. */
    private static float[] repeatedSum(int[] dims, boolean[] first, boolean[] second) {
        float[] sums = new float[product(dims, 0)];
        for (int i = 0; i < sums.length; i++) {
            int rest = i;
            int whole = 0;
            int one = 0;
            int other = 0;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                int index = rest % dims[axis];
                rest /= dims[axis];
                whole += index * PRIMES[axis];
                one += first[axis] ? 0 : index * PRIMES[axis];
                other += second[axis] ? 0 : index * PRIMES[axis];
            }
            sums[i] = whole % 31 + one % 31 + other % 31;
        }
        return sums;
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everySecondAndThirdElement(DType type) {
        int[] dims = {7, 101};
        float[] plain = as(type, plain(7 * 101));
        for (int step = 2; step <= 3; step++) {
            float[] actual = numbers(type, dims)
                    .slice(1, 1, 101, step)
                    .contiguous()
                    .cast(DType.F32)
                    .toFloatArray();
            int columns = (100 + step - 1) / step;
            assertEquals(7 * columns, actual.length);
            for (int i = 0; i < actual.length; i++) {
                assertEquals(plain[i / columns * 101 + 1 + i % columns * step], actual[i], type + " step " + step);
            }
        }
    }

    /** Work on the elements, so that they pass through the local buffer; the last tiles are smaller than the others. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void permutedElementsThatAreWorkedOn(DType type) {
        for (int[] dims : new int[][] {{70, 2100}, {2100, 33}, {3, 700, 5}, {67, 3, 70}}) {
            for (int[] order : permutations(dims.length)) {
                int[] permuted = Arrays.stream(order).map(axis -> dims[axis]).toArray();
                float[] expected = as(type, permutedNumbers(dims, order, permuted));
                for (int i = 0; i < expected.length; i++) {
                    expected[i] += 1;
                }
                String name = type + " " + Arrays.toString(dims) + " by " + Arrays.toString(order);
                Tensor loaded =
                        numbers(type, dims).permute(order).cast(DType.F32).add(1);
                assertArrayEquals(expected, loaded.toFloatArray(), name);
                Tensor stored = numbers(type, dims)
                        .cast(DType.F32)
                        .add(1)
                        .permute(order)
                        .contiguous();
                assertArrayEquals(expected, stored.toFloatArray(), name);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everySecondElementReduced(DType type) {
        int rows = 70;
        int columns = 2100;
        float[] plain = as(type, plain(rows * columns));
        float[] largestOfRows = new float[rows];
        float[] largestOfColumns = new float[columns / 2];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns / 2; c++) {
                float x = plain[r * columns + 2 * c + 1] + 1;
                largestOfRows[r] = Math.max(largestOfRows[r], x);
                largestOfColumns[c] = Math.max(largestOfColumns[c], x);
            }
        }
        Tensor odd = numbers(type, new int[] {rows, columns})
                .slice(1, 1, columns, 2)
                .cast(DType.F32)
                .add(1);
        assertArrayEquals(largestOfRows, odd.max(1).toFloatArray());
        assertArrayEquals(largestOfColumns, odd.max(0).toFloatArray());
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void eachAxisRepeated(DType type) {
        for (int axis = 0; axis < 3; axis++) {
            int[] one = {3, 18, 5};
            int[] all = {3, 18, 5};
            one[axis] = 1;
            float[] actual = numbers(type, one)
                    .broadcastTo(all)
                    .contiguous()
                    .cast(DType.F32)
                    .toFloatArray();
            float[] plain = as(type, plain(product(one, 0)));
            int inner = product(all, axis + 1);
            for (int i = 0; i < actual.length; i++) {
                assertEquals(plain[i / (inner * all[axis]) * inner + i % inner], actual[i], type + " axis " + axis);
            }
        }
    }

    /** None of the axes can be folded with its neighbours. */
    @Test
    void twentyAxesInReverse() {
        int[] dims = new int[20];
        Arrays.fill(dims, 2);
        int[] order = IntStream.range(0, 20).map(axis -> 19 - axis).toArray();
        float[] data = new float[1 << 20];
        for (int i = 0; i < data.length; i++) {
            data[i] = i;
        }
        float[] actual = Tensor.of(data, dims).permute(order).add(1).toFloatArray();
        for (int i = 0; i < actual.length; i++) {
            assertEquals(Integer.reverse(i) >>> 12, (int) actual[i] - 1);
        }
    }

    /** A sum over the points of two tensors that are repeated alternately: the points are many more than the elements. */
    private static Tensor sumOfTurns(int axes) {
        int[] even = new int[axes];
        int[] odd = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            even[axis] = axis % 2 == 0 ? 2 : 1;
            odd[axis] = axis % 2 == 0 ? 1 : 2;
        }
        return Tensor.of(plain(product(even, 0)), even)
                .add(Tensor.of(plain(product(odd, 0)), odd))
                .sum();
    }

    @Test
    void twentyAxesOfTurns() {
        double sum = 0;
        for (float number : plain(1 << 10)) {
            sum += 2.0 * number * (1 << 10);
        }
        assertEquals(sum, sumOfTurns(20).item(), 1e-5 * sum);
    }

    @Test
    void moreAxesThanAKernelHasAreRefused() {
        JdvmException refused =
                assertThrows(JdvmException.class, () -> sumOfTurns(28).item());
        assertTrue(refused.getMessage().contains("28 axes remain"), refused.getMessage());
    }

    private static float[] plain(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i * 7 % 101;
        }
        return numbers;
    }

    /** The numbers as a type holds them: all are small whole numbers, so only truth values differ. */
    private static float[] as(DType type, float[] numbers) {
        for (int i = 0; i < numbers.length && type == DType.BOOL; i++) {
            numbers[i] = numbers[i] == 0 ? 0 : 1;
        }
        return numbers;
    }

    private static Tensor numbers(DType type, int[] dims) {
        float[] plain = plain(product(dims, 0));
        Tensor typed = Tensor.of(plain, dims).cast(type);
        Tensor.compute(typed);
        return typed;
    }

    private static float[] permutedNumbers(int[] dims, int[] order, int[] permuted) {
        float[] plain = plain(product(dims, 0));
        float[] expected = new float[plain.length];
        int[] index = new int[dims.length];
        for (int i = 0; i < expected.length; i++) {
            int rest = i;
            for (int axis = permuted.length - 1; axis >= 0; axis--) {
                index[order[axis]] = rest % permuted[axis];
                rest /= permuted[axis];
            }
            int at = 0;
            for (int axis = 0; axis < dims.length; axis++) {
                at = at * dims[axis] + index[axis];
            }
            expected[i] = plain[at];
        }
        return expected;
    }

    private static int product(int[] dims, int from) {
        int product = 1;
        for (int axis = from; axis < dims.length; axis++) {
            product *= dims[axis];
        }
        return product;
    }

    private static List<int[]> permutations(int rank) {
        List<int[]> found = new ArrayList<>(List.of(new int[0]));
        for (int filled = 0; filled < rank; filled++) {
            List<int[]> longer = new ArrayList<>();
            for (int[] order : found) {
                for (int axis = 0; axis < rank; axis++) {
                    int candidate = axis;
                    if (Arrays.stream(order).noneMatch(taken -> taken == candidate)) {
                        int[] next = Arrays.copyOf(order, filled + 1);
                        next[filled] = axis;
                        longer.add(next);
                    }
                }
            }
            found = longer;
        }
        return found;
    }

    /** Groups of rows of one row that is repeated, and groups of columns of one column. */
    @Test
    void groupsOfRepeatedRowsAndColumns() {
        Tensor groups = Tensor.of(new int[] {1, 0, 2, 1}, 4);
        OperatorTemplate rows = OperatorTemplate.parse("""
            operator rows(%0 x: f32[4, 3], %1 w: f32[4, 3, 1], %2 g: i32[4]) {
              %3: f32[4, 1] = grouped_matmul %0, %1, %2 split rows
              return %3
            }
            """);
        Tensor row = Tensor.of(new float[] {1, 2, 3}, 1, 3).broadcastTo(4, 3);
        Tensor matrices = Tensor.of(new float[] {1, 0, 0, 9, 9, 9, 0, 1, 0, 0, 0, 1}, 4, 3, 1);
        assertArrayEquals(
                new float[] {1, 2, 2, 3},
                rows.call(Dvm.shared(), new Tensor[] {row, matrices, groups}, new double[0])
                        .toFloatArray());
        OperatorTemplate columns = OperatorTemplate.parse("""
            operator columns(%0 x: f32[4, 1, 3], %1 w: f32[3, 4], %2 g: i32[4]) {
              %3: f32[1, 4] = grouped_matmul %0, %1, %2 split columns
              return %3
            }
            """);
        Tensor column = Tensor.of(new float[] {1, 2, 3}, 3, 1).broadcastTo(3, 4);
        assertArrayEquals(
                new float[] {1, 2, 2, 3},
                columns.call(Dvm.shared(), new Tensor[] {matrices.reshape(4, 1, 3), column, groups}, new double[0])
                        .toFloatArray());
    }
}
