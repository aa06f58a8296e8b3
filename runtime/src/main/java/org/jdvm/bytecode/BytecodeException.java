package org.jdvm.bytecode;

/** A program that cannot be decoded, parsed or verified. */
public final class BytecodeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message where the program is wrong, what was expected and what is there
     */
    public BytecodeException(String message) {
        super(message);
    }
}
