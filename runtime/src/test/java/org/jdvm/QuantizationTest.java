package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Quantized numbers against the formulas, one number at a time. */
class QuantizationTest {
    private final Random random = new Random(3);

    private static long quantized(float x, float scale, long zero, DType type) {
        double rounded = Math.rint(x / scale) + zero;
        return Double.isNaN(rounded) ? 0 : (long) Math.max(type.least(), Math.min(type.most(), rounded));
    }

    private float[] floats(int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = switch (random.nextInt(12)) {
                case 0 -> random.nextInt(-9, 10) + 0.5f;
                case 1 -> random.nextBoolean() ? 1e30f : -1e30f;
                case 2 -> random.nextBoolean() ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
                default -> (float) random.nextGaussian() * 100;
            };
        }
        return floats;
    }

    private float[] scales(int count) {
        float[] scales = new float[count];
        for (int i = 0; i < count; i++) {
            scales[i] = random.nextBoolean() ? 1 : random.nextFloat(0.01f, 3);
        }
        return scales;
    }

    private long[] zeros(DType type, int count) {
        return random.longs(count, type.least(), type.most() + 1).toArray();
    }

    /** The scale of an element of [3, size, 5] along the middle axis, by blocks of some size. */
    private static int scaleOf(int i, int size, int block) {
        int blocks = Math.ceilDiv(size, block);
        return (i / 5 / size * blocks + i / 5 % size / block) * 5 + i % 5;
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I8", "U8", "I16", "U16"})
    void oneScale(DType type) {
        for (int count : new int[] {0, 1, 7, 64, 1009}) {
            float[] x = floats(count);
            float scale = scales(1)[0];
            long zero = zeros(type, 1)[0];
            Tensor zeroPoint = Tensor.of(new long[] {zero}).cast(type);
            Tensor q = Tensor.of(x, count).quantizeLinear(Tensor.scalar(scale), zeroPoint);
            Tensor symmetric = Tensor.of(x, count).quantizeLinear(Tensor.scalar(scale), type);
            assertEquals(type, q.type());
            long[] actual = q.toLongArray();
            long[] actualSymmetric = symmetric.toLongArray();
            float[] back = q.dequantizeLinear(Tensor.scalar(scale), zeroPoint).toFloatArray();
            float[] backSymmetric =
                    symmetric.dequantizeLinear(Tensor.scalar(scale)).toFloatArray();
            for (int i = 0; i < count; i++) {
                assertEquals(quantized(x[i], scale, zero, type), actual[i], x[i] + " / " + scale + " + " + zero);
                assertEquals(quantized(x[i], scale, 0, type), actualSymmetric[i]);
                assertEquals((actual[i] - zero) * scale, back[i]);
                assertEquals(actualSymmetric[i] * scale, backSymmetric[i]);
            }
        }
        assertArrayEquals(
                new long[] {0},
                Tensor.of(new float[] {Float.NaN}, 1)
                        .quantizeLinear(Tensor.scalar(1), type)
                        .toLongArray());
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I8", "U8", "I16", "U16"})
    void alongAnAxis(DType type) {
        for (int size : new int[] {1, 2, 17}) {
            float[] x = floats(3 * size * 5);
            float[] scale = scales(size);
            long[] zero = zeros(type, size);
            Tensor scales = Tensor.of(scale, size);
            Tensor zeroPoints = Tensor.of(zero, size).cast(type);
            Tensor q = Tensor.of(x, 3, size, 5).quantizeLinear(scales, zeroPoints, 1);
            long[] actual = q.toLongArray();
            float[] back = q.dequantizeLinear(scales, zeroPoints, -2).toFloatArray();
            for (int i = 0; i < x.length; i++) {
                int c = i / 5 % size;
                assertEquals(quantized(x[i], scale[c], zero[c], type), actual[i]);
                assertEquals((actual[i] - zero[c]) * scale[c], back[i]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I8", "U8", "I16", "U16"})
    void inBlocks(DType type) {
        for (int size : new int[] {1, 6, 7, 17}) {
            for (int block : new int[] {1, 2, 3, 20}) {
                int blocks = Math.ceilDiv(size, block);
                float[] x = floats(3 * size * 5);
                float[] scale = scales(3 * blocks * 5);
                long[] zero = zeros(type, 3 * blocks * 5);
                Tensor scales = Tensor.of(scale, 3, blocks, 5);
                Tensor zeroPoints = Tensor.of(zero, 3, blocks, 5).cast(type);
                Tensor q = Tensor.of(x, 3, size, 5).quantizeLinear(scales, zeroPoints, 1, block);
                long[] actual = q.toLongArray();
                float[] back = q.dequantizeLinear(scales, zeroPoints, 1, block).toFloatArray();
                for (int i = 0; i < x.length; i++) {
                    int c = scaleOf(i, size, block);
                    assertEquals(quantized(x[i], scale[c], zero[c], type), actual[i]);
                    assertEquals((actual[i] - zero[c]) * scale[c], back[i]);
                }
            }
        }
    }

    /** The range includes 0, which is exact. */
    @Test
    void dynamic() {
        for (int count : new int[] {1, 2, 7, 1009}) {
            for (float[] range : new float[][] {{-1, 1}, {3, 9}, {-7, -2}, {0, 0}}) {
                float[] x = new float[count];
                float least = 0;
                float most = 0;
                for (int i = 0; i < count; i++) {
                    x[i] = range[0] + random.nextFloat() * (range[1] - range[0]);
                    least = Math.min(least, x[i]);
                    most = Math.max(most, x[i]);
                }
                float scale = most == least ? 1 : (most - least) / 255;
                long zero = (long) Math.max(0, Math.min(255, Math.rint(-least / scale)));
                DynamicQuantization q = DynamicQuantization.of(Tensor.of(x, count));
                assertEquals(scale, q.scale().item());
                assertEquals(DType.U8, q.zeroPoint().type());
                assertArrayEquals(new long[] {zero}, q.zeroPoint().toLongArray());
                long[] actual = q.elements().toLongArray();
                for (int i = 0; i < count; i++) {
                    assertEquals(quantized(x[i], scale, zero, DType.U8), actual[i]);
                }
            }
        }
    }

    @Test
    void accumulatorsHaveScales() {
        Tensor sums = Tensor.of(new int[] {-7, 0, 100_000}, 3);
        assertArrayEquals(
                new float[] {-3.5f, 0, 50_000},
                sums.dequantizeLinear(Tensor.scalar(0.5f)).toFloatArray());
    }

    @Test
    void wrongArguments() {
        Tensor x = Tensor.zeros(DType.F32, 2, 4);
        Tensor one = Tensor.scalar(1);
        for (DType type : List.of(DType.I32, DType.I64, DType.F16, DType.BOOL)) {
            assertThrows(JdvmException.class, () -> x.quantizeLinear(one, type));
        }
        assertThrows(JdvmException.class, () -> x.quantizeLinear(Tensor.zeros(DType.F32, 3), DType.I8, 1));
        assertThrows(JdvmException.class, () -> x.quantizeLinear(Tensor.zeros(DType.F32, 2, 4), DType.I8, 1));
        assertThrows(JdvmException.class, () -> x.quantizeLinear(Tensor.zeros(DType.F32, 2, 1), DType.I8, 1, 3));
        assertThrows(JdvmException.class, () -> x.dequantizeLinear(one));
        Tensor u8 = Tensor.zeros(DType.U8, 2, 4);
        assertThrows(JdvmException.class, () -> u8.dequantizeLinear(one, Tensor.zeros(DType.I8)));
    }
}
