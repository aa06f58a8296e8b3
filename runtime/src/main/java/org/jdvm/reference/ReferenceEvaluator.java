package org.jdvm.reference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Semantics;
import org.jdvm.ir.Value;

/**
 * Computes a graph node by node in double precision, written for clarity; shares nothing with the fused path but the table of
 * operations.
 *
 * <p>Sums and products of f64 are formed with twice its bits, since they are to be more accurate than the results that are compared with them.
 * Float values are rounded to their element type where they come in and where they are cast, nowhere else; integers wrap to their
 * width after each operation. A scalar takes the type of the other operands: 32 bits for all float types but f64; the
 * integer types take no others than they hold.
 */
public final class ReferenceEvaluator {
    private final Bindings bindings;
    private final Map<String, ReferenceTensor> inputs;
    private final ReferenceTensor[] values;
    private final Rounding rounding;

    /** What happens to the floats of nodes: a model of arithmetic with fewer bits. */
    public interface Rounding {
        /** No rounding: double precision throughout. */
        Rounding NONE = (node, value) -> value;

        /**
         * {@return the number to go on with}
         *
         * @param node the node that computed a number
         * @param value the number in double precision
         */
        double result(Node node, double value);

        /**
         * {@return the number to go on with}
         *
         * @param node a sum or a product of matrices
         * @param value a number of which sums are made there
         */
        default double term(Node node, double value) {
            return value;
        }
    }

    private ReferenceEvaluator(Graph graph, Bindings bindings, Rounding rounding) {
        this.rounding = rounding;
        this.bindings = bindings;
        this.inputs = bindings.inputs();
        this.values = new ReferenceTensor[graph.nodes().size()];
    }

    /**
     * Evaluates a graph.
     *
     * @param graph the graph
     * @param inputs the tensor arguments in the order of their parameters
     * @param scalars the scalar arguments by name
     * @return the results in double precision, {@link ReferenceTensor#rounded} not applied; leading dims folded into one where a
     *     parameter leaves them open
     * @throws IllegalArgumentException if the arguments do not fit the graph
     */
    public static List<ReferenceTensor> evaluate(
            Graph graph, List<ReferenceTensor> inputs, Map<String, ? extends Number> scalars) {
        return evaluate(graph, inputs, scalars, Rounding.NONE);
    }

    /**
     * Evaluates a graph with rounding of each intermediate float.
     *
     * @param graph the graph
     * @param inputs the tensor arguments in the order of their parameters
     * @param scalars the scalar arguments by name
     * @param rounding what happens to the floats of each node
     * @return the results, as {@link #evaluate(Graph, List, Map)} gives them
     * @throws IllegalArgumentException if the arguments do not fit the graph
     */
    public static List<ReferenceTensor> evaluate(
            Graph graph, List<ReferenceTensor> inputs, Map<String, ? extends Number> scalars, Rounding rounding) {
        ReferenceEvaluator evaluator = new ReferenceEvaluator(graph, new Bindings(graph, inputs, scalars), rounding);
        for (Node node : graph.nodes()) {
            ReferenceTensor value = evaluator.compute(node);
            evaluator.values[node.result().id()] = value.map(number -> rounding.result(node, number));
        }
        return graph.results().stream().map(evaluator::value).toList();
    }

    private ReferenceTensor value(Value value) {
        return values[value.id()];
    }

    private ReferenceTensor terms(Node node, Value value) {
        return value(value).map(number -> rounding.term(node, number));
    }

    private ReferenceTensor result(Node node) {
        return ReferenceTensor.zeros(
                node.result().type(), bindings.value(node.result().shape()));
    }

    private ReferenceTensor compute(Node node) {
        return switch (node) {
            case Node.Input(var _, var name) -> Objects.requireNonNull(inputs.get(name));
            case Node.Elementwise elementwise when elementwise.op() == Op.CAST -> cast(elementwise);
            case Node.Elementwise elementwise -> elementwise(elementwise);
            case Node.Reduce reduce -> reduce(reduce);
            case Node.Matmul matmul -> matmul(matmul);
            case Node.GroupedMatmul matmul ->
                GroupedProducts.compute(
                        matmul,
                        terms(matmul, matmul.left()),
                        terms(matmul, matmul.right()),
                        value(matmul.groups()),
                        result(matmul));
            case Node.Reshape(var result, var operand) -> value(operand).withDims(bindings.value(result.shape()));
            case Node.Copy(var _, var operand) -> value(operand);
            case Node.Broadcast(var _, var operand) -> {
                ReferenceTensor source = value(operand);
                yield moved(node, source, index -> index.broadcast(source));
            }
            case Node.Permute(var _, var operand, var order) -> {
                ReferenceTensor source = value(operand);
                yield moved(node, source, at -> MultiIndex.position(source, axis -> at.at(order.indexOf(axis))));
            }
            case Node.Slice(var _, var operand, var along, var start, var step) -> {
                ReferenceTensor source = value(operand);
                int from = Math.toIntExact(bindings.value(start));
                yield moved(
                        node,
                        source,
                        at -> MultiIndex.position(
                                source,
                                axis -> axis == along ? Math.toIntExact(from + at.at(axis) * step) : at.at(axis)));
            }
            case Node.Unfold(var _, var operand, var along, var step, var dilation) -> {
                ReferenceTensor source = value(operand);
                int last = source.dims().length;
                yield moved(
                        node,
                        source,
                        at -> MultiIndex.position(
                                source,
                                axis -> axis == along
                                        ? Math.toIntExact(at.at(axis) * step + at.at(last) * dilation)
                                        : at.at(axis)));
            }
            case Node.WindowMatrix windows ->
                WindowElements.matrix(value(windows.operand()), windows.windows(), bindings, result(windows));
            case Node.WindowReduce windows ->
                WindowElements.reduce(windows, terms(windows, windows.operand()), bindings, result(windows));
            case Node.Concat concat -> concat(concat);
            case Node.Pad pad -> pad(pad);
            case Node.Gather gather -> gather(gather);
            case Node.RowWise rowWise -> rowWise(rowWise);
            case Node.Iota(var _, var axis) -> {
                ReferenceTensor result = result(node);
                MultiIndex index = new MultiIndex(result.dims());
                for (int i = 0; i < result.elements(); i++, index.next()) {
                    store(result, i, index.at(axis));
                }
                yield result;
            }
            case Node.Fill(var _, var number) -> {
                ReferenceTensor result = result(node);
                fill(result, bindings.value(number));
                yield result;
            }
        };
    }

    private ReferenceTensor rowWise(Node.RowWise node) {
        ReferenceTensor operand = terms(node, node.operand());
        ReferenceTensor result = result(node);
        int[] dims = operand.dims();
        int resultSize = result.dims()[node.axis()];
        int inner = 1;
        int rows = 1;
        for (int axis = 0; axis < dims.length; axis++) {
            inner *= axis > node.axis() ? dims[axis] : 1;
            rows *= axis == node.axis() ? 1 : dims[axis];
        }
        List<ReferenceTensor> operands =
                node.operands().stream().map(each -> terms(node, each)).toList();
        double[][] in = new double[operands.size()][];
        for (int i = 0; i < in.length; i++) {
            in[i] = new double[operands.get(i).dims()[node.axis()]];
        }
        double[][] out = new double[node.op().resultTypes(operand.type()).size()][resultSize];
        for (int row = 0; row < rows; row++) {
            int before = row / inner;
            int after = row % inner;
            for (int operandIndex = 0; operandIndex < in.length; operandIndex++) {
                double[] elements = in[operandIndex];
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = operands.get(operandIndex).asDouble((before * elements.length + i) * inner + after);
                }
            }
            node.op().reference(in, out, node.optionArray());
            for (int i = 0; i < resultSize; i++) {
                store(result, (before * resultSize + i) * inner + after, out[node.output()][i]);
            }
        }
        return result;
    }

    /** For each position of a result the position of the element that goes there. */
    private interface Movement {
        int source(MultiIndex at);
    }

    private ReferenceTensor moved(Node node, ReferenceTensor source, Movement movement) {
        ReferenceTensor result = result(node);
        MultiIndex index = new MultiIndex(result.dims());
        for (int i = 0; i < result.elements(); i++, index.next()) {
            result.set(i, source, movement.source(index));
        }
        return result;
    }

    private static void store(ReferenceTensor tensor, int index, double value) {
        if (tensor.type().isFloat()) {
            tensor.set(index, value);
        } else {
            tensor.set(index, (long) value);
        }
    }

    private static void fill(ReferenceTensor tensor, double number) {
        for (int i = 0; i < tensor.elements(); i++) {
            if (tensor.type().isFloat()) {
                tensor.set(i, tensor.type() == DType.F64 ? number : (float) number);
            } else {
                tensor.set(i, Numbers.toInteger(number, tensor.type()));
            }
        }
    }

    /** A tensor operand, or a scalar as a tensor of one element of the type of the other operands. */
    private ReferenceTensor operand(Operand operand, DType type) {
        return switch (operand) {
            case Value value -> value(value);
            case Operand.Scalar(var expression) -> {
                ReferenceTensor tensor = ReferenceTensor.zeros(type);
                fill(tensor, bindings.value(expression));
                yield tensor;
            }
        };
    }

    private ReferenceTensor elementwise(Node.Elementwise node) {
        ReferenceTensor result = result(node);
        // a comparison computes with its operands' type, a selection with that of its branches
        DType type = node.op().kind() == Op.Kind.SELECT
                ? result.type()
                : node.inputs().getFirst().type();
        List<ReferenceTensor> operands =
                node.operands().stream().map(operand -> operand(operand, type)).toList();
        Semantics semantics = node.op().semantics();
        MultiIndex index = new MultiIndex(result.dims());
        for (int i = 0; i < result.elements(); i++, index.next()) {
            switch (node.op().kind()) {
                case UNARY, UNARY_TEST ->
                    unary(semantics, operands.get(0), index.broadcast(operands.get(0)), result, i);
                case BINARY, COMPARE -> {
                    ReferenceTensor left = operands.get(0);
                    ReferenceTensor right = operands.get(1);
                    int leftAt = index.broadcast(left);
                    int rightAt = index.broadcast(right);
                    if (type.isFloat()) {
                        store(result, i, combine(semantics, left.asDouble(leftAt), right.asDouble(rightAt)));
                    } else {
                        result.set(i, combine(semantics, left.asLong(leftAt), right.asLong(rightAt)));
                    }
                }
                case SELECT -> {
                    ReferenceTensor condition = operands.get(0);
                    ReferenceTensor chosen = operands.get(condition.asLong(index.broadcast(condition)) != 0 ? 1 : 2);
                    result.set(i, chosen, index.broadcast(chosen));
                }
                case CAST, REDUCE, CUBE, VIEW, MOVE, SOURCE ->
                    throw new AssertionError(node.op() + " is not a function");
            }
        }
        return result;
    }

    private static void unary(Semantics semantics, ReferenceTensor operand, int at, ReferenceTensor result, int i) {
        if (operand.type().isFloat()) {
            store(result, i, Objects.requireNonNull(semantics.floatUnary()).applyAsDouble(operand.asDouble(at)));
        } else {
            result.set(i, Objects.requireNonNull(semantics.integerUnary()).applyAsLong(operand.asLong(at)));
        }
    }

    private static double combine(Semantics semantics, double left, double right) {
        return Objects.requireNonNull(semantics.floatBinary()).applyAsDouble(left, right);
    }

    private static long combine(Semantics semantics, long left, long right) {
        return Objects.requireNonNull(semantics.integerBinary()).applyAsLong(left, right);
    }

    private ReferenceTensor cast(Node.Elementwise node) {
        ReferenceTensor result = result(node);
        ReferenceTensor source = operand(node.operands().getFirst(), result.type());
        boolean fromFloat = source.type().isFloat();
        for (int i = 0; i < result.elements(); i++) {
            if (result.type().isFloat()) {
                result.set(
                        i,
                        fromFloat
                                ? rounded(source.asDouble(i), source.type(), result.type())
                                : Numbers.toFloat(source.asLong(i), result.type()));
            } else {
                result.set(
                        i,
                        fromFloat
                                ? Numbers.toInteger(source.asDouble(i), result.type())
                                : Numbers.toInteger(source.asLong(i), result.type()));
            }
        }
        return result;
    }

    /** Numbers of f64 are rounded once; those of the other types are in 32 bits in registers before. */
    private static double rounded(double value, DType from, DType to) {
        return from == DType.F64 ? Numbers.roundOnce(value, to) : Numbers.round(value, to);
    }

    private ReferenceTensor reduce(Node.Reduce node) {
        ReferenceTensor source = terms(node, node.operand());
        int[] kept = source.dims();
        node.axes().forEach(axis -> kept[axis] = 1);
        ReferenceTensor result = ReferenceTensor.zeros(source.type(), kept);
        for (int i = 0; i < result.elements(); i++) {
            if (source.type().isFloat()) {
                result.set(i, node.op().floatIdentity());
            } else {
                result.set(i, Numbers.saturate(node.op().integerIdentity(), source.type()));
            }
        }
        if (source.type() == DType.F64 && node.op() == Op.SUM) {
            sum(source, result);
            return result.withDims(bindings.value(node.result().shape()));
        }
        Semantics semantics = node.op().semantics();
        MultiIndex index = new MultiIndex(source.dims());
        for (int i = 0; i < source.elements(); i++, index.next()) {
            int at = index.broadcast(result);
            if (source.type().isFloat()) {
                result.set(at, combine(semantics, result.asDouble(at), source.asDouble(i)));
            } else {
                result.set(at, combine(semantics, result.asLong(at), source.asLong(i)));
            }
        }
        return result.withDims(bindings.value(node.result().shape()));
    }

    /** Sums of f64, which are rounded once. */
    private static void sum(ReferenceTensor source, ReferenceTensor result) {
        WideSum[] sums = new WideSum[result.elements()];
        Arrays.setAll(sums, _ -> new WideSum());
        MultiIndex index = new MultiIndex(source.dims());
        for (int i = 0; i < source.elements(); i++, index.next()) {
            sums[index.broadcast(result)].add(source.asDouble(i));
        }
        for (int i = 0; i < sums.length; i++) {
            result.set(i, sums[i].value());
        }
    }

    /** Of integers with 64 bits, of which the lowest are kept. */
    private ReferenceTensor integerMatmul(Node.Matmul node) {
        ReferenceTensor left = value(node.left());
        ReferenceTensor right = value(node.right());
        ReferenceTensor result = result(node);
        int inner = left.dim(left.rank() - 1);
        int columns = right.dim(right.rank() - 1);
        int rows = left.dim(left.rank() - 2);
        MultiIndex batch = new MultiIndex(Arrays.copyOf(result.dims(), result.rank() - 2));
        for (int b = 0; rows * columns > 0 && b < result.elements() / (rows * columns); b++, batch.next()) {
            int leftStart = batch.broadcast(batches(left)) * rows * inner;
            int rightStart = batch.broadcast(batches(right)) * inner * columns;
            for (int i = 0; i < rows * columns; i++) {
                long sum = 0;
                for (int k = 0; k < inner; k++) {
                    sum += left.asLong(leftStart + i / columns * inner + k)
                            * right.asLong(rightStart + k * columns + i % columns);
                }
                result.set(b * rows * columns + i, Numbers.wrap(sum, DType.I32));
            }
        }
        return result;
    }

    private ReferenceTensor matmul(Node.Matmul node) {
        if (!node.result().type().isFloat()) {
            return integerMatmul(node);
        }
        ReferenceTensor left = terms(node, node.left());
        ReferenceTensor right = terms(node, node.right());
        ReferenceTensor result = result(node);
        int rows = left.dim(left.rank() - 2);
        int inner = left.dim(left.rank() - 1);
        int columns = right.dim(right.rank() - 1);
        MultiIndex batch = new MultiIndex(Arrays.copyOf(result.dims(), result.rank() - 2));
        ReferenceTensor leftBatches = batches(left);
        ReferenceTensor rightBatches = batches(right);
        int count = rows * columns == 0 ? 0 : result.elements() / (rows * columns);
        for (int b = 0; b < count; b++, batch.next()) {
            int leftStart = batch.broadcast(leftBatches) * rows * inner;
            int rightStart = batch.broadcast(rightBatches) * inner * columns;
            if (result.type() == DType.F64) {
                for (int i = 0; i < rows * columns; i++) {
                    WideSum sum = new WideSum();
                    for (int k = 0; k < inner; k++) {
                        sum.addProduct(
                                left.asDouble(leftStart + i / columns * inner + k),
                                right.asDouble(rightStart + k * columns + i % columns));
                    }
                    result.set(b * rows * columns + i, sum.value());
                }
                continue;
            }
            for (int i = 0; i < rows; i++) {
                for (int k = 0; k < inner; k++) {
                    double factor = left.asDouble(leftStart + i * inner + k);
                    for (int j = 0; j < columns; j++) {
                        int at = (b * rows + i) * columns + j;
                        result.set(at, result.asDouble(at) + factor * right.asDouble(rightStart + k * columns + j));
                    }
                }
            }
        }
        return result;
    }

    /** A tensor with the leading dims of a stack of matrices: one element for each matrix. */
    private static ReferenceTensor batches(ReferenceTensor matrices) {
        return ReferenceTensor.zeros(DType.BOOL, Arrays.copyOf(matrices.dims(), matrices.rank() - 2));
    }

    private ReferenceTensor concat(Node.Concat node) {
        ReferenceTensor result = result(node);
        int offset = 0;
        for (Value operand : node.operands()) {
            ReferenceTensor part = value(operand);
            int shift = offset;
            MultiIndex index = new MultiIndex(part.dims());
            for (int i = 0; i < part.elements(); i++, index.next()) {
                result.set(
                        MultiIndex.position(result, axis -> index.at(axis) + (axis == node.axis() ? shift : 0)),
                        part,
                        i);
            }
            offset += part.dim(node.axis());
        }
        return result;
    }

    private ReferenceTensor pad(Node.Pad node) {
        ReferenceTensor result = result(node);
        fill(result, bindings.value(node.value()));
        int[] before = node.before().stream()
                .mapToInt(dim -> Math.toIntExact(bindings.value(dim)))
                .toArray();
        ReferenceTensor inner = value(node.operand());
        MultiIndex index = new MultiIndex(inner.dims());
        for (int i = 0; i < inner.elements(); i++, index.next()) {
            result.set(MultiIndex.position(result, axis -> index.at(axis) + before[axis]), inner, i);
        }
        return result;
    }

    private ReferenceTensor gather(Node.Gather node) {
        ReferenceTensor table = value(node.operand());
        ReferenceTensor indices = value(node.indices());
        int size = table.dim(node.axis());
        return moved(node, table, at -> {
            int first = node.paired() ? 0 : node.axis();
            int which = MultiIndex.position(indices, axis -> at.at(first + axis));
            long chosen = indices.asLong(which);
            if (chosen < 0 || chosen >= size) {
                throw bindings.error("gather: the index " + chosen + " at " + which + " of the indices is not in 0.."
                        + (size - 1) + " of dim " + node.axis());
            }
            int added = node.paired() ? 0 : indices.rank() - 1;
            return MultiIndex.position(
                    table,
                    axis -> axis < node.axis()
                            ? at.at(axis)
                            : axis == node.axis() ? (int) chosen : at.at(axis + added));
        });
    }
}
