package org.jdvm.ir;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of an elementwise or reducing operation: on doubles for the float types, on longs for the integer types and bool
 * (0 and 1). Integer results are wrapped to the width of their type afterwards.
 *
 * @param floatUnary the function of one float operand, or null
 * @param integerUnary the function of one integer operand, or null
 * @param floatBinary the function of two float operands, also the combination of a reduction, or null
 * @param integerBinary the function of two integer operands, also the combination of a reduction, or null
 */
public record Semantics(
        @Nullable DoubleUnaryOperator floatUnary,
        @Nullable LongUnaryOperator integerUnary,
        @Nullable DoubleBinaryOperator floatBinary,
        @Nullable LongBinaryOperator integerBinary) {

    /** The semantics of an operation that computes no numbers. */
    static final Semantics NONE = new Semantics(null, null, null, null);

    static Semantics unary(DoubleUnaryOperator floats) {
        return new Semantics(floats, null, null, null);
    }

    static Semantics unary(DoubleUnaryOperator floats, LongUnaryOperator integers) {
        return new Semantics(floats, integers, null, null);
    }

    static Semantics integer(LongUnaryOperator integers) {
        return new Semantics(null, integers, null, null);
    }

    static Semantics integers(LongBinaryOperator integers) {
        return new Semantics(null, null, null, integers);
    }

    static Semantics binary(DoubleBinaryOperator floats) {
        return new Semantics(null, null, floats, null);
    }

    static Semantics binary(DoubleBinaryOperator floats, LongBinaryOperator integers) {
        return new Semantics(null, null, floats, integers);
    }
}
