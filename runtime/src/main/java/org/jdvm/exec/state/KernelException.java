package org.jdvm.exec.state;

import org.jdvm.JdvmException;

/** A launch that failed because of the values in its tensors: an index out of range, a division of integers by 0, sizes of groups that do not add up. */
public final class KernelException extends JdvmException {
    private static final long serialVersionUID = 1;

    public KernelException(String message) {
        super(message);
    }

    public KernelException(String message, Throwable cause) {
        super(message, cause);
    }

    public KernelException(String program, String buffer, long index, long limit) {
        super(program + ": index " + index + " into '" + buffer + "' is outside 0.." + (limit - 1));
    }

    /**
     * {@return the same with another message}
     *
     * @param message the message
     */
    public KernelException withMessage(String message) {
        return new KernelException(message, this);
    }
}
