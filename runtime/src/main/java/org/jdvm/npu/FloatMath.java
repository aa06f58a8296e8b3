package org.jdvm.npu;

import static org.jdvm.npu.Lanes.F32;
import static org.jdvm.npu.Lanes.I32;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions of 32-bit floats on whole vectors.
 *
 * <p>The polynomials are minimax fits made for this project, with coefficients rounded to floats one after the other. Ranges are
 * limited by compare and blend: the vector minimum and maximum of floats cost twice as much because of their care for NaN and -0.
 *
 * <p>The compiler must inline these methods into the loops that use them, or vectors go through memory. It does so up to 325 bytes
 * of bytecode each and, once the loop has grown, only for the vector library itself: so there are no small helpers here for constants
 * and the like, and what is called at all is called early.
 */
final class FloatMath {
    // Constant expressions: the scalar forms use them without loading this class, which takes long.
    static final float LOG2_E = 1.442695f;
    static final float LN2_HIGH = 0x1.62e43p-1f;
    static final float LN2_LOW = -0x1.05c61p-29f;

    /** Adding this to a small float leaves its nearest integer in the low bits of the sum. */
    static final float ROUNDER = 0x1.8p23f;

    /** Above this exp is not finite any more, below the other one its result is not normal and taken as 0. */
    static final float EXP_LIMIT = 88.72283f;

    static final float EXP_FLUSH = -87.33654f;

    static final float TWO_OVER_PI = 0.63661977f;
    static final float HALF_PI_HIGH = 0x1.921fb6p0f;
    static final float HALF_PI_MIDDLE = -0x1.777a5cp-25f;
    static final float HALF_PI_LOW = -0x1.ee59dap-50f;

    /** Up to here three floats of pi are enough to reduce an angle. */
    static final float ANGLE_LIMIT = 10_000f;

    static final float SQRT_HALF = 0.70710678f;
    static final float SQRT_2_OVER_PI = 0.7978845608f;

    private FloatMath() {}

    /** Also right for x = 88.7, where the power of two alone would overflow: the fraction is below 1 there. */
    static FloatVector exp(FloatVector x) {
        FloatVector shifted = x.fma(LOG2_E, ROUNDER);
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = n.fma(FloatVector.broadcast(F32, -LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(F32, -LN2_LOW), r);
        FloatVector p = r.fma(0x1.6a4b44p-10f, 0x1.123994p-7f);
        p = p.fma(r, FloatVector.broadcast(F32, 0x1.5558b2p-5f));
        p = p.fma(r, FloatVector.broadcast(F32, 0x1.555492p-3f));
        p = p.fma(r, FloatVector.broadcast(F32, 0x1.fffffcp-2f));
        p = p.fma(r.mul(r), r).add(1f);
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        FloatVector y = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
        y = y.blend(0f, x.compare(VectorOperators.LT, EXP_FLUSH));
        // Not-a-number fails the comparison too, and comes out of the sum.
        return x.add(Float.POSITIVE_INFINITY).blend(y, x.compare(VectorOperators.LE, EXP_LIMIT));
    }

    static FloatVector log(FloatVector x) {
        VectorMask<Float> subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(0x1p23f), subnormal).reinterpretAsInts();
        IntVector exponent = bits.sub(0x3f3504f3).lanewise(VectorOperators.ASHR, 23);
        FloatVector f = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats()
                .sub(1f);
        FloatVector square = f.mul(f);
        FloatVector p = logOfFraction(f).mul(f).mul(square);
        FloatVector n = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
        n = n.blend(n.sub(23f), subnormal);
        FloatVector y = n.fma(FloatVector.broadcast(F32, LN2_LOW), p);
        y = square.fma(FloatVector.broadcast(F32, -0.5f), y).add(f);
        y = n.fma(FloatVector.broadcast(F32, LN2_HIGH), y);
        // Infinity and not-a-number stay; zero gives minus infinity and everything below it not-a-number.
        y = x.blend(y, x.compare(VectorOperators.LE, Float.MAX_VALUE));
        y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
        return y.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
    }

    /** {@code (log(1 + f) - f + f^2 / 2) / f^3} for f from 0.7 - 1 to 1.42 - 1. */
    private static FloatVector logOfFraction(FloatVector f) {
        FloatVector p = f.fma(0x1.1b41b2p-4f, -0x1.e2e974p-4f);
        p = p.fma(f, FloatVector.broadcast(F32, 0x1.e6509p-4f));
        p = p.fma(f, FloatVector.broadcast(F32, -0x1.fb4344p-4f));
        p = p.fma(f, FloatVector.broadcast(F32, 0x1.2332cep-3f));
        p = p.fma(f, FloatVector.broadcast(F32, -0x1.5562e2p-3f));
        p = p.fma(f, FloatVector.broadcast(F32, 0x1.99a544p-3f));
        p = p.fma(f, FloatVector.broadcast(F32, -0x1.ffffeep-3f));
        return p.fma(f, FloatVector.broadcast(F32, 0x1.555546p-2f));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector e = exp(a.add(a));
        FloatVector large = FloatVector.broadcast(F32, 1f)
                .sub(FloatVector.broadcast(F32, 2f).div(e.add(1f)));
        FloatVector z = x.mul(x);
        FloatVector p = z.fma(-0x1.76922ap-8f, 0x1.52509ep-6f);
        p = p.fma(z, FloatVector.broadcast(F32, -0x1.b84334p-5f));
        p = p.fma(z, FloatVector.broadcast(F32, 0x1.11076p-3f));
        p = p.fma(z, FloatVector.broadcast(F32, -0x1.555534p-2f));
        FloatVector small = p.mul(z).fma(a, a);
        IntVector sign = x.reinterpretAsInts().and(0x8000_0000);
        FloatVector y = large.blend(small, a.compare(VectorOperators.LT, 0.625f));
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    /** Near 0 an odd polynomial, beyond it {@code 1 - exp(-P(x))}; from 3.93 on the result is 1. */
    static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector e = exp(logOfErfc(a));
        FloatVector large = FloatVector.broadcast(F32, 1f).sub(e);
        large = large.blend(1f, a.compare(VectorOperators.GT, 3.93f));
        FloatVector z = x.mul(x);
        FloatVector p = z.fma(-0x1.37c94ep-11f, 0x1.46b786p-8f);
        p = p.fma(z, FloatVector.broadcast(F32, -0x1.b677c4p-6f));
        p = p.fma(z, FloatVector.broadcast(F32, 0x1.ce195ep-4f));
        p = p.fma(z, FloatVector.broadcast(F32, -0x1.8126e2p-2f));
        p = p.fma(z, FloatVector.broadcast(F32, 0x1.06eba6p-3f));
        FloatVector small = p.fma(a, a);
        IntVector sign = x.reinterpretAsInts().and(0x8000_0000);
        FloatVector y = large.blend(small, a.compare(VectorOperators.LT, 0.9375f));
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    /** The logarithm of 1 - erf(a) for a from 0.92 to 3.93. */
    private static FloatVector logOfErfc(FloatVector a) {
        FloatVector q = a.fma(-0x1.78e02cp-17f, 0x1.527e46p-12f);
        q = q.fma(a, FloatVector.broadcast(F32, -0x1.dd6e36p-9f));
        q = q.fma(a, FloatVector.broadcast(F32, 0x1.8551d2p-6f));
        q = q.fma(a, FloatVector.broadcast(F32, -0x1.b3259cp-4f));
        q = q.fma(a, FloatVector.broadcast(F32, -0x1.45328ap-1f));
        return q.fma(a, FloatVector.broadcast(F32, -0x1.20ef1cp0f)).mul(a);
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.neg());
        return FloatVector.broadcast(F32, 1f).div(e.add(1f));
    }

    static FloatVector silu(FloatVector x) {
        return x.div(exp(x.neg()).add(1f));
    }

    static FloatVector gelu(FloatVector x) {
        return erf(x.mul(SQRT_HALF)).add(1f).mul(x.mul(0.5f));
    }

    /** {@code 1 + tanh(z)} is {@code 2 / (1 + exp(-2 z))}. */
    static FloatVector geluTanh(FloatVector x) {
        FloatVector cubic = x.mul(x).mul(0.044715f).fma(x, x);
        return x.div(exp(cubic.mul(-2 * SQRT_2_OVER_PI)).add(1f));
    }

    static FloatVector sin(FloatVector x) {
        return angle(x, 0, false);
    }

    static FloatVector cos(FloatVector x) {
        return angle(x, 1, true);
    }

    /** The sine of x plus a number of quarter turns; for huge angles the exact reduction of {@link Math}. */
    private static FloatVector angle(FloatVector x, int quarter, boolean cosine) {
        FloatVector shifted = x.fma(TWO_OVER_PI, ROUNDER);
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = n.fma(FloatVector.broadcast(F32, -HALF_PI_HIGH), x);
        r = n.fma(FloatVector.broadcast(F32, -HALF_PI_MIDDLE), r);
        r = n.fma(FloatVector.broadcast(F32, -HALF_PI_LOW), r);
        FloatVector s = sineNearZero(r);
        FloatVector c = cosineNearZero(r);
        IntVector turns = shifted.reinterpretAsInts().add(quarter);
        FloatVector y = s.blend(c, turns.and(1).compare(VectorOperators.NE, 0).cast(F32));
        IntVector sign = turns.and(2).lanewise(VectorOperators.LSHL, 30);
        y = y.reinterpretAsInts().lanewise(VectorOperators.XOR, sign).reinterpretAsFloats();
        VectorMask<Float> fits = x.abs().compare(VectorOperators.LE, ANGLE_LIMIT);
        return fits.allTrue() ? y : hugeAngles(x, y, cosine);
    }

    private static FloatVector sineNearZero(FloatVector r) {
        FloatVector z = r.mul(r);
        FloatVector s = z.fma(0x1.7cd82ap-19f, -0x1.a05bbap-13f);
        s = s.fma(z, FloatVector.broadcast(F32, 0x1.111176p-7f));
        s = s.fma(z, FloatVector.broadcast(F32, -0x1.555556p-3f));
        return s.mul(z).fma(r, r);
    }

    private static FloatVector cosineNearZero(FloatVector r) {
        FloatVector z = r.mul(r);
        FloatVector c = z.fma(-0x1.372348p-22f, 0x1.a075e6p-16f);
        c = c.fma(z, FloatVector.broadcast(F32, -0x1.6c1762p-10f));
        c = c.fma(z, FloatVector.broadcast(F32, 0x1.555556p-5f));
        return c.mul(z).fma(z, z.fma(-0.5f, 1f));
    }

    private static FloatVector hugeAngles(FloatVector x, FloatVector y, boolean cosine) {
        float[] angles = x.toArray();
        float[] values = y.toArray();
        for (int i = 0; i < angles.length; i++) {
            if (!(Math.abs(angles[i]) <= ANGLE_LIMIT)) {
                values[i] = (float) (cosine ? Math.cos(angles[i]) : Math.sin(angles[i]));
            }
        }
        return FloatVector.fromArray(F32, values, 0);
    }

    /** Ties to even; what has no fraction, infinity and not-a-number stay. */
    static FloatVector round(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector rounded = withSign(a.add(0x1p23f).sub(0x1p23f), x);
        return x.blend(rounded, a.compare(VectorOperators.LT, 0x1p23f));
    }

    static FloatVector floor(FloatVector x) {
        FloatVector rounded = round(x);
        return rounded.blend(rounded.sub(1f), rounded.compare(VectorOperators.GT, x));
    }

    /** Between -1 and 0 it is -0. */
    static FloatVector ceil(FloatVector x) {
        FloatVector rounded = round(x);
        FloatVector up = rounded.blend(rounded.add(1f), rounded.compare(VectorOperators.LT, x));
        return withSign(up.abs(), x);
    }

    static FloatVector trunc(FloatVector x) {
        return withSign(floor(x.abs()), x);
    }

    /** 1 where finite, else 0. */
    static IntVector isFinite(FloatVector x) {
        IntVector exponent = x.reinterpretAsInts().and(0x7f80_0000);
        return IntVector.zero(I32).blend(1, exponent.compare(VectorOperators.NE, 0x7f80_0000));
    }

    /** Rounds to the nearest bfloat16, ties to even, and gives its bits in the upper half. */
    static IntVector roundToBf16(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
        IntVector rounded = bits.add(odd).add(0x7fff).and(0xffff_0000);
        return rounded.blend(0x7fc0_0000, x.compare(VectorOperators.NE, x).cast(I32));
    }

    /** The magnitude of a non-negative vector with the signs of another one. */
    private static FloatVector withSign(FloatVector magnitude, FloatVector sign) {
        IntVector bit = sign.reinterpretAsInts().and(0x8000_0000);
        return magnitude.reinterpretAsInts().or(bit).reinterpretAsFloats();
    }
}
