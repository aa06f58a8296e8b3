package org.jdvm.ir;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jdvm.annotations.DType;

/**
 * The table of operations: name, bytecode function, kind, accepted and resulting types of each, the method of {@code Tensor} with its shape rule
 * and axes, cost and meaning.
 *
 * <p>Everything else derives from it: the builder's checks, lazy tensors, the text forms, the instruction set, the reference evaluator, the
 * documentation and the tests that visit every operation with every type it accepts.
 */
public enum Op implements TensorMethod {
    NEG(1, "neg", Kind.UNARY, Types.NUMBERS),
    ABS(2, "abs", Kind.UNARY, Types.NUMBERS),
    SQRT(3, "sqrt", Kind.UNARY, Types.FLOATS, 3),
    RSQRT(4, "rsqrt", Kind.UNARY, Types.FLOATS, 6),
    RECIPROCAL(5, "reciprocal", Kind.UNARY, Types.FLOATS, 3),
    EXP(6, "exp", Kind.UNARY, Types.FLOATS, 16),
    LOG(7, "log", Kind.UNARY, Types.FLOATS, 26),
    SIN(8, "sin", Kind.UNARY, Types.FLOATS, 34),
    COS(9, "cos", Kind.UNARY, Types.FLOATS, 34),
    TANH(10, "tanh", Kind.UNARY, Types.FLOATS, 34),
    ERF(11, "erf", Kind.UNARY, Types.FLOATS, 40),
    SIGMOID(12, "sigmoid", Kind.UNARY, Types.FLOATS, 20),
    /** {@code x * sigmoid(x)}, also called swish (Ramachandran et al., 2017). */
    SILU(13, "silu", Kind.UNARY, Types.FLOATS, 20),
    /** {@code x * (1 + erf(x / sqrt(2))) / 2} (Hendrycks and Gimpel, 2016). */
    GELU(14, "gelu", Kind.UNARY, Types.FLOATS, 45),
    /** {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2}, the tanh form of the same paper. */
    GELU_TANH(15, "gelu_tanh", Kind.UNARY, Types.FLOATS, 25),
    /** Rounds to the nearest integer, ties to even. */
    ROUND(16, "round", Kind.UNARY, Types.FLOATS, 6),
    FLOOR(17, "floor", Kind.UNARY, Types.FLOATS, 9),
    CEIL(18, "ceil", Kind.UNARY, Types.FLOATS, 9),
    TRUNC(19, "trunc", Kind.UNARY, Types.FLOATS, 9),
    IS_FINITE(20, "is_finite", Kind.UNARY_TEST, Types.FLOATS, 3),
    NOT(21, "not", Kind.UNARY, Types.TRUTH),
    /** 1, -1, or zero and NaN as they are. */
    SIGN(22, "sign", Kind.UNARY, Types.NUMBERS, 4),
    /** {@code log(1 + x)} without rounding the sum. */
    LOG1P(23, "log1p", Kind.UNARY, Types.FLOATS, 38),
    /** {@code e^x - 1} without cancellation. */
    EXPM1(24, "expm1", Kind.UNARY, Types.FLOATS, 22),
    /** {@code 1 - erf(x)} without cancellation. */
    ERFC(25, "erfc", Kind.UNARY, Types.FLOATS, 60),
    TAN(26, "tan", Kind.UNARY, Types.FLOATS, 36),
    ASIN(27, "asin", Kind.UNARY, Types.FLOATS, 26),
    ACOS(28, "acos", Kind.UNARY, Types.FLOATS, 26),
    ATAN(29, "atan", Kind.UNARY, Types.FLOATS, 28),
    SINH(30, "sinh", Kind.UNARY, Types.FLOATS, 36),
    COSH(31, "cosh", Kind.UNARY, Types.FLOATS, 24),
    ASINH(160, "asinh", Kind.UNARY, Types.FLOATS, 56),
    ACOSH(161, "acosh", Kind.UNARY, Types.FLOATS, 52),
    ATANH(162, "atanh", Kind.UNARY, Types.FLOATS, 48),
    IS_NAN(163, "is_nan", Kind.UNARY_TEST, Types.FLOATS, 2),
    IS_INF(164, "is_inf", Kind.UNARY_TEST, Types.FLOATS, 3),
    /** The logarithm to base 2, exact for powers of two. */
    LOG2(166, "log2", Kind.UNARY, Types.FLOATS, 27),
    BITWISE_NOT(165, "bitwise_not", Kind.UNARY, Types.INTEGERS),

    ADD(32, "add", Kind.BINARY, Types.NUMBERS),
    SUB(33, "sub", Kind.BINARY, Types.NUMBERS),
    MUL(34, "mul", Kind.BINARY, Types.NUMBERS),
    /** IEEE division for floats; for integers truncation towards zero. */
    DIV(35, "div", Kind.BINARY, Types.NUMBERS, 4),
    POW(36, "pow", Kind.BINARY, Types.FLOATS, 60),
    /** The larger one; NaN if either is NaN. */
    MAX(37, "max", "maximum", Kind.BINARY, Types.NUMBERS, 4),
    /** The smaller one; NaN if either is NaN. */
    MIN(38, "min", "minimum", Kind.BINARY, Types.NUMBERS, 4),
    EQ(39, "eq", Kind.COMPARE, Types.ALL_BUT_NARROW),
    NE(40, "ne", Kind.COMPARE, Types.ALL_BUT_NARROW),
    LT(41, "lt", Kind.COMPARE, Types.NUMBERS),
    LE(42, "le", Kind.COMPARE, Types.NUMBERS),
    GT(43, "gt", Kind.COMPARE, Types.NUMBERS),
    GE(44, "ge", Kind.COMPARE, Types.NUMBERS),
    AND(45, "and", Kind.BINARY, Types.TRUTH),
    OR(46, "or", Kind.BINARY, Types.TRUTH),
    /** The angle of the point (second, first), from -pi to pi. */
    ATAN2(47, "atan2", Kind.BINARY, Types.FLOATS, 36),
    /** The largest integer that is not larger than the quotient. */
    FLOOR_DIV(48, "floor_div", Kind.BINARY, Types.NUMBERS, 12),
    /** The remainder of {@link #FLOOR_DIV}, with the sign of the divisor. */
    FLOOR_MOD(49, "floor_mod", Kind.BINARY, Types.NUMBERS, 24),
    /** The remainder of a division truncated towards zero, with the sign of the dividend, as {@code %} in Java. */
    REM(50, "rem", Kind.BINARY, Types.NUMBERS, 20),
    XOR(51, "xor", Kind.BINARY, Types.TRUTH),
    BITWISE_AND(52, "bitwise_and", Kind.BINARY, Types.INTEGERS),
    BITWISE_OR(53, "bitwise_or", Kind.BINARY, Types.INTEGERS),
    BITWISE_XOR(54, "bitwise_xor", Kind.BINARY, Types.INTEGERS),
    /** 0 for distances that the type does not have. */
    SHIFT_LEFT(55, "shift_left", Kind.BINARY, Types.INTEGERS, 3),
    /** The sign comes in from the left, and is all that remains for distances that the type does not have. */
    SHIFT_RIGHT(56, "shift_right", Kind.BINARY, Types.INTEGERS, 3),

    /** {@code condition ? a : b}, element by element. */
    SELECT(64, "select", Kind.SELECT, Types.ALL_BUT_NARROW),
    /** Conversion to another element type: float to integer truncates and saturates (NaN to 0), to bool is {@code != 0}. */
    CAST(65, "cast", Kind.CAST, Types.ALL),

    SUM(80, "sum", "sum", Kind.REDUCE, Types.NUMBERS, 0, 0),
    REDUCE_MAX(81, "reduce_max", "max", Kind.REDUCE, Types.NUMBERS, Double.NEGATIVE_INFINITY, Long.MIN_VALUE),
    REDUCE_MIN(82, "reduce_min", "min", Kind.REDUCE, Types.NUMBERS, Double.POSITIVE_INFINITY, Long.MAX_VALUE),
    ANY(83, "any", "any", Kind.REDUCE, Types.TRUTH, 0, 0),
    ALL(84, "all", "all", Kind.REDUCE, Types.TRUTH, 1, 1),

    /** Matrix product of the last two dims, the others broadcast; sums in 32-bit floats (of f64 in 64-bit ones), of 8-bit integers exact in 32-bit ones. */
    MATMUL(96, "matmul", Kind.CUBE, Types.FACTORS),
    /** Matrix products of consecutive groups of rows, columns or inner indices, each with its own operand. */
    GROUPED_MATMUL(97, "grouped_matmul", "", Kind.CUBE, Types.SHORT_FLOATS),

    /** The sum or the largest of the elements of each window of a channel. */
    WINDOW_REDUCE(98, "window_reduce", "", Kind.CUBE, Types.SHORT_FLOATS),

    BROADCAST(112, "broadcast", "broadcastTo", Kind.VIEW, Types.ALL),
    RESHAPE(113, "reshape", Kind.VIEW, Types.ALL),
    PERMUTE(114, "permute", Kind.VIEW, Types.ALL),
    SLICE(115, "slice", Kind.VIEW, Types.ALL),
    /** Windows that move along one axis and may overlap; a new last axis runs through each of them. */
    UNFOLD(116, "unfold", Kind.VIEW, Types.ALL),
    /** The windows of a convolution as columns of a matrix, which only a product reads. */
    WINDOW_MATRIX(117, "window_matrix", "", Kind.VIEW, Types.SHORT_FLOATS),

    /** The same values in fresh contiguous memory. */
    COPY(128, "copy", "contiguous", Kind.MOVE, Types.ALL),
    CONCAT(129, "concat", Kind.MOVE, Types.ALL),
    PAD(130, "pad", Kind.MOVE, Types.ALL),
    /** Slices of a tensor along one axis, chosen by an integer tensor: an embedding look-up. */
    GATHER(131, "gather", Kind.MOVE, Types.ALL),
    /** The index along one axis, as a number. */
    IOTA(132, "iota", "range", Kind.SOURCE, Types.INDICES),
    /** One number everywhere. */
    FILL(133, "fill", "full", Kind.SOURCE, Types.ALL_BUT_NARROW);

    /** What an operation does with its operands. */
    public enum Kind {
        /** One operand, element by element, same type. */
        UNARY,
        /** One operand, element by element, result bool. */
        UNARY_TEST,
        /** Two operands of one type, element by element, same type. */
        BINARY,
        /** Two operands of one type, element by element, result bool. */
        COMPARE,
        /** A bool and two operands of one type, element by element. */
        SELECT,
        /** One operand, element by element, another type. */
        CAST,
        /** Combines the elements along axes. */
        REDUCE,
        /** Matrix products. */
        CUBE,
        /** The same elements under other indices; costs nothing where it can be folded into an address. */
        VIEW,
        /** The same elements at other places in memory. */
        MOVE,
        /** No tensor operand. */
        SOURCE;

        /** {@return true for functions of one operand} */
        public boolean isUnary() {
            return this == UNARY || this == UNARY_TEST;
        }

        /** {@return true for functions whose result is bool} */
        public boolean isTest() {
            return this == UNARY_TEST || this == COMPARE;
        }

        /** {@return true for operations that work on each element by itself} */
        public boolean isElementwise() {
            return switch (this) {
                case UNARY, UNARY_TEST, BINARY, COMPARE, SELECT, CAST -> true;
                case REDUCE, CUBE, VIEW, MOVE, SOURCE -> false;
            };
        }
    }

    private static final Op[] BY_CODE = new Op[256];

    static {
        for (Op op : values()) {
            if (BY_CODE[op.code] != null) {
                throw new AssertionError(op + " and " + BY_CODE[op.code] + " share function code " + op.code);
            }
            BY_CODE[op.code] = op;
        }
    }

    private final int code;
    private final String text;
    private final Kind kind;
    private final Set<DType> types;
    private final int cost;
    private final double floatIdentity;
    private final long integerIdentity;
    private final String method;
    private final int typeMask;
    private final boolean widens;

    Op(int code, String text, Kind kind, Set<DType> types) {
        this(code, text, kind, types, 1);
    }

    Op(int code, String text, Kind kind, Set<DType> types, int cost) {
        this(code, text, MethodNames.camelCase(text), kind, types, cost);
    }

    Op(int code, String text, String method, Kind kind, Set<DType> types) {
        this(code, text, method, kind, types, 1);
    }

    Op(int code, String text, String method, Kind kind, Set<DType> types, int cost) {
        this(code, text, method, kind, types, cost, 0, 0);
    }

    Op(int code, String text, String method, Kind kind, Set<DType> types, double floatIdentity, long integerIdentity) {
        this(code, text, method, kind, types, 1, floatIdentity, integerIdentity);
    }

    Op(
            int code,
            String text,
            String method,
            Kind kind,
            Set<DType> types,
            int cost,
            double floatIdentity,
            long integerIdentity) {
        this.code = code;
        this.text = text;
        this.kind = kind;
        this.types = types;
        this.cost = cost;
        this.floatIdentity = floatIdentity;
        this.integerIdentity = integerIdentity;
        this.method = method;
        int mask = 0;
        for (DType type : types) {
            mask |= 1 << type.ordinal();
        }
        this.widens = types.contains(DType.I32) && widens(kind, integerIdentity);
        for (DType type : DType.values()) {
            mask |= widens && type.isNarrowInteger() ? 1 << type.ordinal() : 0;
        }
        this.typeMask = mask;
    }

    /** Sums have no narrow type that they fit. */
    private static boolean widens(Kind kind, long identity) {
        return switch (kind) {
            case UNARY, BINARY, COMPARE, SELECT -> true;
            case REDUCE -> identity == Long.MIN_VALUE || identity == Long.MAX_VALUE;
            case UNARY_TEST, CAST, CUBE, VIEW, MOVE, SOURCE -> false;
        };
    }

    /** {@return true if integers of 8 and 16 bits are widened for it, and its result narrowed again} */
    boolean widens() {
        return widens;
    }

    /** {@return the function code in bytecode, 1 to 255} */
    public int code() {
        return code;
    }

    /** {@return what kind of operation this is} */
    public Kind kind() {
        return kind;
    }

    /** {@return the element types of the operands (of the branches for {@link #SELECT}) of nodes; calls may have more ({@link #takes})} */
    public Set<DType> types() {
        return types;
    }

    /** {@return about how many vector instructions a vector of results takes, counted off the polynomials} */
    public int cost() {
        return cost;
    }

    /** {@return how far results for 32-bit floats may be from the exact ones} */
    public Accuracy accuracy() {
        return switch (this) {
            case ADD, SUB, MUL, DIV, SQRT, RECIPROCAL, FLOOR_DIV, FLOOR_MOD -> Accuracy.ROUNDED;
            case LOG, POW -> Accuracy.of(1);
            case ACOS, ATAN, ATAN2, COSH, LOG1P, EXPM1 -> Accuracy.of(1.5);
            case RSQRT, LOG2, SIN, COS, TANH, ERF, ASIN, SINH, ASINH, ACOSH, ATANH -> Accuracy.of(2);
            case TAN -> Accuracy.of(2.5);
            case ERFC -> new Accuracy(4, 0x1p-126, Accuracy.Sum.NONE);
            // results that are too small to be normal become 0
            case EXP -> new Accuracy(1, 0x1p-126, Accuracy.Sum.NONE);
            case SIGMOID -> new Accuracy(2, 0x1p-126, Accuracy.Sum.NONE);
            case SILU -> new Accuracy(2.5, 0x1p-119, Accuracy.Sum.NONE);
            // 1 + erf(x) and 1 + tanh(x) cancel where x is negative
            case GELU, GELU_TANH -> new Accuracy(4, 0x1p-21, Accuracy.Sum.NONE);
            case SUM -> new Accuracy(0.5, 0, Accuracy.Sum.TREE);
            case MATMUL, GROUPED_MATMUL, WINDOW_REDUCE -> new Accuracy(0.5, 0, Accuracy.Sum.IN_ORDER);
            case NEG, ABS, ROUND, FLOOR, CEIL, TRUNC, SIGN, IS_FINITE, IS_NAN, IS_INF, NOT -> Accuracy.EXACT;
            case MAX, MIN, EQ, NE, LT, LE, GT, GE, AND, OR, XOR, REM -> Accuracy.EXACT;
            case BITWISE_NOT, BITWISE_AND, BITWISE_OR, BITWISE_XOR, SHIFT_LEFT, SHIFT_RIGHT -> Accuracy.EXACT;
            case SELECT, CAST, REDUCE_MAX, REDUCE_MIN, ANY, ALL -> Accuracy.EXACT;
            case BROADCAST, RESHAPE, PERMUTE, SLICE, UNFOLD, WINDOW_MATRIX, COPY, CONCAT, PAD, GATHER, IOTA, FILL ->
                Accuracy.EXACT;
        };
    }

    /**
     * {@return how far results for an element type may be from the exact ones} Those of f16 and bf16 are rounded once more, to the type.
     *
     * @param type the element type of the result
     */
    public Accuracy accuracy(DType type) {
        return type == DType.F64 ? doubleAccuracy() : accuracy();
    }

    /** The bounds of {@link StrictMath}, where a function is one of it; terms are added one after the other. */
    private Accuracy doubleAccuracy() {
        return switch (this) {
            case EXP, LOG, SIN, COS, TAN, ASIN, ACOS, ATAN, LOG1P, EXPM1, ERF, POW -> Accuracy.of(1);
            case RSQRT -> Accuracy.of(1.5);
            case ATAN2, LOG2, SIGMOID, ERFC -> Accuracy.of(2);
            case SINH, COSH, TANH, SILU -> Accuracy.of(2.5);
            case ASINH, ACOSH, ATANH -> Accuracy.of(4);
            // the argument of the exponential is rounded, which matters where the result is small
            case GELU, GELU_TANH -> new Accuracy(4, 0x1p-51, Accuracy.Sum.NONE);
            case SUM, MATMUL -> new Accuracy(0.5, 0, Accuracy.Sum.ONE_BY_ONE);
            default -> accuracy();
        };
    }

    /**
     * {@return the meaning in numbers; has no functions for operations that only move elements} Made when asked for, because no program
     * needs all of them, and many need none.
     */
    public Semantics semantics() {
        return switch (this) {
            case NEG -> Semantics.unary(v -> -v, v -> -v);
            case ABS -> Semantics.unary(Math::abs, Math::abs);
            case SQRT -> Semantics.unary(Math::sqrt);
            case RSQRT -> Semantics.unary(v -> 1 / Math.sqrt(v));
            case RECIPROCAL -> Semantics.unary(v -> 1 / v);
            case EXP -> Semantics.unary(Math::exp);
            case LOG -> Semantics.unary(Math::log);
            case LOG2 -> Semantics.unary(v -> Math.log(v) / Math.log(2));
            case SIN -> Semantics.unary(Math::sin);
            case COS -> Semantics.unary(Math::cos);
            case TANH -> Semantics.unary(Math::tanh);
            case ERF -> Semantics.unary(SpecialFunctions::erf);
            case SIGMOID -> Semantics.unary(v -> 1 / (1 + Math.exp(-v)));
            case SILU -> Semantics.unary(v -> v / (1 + Math.exp(-v)));
            case GELU -> Semantics.unary(SpecialFunctions::gelu);
            case GELU_TANH -> Semantics.unary(SpecialFunctions::geluTanh);
            case ROUND -> Semantics.unary(Math::rint);
            case FLOOR -> Semantics.unary(Math::floor);
            case CEIL -> Semantics.unary(Math::ceil);
            case TRUNC -> Semantics.unary(v -> v < 0 ? Math.ceil(v) : Math.floor(v));
            case IS_FINITE -> Semantics.unary(v -> Double.isFinite(v) ? 1 : 0);
            case NOT -> Semantics.unary(v -> v == 0 ? 1 : 0, v -> v == 0 ? 1 : 0);
            case SIGN -> Semantics.unary(Math::signum, Long::signum);
            case LOG1P -> Semantics.unary(Math::log1p);
            case EXPM1 -> Semantics.unary(Math::expm1);
            case ERFC -> Semantics.unary(SpecialFunctions::erfc);
            case TAN -> Semantics.unary(Math::tan);
            case ASIN -> Semantics.unary(Math::asin);
            case ACOS -> Semantics.unary(Math::acos);
            case ATAN -> Semantics.unary(Math::atan);
            case SINH -> Semantics.unary(Math::sinh);
            case COSH -> Semantics.unary(Math::cosh);
            case ASINH -> Semantics.unary(SpecialFunctions::asinh);
            case ACOSH -> Semantics.unary(SpecialFunctions::acosh);
            case ATANH -> Semantics.unary(SpecialFunctions::atanh);
            case IS_NAN -> Semantics.unary(v -> Double.isNaN(v) ? 1 : 0);
            case IS_INF -> Semantics.unary(v -> Double.isInfinite(v) ? 1 : 0);
            case BITWISE_NOT -> Semantics.integer(v -> ~v);
            case ADD -> Semantics.binary((a, b) -> a + b, (a, b) -> a + b);
            case SUB -> Semantics.binary((a, b) -> a - b, (a, b) -> a - b);
            case MUL -> Semantics.binary((a, b) -> a * b, (a, b) -> a * b);
            case DIV -> Semantics.binary((a, b) -> a / b, (a, b) -> a / b);
            case POW -> Semantics.binary(SpecialFunctions::pow);
            case MAX -> Semantics.binary(Math::max, Math::max);
            case MIN -> Semantics.binary(Math::min, Math::min);
            case EQ -> Semantics.binary((a, b) -> a == b ? 1 : 0, (a, b) -> a == b ? 1 : 0);
            case NE -> Semantics.binary((a, b) -> a != b ? 1 : 0, (a, b) -> a != b ? 1 : 0);
            case LT -> Semantics.binary((a, b) -> a < b ? 1 : 0, (a, b) -> a < b ? 1 : 0);
            case LE -> Semantics.binary((a, b) -> a <= b ? 1 : 0, (a, b) -> a <= b ? 1 : 0);
            case GT -> Semantics.binary((a, b) -> a > b ? 1 : 0, (a, b) -> a > b ? 1 : 0);
            case GE -> Semantics.binary((a, b) -> a >= b ? 1 : 0, (a, b) -> a >= b ? 1 : 0);
            case AND -> Semantics.binary((a, b) -> a != 0 && b != 0 ? 1 : 0, (a, b) -> a & b);
            case OR -> Semantics.binary((a, b) -> a != 0 || b != 0 ? 1 : 0, (a, b) -> a | b);
            case XOR -> Semantics.binary((a, b) -> a != 0 ^ b != 0 ? 1 : 0, (a, b) -> a ^ b);
            case ATAN2 -> Semantics.binary(Math::atan2);
            case FLOOR_DIV -> Semantics.binary((a, b) -> Math.floor(a / b), Math::floorDiv);
            case FLOOR_MOD -> Semantics.binary(SpecialFunctions::floorMod, Math::floorMod);
            case REM -> Semantics.binary((a, b) -> a % b, (a, b) -> a % b);
            case BITWISE_AND -> Semantics.integers((a, b) -> a & b);
            case BITWISE_OR -> Semantics.integers((a, b) -> a | b);
            case BITWISE_XOR -> Semantics.integers((a, b) -> a ^ b);
            case SHIFT_LEFT -> Semantics.integers((a, b) -> b < 0 || b > 63 ? 0 : a << b);
            case SHIFT_RIGHT -> Semantics.integers((a, b) -> a >> (b < 0 || b > 63 ? 63 : b));
            case SUM -> Semantics.binary((a, b) -> a + b, (a, b) -> a + b);
            case REDUCE_MAX -> Semantics.binary(Math::max, Math::max);
            case REDUCE_MIN -> Semantics.binary(Math::min, Math::min);
            case ANY -> Semantics.binary(Math::max, (a, b) -> a | b);
            case ALL -> Semantics.binary(Math::min, (a, b) -> a & b);
            case SELECT,
                    CAST,
                    MATMUL,
                    GROUPED_MATMUL,
                    WINDOW_REDUCE,
                    BROADCAST,
                    RESHAPE,
                    PERMUTE,
                    SLICE,
                    UNFOLD,
                    WINDOW_MATRIX,
                    COPY,
                    CONCAT,
                    PAD,
                    GATHER,
                    IOTA,
                    FILL -> Semantics.NONE;
        };
    }

    /** {@return true if the second operand is a divisor, which is not 0 where it is an integer} */
    public boolean divides() {
        return this == DIV || this == FLOOR_DIV || this == FLOOR_MOD || this == REM;
    }

    /** {@return what a reduction over nothing gives for floats} */
    public double floatIdentity() {
        return floatIdentity;
    }

    /** {@return what a reduction over nothing gives for integers, before it is saturated to their width} */
    public long integerIdentity() {
        return integerIdentity;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public int number() {
        return code;
    }

    @Override
    public ShapeRule shapeRule() {
        return switch (kind) {
            case UNARY, UNARY_TEST, CAST -> ShapeRule.SAME;
            case BINARY, COMPARE, SELECT -> ShapeRule.BROADCAST;
            case REDUCE -> ShapeRule.REDUCE;
            case CUBE -> this == MATMUL ? ShapeRule.MATMUL : ShapeRule.OTHER;
            case MOVE ->
                switch (this) {
                    case COPY -> ShapeRule.SAME;
                    case CONCAT -> ShapeRule.CONCAT;
                    case GATHER -> ShapeRule.GATHER;
                    default -> ShapeRule.OTHER;
                };
            case VIEW, SOURCE -> ShapeRule.OTHER;
        };
    }

    @Override
    public Axes axes() {
        return switch (this) {
            case SLICE, UNFOLD, PAD, GATHER, CONCAT -> Axes.FIRST;
            case PERMUTE, RESHAPE, BROADCAST -> Axes.ALL_DIMS;
            default -> kind == Kind.REDUCE ? Axes.EACH : Axes.NONE;
        };
    }

    @Override
    public boolean takes(DType type) {
        return (typeMask >> type.ordinal() & 1) != 0;
    }

    /**
     * {@return the element type of the result}
     *
     * @param operand the element type of the operand; not meaningful for {@link #CAST}
     */
    @Override
    public DType resultType(DType operand) {
        return kind.isTest() ? DType.BOOL : this == MATMUL && operand.isNarrowInteger() ? DType.I32 : operand;
    }

    /**
     * {@return the operation with a function code}
     *
     * @param code a function code
     */
    public static Optional<Op> byCode(int code) {
        return code < 0 || code >= BY_CODE.length ? Optional.empty() : Optional.ofNullable(BY_CODE[code]);
    }

    /**
     * {@return the operation with a name}
     *
     * @param text a name as {@link #toString} prints it
     */
    public static Optional<Op> byName(String text) {
        return Arrays.stream(values()).filter(op -> op.text.equals(text)).findFirst();
    }

    /** {@return the name used in every listing} */
    @Override
    public String toString() {
        return text;
    }

    /** The sets of element types that rows of the table share. */
    private static final class Types {
        static final Set<DType> FLOATS = Set.of(DType.F32, DType.F16, DType.BF16, DType.F64);
        /** What products by groups and windows are computed with. */
        static final Set<DType> SHORT_FLOATS = Set.of(DType.F32, DType.F16, DType.BF16);

        static final Set<DType> FACTORS = Set.of(DType.F32, DType.F16, DType.BF16, DType.F64, DType.I8, DType.U8);
        static final Set<DType> NUMBERS = Set.of(DType.F32, DType.F16, DType.BF16, DType.F64, DType.I32, DType.I64);
        static final Set<DType> TRUTH = Set.of(DType.BOOL);
        static final Set<DType> INTEGERS = Set.of(DType.I32, DType.I64);
        static final Set<DType> INDICES = Set.of(DType.I32, DType.I64, DType.F32, DType.F64);
        static final Set<DType> ALL_BUT_NARROW =
                Set.of(DType.F32, DType.F16, DType.BF16, DType.F64, DType.I32, DType.I64, DType.BOOL);
        static final Set<DType> ALL = Set.of(DType.values());
    }
}
