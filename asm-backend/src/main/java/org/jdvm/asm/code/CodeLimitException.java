package org.jdvm.asm.code;

/** Generated code that would break a limit of class files. */
public final class CodeLimitException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param message what would be too large
     */
    public CodeLimitException(String message) {
        super(message);
    }
}
