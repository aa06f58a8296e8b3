package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Places of the largest elements of windows, and the elements themselves, against plain loops. */
class ArgMaxPoolTest {
    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "I8", "U8", "I32", "I64"})
    void placesAndElementsAreThoseOfPlainLoops(DType type) {
        SplittableRandom random = new SplittableRandom(type.ordinal());
        for (int i = 0; i < 30; i++) {
            WindowCase at = WindowCase.random(random);
            float[] x = new float[at.batch() * at.channels() * WindowCase.product(at.input())];
            for (int j = 0; j < x.length; j++) {
                x[j] = random.nextInt(type == DType.U8 ? 0 : -4, 5);
            }
            boolean ceil = random.nextBoolean();
            Tensor self =
                    Tensor.of(x, at.dims(at.batch(), at.channels(), at.input())).cast(type);
            int[] window = at.given(at.window());
            int[] stride = at.given(at.stride());
            int[] padding = at.given(at.padding());
            int[] dilation = at.given(at.dilation());
            Tensor places = switch (at.axes()) {
                case 1 -> self.argMaxPool1d(window[0], stride[0], padding[0], dilation[0], ceil);
                case 2 -> self.argMaxPool2d(window, stride, padding, dilation, ceil);
                default -> self.argMaxPool3d(window, stride, padding, dilation, ceil);
            };
            Tensor elements = switch (at.axes()) {
                case 1 -> self.maxPool1d(window[0], stride[0], padding[0], dilation[0], ceil);
                case 2 -> self.maxPool2d(window, stride, padding, dilation, ceil);
                default -> self.maxPool3d(window, stride, padding, dilation, ceil);
            };
            assertEquals(DType.I64, places.type());
            assertEquals(type, elements.type());
            assertArrayEquals(at.argMaxPool(x, ceil), places.toLongArray(), at::toString);
            double[] expected = at.maxPool(x, ceil);
            float[] actual = elements.cast(DType.F32).toFloatArray();
            assertEquals(expected.length, actual.length);
            double least = type.isFloat() ? Double.NEGATIVE_INFINITY : type.least();
            for (int j = 0; j < actual.length; j++) {
                assertEquals(Math.max(expected[j], least), actual[j], at.toString());
            }
        }
    }

    @Test
    void theFirstOfSeveralCountsAndNotANumberIsLargest() {
        float inf = Float.POSITIVE_INFINITY;
        float[] x = {-inf, -inf, -inf, 1, Float.NaN, 2, 7, 7, 3};
        assertArrayEquals(
                new long[] {0, 3, 4, 6},
                Tensor.of(x, 1, 1, 9)
                        .argMaxPool1d(3, 2, 1, 1, false)
                        .slice(2, 0, 4)
                        .toLongArray());
    }

    @Test
    void tooMuchPaddingIsRefusedByName() {
        Tensor x = Tensor.zeros(DType.F32, 1, 1, 4, 4);
        String message = assertThrows(
                        JdvmException.class,
                        () -> x.argMaxPool2d(3, 1, 2, 1, false).toLongArray())
                .getMessage();
        assertEquals(
                "argMaxPool2d: twice the padding of spatial axis 0, for windows of 3: needs 4 <= 3, which is never"
                        + " true",
                message);
    }
}
