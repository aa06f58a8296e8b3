package org.jdvm.lazy;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdvm.annotations.DType;
import org.jdvm.ir.TensorMethod;
import org.jdvm.ir.Value;

/**
 * Shapes and types that the graph builder has found. It makes a graph for each question, which takes up to a millisecond; a program asks the same
 * again and again.
 */
final class InferenceCache {
    /** When there are more, all are forgotten: keys are small, and a program that meets that many shapes gains nothing from knowing them. */
    private static final int MOST = 4096;

    private static final Map<Key, Inferred> KNOWN = new ConcurrentHashMap<>();

    private InferenceCache() {}

    /**
     * A result.
     *
     * @param type its element type
     * @param dims its sizes; not to be changed
     */
    record Inferred(DType type, int[] dims) {}

    /** A method, and its arguments with types and sizes in the place of tensors. */
    private static final class Key {
        private final TensorMethod method;
        private final Object[] arguments;
        private final int hash;

        Key(TensorMethod method, Object[] arguments) {
            this.method = method;
            this.arguments = new Object[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                this.arguments[i] = switch (arguments[i]) {
                    case TensorSource source -> shape(source);
                    case TensorSource[] sources ->
                        Arrays.stream(sources).map(Key::shape).toArray();
                    default -> arguments[i];
                };
            }
            this.hash = 31 * method.number() + Arrays.deepHashCode(this.arguments);
        }

        private static Object shape(TensorSource source) {
            return new Object[] {source.type, source.dims};
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && hash == key.hash
                    && method == key.method
                    && Arrays.deepEquals(arguments, key.arguments);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /**
     * {@return the type and the sizes of a call's result}
     *
     * @param method the method
     * @param name its name in the source
     * @param arguments the tensor itself, for methods that are not static, and the arguments
     * @throws org.jdvm.ir.GraphException if the arguments do not fit
     */
    static Inferred infer(TensorMethod method, String name, Object... arguments) {
        Key key = new Key(method, arguments);
        Inferred known = KNOWN.get(key);
        if (known == null) {
            Value value = Inference.check(method, name, arguments);
            known = new Inferred(value.type(), Inference.sizes(value));
            if (KNOWN.size() >= MOST) {
                KNOWN.clear();
            }
            KNOWN.put(key, known);
        }
        return known;
    }
}
