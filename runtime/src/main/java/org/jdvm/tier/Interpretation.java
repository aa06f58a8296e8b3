package org.jdvm.tier;

import org.jdvm.bytecode.Program;

/** The interpreter, as far as promotion needs it: on a separate core, in the calling thread. */
@FunctionalInterface
public interface Interpretation {
    /**
     * Interprets a program once.
     *
     * @param program the program
     * @param arrays the array for each buffer, used from its first element on
     * @param scalars the value of each scalar
     */
    void run(Program program, Object[] arrays, double[] scalars);

    /**
     * Returns when the interpreter is as fast as it gets on the programs that it has run.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    default void settle() throws InterruptedException {}
}
