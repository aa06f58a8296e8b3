package org.jdvm.examples.models;

/**
 * What depends only on the positions of tokens: which ones a token may ask, and by which angles it is turned.
 *
 * @param mask 0 on and below the diagonal of a square, -1e9 above
 * @param cos one row a position: cosines of its angles
 * @param sin their sines
 */
public record Positions(float[] mask, float[] cos, float[] sin) {
    /**
     * {@return the positions 0, 1, 2, ...}
     *
     * @param count how many
     * @param size the length of the rows to be turned
     */
    public static Positions first(int count, int size) {
        float[] mask = new float[count * count];
        for (int position = 0; position < count; position++) {
            for (int later = position + 1; later < count; later++) {
                mask[position * count + later] = -1e9f;
            }
        }
        RotaryAngles angles = RotaryAngles.of(0, count, size);
        return new Positions(mask, angles.cos(), angles.sin());
    }
}
