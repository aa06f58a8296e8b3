package org.jdvm.ir;

/** An operation that cannot be built: what is wrong with its operands, what was expected and what is there. */
public final class GraphException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Problem {
        /** Element types that the operation does not accept or that do not agree. */
        TYPE,
        /** Sizes that cannot agree. */
        SIZE,
        /** A tensor with too few or too many dims. */
        RANK,
        /** An axis that the tensor does not have, or that is named twice. */
        AXIS,
        /** Another argument that cannot be right. */
        ARGUMENT,
        /** An operation that jdvm does not know. */
        UNKNOWN
    }

    private final Problem problem;

    /**
     * Creates the exception.
     *
     * @param problem what is wrong
     * @param message the operation, what was expected and what is there
     */
    public GraphException(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    /** {@return what is wrong} */
    public Problem problem() {
        return problem;
    }
}
