package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Constants whose elements are in packed panels release their arrays, and make new ones when these are needed. */
class PackedConstantsTest {
    private static float[] numbers(int count) {
        float[] numbers = new float[count];
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    private static Object plain(Tensor tensor) {
        return tensor.lazy().storage().bind(true).panels().present();
    }

    @Test
    void aMatrixThatIsMultipliedByLivesInItsPanels() {
        for (int columns : new int[] {2, 31, 32, 33, 100, 300}) {
            float[] elements = numbers(40 * columns);
            Tensor weights = Tensor.of(elements.clone(), 40, columns).constant();
            Tensor x = Tensor.of(numbers(3 * 40), 3, 40);
            float[] expected = x.matmul(Tensor.of(elements, 40, columns)).toFloatArray();
            assertArrayEquals(expected, x.matmul(weights).toFloatArray(), 1e-4f);
            assertNull(plain(weights), columns + " columns");
            float[] again = x.matmul(weights).toFloatArray();
            assertArrayEquals(expected, again, 1e-4f);
            assertNull(plain(weights), columns + " columns");
            assertArrayEquals(elements, weights.toFloatArray());
            // Who asked once will ask again.
            Object restored = plain(weights);
            assertNotNull(restored);
            assertArrayEquals(again, x.matmul(weights).toFloatArray());
            assertSame(restored, plain(weights));
        }
    }

    @Test
    void aTransposedMatrixAndABatchOfThemDoToo() {
        float[] elements = numbers(70 * 40);
        Tensor weights = Tensor.of(elements.clone(), 70, 40).constant();
        Tensor x = Tensor.of(numbers(3 * 40), 3, 40);
        x.matmul(weights.transpose()).toFloatArray();
        assertNull(plain(weights));
        assertArrayEquals(elements, weights.toFloatArray());

        float[] several = numbers(4 * 40 * 70);
        Tensor batch = Tensor.of(several.clone(), 4, 40, 70).constant();
        Tensor.of(numbers(4 * 3 * 40), 4, 3, 40).matmul(batch).toFloatArray();
        assertNull(plain(batch));
        assertArrayEquals(several, batch.toFloatArray());
    }

    @Test
    void elementsThatAreReadOtherwiseStay() {
        float[] elements = numbers(40 * 64);
        Tensor weights = Tensor.of(elements.clone(), 40, 64).constant();
        Tensor x = Tensor.of(numbers(3 * 40), 3, 40);
        // A part of the columns is not all of the elements.
        x.matmul(weights.slice(1, 0, 32)).toFloatArray();
        assertNotNull(plain(weights));
        float[] sum = weights.add(1f).toFloatArray();
        x.matmul(weights).toFloatArray();
        for (int i = 0; i < sum.length; i++) {
            sum[i] -= 1;
        }
        assertArrayEquals(elements, sum, 1e-6f);
        assertArrayEquals(elements, weights.toFloatArray());
        assertNotSame(elements, weights.toFloatArray());
    }
}
