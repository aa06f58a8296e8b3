package org.jdvm.ir;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdvm.JdvmException;

/** An operation that cannot be built: what is wrong with its operands, what was expected and what is there. */
public final class GraphException extends JdvmException {
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

    /** An operation as the beginning of a message, without operands. */
    private static final Pattern INNER = Pattern.compile("[A-Za-z_]+: ");

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

    /**
     * {@return this in the words of the operation that was asked for, where it was found by one that it is made of}
     *
     * @param operation the name of the operation that was asked for
     */
    public GraphException in(String operation) {
        String text = String.valueOf(getMessage());
        // For types it matters which of the inner operations does not take them.
        if (problem == Problem.TYPE || text.startsWith(operation)) {
            return this;
        }
        Matcher inner = INNER.matcher(text);
        return new GraphException(problem, operation + ": " + (inner.lookingAt() ? text.substring(inner.end()) : text));
    }

    /** {@return what is wrong} */
    public Problem problem() {
        return problem;
    }
}
