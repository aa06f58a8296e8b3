package org.jdvm.nativetiles;

import java.util.Locale;

/** A 64-bit general register; its number in instructions is its ordinal. */
enum GeneralRegister {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15;

    /** {@return the three bits of it that instructions have in place} */
    int low() {
        return ordinal() & 7;
    }

    /** {@return the fourth bit, which prefixes have} */
    int high() {
        return ordinal() >> 3;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
