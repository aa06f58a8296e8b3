package org.jetbrains.jps.javac;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;

/** The class that IntelliJ offers processors, with its name and method, for tests of their use. */
public final class APIWrappers {
    private static final Map<Object, Object> WRAPPED = Collections.synchronizedMap(new IdentityHashMap<>());

    private APIWrappers() {}

    /** Notes what a wrapper wraps. */
    public static void wrapped(Object wrapper, Object inner) {
        WRAPPED.put(wrapper, inner);
    }

    /** What a wrapper wraps; null if that is not known. */
    public static <T> T unwrap(Class<T> type, Object wrapper) {
        return type.cast(WRAPPED.get(wrapper));
    }
}
