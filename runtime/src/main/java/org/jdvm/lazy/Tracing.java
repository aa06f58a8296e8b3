package org.jdvm.lazy;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jdvm.JdvmException;

/**
 * Looks at recorded operations without computing them: tools run code on tensors whose elements are unknown, and read what was recorded. Code that
 * needs such elements is refused.
 */
public final class Tracing {
    private static final ScopedValue<Set<TensorSource>> UNKNOWN = ScopedValue.newInstance();

    private Tracing() {}

    /** Elements that a trace does not know were asked for. */
    public static final class ElementsNeeded extends JdvmException {
        private static final long serialVersionUID = 1;

        ElementsNeeded(String reason) {
            super("elements would have to be known, since " + reason);
        }
    }

    /**
     * {@return what an action returns}
     *
     * @param unknown recorded operations whose elements are unknown while the action runs
     * @param action what to run
     * @throws ElementsNeeded if the action reads elements that depend on unknown ones
     */
    public static <T> T trace(Set<TensorSource> unknown, Supplier<T> action) {
        return ScopedValue.where(UNKNOWN, unknown).call(action::get);
    }

    /** Refuses to compute what depends on unknown elements. */
    static void check(String reason, List<Recorded> targets) {
        if (UNKNOWN.isBound()) {
            Set<TensorSource> unknown = UNKNOWN.get();
            if (Capture.of(targets).nodes().stream().anyMatch(unknown::contains)) {
                throw new ElementsNeeded(reason);
            }
        }
    }
}
