package org.jdvm.nativetiles;

import java.util.function.IntConsumer;

/** Writes loops over groups of depths. */
final class DepthLoop {
    private DepthLoop() {}

    /**
     * Writes a loop over several groups at a time, and one over those that are left.
     *
     * @param counter has how many groups there are; 0 at the end
     * @param unrolled how many the first loop takes at a time
     * @param groups writes what is done with a number of them
     */
    static void write(X86Assembler code, GeneralRegister counter, int unrolled, IntConsumer groups) {
        writeWhole(code, counter, unrolled, () -> groups.accept(unrolled));
        code.add(counter, unrolled);
        X86Assembler.OpenJump none = code.jumpIfZero();
        X86Assembler.Target rest = code.target();
        groups.accept(1);
        code.subtract(counter, 1);
        code.jumpIfNotZero(rest);
        code.land(none);
    }

    /**
     * Writes the first one of these loops alone.
     *
     * @param counter has how many groups there are; at the end how many are left, minus {@code step}
     * @param step how many the loop takes at a time
     * @param body writes what is done with them
     */
    static void writeWhole(X86Assembler code, GeneralRegister counter, int step, Runnable body) {
        code.subtract(counter, step);
        X86Assembler.OpenJump few = code.jumpIfNegative();
        X86Assembler.Target loop = code.target();
        body.run();
        code.subtract(counter, step);
        code.jumpIfNotNegative(loop);
        code.land(few);
    }
}
