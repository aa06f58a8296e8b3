package org.jdvm.npu;

/**
 * A launch that ended early because its calling thread was interrupted. What it stores is incomplete; the machine can be used further,
 * and the thread's interrupt status stays set.
 */
public final class LaunchInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LaunchInterruptedException(String program) {
        super(program + ": the calling thread was interrupted, so the launch ended before it was done");
    }

    LaunchInterruptedException(String message, Throwable cause) {
        super(message, cause);
    }
}
