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
    private static final Semantics NONE = new Semantics(null, null, null, null);

    private static Semantics unary(DoubleUnaryOperator floats) {
        return new Semantics(floats, null, null, null);
    }

    private static Semantics unary(DoubleUnaryOperator floats, LongUnaryOperator integers) {
        return new Semantics(floats, integers, null, null);
    }

    private static Semantics binary(DoubleBinaryOperator floats) {
        return new Semantics(null, null, floats, null);
    }

    private static Semantics binary(DoubleBinaryOperator floats, LongBinaryOperator integers) {
        return new Semantics(null, null, floats, integers);
    }

    /** {@return the meaning of an operation; made when asked for, because no program needs all of them, and many need none} */
    static Semantics of(Op op) {
        return switch (op) {
            case NEG -> unary(v -> -v, v -> -v);
            case ABS -> unary(Math::abs, Math::abs);
            case SQRT -> unary(Math::sqrt);
            case RSQRT -> unary(v -> 1 / Math.sqrt(v));
            case RECIPROCAL -> unary(v -> 1 / v);
            case EXP -> unary(Math::exp);
            case LOG -> unary(Math::log);
            case SIN -> unary(Math::sin);
            case COS -> unary(Math::cos);
            case TANH -> unary(Math::tanh);
            case ERF -> unary(SpecialFunctions::erf);
            case SIGMOID -> unary(v -> 1 / (1 + Math.exp(-v)));
            case SILU -> unary(v -> v / (1 + Math.exp(-v)));
            case GELU -> unary(SpecialFunctions::gelu);
            case GELU_TANH -> unary(SpecialFunctions::geluTanh);
            case ROUND -> unary(Math::rint);
            case FLOOR -> unary(Math::floor);
            case CEIL -> unary(Math::ceil);
            case TRUNC -> unary(v -> v < 0 ? Math.ceil(v) : Math.floor(v));
            case IS_FINITE -> unary(v -> Double.isFinite(v) ? 1 : 0);
            case NOT -> unary(v -> v == 0 ? 1 : 0, v -> v == 0 ? 1 : 0);
            case ADD -> binary((a, b) -> a + b, (a, b) -> a + b);
            case SUB -> binary((a, b) -> a - b, (a, b) -> a - b);
            case MUL -> binary((a, b) -> a * b, (a, b) -> a * b);
            case DIV -> binary((a, b) -> a / b, (a, b) -> b == 0 ? 0 : a / b);
            case POW -> binary(SpecialFunctions::pow);
            case MAX -> binary(Math::max, Math::max);
            case MIN -> binary(Math::min, Math::min);
            case EQ -> binary((a, b) -> a == b ? 1 : 0, (a, b) -> a == b ? 1 : 0);
            case NE -> binary((a, b) -> a != b ? 1 : 0, (a, b) -> a != b ? 1 : 0);
            case LT -> binary((a, b) -> a < b ? 1 : 0, (a, b) -> a < b ? 1 : 0);
            case LE -> binary((a, b) -> a <= b ? 1 : 0, (a, b) -> a <= b ? 1 : 0);
            case GT -> binary((a, b) -> a > b ? 1 : 0, (a, b) -> a > b ? 1 : 0);
            case GE -> binary((a, b) -> a >= b ? 1 : 0, (a, b) -> a >= b ? 1 : 0);
            case AND -> binary((a, b) -> a != 0 && b != 0 ? 1 : 0, (a, b) -> a & b);
            case OR -> binary((a, b) -> a != 0 || b != 0 ? 1 : 0, (a, b) -> a | b);
            case SUM -> binary((a, b) -> a + b, (a, b) -> a + b);
            case REDUCE_MAX -> binary(Math::max, Math::max);
            case REDUCE_MIN -> binary(Math::min, Math::min);
            case ANY -> binary(Math::max, (a, b) -> a | b);
            case ALL -> binary(Math::min, (a, b) -> a & b);
            case SELECT,
                    CAST,
                    MATMUL,
                    GROUPED_MATMUL,
                    BROADCAST,
                    RESHAPE,
                    PERMUTE,
                    SLICE,
                    COPY,
                    CONCAT,
                    PAD,
                    GATHER,
                    IOTA,
                    FILL -> NONE;
        };
    }
}
