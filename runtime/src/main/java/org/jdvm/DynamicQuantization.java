package org.jdvm;

import org.jdvm.annotations.DType;

/**
 * Numbers as u8 with a scale and a zero point that follow from the numbers themselves: {@code x} is about
 * {@code (elements - zeroPoint) * scale}, and 0 is exact. The formulas are those of DynamicQuantizeLinear of ONNX.
 *
 * @param elements the integers, u8, with the sizes of x
 * @param scale the distance between two numbers, f32 of rank 0
 * @param zeroPoint the integer that is for 0, u8 of rank 0
 */
public record DynamicQuantization(Tensor elements, Tensor scale, Tensor zeroPoint) {
    /**
     * {@return the numbers of a tensor as u8} With {@code least = min(0, min(x))} and {@code most = max(0, max(x))} the scale is
     * {@code (most - least) / 255}, the zero point {@code round(-least / scale)} and an element
     * {@code saturate(round(x / scale) + zeroPoint)}; ties are rounded to even. Where all numbers are 0 the scale is 1.
     *
     * @param x numbers of a float type
     */
    public static DynamicQuantization of(Tensor x) {
        Tensor wide = x.cast(DType.F32);
        return of(wide, wide.min(), wide.max());
    }

    /**
     * {@return the numbers of a tensor as u8} The same as {@link #of(Tensor)} where the range is known already, or was found in another way.
     *
     * @param x numbers of a float type
     * @param min the least of them, f32 of rank 0
     * @param max the largest of them, f32 of rank 0
     */
    public static DynamicQuantization of(Tensor x, Tensor min, Tensor max) {
        Tensor wide = x.cast(DType.F32);
        Tensor least = min.clampMax(0);
        Tensor most = max.clampMin(0);
        Tensor distance = most.sub(least).div(255);
        Tensor scale = distance.eq(0).select(1, distance);
        Tensor zeroPoint = least.neg().div(scale).clamp(0, 255).round().cast(DType.U8);
        return new DynamicQuantization(wide.quantizeLinear(scale, zeroPoint), scale, zeroPoint);
    }
}
