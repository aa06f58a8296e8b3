package org.jdvm.ir;

import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The names of the methods of {@code Tensor}. */
final class MethodNames {
    private MethodNames() {}

    /** A name in capitals or with underscores as the name of a Java method. */
    static String camelCase(String name) {
        StringBuilder text = new StringBuilder();
        for (String part : name.toLowerCase(Locale.ROOT).split("_")) {
            text.append(text.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return text.toString();
    }

    /** All rows by name; apart, because the rows use the names before all of them exist. */
    static final class Table {
        static final Map<String, TensorMethod> ALL = byName();

        private Table() {}

        private static Map<String, TensorMethod> byName() {
            Map<String, TensorMethod> methods = new HashMap<>();
            for (Op op : Op.values()) {
                add(methods, op);
            }
            for (CompositeMethod composite : CompositeMethod.values()) {
                add(methods, composite);
            }
            RowMethod.ALL.forEach(method -> add(methods, method));
            return Collections.unmodifiableMap(methods);
        }

        private static void add(Map<String, TensorMethod> methods, TensorMethod method) {
            if (!method.method().isEmpty() && methods.put(method.method(), method) != null) {
                throw new AssertionError("two rows for Tensor." + method.method());
            }
        }
    }
}
