package org.jdvm.tier;

import org.jdvm.bytecode.Program;
import org.jspecify.annotations.Nullable;

/** A program together with the code that it has got so far and how often it was launched. */
public final class TieredProgram {
    private final Program program;

    /** Published once its code may be called. */
    private volatile @Nullable LoweredProgram lowered;

    /** Counts of several threads may be lost; they only decide when to lower. */
    private int launches;

    private volatile boolean requested;

    TieredProgram(Program program) {
        this.program = program;
    }

    /** {@return the program} */
    public Program program() {
        return program;
    }

    /** {@return the code of its sections, or null if all are interpreted} */
    public @Nullable LoweredProgram lowered() {
        return lowered;
    }

    void publish(@Nullable LoweredProgram code) {
        lowered = code != null && code.count() == 0 ? null : code;
    }

    int launched() {
        return ++launches;
    }

    boolean isRequested() {
        return requested;
    }

    /** Notes that it waits for its code, or that it must be asked for again after some more launches. */
    void setRequested(boolean isRequested) {
        requested = isRequested;
        launches = 0;
    }
}
