package org.jdvm.front;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;

/** The value of a Java expression in the body of an operator while the body is read. */
public sealed interface AbstractValue {
    /**
     * A tensor.
     *
     * @param value the value in the graph
     */
    record Tensor(Value value) implements AbstractValue {}

    /**
     * An integer, known or depending on sizes.
     *
     * @param dim the integer
     * @param wide true for {@code long}, false for {@code int} and smaller types
     */
    record Int(Dim dim, boolean wide) implements AbstractValue {
        /** {@return an int} */
        public static Int of(int value) {
            return new Int(Dim.of(value), false);
        }
    }

    /**
     * A floating-point number, known or depending on the call.
     *
     * @param expression the number
     * @param wide true for {@code double}, false for {@code float}
     */
    record Real(ScalarExpr expression, boolean wide) implements AbstractValue {}

    /**
     * A truth value; always known.
     *
     * @param value the truth value
     */
    record Truth(boolean value) implements AbstractValue {}

    /**
     * An object that means itself: a string, or a constant of an enum of jdvm.
     *
     * @param value the object
     */
    record Constant(Object value) implements AbstractValue {}

    /** The null reference. */
    record Null() implements AbstractValue {}

    /**
     * Something that no operator can compute with.
     *
     * @param what what it is, for the message where it is used
     */
    record Opaque(String what) implements AbstractValue {}

    /**
     * Two numbers compared by an instruction and not yet by a branch; only in bytecode.
     *
     * @param left the first number
     * @param right the second number
     * @param nanIsLess whether NaN counts as less, else as greater
     */
    record Comparison(AbstractValue left, AbstractValue right, boolean nanIsLess) implements AbstractValue {}

    /** {@return whether this is a tensor or holds one} */
    default boolean holdsTensor() {
        return switch (this) {
            case Tensor _ -> true;
            case Array array -> array.elements().stream().anyMatch(AbstractValue::holdsTensor);
            case Instance instance -> instance.components().stream().anyMatch(AbstractValue::holdsTensor);
            case Int _, Real _, Truth _, Constant _, Null _, Opaque _, Comparison _ -> false;
        };
    }

    /** {@return what it is, or holds, that no operator can compute with; empty if it is known} */
    default Optional<String> unknown() {
        return switch (this) {
            case Opaque(String what) -> Optional.of(what);
            case Array array ->
                array.elements().stream().flatMap(e -> e.unknown().stream()).findFirst();
            case Instance instance ->
                instance.components().stream()
                        .flatMap(c -> c.unknown().stream())
                        .findFirst();
            case Tensor _, Int _, Real _, Truth _, Constant _, Null _, Comparison _ -> Optional.empty();
        };
    }

    /**
     * Marks the arrays in the value of a static field: others see what is assigned to their elements.
     *
     * @param value the value
     */
    static void share(AbstractValue value) {
        switch (value) {
            case Array array -> array.share();
            case Instance instance -> instance.components().forEach(AbstractValue::share);
            case Tensor _, Int _, Real _, Truth _, Constant _, Null _, Opaque _, Comparison _ -> {}
        }
    }

    /**
     * Lets the elements of arrays be unknown from now on, in a value that something unknown may have changed.
     *
     * @param value the value
     * @param why what is unknown, for the message where it is used
     */
    static void forget(AbstractValue value, String why) {
        switch (value) {
            case Array array -> array.forget(why);
            case Instance instance -> instance.components().forEach(component -> forget(component, why));
            case Tensor _, Int _, Real _, Truth _, Constant _, Null _, Opaque _, Comparison _ -> {}
        }
    }

    /** An array; shared by all that refer to it, as in Java. */
    final class Array implements AbstractValue {
        private static final int MAX_LENGTH = 1_000_000;

        private final String component;
        private final AbstractValue[] elements;
        private boolean shared;

        /**
         * Creates an array.
         *
         * @param component the descriptor of the type of its elements
         * @param elements what it holds at first
         */
        public Array(String component, AbstractValue... elements) {
            this.component = component;
            this.elements = elements.clone();
        }

        /**
         * {@return a new array as {@code new} makes it}
         *
         * @param lengths its length, and if there are more of them those of the arrays inside
         * @param component the descriptor of the type of its elements
         */
        public static Array create(List<AbstractValue> lengths, String component) {
            AbstractValue[] elements = new AbstractValue[length(lengths.getFirst())];
            if (lengths.size() == 1) {
                Arrays.fill(elements, initial(component));
            } else {
                Arrays.setAll(elements, _ -> create(lengths.subList(1, lengths.size()), component.substring(1)));
            }
            return new Array(component, elements);
        }

        private static AbstractValue initial(String type) {
            return switch (type) {
                case "B", "S", "C", "I" -> Int.of(0);
                case "J" -> new Int(Dim.ZERO, true);
                case "F" -> new Real(ScalarExpr.of(0), false);
                case "D" -> new Real(ScalarExpr.of(0), true);
                case "Z" -> new Truth(false);
                default -> new Null();
            };
        }

        /** {@return the descriptor of the type of the elements} */
        public String component() {
            return component;
        }

        /** {@return the number of elements} */
        public int length() {
            return elements.length;
        }

        /** {@return one element} */
        public AbstractValue get(AbstractValue index) {
            return elements[at(index)];
        }

        /** Replaces one element. */
        public void set(AbstractValue index, AbstractValue element) {
            if (shared) {
                throw new DiagnosticException(
                        DiagnosticCode.UNSUPPORTED, "an assignment to an element of an array in a static field");
            }
            elements[at(index)] = element;
        }

        private void forget(String why) {
            elements().forEach(element -> AbstractValue.forget(element, why));
            Arrays.fill(elements, new Opaque(why));
        }

        private void share() {
            shared = true;
            elements().forEach(AbstractValue::share);
        }

        /** {@return the elements} */
        public List<AbstractValue> elements() {
            return List.of(elements);
        }

        private static int length(AbstractValue length) {
            long value = constant(length, "the length of an array");
            if (value < 0) {
                throw new DiagnosticException(
                        DiagnosticCode.OPERAND_ARGUMENT, "the length of an array cannot be " + value);
            }
            if (value > MAX_LENGTH) {
                throw new DiagnosticException(DiagnosticCode.TOO_LARGE, "arrays of " + MAX_LENGTH + " elements");
            }
            return (int) value;
        }

        private static long constant(AbstractValue datum, String what) {
            Dim dim = Arithmetic.integer(datum);
            if (!dim.isConstant()) {
                throw new DiagnosticException(DiagnosticCode.NOT_CONSTANT, what, dim);
            }
            return dim.constantValue();
        }

        private int at(AbstractValue index) {
            long value = constant(index, "an array index");
            if (value < 0 || value >= elements.length) {
                throw new DiagnosticException(DiagnosticCode.INDEX, value, elements.length);
            }
            return (int) value;
        }
    }

    /** An instance of a record. Its components are set while it is constructed, and never again. */
    final class Instance implements AbstractValue {
        private final String className;
        private final Map<String, AbstractValue> components = new LinkedHashMap<>();
        private boolean changed;

        /**
         * Creates an instance without components.
         *
         * @param className the binary name of the record
         */
        public Instance(String className) {
            this.className = className;
        }

        /** {@return the binary name of the record} */
        public String className() {
            return className;
        }

        /** {@return whether it has a component of this name that is set} */
        public boolean has(String component) {
            return components.containsKey(component);
        }

        /** {@return one component} */
        public AbstractValue get(String component) {
            AbstractValue datum = components.get(component);
            if (datum == null) {
                throw new DiagnosticException(DiagnosticCode.NULL, ClassNames.shown(className) + "." + component);
            }
            return datum;
        }

        /** {@return the components that are set, in order} */
        public List<AbstractValue> components() {
            return List.copyOf(components.values());
        }

        /**
         * Ends the canonical constructor.
         *
         * @param arguments what it got
         */
        public void constructed(List<AbstractValue> arguments) {
            changed = !components().equals(arguments);
        }

        /** {@return whether its constructor changed what it got, so that it cannot be made again from its components} */
        boolean isChanged() {
            return changed;
        }

        /** Sets one component. */
        public void set(String component, AbstractValue value) {
            components.put(component, value);
        }
    }
}
