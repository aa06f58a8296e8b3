package org.jdvm.processor;

import com.sun.source.util.TreePath;
import java.util.Optional;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;
import org.jspecify.annotations.Nullable;

/** Thrown where the source has a name or a call without meaning: wrong, or of something that is generated in a later round. */
final class UnresolvedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final DiagnosticException refusal;
    private final transient @Nullable TreePath path;

    UnresolvedException(String name) {
        this(new DiagnosticException(DiagnosticCode.UNRESOLVED, name, ""));
    }

    /** A method that tensors do not have. */
    static UnresolvedException ofTensor(String method) {
        return new UnresolvedException(
                new DiagnosticException(DiagnosticCode.UNRESOLVED, method, SimilarMethods.hint(method)));
    }

    UnresolvedException(DiagnosticException refusal) {
        this(refusal, null);
    }

    private UnresolvedException(DiagnosticException refusal, @Nullable TreePath path) {
        super(refusal.getMessage());
        this.refusal = refusal;
        this.path = path;
    }

    /** This exception with a place; the innermost one stays. */
    UnresolvedException at(TreePath place) {
        return path == null ? new UnresolvedException(refusal, place) : this;
    }

    /** What to say if no later round gives it a meaning. */
    DiagnosticException refusal() {
        return refusal;
    }

    Optional<TreePath> path() {
        return Optional.ofNullable(path);
    }
}
