package org.jdvm;

/**
 * A launch that ended early because its calling thread was interrupted. What it stores is incomplete; the machine can be used further,
 * and the thread's interrupt status stays set.
 */
public final class LaunchInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param program the program that was launched
     */
    public LaunchInterruptedException(String program) {
        super(program + ": the calling thread was interrupted, so the launch ended before it was done");
    }

    /**
     * Creates the exception.
     *
     * @param message what was done when it happened
     * @param cause how one of several programs ended
     */
    public LaunchInterruptedException(String message, Throwable cause) {
        super(message, cause);
    }
}
