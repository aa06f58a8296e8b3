package org.jdvm.asm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Functions of vectors that the machine's own routines do not have. Generated code copies their instructions, it does not call them.
 */
final class VectorFunctions {
    static final VectorSpecies<Float> F32 = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, F32.vectorShape());

    static final IntVector IOTA = IntVector.zero(I32).addIndex(1);

    static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(F32, 8 % F32.length(), 1, true);

    private VectorFunctions() {}

    /**
     * The sum of all lanes, in halves. The order of the library's own reduction differs between the compilers of the virtual machine. Single
     * lanes are added in less time than vectors that are shuffled.
     */
    static float sum(FloatVector x) {
        FloatVector y = F32.length() > 8 ? x.add(x.rearrange(BY_8)) : x;
        return F32.length() == 4
                ? (y.lane(0) + y.lane(2)) + (y.lane(1) + y.lane(3))
                : ((y.lane(0) + y.lane(4)) + (y.lane(2) + y.lane(6)))
                        + ((y.lane(1) + y.lane(5)) + (y.lane(3) + y.lane(7)));
    }

    /** Integers in the same order as the floats; not-a-numbers come before or after all others. */
    static IntVector ordered(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        return bits.lanewise(
                VectorOperators.XOR, bits.lanewise(VectorOperators.ASHR, 31).and(0x7fff_ffff));
    }

    /** The float that the largest of the ordered integers represents, unless there is a not-a-number among the smallest. */
    static float largest(IntVector largest, IntVector smallest) {
        int bits = largest.reduceLanes(VectorOperators.MAX);
        bits = smallest.reduceLanes(VectorOperators.MIN) < 0x807f_ffff ? 0x7fc0_0000 : bits;
        return Float.intBitsToFloat(bits ^ bits >> 31 & 0x7fff_ffff);
    }

    static float smallest(IntVector largest, IntVector smallest) {
        int bits = smallest.reduceLanes(VectorOperators.MIN);
        bits = largest.reduceLanes(VectorOperators.MAX) > 0x7f80_0000 ? 0x7fc0_0000 : bits;
        return Float.intBitsToFloat(bits ^ bits >> 31 & 0x7fff_ffff);
    }

    /** The same for each lane by itself. */
    static FloatVector largestOfEach(IntVector largest, IntVector smallest) {
        return fromOrdered(largest.blend(0x7fc0_0000, smallest.compare(VectorOperators.LT, 0x807f_ffff)));
    }

    static FloatVector smallestOfEach(IntVector largest, IntVector smallest) {
        return fromOrdered(smallest.blend(0x7fc0_0000, largest.compare(VectorOperators.GT, 0x7f80_0000)));
    }

    private static FloatVector fromOrdered(IntVector x) {
        return ordered(x.reinterpretAsFloats()).reinterpretAsFloats();
    }

    static int sum(IntVector x) {
        return x.reduceLanes(VectorOperators.ADD);
    }

    static int largest(IntVector x) {
        return x.reduceLanes(VectorOperators.MAX);
    }

    static int smallest(IntVector x) {
        return x.reduceLanes(VectorOperators.MIN);
    }

    static int any(IntVector x) {
        return x.reduceLanes(VectorOperators.OR);
    }

    static int all(IntVector x) {
        return x.reduceLanes(VectorOperators.AND);
    }

    static VectorMask<Float> isTrue(FloatVector x) {
        return x.compare(VectorOperators.NE, 0f);
    }

    static VectorMask<Integer> isTrue(IntVector x) {
        return x.compare(VectorOperators.NE, 0);
    }

    static VectorMask<Integer> isFalse(IntVector x) {
        return x.compare(VectorOperators.EQ, 0);
    }

    static IntVector toInts(FloatVector x) {
        return (IntVector) x.convert(VectorOperators.F2I, 0);
    }

    static IntVector saturate(IntVector x, int least, int most) {
        return x.max(least).min(most);
    }

    static IntVector lowest(IntVector x, int mask) {
        return x.and(mask);
    }

    static IntVector lowestSigned(IntVector x, int shift) {
        return x.lanewise(VectorOperators.LSHL, shift).lanewise(VectorOperators.ASHR, shift);
    }

    static FloatVector toFloats(IntVector x) {
        return (FloatVector) x.convert(VectorOperators.I2F, 0);
    }

    /** 1 where the mask is set, else 0. */
    static IntVector toInts(VectorMask<Integer> mask) {
        return IntVector.zero(I32).blend(1, mask);
    }

    static FloatVector toFloats(VectorMask<Float> mask) {
        return FloatVector.zero(F32).blend(1f, mask);
    }

    static FloatVector roundToBf16(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
        IntVector rounded = bits.add(odd).add(0x7fff).and(0xffff_0000);
        FloatVector y = rounded.reinterpretAsFloats();
        return y.blend(Float.NaN, x.compare(VectorOperators.NE, x));
    }

    /**
     * Rounds to the 11 bits of a half float: a number of that many bits below its own last place is added and taken away again. Below the
     * normal half floats the last place stays the same; above them is infinity.
     */
    static FloatVector roundToF16(FloatVector x) {
        FloatVector a = x.abs();
        IntVector exponent = a.reinterpretAsInts().and(0x7f80_0000);
        FloatVector rounder = exponent.max(113 << 23).add(13 << 23).reinterpretAsFloats();
        FloatVector rounded = a.add(rounder).sub(rounder);
        FloatVector y = rounded.blend(Float.POSITIVE_INFINITY, a.compare(VectorOperators.GE, 65520f));
        y = y.blend(a, a.compare(VectorOperators.NE, a));
        IntVector sign = x.reinterpretAsInts().and(0x8000_0000);
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }
}
