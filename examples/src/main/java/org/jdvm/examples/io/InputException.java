package org.jdvm.examples.io;

import org.jspecify.annotations.Nullable;

/**
 * Thrown where an input (a file, a model, a text) cannot be used; says so in one line that is complete without a
 * stack trace.
 */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
