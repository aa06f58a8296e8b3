package org.jdvm.capture;

import java.util.Set;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;

/**
 * The methods of {@code Tensor} that can be recorded: their names, and by which rule the shape of the result follows. What they
 * compute is told by {@link org.jdvm.ir.TensorMethods} alone.
 */
public enum TensorMethod {
    NEG(Rule.SAME, Op.NEG),
    ABS(Rule.SAME, Op.ABS),
    SQRT(Rule.SAME, Op.SQRT),
    RSQRT(Rule.SAME, Op.RSQRT),
    RECIPROCAL(Rule.SAME, Op.RECIPROCAL),
    EXP(Rule.SAME, Op.EXP),
    LOG(Rule.SAME, Op.LOG),
    SIN(Rule.SAME, Op.SIN),
    COS(Rule.SAME, Op.COS),
    TANH(Rule.SAME, Op.TANH),
    ERF(Rule.SAME, Op.ERF),
    SIGMOID(Rule.SAME, Op.SIGMOID),
    SILU(Rule.SAME, Op.SILU),
    GELU(Rule.SAME, Op.GELU),
    GELU_TANH(Rule.SAME, Op.GELU_TANH),
    ROUND(Rule.SAME, Op.ROUND),
    FLOOR(Rule.SAME, Op.FLOOR),
    CEIL(Rule.SAME, Op.CEIL),
    TRUNC(Rule.SAME, Op.TRUNC),
    IS_FINITE(Rule.SAME, Op.IS_FINITE),
    NOT(Rule.SAME, Op.NOT),
    RELU(Rule.SAME, Op.MAX),
    SQUARE(Rule.SAME, Op.MUL),
    CLAMP(Rule.SAME, Op.MAX),
    RSUB(Rule.SAME, Op.SUB),
    RDIV(Rule.SAME, Op.DIV),
    RPOW(Rule.SAME, Op.POW),
    ADD(Rule.BROADCAST, Op.ADD),
    SUB(Rule.BROADCAST, Op.SUB),
    MUL(Rule.BROADCAST, Op.MUL),
    DIV(Rule.BROADCAST, Op.DIV),
    POW(Rule.BROADCAST, Op.POW),
    MAXIMUM(Rule.BROADCAST, Op.MAX),
    MINIMUM(Rule.BROADCAST, Op.MIN),
    EQ(Rule.BROADCAST, Op.EQ),
    NE(Rule.BROADCAST, Op.NE),
    LT(Rule.BROADCAST, Op.LT),
    LE(Rule.BROADCAST, Op.LE),
    GT(Rule.BROADCAST, Op.GT),
    GE(Rule.BROADCAST, Op.GE),
    AND(Rule.BROADCAST, Op.AND),
    OR(Rule.BROADCAST, Op.OR),
    SELECT(Rule.OTHER, Op.SELECT),
    CAST(Rule.OTHER, Op.CAST),
    SUM(Rule.REDUCE, Op.SUM),
    MAX(Rule.REDUCE, Op.REDUCE_MAX),
    MIN(Rule.REDUCE, Op.REDUCE_MIN),
    MEAN(Rule.REDUCE, Op.EXP),
    VARIANCE(Rule.REDUCE, Op.EXP),
    ANY(Rule.REDUCE, Op.ANY),
    ALL(Rule.REDUCE, Op.ALL),
    LOG_SUM_EXP(Rule.REDUCE, Op.EXP),
    SOFTMAX(Rule.ALONG, Op.EXP),
    LOG_SOFTMAX(Rule.ALONG, Op.EXP),
    LAYER_NORM(Rule.OTHER, Op.EXP),
    RMS_NORM(Rule.OTHER, Op.EXP),
    MATMUL(Rule.MATMUL, Op.MATMUL),
    GATHER(Rule.GATHER, Op.GATHER),
    ONE_HOT(Rule.OTHER, Op.EQ),
    PAD(Rule.OTHER, Op.PAD),
    CONTIGUOUS(Rule.SAME, Op.COPY),
    CONCAT(Rule.CONCAT, Op.CONCAT),
    FULL(Rule.OTHER, Op.FILL),
    RANGE(Rule.OTHER, Op.IOTA),

    RESHAPE(Rule.VIEW, Op.RESHAPE),
    BROADCAST_TO(Rule.VIEW, Op.BROADCAST),
    PERMUTE(Rule.VIEW, Op.PERMUTE),
    SLICE(Rule.VIEW, Op.SLICE),

    /** A call of an operator whose graph is known. */
    CALL(Rule.VIEW, Op.COPY),
    /** One result of a {@link #CALL}. */
    RESULT(Rule.VIEW, Op.COPY);

    /** How the shape of the result follows from the operands. */
    enum Rule {
        /** The shape of the tensor itself. */
        SAME,
        /** The shape of the tensor itself; the argument is an axis. */
        ALONG,
        /** The common shape of two operands; the second one may be a number. */
        BROADCAST,
        /** The shape without the axes, or with 1 in their places. */
        REDUCE,
        MATMUL,
        GATHER,
        CONCAT,
        /** As the graph builder says. */
        OTHER,
        /** Known to whoever records it. */
        VIEW
    }

    private static final TensorMethod[] ALL_METHODS = values();
    private static final int FLOATS = mask(Op.EXP.types());

    final Rule rule;
    private final int types;
    private final boolean test;
    private final String text;

    TensorMethod(Rule rule, Op op) {
        this.rule = rule;
        this.types = mask(op.types());
        this.test = op.kind() == Op.Kind.COMPARE || op.kind() == Op.Kind.UNARY_TEST;
        StringBuilder name = new StringBuilder();
        for (String part : name().toLowerCase(java.util.Locale.ROOT).split("_")) {
            name.append(name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        this.text = name.toString();
    }

    private static int mask(Set<DType> types) {
        int mask = 0;
        for (DType type : types) {
            mask |= 1 << type.ordinal();
        }
        return mask;
    }

    boolean takes(DType type) {
        return (types >> type.ordinal() & 1) != 0;
    }

    DType resultType(DType operand) {
        return test ? DType.BOOL : operand;
    }

    /** {@return true if the result shows elements of the operand under other indices} */
    public boolean isView() {
        return switch (this) {
            case RESHAPE, BROADCAST_TO, PERMUTE, SLICE -> true;
            default -> false;
        };
    }

    /** {@return true for a call of an operator, which has no elements of its own} */
    public boolean isCall() {
        return this == CALL;
    }

    /**
     * {@return the method with a name, or null}
     *
     * @param name a name as {@link #toString} gives it
     */
    public static @Nullable TensorMethod byName(String name) {
        for (TensorMethod method : ALL_METHODS) {
            if (method.text.equals(name)) {
                return method;
            }
        }
        return null;
    }

    /** {@return the name of the Java method} */
    @Override
    public String toString() {
        return text;
    }
}
