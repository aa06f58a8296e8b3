package org.jdvm.processor;

import com.sun.source.util.TreePath;
import org.jdvm.front.DiagnosticException;

/** A refusal and the place in the source that it is about. */
final class LocatedDiagnostic extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient DiagnosticException refusal;
    private final transient TreePath path;

    LocatedDiagnostic(DiagnosticException refusal, TreePath path) {
        super(refusal);
        this.refusal = refusal;
        this.path = path;
    }

    DiagnosticException refusal() {
        return refusal;
    }

    TreePath path() {
        return path;
    }
}
