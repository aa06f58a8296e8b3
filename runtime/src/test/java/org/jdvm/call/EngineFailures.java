package org.jdvm.call;

import org.jspecify.annotations.Nullable;

/** Lets tests of other packages have an engine fail. */
public final class EngineFailures {
    private EngineFailures() {}

    /** Has something happen before each program is made. */
    public static void inSpecialising(Engine engine, @Nullable Runnable action) {
        engine.fault = action;
    }
}
