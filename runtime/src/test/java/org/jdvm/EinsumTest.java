package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of products against a loop over all letters. */
class EinsumTest {
    private static final String LETTERS = "abcdijk";

    private final Random random = new Random(8);

    private int[] dims(String letters, int[] sizes) {
        return letters.chars().map(c -> sizes[LETTERS.indexOf(c)]).toArray();
    }

    private static int elements(int[] dims) {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    /** The position of an element whose index along each letter is known. */
    private static int position(String letters, int[] sizes, int[] at) {
        int position = 0;
        for (char letter : letters.toCharArray()) {
            position = position * sizes[LETTERS.indexOf(letter)] + at[LETTERS.indexOf(letter)];
        }
        return position;
    }

    private long[] expected(String equation, int[] sizes, List<long[]> operands) {
        String[] sides = equation.split("->", -1);
        String[] inputs = sides[0].split(",", -1);
        String used =
                String.join("", new TreeSet<>(List.of(sides[0].replace(",", "").split(""))));
        long[] result = new long[elements(dims(sides[1], sizes))];
        int[] at = new int[LETTERS.length()];
        int count = elements(dims(used, sizes));
        for (int i = 0; i < count; i++) {
            int rest = i;
            for (char letter : used.toCharArray()) {
                int place = LETTERS.indexOf(letter);
                at[place] = rest % sizes[place];
                rest /= sizes[place];
            }
            long product = 1;
            for (int operand = 0; operand < inputs.length; operand++) {
                product *= operands.get(operand)[position(inputs[operand], sizes, at)];
            }
            result[position(sides[1], sizes, at)] += product;
        }
        return result;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ij,jk->ik",
                "ij,kj->ki",
                "bij,bjk->bik",
                "abij,abkj->abik",
                "i,j->ij",
                "i,i->",
                "ij->ji",
                "ij->",
                "ij->j",
                "ii->i",
                "ii->",
                "iji->j",
                "ij,ij->ij",
                "ij,ij->",
                "bi,bij,bj->b",
                "ab,bc,cd->ad",
                "ai,bi,ci->abc",
                "abc,cd->abd",
                "abij,cj->ibac",
                "ij,k->jk",
                "bij,jk,k->bi",
                "i,ij->j"
            })
    void sumsOfProducts(String equation) {
        for (int attempt = 0; attempt < 8; attempt++) {
            int largest = attempt < 6 ? 5 : 13;
            int[] sizes = IntStream.range(0, LETTERS.length())
                    .map(i -> random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(largest))
                    .toArray();
            List<long[]> numbers = new ArrayList<>();
            List<int[]> shapes = new ArrayList<>();
            for (String letters : equation.split("->", -1)[0].split(",")) {
                int[] dims = dims(letters, sizes);
                shapes.add(dims);
                numbers.add(random.longs(elements(dims), -3, 4).toArray());
            }
            long[] expected = expected(equation, sizes, numbers);
            for (DType type : new DType[] {DType.F32, DType.I32}) {
                Tensor[] operands = IntStream.range(0, shapes.size())
                        .mapToObj(i -> Tensor.of(numbers.get(i), shapes.get(i)).cast(type))
                        .toArray(Tensor[]::new);
                Tensor actual = Tensor.einsum(equation, operands);
                String what = equation + Arrays.toString(sizes) + type;
                assertArrayEquals(dims(equation.split("->", -1)[1], sizes), actual.dims(), what);
                // small whole numbers have exact sums
                assertArrayEquals(expected, actual.cast(DType.I64).toLongArray(), what);
            }
        }
    }

    /** The position of an element in an operand, whose dims of size 1 are repeated. */
    private static int repeated(String letters, int[] dims, int[] at) {
        int position = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            int index = at[LETTERS.indexOf(letters.charAt(axis))];
            position = position * dims[axis] + (dims[axis] == 1 ? 0 : index);
        }
        return position;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "...ij,...jk->...ik",
                "...ij->...ji",
                "i...->...",
                "...,...->...",
                "i...j,j...->...i",
                "...ii->...i",
                "...ij,jk->i...k",
                "...,i...,k->k...i",
                "...i,...i->...",
                "...i,...i,...k->...k"
            })
    void dimsThatBroadcast(String equation) {
        String inputsOfAll = equation.split("->", -1)[0];
        for (int attempt = 0; attempt < 30; attempt++) {
            int[] sizes = IntStream.range(0, LETTERS.length())
                    .map(i -> random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(4))
                    .toArray();
            // dims of '...' are c, d, and a third one, b, as far as an operand has them
            List<String> inputs = new ArrayList<>();
            List<int[]> shapes = new ArrayList<>();
            List<long[]> numbers = new ArrayList<>();
            int most = 0;
            for (String input : inputsOfAll.split(",")) {
                int count = random.nextInt(4);
                most = input.contains("...") ? Math.max(most, count) : most;
                String letters = input.replace("...", "bcd".substring(3 - count));
                int[] dims = dims(letters, sizes);
                for (int axis = 0; axis < dims.length; axis++) {
                    boolean mayRepeat = "bcd".indexOf(letters.charAt(axis)) >= 0;
                    dims[axis] = mayRepeat && random.nextInt(3) == 0 ? 1 : dims[axis];
                }
                inputs.add(letters);
                shapes.add(dims);
                numbers.add(random.longs(elements(dims), -3, 4).toArray());
            }
            // a dim that all operands repeat has the size 1
            for (char letter : "bcd".toCharArray()) {
                boolean isWide = false;
                for (int i = 0; i < inputs.size(); i++) {
                    int axis = inputs.get(i).indexOf(letter);
                    isWide |= axis >= 0 && shapes.get(i)[axis] != 1;
                }
                if (!isWide) {
                    sizes[LETTERS.indexOf(letter)] = 1;
                }
            }
            String result = equation.split("->", -1)[1].replace("...", "bcd".substring(3 - most));
            String used = String.join(
                    "", new TreeSet<>(List.of(String.join("", inputs).split(""))));
            long[] expected = new long[elements(dims(result, sizes))];
            int[] at = new int[LETTERS.length()];
            for (int i = 0; i < elements(dims(used, sizes)); i++) {
                int rest = i;
                for (char letter : used.toCharArray()) {
                    int place = LETTERS.indexOf(letter);
                    at[place] = rest % sizes[place];
                    rest /= sizes[place];
                }
                long product = 1;
                for (int operand = 0; operand < inputs.size(); operand++) {
                    product *= numbers.get(operand)[repeated(inputs.get(operand), shapes.get(operand), at)];
                }
                expected[position(result, sizes, at)] += product;
            }
            for (DType type : new DType[] {DType.F32, DType.I32}) {
                Tensor[] operands = IntStream.range(0, shapes.size())
                        .mapToObj(i -> Tensor.of(numbers.get(i), shapes.get(i)).cast(type))
                        .toArray(Tensor[]::new);
                Tensor actual = Tensor.einsum(equation, operands);
                String what = equation + " as " + inputs + Arrays.toString(sizes) + type;
                assertArrayEquals(dims(result, sizes), actual.dims(), what);
                assertArrayEquals(expected, actual.cast(DType.I64).toLongArray(), what);
            }
        }
    }

    @Test
    void withoutAResult() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, Tensor.einsum("ba", x).toFloatArray());
        assertArrayEquals(new int[] {2, 2}, Tensor.einsum("ij, kj", x, x).dims());
        assertEquals(91, Tensor.einsum("ij,ij", x, x).item());
        assertArrayEquals(
                new float[] {1, 4, 2, 5, 3, 6}, Tensor.einsum("b...", x).toFloatArray());
        assertArrayEquals(
                new int[] {3, 4, 2},
                Tensor.einsum("b...,a", x, Tensor.zeros(DType.F32, 4)).dims());
    }

    @Test
    void wrongCalls() {
        Tensor x = Tensor.zeros(DType.F32, 2, 3);
        wrong("einsum: 'ij->i' describes 1 operands, but there are 2", () -> Tensor.einsum("ij->i", x, x));
        wrong("einsum: 'ijk->i' has 3 letters for an operand of [2, 3]", () -> Tensor.einsum("ijk->i", x));
        wrong(
                "einsum: 'ij->k' the letters of the result must be letters of operands, each once",
                () -> Tensor.einsum("ij->k", x));
        wrong(
                "einsum: '..i->i' has other signs than letters, ',', '->' and one '...' in '..i'; name each dim by a"
                        + " letter",
                () -> Tensor.einsum("..i->i", x));
        wrong(
                "einsum: '......->i' has other signs than letters, ',', '->' and one '...' in '......'; name each dim"
                        + " by a letter",
                () -> Tensor.einsum("......->i", x));
        wrong(
                "einsum: '...i->i' has dims for '...' that the result does not have; add '...' to it",
                () -> Tensor.einsum("...i->i", x));
        wrong("einsum: '...ijk->i' has 3 letters for an operand of [2, 3]", () -> Tensor.einsum("...ijk->i", x));
        wrong(
                "einsum: '...,i...->...i', dim 1 (...) of [3, 2]: needs 2 == 3, which is never true",
                () -> Tensor.einsum("...,i...->...i", x, Tensor.zeros(DType.F32, 3, 2)));
        wrong(
                "einsum: 'ij,jk->ik', dim 0 (j) of [2, 3]: needs 2 == 3, which is never true",
                () -> Tensor.einsum("ij,jk->ik", x, x));
    }

    private static void wrong(String message, Runnable call) {
        assertEquals(message, assertThrows(JdvmException.class, call::run).getMessage());
    }
}
