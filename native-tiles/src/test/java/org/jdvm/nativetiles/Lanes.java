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

    /** Adds four products of unsigned and signed bytes to a sum, without saturation. */
    static void addProducts(byte[] sums, int at, byte[] unsigned, int first, byte[] signed, int second) {
        int sum = get(sums, at);
        for (int i = 0; i < 4; i++) {
            sum += (unsigned[first + i] & 0xff) * signed[second + i];
        }
        set(sums, at, sum);
    }
}
