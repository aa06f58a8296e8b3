package org.jdvm.ir;

import org.jdvm.annotations.DType;

/** The methods of {@code Tensor} that are not operations themselves: formulas over these ({@link Decompositions}, {@link Rearrangements}), other names, and sizes. */
public enum CompositeMethod implements TensorMethod {
    RELU(ShapeRule.SAME, Op.MAX),
    SQUARE(ShapeRule.SAME, Op.MUL),
    CLAMP(ShapeRule.SAME, Op.MAX),
    SOFTPLUS(ShapeRule.SAME, Op.EXP),
    LOG_SIGMOID(ShapeRule.SAME, Op.EXP),
    SOFTSIGN(ShapeRule.SAME, Op.EXP),
    MISH(ShapeRule.SAME, Op.EXP),
    HARD_SIGMOID(ShapeRule.SAME, Op.EXP),
    HARD_SWISH(ShapeRule.SAME, Op.EXP),
    HARD_TANH(ShapeRule.SAME, Op.EXP),
    RELU6(ShapeRule.SAME, Op.EXP),
    LEAKY_RELU(ShapeRule.SAME, Op.EXP),
    ELU(ShapeRule.SAME, Op.EXP),
    CELU(ShapeRule.SAME, Op.EXP),
    SELU(ShapeRule.SAME, Op.EXP),
    TANH_SHRINK(ShapeRule.SAME, Op.EXP),
    HARD_SHRINK(ShapeRule.SAME, Op.EXP),
    SOFT_SHRINK(ShapeRule.SAME, Op.EXP),
    THRESHOLD(ShapeRule.SAME, Op.EXP),
    CLAMP_MIN(ShapeRule.SAME, Op.MAX),
    CLAMP_MAX(ShapeRule.SAME, Op.MAX),
    PRELU(ShapeRule.BROADCAST, Op.EXP),
    LERP(ShapeRule.BROADCAST, Op.EXP),
    L1_NORM(ShapeRule.REDUCE, Op.EXP, Axes.EACH),
    L2_NORM(ShapeRule.REDUCE, Op.EXP, Axes.EACH),
    NORM(ShapeRule.OTHER, Op.EXP, Axes.FIRST),
    BATCH_NORM(ShapeRule.OTHER, Op.EXP, Axes.ALL_DIMS),
    INSTANCE_NORM(ShapeRule.OTHER, Op.EXP, Axes.ALL_DIMS),
    GROUP_NORM(ShapeRule.OTHER, Op.EXP, Axes.ALL_DIMS),
    LOCAL_RESPONSE_NORM(ShapeRule.OTHER, Op.EXP, Axes.ALL_DIMS),
    CONV1D(ShapeRule.OTHER, Op.WINDOW_MATRIX, Axes.ALL_DIMS),
    CONV2D(ShapeRule.OTHER, Op.WINDOW_MATRIX, Axes.ALL_DIMS),
    CONV3D(ShapeRule.OTHER, Op.WINDOW_MATRIX, Axes.ALL_DIMS),
    CONV_TRANSPOSE1D(ShapeRule.OTHER, Op.WINDOW_MATRIX, Axes.ALL_DIMS),
    CONV_TRANSPOSE2D(ShapeRule.OTHER, Op.WINDOW_MATRIX, Axes.ALL_DIMS),
    CONV_TRANSPOSE3D(ShapeRule.OTHER, Op.WINDOW_MATRIX, Axes.ALL_DIMS),
    MAX_POOL1D(ShapeRule.OTHER, Op.MAX, Axes.ALL_DIMS),
    MAX_POOL2D(ShapeRule.OTHER, Op.MAX, Axes.ALL_DIMS),
    MAX_POOL3D(ShapeRule.OTHER, Op.MAX, Axes.ALL_DIMS),
    ARG_MAX_POOL1D(ShapeRule.OTHER, Op.MAX, Axes.ALL_DIMS),
    ARG_MAX_POOL2D(ShapeRule.OTHER, Op.MAX, Axes.ALL_DIMS),
    ARG_MAX_POOL3D(ShapeRule.OTHER, Op.MAX, Axes.ALL_DIMS),
    AVG_POOL1D(ShapeRule.OTHER, Op.EXP, Axes.ALL_DIMS),
    AVG_POOL2D(ShapeRule.OTHER, Op.EXP, Axes.ALL_DIMS),
    AVG_POOL3D(ShapeRule.OTHER, Op.EXP, Axes.ALL_DIMS),
    RSUB(ShapeRule.SAME, Op.SUB),
    RDIV(ShapeRule.SAME, Op.DIV),
    RPOW(ShapeRule.SAME, Op.POW),
    MEAN(ShapeRule.REDUCE, Op.EXP, Axes.EACH),
    VARIANCE(ShapeRule.REDUCE, Op.EXP, Axes.EACH),
    LOG_SUM_EXP(ShapeRule.REDUCE, Op.EXP, Axes.EACH),
    SOFTMAX(ShapeRule.SAME, Op.EXP, Axes.EACH),
    LOG_SOFTMAX(ShapeRule.SAME, Op.EXP, Axes.EACH),
    LAYER_NORM(ShapeRule.BROADCAST, Op.EXP, Axes.LAST),
    RMS_NORM(ShapeRule.BROADCAST, Op.EXP, Axes.LAST),
    FLIP(ShapeRule.SAME, Op.COPY, Axes.FIRST),
    ROLL(ShapeRule.SAME, Op.COPY, Axes.FIRST),
    TRIU(ShapeRule.SAME, Op.SELECT, Axes.LAST_TWO),
    TRIL(ShapeRule.SAME, Op.SELECT, Axes.LAST_TWO),
    TILE(ShapeRule.OTHER, Op.COPY, Axes.FIRST),
    REPEAT_INTERLEAVE(ShapeRule.OTHER, Op.COPY, Axes.FIRST),
    PAD_EDGE(ShapeRule.OTHER, Op.COPY, Axes.FIRST),
    PAD_REFLECT(ShapeRule.OTHER, Op.COPY, Axes.FIRST),
    PAD_WRAP(ShapeRule.OTHER, Op.COPY, Axes.FIRST),
    TAKE_ALONG_AXIS(ShapeRule.OTHER, Op.COPY, Axes.FIRST),
    SCATTER(ShapeRule.OTHER, Op.COPY, Axes.FIRST),
    SCATTER_ND(ShapeRule.OTHER, Op.COPY, Axes.ALL_DIMS),
    GATHER_ND(ShapeRule.OTHER, Op.COPY, Axes.ALL_DIMS),
    RESIZE(ShapeRule.OTHER, Op.COPY, Axes.ALL_DIMS),
    /** {@code saturate(round(x / scale) + zeroPoint)}. */
    QUANTIZE_LINEAR(ShapeRule.OTHER, Op.WINDOW_MATRIX, Axes.ALL_DIMS),
    /** {@code (x - zeroPoint) * scale}. */
    DEQUANTIZE_LINEAR(ShapeRule.OTHER, Op.COPY, Axes.ALL_DIMS),
    /** The exact product of integers less their zero points. */
    MATMUL_INTEGER(ShapeRule.OTHER, Op.MATMUL, Axes.ALL_DIMS),
    EINSUM(ShapeRule.OTHER, Op.SUM, Axes.ALL_DIMS),
    GRID_SAMPLE(ShapeRule.OTHER, Op.WINDOW_MATRIX, Axes.ALL_DIMS),
    ONE_HOT(ShapeRule.ONE_MORE, Op.EQ),
    TRANSPOSE(ShapeRule.OTHER, Op.PERMUTE, Axes.PAIR),
    EXPAND_DIMS(ShapeRule.OTHER, Op.RESHAPE, Axes.IN_RESULT),
    SQUEEZE(ShapeRule.OTHER, Op.RESHAPE, Axes.FIRST),
    GROUPED_MATMUL_ROWS(ShapeRule.OTHER, Op.GROUPED_MATMUL, Axes.ALL_DIMS),
    GROUPED_MATMUL_COLUMNS(ShapeRule.OTHER, Op.GROUPED_MATMUL, Axes.ALL_DIMS),
    GROUPED_MATMUL_DEPTH(ShapeRule.OTHER, Op.GROUPED_MATMUL, Axes.ALL_DIMS),
    /** The size of one dim, a number. */
    DIM(ShapeRule.OTHER, Op.COPY, Axes.FIRST),
    /** The number of dims, a number. */
    RANK(ShapeRule.OTHER, Op.COPY, Axes.ALL_DIMS),
    /** The number of elements, a number. */
    SIZE(ShapeRule.OTHER, Op.COPY),

    /** A recorded call of an operator whose graph is known; it does not have elements itself. */
    CALL(""),
    /** One result of a {@link #CALL}. */
    RESULT("");

    private final String method;
    private final ShapeRule shapeRule;
    private final Op typesOf;
    private final Axes axes;

    CompositeMethod(String method) {
        this.method = method;
        this.shapeRule = ShapeRule.OTHER;
        this.typesOf = Op.COPY;
        this.axes = Axes.NONE;
    }

    CompositeMethod(ShapeRule shapeRule, Op typesOf) {
        this(shapeRule, typesOf, Axes.NONE);
    }

    CompositeMethod(ShapeRule shapeRule, Op typesOf, Axes axes) {
        this.method = MethodNames.camelCase(name());
        this.shapeRule = shapeRule;
        this.typesOf = typesOf;
        this.axes = axes;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public int number() {
        return 256 + ordinal();
    }

    @Override
    public ShapeRule shapeRule() {
        return shapeRule;
    }

    @Override
    public Axes axes() {
        return axes;
    }

    @Override
    public boolean takes(DType type) {
        return typesOf.takes(type);
    }

    @Override
    public DType resultType(DType operand) {
        return switch (this) {
            case ARG_MAX_POOL1D, ARG_MAX_POOL2D, ARG_MAX_POOL3D -> DType.I64;
            default -> operand;
        };
    }

    /** {@return the name of the method; in listings of recorded operations {@code call} and {@code result} too} */
    @Override
    public String toString() {
        return method.isEmpty() ? MethodNames.camelCase(name()) : method;
    }
}
