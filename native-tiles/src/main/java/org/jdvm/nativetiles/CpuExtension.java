package org.jdvm.nativetiles;

import java.util.EnumSet;
import java.util.Set;

/** What kernels need of a processor and of what its operating system saves of registers. */
enum CpuExtension {
    /** Integers in registers of 256 bits. */
    AVX2,
    /** Dot products of 256 bits with VEX prefixes. */
    AVX_VNNI,
    /** Dot products of 512 bits. */
    AVX512_VNNI,
    /** Products of tiles of bytes, which the operating system allows this process. */
    AMX_INT8,
    /** Dot products of bfloat16 numbers of 512 bits. */
    AVX512_BF16,
    /** Products of tiles of bfloat16 numbers; what has them has those of bytes. */
    AMX_BF16;

    /** Bits of the register that says what the operating system saves: SSE and AVX; these, masks, and 512 bits; tiles and their shapes. */
    private static final int SAVES_AVX = 0x06;

    private static final int SAVES_AVX512 = 0xe6;
    private static final int SAVES_TILES = 0x6_0000;

    /**
     * The numbers that an instruction left in four registers.
     *
     * @param a in eax
     * @param b in ebx
     * @param c in ecx
     * @param d in edx
     */
    record Leaf(int a, int b, int c, int d) {}

    /** What is asked about a processor, which is on x86-64. */
    interface Processor {
        /** {@return what {@code cpuid} says about a leaf} */
        Leaf features(int leaf, int subleaf);

        /** {@return which registers the operating system saves; asked only where it says so at all} */
        int saved();

        /** {@return whether the operating system allows tiles; asked only where the processor has them and they are saved} */
        boolean allowsTiles();
    }

    /** {@return what a processor has, as it says itself} */
    static Set<CpuExtension> of(Processor processor) {
        Leaf features = processor.features(1, 0);
        if (processor.features(0, 0).a < 7 || !isSet(features.c, 27) || !isSet(features.c, 28)) {
            return Set.of();
        }
        int saved = processor.saved();
        Leaf extended = processor.features(7, 0);
        Set<CpuExtension> found = EnumSet.noneOf(CpuExtension.class);
        boolean hasAvx2 = isSet(extended.b, 5) && (saved & SAVES_AVX) == SAVES_AVX;
        if (hasAvx2) {
            found.add(AVX2);
        }
        int more = extended.a >= 1 ? processor.features(7, 1).a : 0;
        if (hasAvx2 && isSet(more, 4)) {
            found.add(AVX_VNNI);
        }
        boolean hasAvx512 = isSet(extended.b, 16) && (saved & SAVES_AVX512) == SAVES_AVX512;
        if (hasAvx2 && hasAvx512 && isSet(extended.c, 11)) {
            found.add(AVX512_VNNI);
        }
        if (hasAvx2 && hasAvx512 && isSet(more, 5)) {
            found.add(AVX512_BF16);
        }
        boolean hasTiles = isSet(extended.d, 24) && isSet(extended.d, 25) && (saved & SAVES_TILES) == SAVES_TILES;
        if (hasTiles && processor.allowsTiles()) {
            found.add(AMX_INT8);
            if (isSet(extended.d, 22)) {
                found.add(AMX_BF16);
            }
        }
        return found;
    }

    private static boolean isSet(int bits, int number) {
        return (bits >> number & 1) == 1;
    }
}
