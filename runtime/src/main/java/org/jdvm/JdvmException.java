package org.jdvm;

/**
 * A call that cannot be done as it was asked for: sizes, types or axes that do not fit, an index in a tensor that is out of range, a
 * text that is not a graph. The message names the operation, the argument, what was expected and what is there.
 *
 * <p>All that a call is refused for is of this class, and so an {@link IllegalArgumentException}. What is wrong with the state of
 * an object and not with an argument (a closed {@link Dvm}, a view that cannot be written) is an {@link IllegalStateException}.
 */
public class JdvmException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message the operation, the argument, what was expected and what is there
     */
    public JdvmException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message the operation, the argument, what was expected and what is there
     * @param cause what it was found by
     */
    public JdvmException(String message, Throwable cause) {
        super(message, cause);
    }
}
