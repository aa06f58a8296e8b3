package org.jdvm.processor;

import com.sun.source.util.TreePath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown where the source has a name without meaning: wrong, or generated in a later round. */
final class UnresolvedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String name;
    private final transient @Nullable TreePath path;

    UnresolvedException(String name) {
        this(name, null);
    }

    private UnresolvedException(String name, @Nullable TreePath path) {
        super(name);
        this.name = name;
        this.path = path;
    }

    /** This exception with a place; the innermost one stays. */
    UnresolvedException at(TreePath place) {
        return path == null ? new UnresolvedException(name, place) : this;
    }

    String name() {
        return name;
    }

    Optional<TreePath> path() {
        return Optional.ofNullable(path);
    }
}
