package org.jdvm.examples.models;

/**
 * The angles by which rows are turned to their positions (Su et al., 2021): one for each two numbers of a row.
 *
 * @param pairs how many angles a position has
 * @param cos one row a position: cosines of its angles
 * @param sin their sines
 */
public record RotaryAngles(int pairs, float[] cos, float[] sin) {
    /**
     * {@return the angles of the positions from one on}
     *
     * @param first the first position
     * @param count how many
     * @param size the length of the rows to be turned
     */
    public static RotaryAngles of(int first, int count, int size) {
        int pairs = size / 2;
        float[] cos = new float[count * pairs];
        float[] sin = new float[cos.length];
        for (int i = 0; i < count; i++) {
            for (int pair = 0; pair < pairs; pair++) {
                double angle = (first + i) * Math.pow(10_000, -2.0 * pair / size);
                cos[i * pairs + pair] = (float) Math.cos(angle);
                sin[i * pairs + pair] = (float) Math.sin(angle);
            }
        }
        return new RotaryAngles(pairs, cos, sin);
    }

    /**
     * {@return the angles of some of these positions}
     *
     * @param positions which ones, counted from the first
     */
    public RotaryAngles at(int... positions) {
        RotaryAngles chosen =
                new RotaryAngles(pairs, new float[positions.length * pairs], new float[positions.length * pairs]);
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(cos, positions[i] * pairs, chosen.cos, i * pairs, pairs);
            System.arraycopy(sin, positions[i] * pairs, chosen.sin, i * pairs, pairs);
        }
        return chosen;
    }
}
