package org.jdvm.ir;

import static org.jdvm.ir.GraphException.Problem.ARGUMENT;
import static org.jdvm.ir.GraphException.Problem.UNKNOWN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jdvm.annotations.Border;
import org.jdvm.annotations.Coordinates;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Interpolation;
import org.jdvm.annotations.Keep;
import org.jdvm.annotations.NearestMode;
import org.jdvm.op.RowOp;
import org.jdvm.symbolic.Dim;

/**
 * What the methods of {@code Tensor} add to a graph, by name: the one place where both front ends and lazy tensors look.
 *
 * <p>Arguments are {@link Value} (tensors), {@link String}, {@link Dim} (integers), {@link ScalarExpr} (floats and doubles), {@link DType},
 * {@link Keep}, other enums of {@code org.jdvm.annotations}, and {@link List} of these (arrays and variable arguments).
 */
public final class TensorMethods {
    private final GraphBuilder builder;
    private final Decompositions composites;
    private final Rearrangements rearrangements;
    private final Convolutions convolutions;
    private final Pools pools;
    private final Updates updates;
    private final Quantization quantization;

    /**
     * Creates the methods over a builder.
     *
     * @param builder where nodes are added
     */
    public TensorMethods(GraphBuilder builder) {
        this.builder = builder;
        this.composites = new Decompositions(builder);
        this.rearrangements = new Rearrangements(builder);
        this.convolutions = new Convolutions(builder);
        this.pools = new Pools(builder);
        this.updates = new Updates(builder);
        this.quantization = new Quantization(builder, rearrangements, composites);
    }

    /**
     * Calls an instance method.
     *
     * @param method its name
     * @param self the tensor it is called on
     * @param arguments its arguments
     * @return a {@link Value}, or a {@link Dim} for {@code dim}, {@code rank} and {@code size}
     * @throws GraphException if there is no such method or the arguments do not fit
     */
    public Object call(String method, Value self, List<?> arguments) {
        MethodArguments args = new MethodArguments(method, arguments);
        return switch (TensorMethod.named(method)) {
            case Op op -> operation(op, self, args);
            case CompositeMethod composite -> {
                checkType(composite, self);
                yield composite(composite, self, args);
            }
            case RowMethod row -> rowWise(row, self, args);
            case null -> throw unknown(method);
        };
    }

    private Value operation(Op op, Value self, MethodArguments args) {
        return switch (op.kind()) {
            case UNARY, UNARY_TEST -> {
                args.count(0, 0);
                yield builder.elementwise(op, self);
            }
            case BINARY, COMPARE -> {
                args.count(1, 1);
                yield builder.elementwise(op, self, args.operand(0));
            }
            case SELECT -> builder.elementwise(op, self, args.operand(0), args.operand(1));
            case CAST -> builder.cast(self, args.type(0));
            case REDUCE -> builder.reduce(op, self, args.axes(self), args.keep(1));
            case CUBE, VIEW, MOVE, SOURCE ->
                switch (op) {
                    case MATMUL -> composites.matmul(self, args.tensor(0));
                    case RESHAPE -> builder.reshape(self, args.dims(0));
                    case BROADCAST -> builder.broadcastTo(self, new Shape(args.dims(0)));
                    case PERMUTE -> builder.permute(self, args.constants(0));
                    case SLICE ->
                        rearrangements.slice(
                                self,
                                args.constant(0),
                                args.dim(1),
                                args.dim(2),
                                args.size() > 3 ? args.constant(3) : 1);
                    case UNFOLD -> {
                        args.count(3, 4);
                        yield rearrangements.unfold(
                                self,
                                args.constant(0),
                                args.dim(1),
                                args.constant(2),
                                args.size() > 3 ? args.constant(3) : 1);
                    }
                    case PAD -> pad(self, args);
                    case GATHER -> builder.gather(self, args.constant(0), args.tensor(1));
                    case COPY -> builder.copy(self);
                    default -> throw unknown(args.method());
                };
        };
    }

    /** Formulas on elements that would have a result for integers too, but not the one that is meant. */
    private static void checkType(CompositeMethod method, Value self) {
        boolean isElementwise = method.axes() == TensorMethod.Axes.NONE
                && (method.shapeRule() == TensorMethod.ShapeRule.SAME
                        || method.shapeRule() == TensorMethod.ShapeRule.BROADCAST);
        if (isElementwise && !method.takes(self.type())) {
            List<DType> taken =
                    Arrays.stream(DType.values()).filter(method::takes).toList();
            throw new GraphException(
                    GraphException.Problem.TYPE,
                    "%s: takes %s, not %s; cast the operand first".formatted(method, taken, self.type()));
        }
    }

    private Object composite(CompositeMethod method, Value self, MethodArguments args) {
        return switch (method) {
            case RELU -> composites.relu(self);
            case SQUARE -> composites.square(self);
            case CLAMP -> composites.clamp(self, args.operand(0), args.operand(1));
            case CLAMP_MIN -> builder.elementwise(Op.MAX, self, args.operand(0));
            case CLAMP_MAX -> builder.elementwise(Op.MIN, self, args.operand(0));
            case SOFTPLUS -> composites.softplus(self);
            case LOG_SIGMOID -> composites.logSigmoid(self);
            case SOFTSIGN -> composites.softsign(self);
            case MISH -> composites.mish(self);
            case HARD_SIGMOID ->
                args.size() == 0
                        ? composites.hardSigmoid(self)
                        : composites.hardSigmoid(self, args.operand(0), args.operand(1));
            case HARD_SWISH -> composites.hardSwish(self);
            case HARD_TANH -> composites.clamp(self, args.operandOr(0, -1), args.operandOr(1, 1));
            case RELU6 -> composites.clamp(self, Operand.number(0), Operand.number(6));
            case LEAKY_RELU -> composites.leakyRelu(self, args.operandOr(0, 0.01));
            case PRELU -> composites.leakyRelu(self, args.tensor(0));
            case ELU -> composites.elu(self, args.operandOr(0, 1));
            case CELU -> composites.celu(self, args.operand(0));
            case SELU -> composites.selu(self);
            case TANH_SHRINK -> composites.tanhShrink(self);
            case HARD_SHRINK -> composites.hardShrink(self, args.operandOr(0, 0.5));
            case SOFT_SHRINK -> composites.softShrink(self, args.scalar(0));
            case THRESHOLD -> composites.threshold(self, args.operand(0), args.operand(1));
            case LERP -> composites.lerp(self, args.tensor(0), args.operand(1));
            case L1_NORM -> builder.reduce(Op.SUM, builder.elementwise(Op.ABS, self), args.axes(self), args.keep(1));
            case L2_NORM -> composites.l2Norm(self, args.axes(self), args.keep(1));
            case NORM -> composites.norm(self, args.constant(0), args.scalar(1), args.keep(2));
            case BATCH_NORM ->
                composites.batchNorm(
                        self, args.tensor(0), args.tensor(1), args.tensor(2), args.tensor(3), args.scalar(4));
            case INSTANCE_NORM ->
                args.size() == 1
                        ? composites.instanceNorm(self, args.scalar(0))
                        : composites.instanceNorm(self, args.tensor(0), args.tensor(1), args.scalar(2));
            case GROUP_NORM -> composites.groupNorm(self, args.dim(0), args.tensor(1), args.tensor(2), args.scalar(3));
            case LOCAL_RESPONSE_NORM ->
                composites.localResponseNorm(self, args.constant(0), args.scalar(1), args.scalar(2), args.scalar(3));
            case CONV1D -> conv(self, args, 1);
            case CONV2D -> conv(self, args, 2);
            case CONV3D -> conv(self, args, 3);
            case CONV_TRANSPOSE1D -> convTranspose(self, args, 1);
            case CONV_TRANSPOSE2D -> convTranspose(self, args, 2);
            case CONV_TRANSPOSE3D -> convTranspose(self, args, 3);
            case MAX_POOL1D -> maxPool(pools::max, self, args, 1);
            case MAX_POOL2D -> maxPool(pools::max, self, args, 2);
            case MAX_POOL3D -> maxPool(pools::max, self, args, 3);
            case ARG_MAX_POOL1D -> maxPool(pools::argMax, self, args, 1);
            case ARG_MAX_POOL2D -> maxPool(pools::argMax, self, args, 2);
            case ARG_MAX_POOL3D -> maxPool(pools::argMax, self, args, 3);
            case AVG_POOL1D -> averagePool(self, args, 1);
            case AVG_POOL2D -> averagePool(self, args, 2);
            case AVG_POOL3D -> averagePool(self, args, 3);
            case RSUB -> reversed(Op.SUB, self, args);
            case RDIV -> reversed(Op.DIV, self, args);
            case RPOW -> reversed(Op.POW, self, args);
            case MEAN -> composites.mean(self, args.axes(self), args.keep(1));
            case VARIANCE -> composites.variance(self, args.axes(self), args.keep(1));
            case SOFTMAX -> composites.softmax(self, args.axes(self));
            case LOG_SOFTMAX -> composites.logSoftmax(self, args.axes(self));
            case LOG_SUM_EXP -> composites.logSumExp(self, args.axes(self), args.keep(1));
            case LAYER_NORM -> composites.layerNorm(self, args.tensor(0), args.tensor(1), args.scalar(2));
            case RMS_NORM -> composites.rmsNorm(self, args.tensor(0), args.scalar(1));
            case FLIP -> rearrangements.flip(self, args.constant(0));
            case ROLL -> rearrangements.roll(self, args.constant(0), args.dim(1));
            case TRIU -> rearrangements.triangle(self, "triu", Op.GE, args.operandOr(0, 0));
            case TRIL -> rearrangements.triangle(self, "tril", Op.LE, args.operandOr(0, 0));
            case TILE -> rearrangements.tile(self, args.constant(0), args.dim(1));
            case REPEAT_INTERLEAVE -> rearrangements.repeatInterleave(self, args.constant(0), args.dim(1));
            case PAD_EDGE -> rearrangements.padEdge(self, args.constant(0), args.dim(1), args.dim(2));
            case PAD_REFLECT -> rearrangements.padReflect(self, args.constant(0), args.dim(1), args.dim(2));
            case PAD_WRAP -> rearrangements.padWrap(self, args.constant(0), args.dim(1), args.dim(2));
            case TAKE_ALONG_AXIS -> rearrangements.takeAlongAxis(self, args.constant(0), args.tensor(1));
            case SCATTER -> {
                args.count(3, 4);
                yield updates.scatter(self, args.constant(0), args.tensor(1), args.tensor(2), args.update(3));
            }
            case SCATTER_ND -> {
                args.count(2, 4);
                yield updates.scatterNd(self, args.tensor(0), args.tensor(1), args.update(2), args.constantOr(3, 0));
            }
            case GATHER_ND -> {
                args.count(1, 3);
                yield updates.gatherNd(self, args.tensor(0), args.constantOr(1, 0), args.constantOr(2, 0));
            }
            case RESIZE -> resize(self, args);
            case GRID_SAMPLE ->
                new Sampling(builder, rearrangements)
                        .gridSample(
                                self,
                                args.tensor(0),
                                args.choice(1, Interpolation.class),
                                args.choice(2, Border.class),
                                args.constant(3) != 0);
            case ONE_HOT ->
                args.size() > 2
                        ? rearrangements.oneHot(
                                self, args.constant(0), args.dim(1), args.scalar(2), args.scalar(3), args.type(4))
                        : rearrangements.oneHot(self, args.dim(0), args.size() > 1 ? args.type(1) : DType.F32);
            case TRANSPOSE ->
                args.size() == 0
                        ? rearrangements.transpose(self, -2, -1)
                        : rearrangements.transpose(self, args.constant(0), args.constant(1));
            case EXPAND_DIMS -> rearrangements.expandDims(self, args.constant(0));
            case SQUEEZE -> rearrangements.squeeze(self, args.constant(0));
            case QUANTIZE_LINEAR -> {
                args.count(2, 4);
                Value zero = args.hasTensor(1) ? args.tensor(1) : null;
                DType type = zero == null ? args.type(1) : zero.type();
                yield quantization.quantize(self, args.tensor(0), zero, type, spread(args, 2));
            }
            case DEQUANTIZE_LINEAR -> {
                args.count(1, 4);
                Value zero = args.hasTensor(1) ? args.tensor(1) : null;
                yield quantization.dequantize(self, args.tensor(0), zero, spread(args, zero == null ? 1 : 2));
            }
            case MATMUL_INTEGER -> {
                args.count(1, 3);
                yield quantization.matmul(
                        self,
                        args.tensor(0),
                        args.size() > 1 ? args.tensor(1) : null,
                        args.size() > 2 ? args.tensor(2) : null);
            }
            case GROUPED_MATMUL_ROWS -> grouped(self, args, Node.GroupedMatmul.Split.ROWS);
            case GROUPED_MATMUL_COLUMNS -> grouped(self, args, Node.GroupedMatmul.Split.COLUMNS);
            case GROUPED_MATMUL_DEPTH -> grouped(self, args, Node.GroupedMatmul.Split.DEPTH);
            case DIM -> self.shape().dim(builder.axis("dim", self, args.constant(0)));
            case RANK -> Dim.of(self.rank());
            case SIZE -> self.shape().elements();
            case EINSUM, CALL, RESULT -> throw unknown(args.method());
        };
    }

    /**
     * An axis, the length of results that have one, then options; a {@link Keep} at the end says whether a result of size 1 keeps its dim.
     * Without an axis, all elements are one row.
     */
    private Value rowWise(RowMethod method, Value self, MethodArguments args) {
        RowOp op = method.op();
        boolean hasKeep = args.size() > 1 && args.get(args.size() - 1) instanceof Keep;
        int given = args.size() - (hasKeep ? 1 : 0);
        int first = op.isSized() ? 2 : 1;
        long[] options = op.defaultOptions();
        args.count(op.isSized() ? 2 : 0, first + options.length + (hasKeep ? 1 : 0));
        for (int i = first; i < given; i++) {
            options[i - first] = args.constant(i);
        }
        boolean isOne = !op.isSized() && op.resultSize(Dim.symbol("N"), options).equals(Dim.ONE);
        if (given == 0 && !isOne) {
            throw new GraphException(ARGUMENT, args.method() + ": needs an axis");
        }
        Value rows = given == 0 ? builder.reshape(self, List.of(self.shape().elements())) : self;
        int axis = given == 0 ? 0 : args.constant(0);
        Value result = op.isSized()
                ? builder.rowWise(op, rows, axis, args.dim(1), options, method.output())
                : builder.rowWise(op, rows, axis, options, method.output());
        return isOne && !(hasKeep && args.keep(args.size() - 1)) ? rearrangements.squeeze(result, axis) : result;
    }

    /** Weight, bias if there is one, then stride, padding, dilation and groups. */
    private Value conv(Value self, MethodArguments args, int axes) {
        int next = args.hasTensor(1) ? 2 : 1;
        args.count(next, next + 4);
        return convolutions.conv(
                args.method(),
                self,
                args.tensor(0),
                next == 2 ? args.tensor(1) : null,
                args.steps(axes, next, next + 1, next + 2),
                args.dimOr(next + 3, 1));
    }

    /** Weight, bias if there is one, then stride, padding, output padding, groups and dilation. */
    private Value convTranspose(Value self, MethodArguments args, int axes) {
        int next = args.hasTensor(1) ? 2 : 1;
        args.count(next, next + 5);
        return convolutions.convTranspose(
                args.method(),
                self,
                args.tensor(0),
                next == 2 ? args.tensor(1) : null,
                args.steps(axes, next, next + 1, next + 4),
                args.perAxis(next + 2, "output padding", axes, 0),
                args.dimOr(next + 3, 1));
    }

    /** A pool of largest elements: they, or their places. */
    private interface LargestOfWindows {
        Value of(String method, Value x, List<Dim> sizes, Windows.Steps steps, boolean ceil);
    }

    /** Window, stride, padding, dilation, ceil. */
    private static Value maxPool(LargestOfWindows pool, Value self, MethodArguments args, int axes) {
        args.count(1, 5);
        return pool.of(
                args.method(),
                self,
                args.perAxis(0, "window", axes, 1),
                args.steps(axes, args.size() > 1 ? 1 : 0, 2, 3),
                args.constantOr(4, 0) != 0);
    }

    /** Window, stride, padding, ceil, and whether padding counts. */
    private Value averagePool(Value self, MethodArguments args, int axes) {
        args.count(1, 5);
        return pools.average(
                args.method(),
                self,
                args.perAxis(0, "window", axes, 1),
                args.steps(axes, args.size() > 1 ? 1 : 0, 2, args.size()),
                args.constantOr(3, 0) != 0,
                args.constantOr(4, 1) != 0);
    }

    /**
     * Axes, sizes, a scale if there is one, mode and coordinates; then, if given, the nearest mode, the cubic coefficient, what is left out and
     * antialiasing; or antialiasing alone.
     */
    private Value resize(Value self, MethodArguments args) {
        boolean hasScale = args.size() > 2 && !(args.get(2) instanceof Interpolation);
        int mode = hasScale ? 3 : 2;
        args.count(mode + 2, mode + 6);
        Interpolation interpolation = args.choice(mode, Interpolation.class);
        Coordinates coordinates = args.choice(mode + 1, Coordinates.class);
        Resizing.Way way = switch (args.size() - mode) {
            case 2 -> new Resizing.Way(interpolation, coordinates);
            case 3 ->
                args.constant(mode + 2) != 0
                        ? Resizing.Way.averaging(interpolation, coordinates)
                        : new Resizing.Way(interpolation, coordinates);
            default ->
                new Resizing.Way(
                        interpolation,
                        coordinates,
                        args.choice(mode + 2, NearestMode.class),
                        args.scalar(mode + 3),
                        args.constant(mode + 4) != 0,
                        args.constantOr(mode + 5, 0) != 0);
        };
        return new Resizing(builder)
                .resize(self, args.constantsAt(0), args.dimsAt(1), hasScale ? args.scalar(2) : null, way);
    }

    private Value reversed(Op op, Value self, MethodArguments args) {
        args.count(1, 1);
        return builder.elementwise(op, args.operand(0), self);
    }

    private static Quantization.Spread spread(MethodArguments args, int from) {
        return new Quantization.Spread(
                args.size() > from ? args.constant(from) : null, args.size() > from + 1 ? args.dim(from + 1) : null);
    }

    private Value grouped(Value self, MethodArguments args, Node.GroupedMatmul.Split split) {
        return builder.groupedMatmul(self, args.tensor(0), args.tensor(1), split);
    }

    private static GraphException unknown(String method) {
        return new GraphException(
                UNKNOWN, "Tensor." + method + " has no meaning inside an operator" + suggestion(method));
    }

    /**
     * Calls a static method.
     *
     * @param method its name
     * @param arguments its arguments
     * @return the tensor it makes
     * @throws GraphException if there is no such method or the arguments do not fit
     */
    public Value callStatic(String method, List<?> arguments) {
        MethodArguments args = new MethodArguments(method, arguments);
        return switch (TensorMethod.named(method)) {
            case Op.CONCAT -> builder.concat(args.tensors(1), args.constant(0));
            case Op.FILL -> {
                boolean isTyped = args.size() > 1 && args.get(1) instanceof DType;
                DType type = isTyped ? args.type(1) : DType.F32;
                yield builder.fill(type, made(method, args.dims(isTyped ? 2 : 1)), args.scalar(0));
            }
            case CompositeMethod.EINSUM -> Einsum.sum(builder, args.text(0), args.tensors(1));
            case Op.IOTA ->
                builder.iota(args.size() > 1 ? args.type(1) : DType.I32, made(method, List.of(args.dim(0))), 0);
            case null, default -> throw unknown(method);
        };
    }

    /** The shape of a tensor without operands, whose sizes only the call knows. */
    private Shape made(String method, List<Dim> dims) {
        for (Dim dim : dims) {
            builder.require(Requirement.Kind.LESS_OR_EQUAL, Dim.ZERO, dim, method + ": a size");
        }
        return new Shape(dims);
    }

    private Value pad(Value self, MethodArguments args) {
        int axis = builder.axis("pad", self, args.constant(0));
        List<Dim> before = new ArrayList<>(Collections.nCopies(self.rank(), Dim.ZERO));
        List<Dim> after = new ArrayList<>(before);
        before.set(axis, args.dim(1));
        after.set(axis, args.dim(2));
        return builder.pad(self, before, after, args.size() > 3 ? args.scalar(3) : ScalarExpr.of(0));
    }

    private static String suggestion(String method) {
        return switch (method) {
            case "toArray", "toFloatArray", "item", "get" -> ": its value is not known at build time";
            case "max", "min" -> "; for two tensors use maximum or minimum";
            case "nonZero", "argWhere", "unique" -> ": the size of its result depends on data";
            case "dims" -> ": sizes may depend on the call; use dim(axis) for each of them";
            case "addInPlace", "mulInPlace" -> {
                String plain = method.substring(0, method.indexOf("InPlace"));
                yield ": an operator does not change tensors; use the result of " + plain + ", as in x = x." + plain
                        + "(y)";
            }
            case "of", "ofBits" -> ": pass the tensor as a parameter, or use full or range";
            case "equals", "hashCode", "toString" -> ": it depends on the data of the tensor";
            default -> "";
        };
    }
}
