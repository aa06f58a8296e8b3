package org.jdvm.examples.models;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * Numbers made from a name, the same ones in any language: SplitMix64 (Steele et al., 2014) from the FNV-1a hash of the name, 24 bits
 * of each result.
 */
public final class NamedNumbers {
    private NamedNumbers() {}

    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The number at an index, in [0, 1). */
    private static float unit(long seed, int index) {
        long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 40) * 0x1p-24f;
    }

    /**
     * {@return numbers around a centre, none farther from it than the radius}
     *
     * @param name what they are called
     * @param count how many
     * @param radius largest distance from the centre
     * @param centre their centre
     */
    public static float[] floats(String name, int count, double radius, double centre) {
        long seed = hash(name);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            float number = (unit(seed, i) * 2f - 1f) * (float) radius;
            numbers[i] = centre == 0 ? number : number + (float) centre;
        }
        return numbers;
    }

    /**
     * {@return a matrix whose products are about as large as what it is multiplied with, row by row}
     *
     * @param name what it is called
     * @param rows its inputs
     * @param columns its outputs
     */
    public static float[] matrix(String name, int rows, int columns) {
        return floats(name, rows * columns, Math.sqrt(3.0 / rows), 0);
    }

    /**
     * {@return token ids}
     *
     * @param name what they are called
     * @param count how many
     * @param vocabulary how many different ones there are
     */
    public static long[] tokens(String name, int count, int vocabulary) {
        long seed = hash(name);
        return IntStream.range(0, count)
                .mapToLong(i -> (long) (unit(seed, i) * vocabulary))
                .toArray();
    }
}
