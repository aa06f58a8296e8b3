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

    @Test
    void withoutAResult() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, Tensor.einsum("ba", x).toFloatArray());
        assertArrayEquals(new int[] {2, 2}, Tensor.einsum("ij, kj", x, x).dims());
        assertEquals(91, Tensor.einsum("ij,ij", x, x).item());
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
                "einsum: '...i->i' has other signs than letters, ',' and '->' in '...i'; name each dim by a letter",
                () -> Tensor.einsum("...i->i", x));
        wrong(
                "einsum: 'ij,jk->ik', dim 0 (j) of [2, 3]: needs 2 == 3, which is never true",
                () -> Tensor.einsum("ij,jk->ik", x, x));
    }

    private static void wrong(String message, Runnable call) {
        assertEquals(message, assertThrows(JdvmException.class, call::run).getMessage());
    }
}
