package org.jdvm.ir;

import java.util.Map;
import org.jdvm.annotations.DType;
import org.jspecify.annotations.Nullable;

/**
 * A method of {@code Tensor}: an operation of the table that is a method itself ({@link Op}), one along an axis with its own routine
 * ({@link RowMethod}), or one that is a formula over these ({@link CompositeMethod}). Both front ends, lazy tensors and the checks of {@code ...} read its columns; none of them has a list of methods.
 */
public sealed interface TensorMethod permits Op, CompositeMethod, RowMethod {
    /** How the shape of the result follows from the operands. */
    enum ShapeRule {
        /** The shape of the tensor itself. */
        SAME,
        /** The common shape of all operands, of which some may be numbers. */
        BROADCAST,
        /** The shape without the axes, or with 1 in their places. */
        REDUCE,
        /** The product of the last two dims; leading dims broadcast. */
        MATMUL,
        /** The dims of the indices in the place of an axis. */
        GATHER,
        /** The sum of the sizes along one axis. */
        CONCAT,
        /** The sizes of the tensor itself, and one more. */
        ONE_MORE,
        /** Another arrangement of the sizes, or none of a tensor's. */
        OTHER
    }

    /** Which arguments are axes, that is, count the dims of the tensor itself. */
    enum Axes {
        /** None. */
        NONE,
        /** The first one. */
        FIRST,
        /** All integers. */
        EACH,
        /** Two integers; without them the last two axes. */
        PAIR,
        /** The last axis, which no argument names. */
        LAST,
        /** The last two axes, which no argument names. */
        LAST_TWO,
        /** The first one, an axis of the result, which has one dim more. */
        IN_RESULT,
        /** The method speaks of all dims. */
        ALL_DIMS
    }

    /** {@return the name of the method in {@code Tensor}; empty if users cannot call it} */
    String method();

    /** {@return a number between 1 and 511 that no other method has} */
    int number();

    /** {@return how the shape of the result follows} */
    ShapeRule shapeRule();

    /** {@return which arguments are axes} */
    Axes axes();

    /**
     * {@return whether tensors of an element type are accepted}
     *
     * @param type the element type of the tensor itself
     */
    boolean takes(DType type);

    /**
     * {@return the element type of the result, unless an argument says otherwise}
     *
     * @param operand the element type of the tensor itself
     */
    DType resultType(DType operand);

    /** {@return true if the result shows elements of the operand under other indices} */
    default boolean isView() {
        return this instanceof Op op && op.kind() == Op.Kind.VIEW;
    }

    /**
     * {@return the method with a name, or null}
     *
     * @param name the name of a method of {@code Tensor}
     */
    static @Nullable TensorMethod named(String name) {
        return MethodNames.Table.ALL.get(name);
    }

    /** {@return all methods by name} */
    static Map<String, TensorMethod> all() {
        return MethodNames.Table.ALL;
    }
}
