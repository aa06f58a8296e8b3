package org.jdvm.nativetiles;

/** Arithmetic on 16- and 32-bit integers in arrays of bytes. */
final class Lanes {
    private Lanes() {}

    static int get(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }

    static void set(byte[] bytes, int at, int value) {
        setShort(bytes, at, value);
        setShort(bytes, at + 2, value >> 16);
    }

    static int getShort(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | bytes[at + 1] << 8;
    }

    static void setShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
    }

    static float getFloat(byte[] bytes, int at) {
        return Float.intBitsToFloat(get(bytes, at));
    }

    /** A bfloat16 number; one too small to be normal is 0. */
    static float getBfloat(byte[] bytes, int at) {
        return normal(Float.intBitsToFloat(getShort(bytes, at) << Short.SIZE));
    }

    /** The number, or a zero of its sign for one too small to be normal. */
    static float normal(float value) {
        return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0, value) : value;
    }

    /** A sum and a product, rounded once, with zeros for what is not normal. */
    static float addProduct(float sum, float left, float right) {
        return normal(Math.fma(left, right, normal(sum)));
    }

    /** Adds two products of bfloat16 numbers to a 32-bit float: {@code vdpbf16ps}, the second one first. */
    static void addBfloats(byte[] sums, int at, byte[] left, int first, byte[] right, int second) {
        float sum = addProduct(getFloat(sums, at), getBfloat(left, first + 2), getBfloat(right, second + 2));
        sum = addProduct(sum, getBfloat(left, first), getBfloat(right, second));
        set(sums, at, Float.floatToRawIntBits(sum));
    }

    /** Adds four products of unsigned and signed bytes to a sum, without saturation. */
    static void addProducts(byte[] sums, int at, byte[] unsigned, int first, byte[] signed, int second) {
        int sum = get(sums, at);
        for (int i = 0; i < 4; i++) {
            sum += (unsigned[first + i] & 0xff) * signed[second + i];
        }
        set(sums, at, sum);
    }
}
