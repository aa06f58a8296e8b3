package org.jdvm.lanes;

import com.sun.source.tree.Tree;

/** A part of a description is not in the language that has a vector form. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Tree place;

    RefusedException(Tree place, String message, Object... arguments) {
        super(message.formatted(arguments));
        this.place = place;
    }

    Tree place() {
        return place;
    }
}
