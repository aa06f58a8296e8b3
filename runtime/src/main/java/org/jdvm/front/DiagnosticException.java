package org.jdvm.front;

import java.util.Optional;
import org.jdvm.JdvmException;
import org.jdvm.ir.GraphException;

/** The reason why a body or a declaration cannot become a graph. */
public final class DiagnosticException extends JdvmException {
    private static final long serialVersionUID = 1;

    private final DiagnosticCode message;
    private final transient Optional<String> subject;
    private final boolean placed;
    private final String reason;

    private DiagnosticException(DiagnosticCode message, Optional<String> subject, Object... arguments) {
        super(message.text(arguments));
        this.message = message;
        this.subject = subject;
        this.placed = false;
        this.reason = message == DiagnosticCode.UNSUPPORTED
                ? arguments[0].toString().replaceFirst(",$", "")
                : message.sentence(arguments);
    }

    /**
     * Creates a refusal of the expression at hand.
     *
     * @param message what is wrong
     * @param arguments what the message names
     */
    public DiagnosticException(DiagnosticCode message, Object... arguments) {
        this(message, Optional.empty(), arguments);
    }

    /**
     * {@return a refusal of something in the declaration of the operator}
     *
     * @param subject the parameter ({@code gamma}, {@code weights.query}), {@code return}, or {@code @Where} with its index
     * @param message what is wrong
     * @param arguments what the message names
     */
    static DiagnosticException about(String subject, DiagnosticCode message, Object... arguments) {
        return new DiagnosticException(message, Optional.of(subject), arguments);
    }

    /**
     * {@return the refusal for an operation that cannot be built}
     *
     * @param exception what the builder of graphs says
     */
    public static DiagnosticException of(GraphException exception) {
        DiagnosticCode message = switch (exception.problem()) {
            case TYPE -> DiagnosticCode.OPERAND_TYPE;
            case SIZE -> DiagnosticCode.OPERAND_SIZE;
            case RANK -> DiagnosticCode.OPERAND_RANK;
            case AXIS -> DiagnosticCode.OPERAND_AXIS;
            case ARGUMENT -> DiagnosticCode.OPERAND_ARGUMENT;
            case UNKNOWN -> DiagnosticCode.NOT_AN_OPERATION;
        };
        return new DiagnosticException(message, exception.getMessage());
    }

    private DiagnosticException(DiagnosticException refusal, String place) {
        super(refusal.getMessage() + " (" + place + ")", refusal);
        this.message = refusal.message;
        this.subject = refusal.subject;
        this.placed = true;
        this.reason = refusal.reason;
    }

    /** {@return this refusal with a place in its text; the innermost place stays} */
    DiagnosticException in(String place) {
        return placed ? this : new DiagnosticException(this, place);
    }

    /** {@return what is wrong in words, as part of another message} */
    public String reason() {
        return reason;
    }

    /** {@return what is wrong} */
    public DiagnosticCode message() {
        return message;
    }

    /** {@return what in the declaration it is about, if it is not about the body} */
    public Optional<String> subject() {
        return subject == null ? Optional.empty() : subject;
    }
}
