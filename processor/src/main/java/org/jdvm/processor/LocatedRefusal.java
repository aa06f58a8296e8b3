package org.jdvm.processor;

import com.sun.source.util.TreePath;
import org.jdvm.front.Refusal;

/** A refusal and the place in the source that it is about. */
final class LocatedRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;
    private final transient TreePath path;

    LocatedRefusal(Refusal refusal, TreePath path) {
        super(refusal);
        this.refusal = refusal;
        this.path = path;
    }

    Refusal refusal() {
        return refusal;
    }

    TreePath path() {
        return path;
    }
}
