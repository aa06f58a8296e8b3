package org.jdvm.asm;

/** A section that this back end leaves to the interpreter; the message says why. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedException(String reason) {
        super(reason);
    }
}
