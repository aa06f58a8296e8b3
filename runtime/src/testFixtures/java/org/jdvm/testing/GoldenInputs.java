package org.jdvm.testing;

import java.nio.charset.StandardCharsets;
import org.jdvm.annotations.DType;
import org.jdvm.reference.ReferenceTensor;

/** Makes the inputs of golden workloads from their names. */
public final class GoldenInputs {
    private GoldenInputs() {}

    /** The FNV-1a hash of a name, in 64 bits. */
    static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xff) * 0x100000001b3L;
        }
        return hash;
    }

    /** The i-th fraction in [0, 1) of the stream with a seed: 24 bits of SplitMix64. */
    private static float fraction(long seed, int i) {
        long z = seed + (i + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (float) (z >>> 40) * 0x1p-24f;
    }

    /** Floats in {@code [add - scale, add + scale)}. */
    public static ReferenceTensor floats(String name, int[] dims, double scale, double add) {
        long seed = hash(name);
        double[] values = new double[elements(dims)];
        for (int i = 0; i < values.length; i++) {
            float value = (fraction(seed, i) * 2f - 1f) * (float) scale;
            values[i] = add == 0 ? value : value + (float) add;
        }
        return ReferenceTensor.floats(DType.F32, dims, values);
    }

    /** Bytes in -127 .. 127. */
    public static ReferenceTensor bytes(String name, int... dims) {
        long seed = hash(name);
        long[] values = new long[elements(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) (fraction(seed, i) * 255f) - 127;
        }
        return ReferenceTensor.integers(DType.I8, dims, values);
    }

    /** A square that is 0 on and below the diagonal and -1e9 above. */
    public static ReferenceTensor causalMask(int size) {
        double[] values = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                values[i * size + j] = -1e9;
            }
        }
        return ReferenceTensor.floats(DType.F32, new int[] {size, size}, values);
    }

    /** The cosines or sines of rotary embeddings, the angles of the first half of each row repeated in the second. */
    public static ReferenceTensor rotaryTable(boolean sine, int positions, int width) {
        double[] values = new double[positions * width];
        for (int s = 0; s < positions; s++) {
            for (int j = 0; j < width; j++) {
                double angle = s * Math.pow(10000, -2.0 * (j % (width / 2)) / width);
                values[s * width + j] = sine ? Math.sin(angle) : Math.cos(angle);
            }
        }
        return ReferenceTensor.floats(DType.F32, new int[] {positions, width}, values);
    }

    private static int elements(int[] dims) {
        int count = 1;
        for (int dim : dims) {
            count *= dim;
        }
        return count;
    }
}
