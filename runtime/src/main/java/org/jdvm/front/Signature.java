package org.jdvm.front;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Parameter.ScalarType;

/**
 * The declaration of an operator, as its author wrote it: everything a class file read later does not say in an easy way.
 *
 * <p>As text: {@code attention(x: f32[T, H], w: acme.Layers$Weights{query: f32[H, H], heads: int}, eps: float) -> f32[T, H] where
 * "H % 8 == 0"}. A tensor without {@code @Dims} is {@code tensor}, an array of tensors {@code tensor[]}.
 *
 * @param name the name of the method
 * @param parameters its parameters
 * @param result its result, named {@code return}
 * @param conditions the conditions of {@code @Where}, as text
 */
public record Signature(String name, List<Declared> parameters, Declared result, List<String> conditions) {
    /** The name of the result. */
    public static final String RESULT = "return";

    /** Copies the lists. */
    public Signature {
        parameters = List.copyOf(parameters);
        conditions = List.copyOf(conditions);
    }

    /** A parameter, the result, or a component of a record. */
    public sealed interface Declared {
        /** {@return its name in the source} */
        String name();

        /** {@return its type as a JVM descriptor} */
        String descriptor();

        /**
         * {@return the same under another name}
         *
         * @param name the name
         */
        default Declared named(String name) {
            return switch (this) {
                case DeclaredTensor(var _, var dims) -> new DeclaredTensor(name, dims);
                case DeclaredScalar(var _, var type) -> new DeclaredScalar(name, type);
                case DeclaredRecord(var _, var className, var components) ->
                    new DeclaredRecord(name, className, components);
                case DeclaredArray _ -> new DeclaredArray(name);
            };
        }
    }

    /**
     * A tensor.
     *
     * @param name its name
     * @param dims its {@code @Dims}; only results may lack them
     */
    public record DeclaredTensor(String name, Optional<DeclaredDims> dims) implements Declared {
        @Override
        public String descriptor() {
            return "L" + LibraryCalls.TENSOR.replace('.', '/') + ";";
        }

        @Override
        public String toString() {
            return name + ": " + dims.map(DeclaredDims::toString).orElse("tensor");
        }
    }

    /**
     * What {@code @Dims} says.
     *
     * @param type the element type
     * @param text the sizes as written
     */
    public record DeclaredDims(DType type, String text) {
        @Override
        public String toString() {
            return type + "[" + text + "]";
        }
    }

    /**
     * A number.
     *
     * @param name its name
     * @param type its type
     */
    public record DeclaredScalar(String name, ScalarType type) implements Declared {
        @Override
        public String descriptor() {
            return switch (type) {
                case INT -> "I";
                case LONG -> "J";
                case FLOAT -> "F";
                case DOUBLE -> "D";
            };
        }

        @Override
        public String toString() {
            return name + ": " + type;
        }
    }

    /**
     * A record.
     *
     * @param name its name
     * @param className the binary name of its class
     * @param components its components
     */
    public record DeclaredRecord(String name, String className, List<Declared> components) implements Declared {
        public DeclaredRecord {
            components = List.copyOf(components);
        }

        @Override
        public String descriptor() {
            return "L" + className.replace('.', '/') + ";";
        }

        @Override
        public String toString() {
            return name + ": " + className
                    + components.stream().map(Declared::toString).collect(Collectors.joining(", ", "{", "}"));
        }
    }

    /**
     * Several tensors; only results.
     *
     * @param name its name
     */
    public record DeclaredArray(String name) implements Declared {
        @Override
        public String descriptor() {
            return "[L" + LibraryCalls.TENSOR.replace('.', '/') + ";";
        }

        @Override
        public String toString() {
            return name + ": tensor[]";
        }
    }

    /**
     * {@return the declaration that {@link #toString} wrote}
     *
     * @param text the text
     */
    public static Signature parse(String text) {
        return new SignatureParser(text).signature();
    }

    /**
     * {@return the same declaration with another result}
     *
     * @param other the result
     */
    Signature returning(Declared other) {
        return new Signature(name, parameters, other, conditions);
    }

    /** {@return the descriptor of the method} */
    public String descriptor() {
        return parameters.stream().map(Declared::descriptor).collect(Collectors.joining("", "(", ")"))
                + result.descriptor();
    }

    /** {@return the text that can be parsed} */
    @Override
    public String toString() {
        String typed = result.toString();
        return name
                + parameters.stream().map(Declared::toString).collect(Collectors.joining(", ", "(", ")"))
                + " -> "
                + typed.substring(RESULT.length() + 2)
                + conditions.stream().map(c -> " where \"" + c + "\"").collect(Collectors.joining());
    }
}
