package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** Not-a-number and infinities, where IEEE arithmetic and the usual libraries have them. */
class NonFiniteTest {
    private static final float NAN = Float.NaN;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private static Tensor row(float... values) {
        return Tensor.of(values, 1, values.length);
    }

    @Test
    void softmaxOfMaskedRows() {
        assertArrayEquals(
                new float[] {0.5f, 0, 0.5f}, row(1, -INFINITY, 1).softmax(-1).toFloatArray());
        assertArrayEquals(
                new float[] {NAN, NAN}, row(-INFINITY, -INFINITY).softmax(-1).toFloatArray());
        assertArrayEquals(new float[] {NAN, NAN}, row(INFINITY, 1).softmax(-1).toFloatArray());
        assertArrayEquals(
                new float[] {NAN, NAN, NAN}, row(1, NAN, 1).softmax(-1).toFloatArray());
    }

    @Test
    void maximumAndMinimumCarryNaN() {
        Tensor x = row(1, NAN, -INFINITY);
        assertArrayEquals(new float[] {2, NAN, 2}, x.maximum(Tensor.scalar(2)).toFloatArray());
        assertArrayEquals(
                new float[] {NAN, NAN, NAN}, x.minimum(Tensor.scalar(NAN)).toFloatArray());
        assertArrayEquals(new float[] {NAN}, x.max(-1).toFloatArray());
        assertArrayEquals(new float[] {NAN}, x.min(-1).toFloatArray());
        assertArrayEquals(new float[] {0, NAN, NAN}, x.neg().relu().mul(0).toFloatArray());
    }

    @Test
    void sumsAndProductsFollowIeee() {
        assertArrayEquals(new float[] {INFINITY}, row(1, INFINITY).sum(-1).toFloatArray());
        assertArrayEquals(new float[] {NAN}, row(-INFINITY, INFINITY).sum(-1).toFloatArray());
        Tensor column = Tensor.of(new float[] {INFINITY, 1}, 2, 1);
        assertArrayEquals(new float[] {NAN}, row(0, 1).matmul(column).toFloatArray());
        assertArrayEquals(new float[] {-INFINITY}, row(-1, 1).matmul(column).toFloatArray());
    }

    @Test
    void normalisationOfRowsWithNaNStaysInTheirRow() {
        Tensor x = Tensor.of(new float[] {1, NAN, 1, 3}, 2, 2);
        Tensor one = Tensor.of(new float[] {1, 1}, 2);
        Tensor zero = Tensor.of(new float[] {0, 0}, 2);
        assertArrayEquals(
                new float[] {NAN, NAN, -1, 1}, x.layerNorm(one, zero, 0).toFloatArray(), 1e-6f);
    }

    @Test
    void comparisonsWithNaNAreFalse() {
        Tensor x = row(NAN, 1);
        assertArrayEquals(new boolean[] {false, true}, x.eq(x).toBooleanArray());
        assertArrayEquals(new boolean[] {true, false}, x.ne(x).toBooleanArray());
        assertArrayEquals(new boolean[] {false, true}, x.le(x).toBooleanArray());
        assertArrayEquals(new boolean[] {false, true}, x.isFinite().toBooleanArray());
    }
}
