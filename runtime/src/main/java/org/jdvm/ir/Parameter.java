package org.jdvm.ir;

import org.jdvm.annotations.DType;

/** A parameter of an operator. */
public sealed interface Parameter {
    /** {@return its name in the source} */
    String name();

    /**
     * {@return the symbol of the stride of a tensor parameter along one axis, in elements}
     *
     * @param parameter the parameter's name
     * @param axis the axis
     */
    static String strideSymbol(String parameter, int axis) {
        return parameter + ".stride" + axis;
    }

    /**
     * A tensor.
     *
     * @param name its name
     * @param type its element type
     * @param shape its symbolic shape; with {@code leading}, the first dim stands for all leading dims
     * @param leading true if the first dim is the product of any number of leading dims
     */
    record TensorParameter(String name, DType type, Shape shape, boolean leading) implements Parameter {}

    /**
     * A number. Integers are symbols of size expressions, the others are scalar expressions.
     *
     * @param name its name
     * @param type its Java type
     */
    record ScalarParameter(String name, ScalarType type) implements Parameter {}

    /** The Java types of scalar parameters. */
    enum ScalarType {
        INT,
        LONG,
        FLOAT,
        DOUBLE;

        /** {@return true for the types whose values are symbols of size expressions} */
        public boolean isInteger() {
            return this == INT || this == LONG;
        }

        /** {@return the Java keyword} */
        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
