package org.jdvm.nativetiles;

import org.jspecify.annotations.Nullable;

/**
 * An operand in memory: {@code base + index * scale + displacement}.
 *
 * @param index null for none
 * @param scale 1, 2, 4 or 8
 */
record CodeAddress(GeneralRegister base, @Nullable GeneralRegister index, int scale, int displacement) {
    CodeAddress {
        if (index == GeneralRegister.RSP) {
            throw new IllegalArgumentException("rsp is no index");
        }
        if (Integer.bitCount(scale) != 1 || scale < 1 || scale > 8) {
            throw new IllegalArgumentException("a scale is 1, 2, 4 or 8, not " + scale);
        }
    }

    static CodeAddress of(GeneralRegister base, int displacement) {
        return new CodeAddress(base, null, 1, displacement);
    }

    static CodeAddress of(GeneralRegister base, GeneralRegister index, int scale, int displacement) {
        return new CodeAddress(base, index, scale, displacement);
    }

    /** The notation of assemblers in Intel syntax. */
    @Override
    public String toString() {
        String indexed = index == null ? "" : "+" + index + "*" + scale;
        return "[" + base + indexed + (displacement < 0 ? "" : "+") + displacement + "]";
    }
}
