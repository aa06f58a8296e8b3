package org.jdvm;

/** Stands in for the class of this name. */
public final class Dvm {
    private Dvm() {}

    public static Dvm shared() {
        return new Dvm();
    }
}
