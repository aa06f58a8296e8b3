package org.jdvm.asm;

import org.jdvm.annotations.DType;
import org.jdvm.exec.lane.Halves;

/** Choices and conversions of single numbers, which generated code calls. Truth values are 0 and 1. */
final class ScalarFunctions {
    private ScalarFunctions() {}

    static float select(int condition, float x, float y) {
        return condition != 0 ? x : y;
    }

    static int select(int condition, int x, int y) {
        return condition != 0 ? x : y;
    }

    static long select(int condition, long x, long y) {
        return condition != 0 ? x : y;
    }

    static double select(int condition, double x, double y) {
        return condition != 0 ? x : y;
    }

    static float fromF16(int bits) {
        return Float.float16ToFloat((short) bits);
    }

    static int toF16(float x) {
        return Float.floatToFloat16(x);
    }

    static float fromBf16(int bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** To nearest, ties to even; not-a-number stays one. */
    static int toBf16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return x != x ? 0x7fc0 : bits + 0x7fff + (bits >>> 16 & 1) >>> 16;
    }

    static float roundToF16(float x) {
        return fromF16(toF16(x));
    }

    static float roundToBf16(float x) {
        return fromBf16(toBf16(x));
    }

    static float roundToF16(double x) {
        return Halves.round(x, DType.F16);
    }

    static float roundToBf16(double x) {
        return Halves.round(x, DType.BF16);
    }

    static int toI8(float x) {
        return Math.clamp((long) x, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    static int toI8(double x) {
        return Math.clamp((long) x, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    static int toI8(int x) {
        return (byte) x;
    }

    static int toI8(long x) {
        return (byte) x;
    }

    static int toU8(float x) {
        return Math.clamp((long) x, 0, 0xff);
    }

    static int toU8(double x) {
        return Math.clamp((long) x, 0, 0xff);
    }

    static int toU8(int x) {
        return x & 0xff;
    }

    static int toU8(long x) {
        return (int) (x & 0xff);
    }

    static int toI16(float x) {
        return Math.clamp((long) x, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    static int toI16(double x) {
        return Math.clamp((long) x, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    static int toI16(int x) {
        return (short) x;
    }

    static int toI16(long x) {
        return (short) x;
    }

    static int toU16(float x) {
        return Math.clamp((long) x, 0, 0xffff);
    }

    static int toU16(double x) {
        return Math.clamp((long) x, 0, 0xffff);
    }

    static int toU16(int x) {
        return x & 0xffff;
    }

    static int toU16(long x) {
        return (int) (x & 0xffff);
    }

    static int toBool(float x) {
        return x != 0 ? 1 : 0;
    }

    static int toBool(double x) {
        return x != 0 ? 1 : 0;
    }

    static int toBool(int x) {
        return x != 0 ? 1 : 0;
    }

    static int toBool(long x) {
        return x != 0 ? 1 : 0;
    }

    /** An index that is in range. */
    static long checked(long index, long limit) {
        if (index < 0 || index >= limit) {
            throw outside(index, limit);
        }
        return index;
    }

    /** With the frames of generated classes, whose lines are instructions: stack traces leave hidden classes out. */
    private static IndexOutOfBoundsException outside(long index, long limit) {
        IndexOutOfBoundsException e = new IndexOutOfBoundsException("index " + index + " is outside 0.." + (limit - 1));
        StackTraceElement[] frames = StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES)
                .walk(all -> all.skip(1)
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .toArray(StackTraceElement[]::new));
        e.setStackTrace(frames);
        return e;
    }
}
