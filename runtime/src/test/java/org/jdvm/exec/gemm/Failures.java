package org.jdvm.exec.gemm;

import org.jspecify.annotations.Nullable;

/** Lets tests of other packages have parts of the machine fail. */
public final class Failures {
    private Failures() {}

    /** Has something happen before each panel of a constant is packed. */
    public static void inPack(@Nullable Runnable action) {
        PanelCache.fault = action;
    }
}
