package org.jdvm.bytecode;

import java.util.Optional;
import org.jdvm.JdvmException;
import org.jspecify.annotations.Nullable;

/** A program that cannot be decoded, parsed or verified. */
public final class BytecodeException extends JdvmException {
    private static final long serialVersionUID = 1;

    private final @Nullable String rule;

    /**
     * Creates the exception.
     *
     * @param message where the program is wrong, what was expected and what is there
     */
    public BytecodeException(String message) {
        this(message, null);
    }

    private BytecodeException(String message, @Nullable String rule) {
        super(message);
        this.rule = rule;
    }

    /** {@return the rule of verified programs that is broken, in a few words; none if the program cannot be decoded or parsed} */
    public Optional<String> rule() {
        return Optional.ofNullable(rule);
    }

    /** Runs a check of one rule, whose complaints get its name. */
    public static void checking(String rule, Runnable check) {
        try {
            check.run();
        } catch (BytecodeException e) {
            BytecodeException named = new BytecodeException(e.getMessage(), rule);
            named.setStackTrace(e.getStackTrace());
            throw named;
        }
    }
}
