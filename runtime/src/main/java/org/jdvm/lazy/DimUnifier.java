package org.jdvm.lazy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.RowMethod;
import org.jdvm.ir.Shape;
import org.jdvm.ir.ShapeRules;
import org.jdvm.ir.SizeAlgebra;

/**
 * Which sizes of a captured graph are equal because its operations ask for it: sizes that are equal by chance stay apart, so that a graph
 * stays the same graph while one of its sizes grows past others.
 */
final class DimUnifier implements SizeAlgebra {
    /** The class of sizes 1. */
    static final int ONE = 0;

    /** The class of sizes 0. */
    static final int ZERO = 1;

    private final Capture capture;

    /** Union-find: for each class one that it was united with, or itself. */
    private int[] parents = {ONE, ZERO, 0, 0, 0, 0, 0, 0};

    private int[] sizes = {1, 0, 0, 0, 0, 0, 0, 0};
    private boolean[] constant = new boolean[8];
    private int count = 2;
    private final int[][] inputs;
    private final int[][] nodes;

    DimUnifier(Capture capture) {
        this.capture = capture;
        this.inputs = new int[capture.inputs().size()][];
        this.nodes = new int[capture.nodes().size()][];
        for (int input = 0; input < inputs.length; input++) {
            TensorSource source = capture.inputs().get(input);
            inputs[input] = fresh(source.dims);
            if (isConstant(source)) {
                for (int axis : inputs[input]) {
                    constant[axis] = true;
                }
            }
        }
        for (int node = 0; node < nodes.length; node++) {
            nodes[node] = infer(capture.nodes().get(node), capture.arguments(node));
        }
    }

    /** True for tensors that never change: their sizes are the model's own. How much a view shows of one (the positions of a text) is not. */
    static boolean isConstant(TensorSource input) {
        return input instanceof InputView leaf && leaf.memory.panels() != null && leaf.bytes() == leaf.memory.bytes();
    }

    /** The class of each size of an input. */
    int[] ofInput(int input) {
        return inputs[input];
    }

    /** The class of each size of an operation's result. */
    int[] ofNode(int node) {
        return nodes[node];
    }

    /** The number that represents all classes united with one. */
    int root(int of) {
        int root = of;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }

    int size(int root) {
        return sizes[root];
    }

    /** True if the size does not change from call to call: it is 0 or 1, or one of a constant tensor. */
    boolean isKnown(int root) {
        return root == ONE || root == ZERO || constant[root];
    }

    int count() {
        return count;
    }

    private int fresh(int size) {
        if (size <= 1) {
            return size == 1 ? ONE : ZERO;
        }
        if (count == parents.length) {
            parents = Arrays.copyOf(parents, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
            constant = Arrays.copyOf(constant, 2 * count);
        }
        parents[count] = count;
        sizes[count] = size;
        return count++;
    }

    private int[] fresh(int[] dims) {
        int[] classes = new int[dims.length];
        for (int axis = 0; axis < dims.length; axis++) {
            classes[axis] = fresh(dims[axis]);
        }
        return classes;
    }

    /** Two sizes must be equal; the smaller number represents both. */
    private int unite(int a, int b) {
        int one = root(a);
        int other = root(b);
        if (one != other && sizes[one] == sizes[other]) {
            int first = Math.min(one, other);
            int second = Math.max(one, other);
            parents[second] = first;
            constant[first] |= constant[second];
            return first;
        }
        return one;
    }

    private int[] of(Object source) {
        int number = capture.number((TensorSource) source);
        return number < 0 ? inputs[~number] : nodes[number];
    }

    private int[] infer(Recorded node, Object[] arguments) {
        int[] classes = Inference.dims(this, this::of, node.method, arguments);
        if (classes != null) {
            return classes;
        }
        return switch (node.method) {
            case CompositeMethod.ONE_HOT -> {
                int axis = newAxis(arguments);
                int[] operand = of(arguments[0]);
                int[] more = Arrays.copyOf(operand, node.dims.length);
                System.arraycopy(operand, axis, more, axis + 1, operand.length - axis);
                more[axis] = fresh(node.dims[axis]);
                yield more;
            }
            case Op.PERMUTE -> {
                int[] operand = of(arguments[0]);
                yield Arrays.stream((int[]) arguments[1])
                        .map(axis -> operand[axis])
                        .toArray();
            }
            case Op.SLICE, Op.PAD -> along(node, of(arguments[0]), ((int[]) arguments[1])[0]);
            case Op.UNFOLD -> unfold(node, of(arguments[0]), (Integer) arguments[1]);
            case RowMethod _ ->
                arguments.length > 1 ? rowWise(node, of(arguments[0]), axis(arguments)) : fresh(node.dims);
            case Op.BROADCAST -> repeat(node, of(arguments[0]));
            case Op.RESHAPE -> reshape(node, (TensorSource) arguments[0]);
            case CompositeMethod.RESULT -> result(node, (TensorSource) arguments[0], (Integer) arguments[1]);
            default -> fresh(node.dims);
        };
    }

    @Override
    public int one() {
        return ONE;
    }

    @Override
    public int equal(int a, int b, int dim) {
        return unite(a, b);
    }

    /** One of the sizes if the others are 0, else a new one. */
    @Override
    public int sum(int[] classes) {
        int total = 0;
        for (int of : classes) {
            total += sizes[root(of)];
        }
        return sizes[root(classes[0])] == total ? classes[0] : fresh(total);
    }

    /** All sizes but that of the axis stay, which may go. */
    private int[] rowWise(Recorded node, int[] operand, int axis) {
        int same = callOfOtherResult(capture, capture.number(node));
        if (same >= 0) {
            return nodes[same];
        }
        return node.dims.length == operand.length
                ? along(node, operand, axis)
                : ShapeRules.reduce(this, operand, ShapeRules.axes(operand.length, axis), false);
    }

    /**
     * The earlier node that is another result of the call of an operation along an axis, whose size is that of this one too; -1 if there is
     * none. So the largest elements of rows and their indices stay results of one call whatever their number is.
     */
    static int callOfOtherResult(Capture capture, int number) {
        if (!(capture.nodes().get(number).method instanceof RowMethod row)
                || !row.op().isSized()) {
            return -1;
        }
        Object[] arguments = capture.arguments(number);
        for (int earlier = 0; earlier < number; earlier++) {
            Object[] others = capture.arguments(earlier);
            if (capture.nodes().get(earlier).method instanceof RowMethod other
                    && other.op() == row.op()
                    && other != row
                    && others.length == arguments.length
                    && capture.number((TensorSource) others[0]) == capture.number((TensorSource) arguments[0])
                    && Arrays.equals(others, 1, others.length, arguments, 1, arguments.length)) {
                return earlier;
            }
        }
        return -1;
    }

    /** The first argument after a tensor is one of its axes. */
    static int axis(Object[] arguments) {
        return ShapeRules.axis(((TensorSource) arguments[0]).dims.length, (Integer) arguments[1]);
    }

    /** The axis that a one-hot tensor has more than its indices: the last one if there is only the depth, or the first argument. */
    static int newAxis(Object[] arguments) {
        int rank = ((TensorSource) arguments[0]).dims.length;
        return hasAxis(arguments) ? ShapeRules.axis(rank + 1, (Integer) arguments[1]) : rank;
    }

    /** Whether a one-hot tensor has an axis before its depth. */
    static boolean hasAxis(Object[] arguments) {
        return arguments.length > 2 && arguments[2] instanceof Integer;
    }

    /** All sizes but one stay. */
    private int[] along(Recorded node, int[] operand, int axis) {
        int[] classes = operand.clone();
        if (sizes[root(classes[axis])] != node.dims[axis]) {
            classes[axis] = fresh(node.dims[axis]);
        }
        return classes;
    }

    /** The number of windows follows from the size of the axis, their size is a number. */
    private int[] unfold(Recorded node, int[] operand, int axis) {
        int[] classes = Arrays.copyOf(operand, operand.length + 1);
        classes[axis] = fresh(node.dims[axis]);
        classes[operand.length] = fresh(node.dims[operand.length]);
        return classes;
    }

    private int[] repeat(Recorded node, int[] operand) {
        int added = node.dims.length - operand.length;
        int[] classes = new int[node.dims.length];
        for (int axis = 0; axis < classes.length; axis++) {
            boolean kept = axis >= added && operand[axis - added] != ONE;
            classes[axis] = kept ? operand[axis - added] : fresh(node.dims[axis]);
        }
        return classes;
    }

    private int[] reshape(Recorded node, TensorSource operand) {
        int[] operands = of(operand);
        int[] alignment = alignment(operand.dims, node.dims);
        int[] classes = new int[alignment.length];
        for (int axis = 0; axis < classes.length; axis++) {
            classes[axis] = alignment[axis] < 0 ? fresh(node.dims[axis]) : operands[alignment[axis]];
        }
        return classes;
    }

    /**
     * How a reshape lines up sizes: for each size after it the axis before it that it is, -1 if it is a new one. A size is the same if the
     * sizes before it have the same product.
     */
    static int[] alignment(int[] from, int[] to) {
        int[] alignment = new int[to.length];
        int next = 0;
        int axis = 0;
        while (axis < to.length) {
            while (next < from.length && from[next] == 1) {
                next++;
            }
            if (to[axis] == 1) {
                alignment[axis++] = -1;
            } else if (next < from.length && from[next] == to[axis]) {
                alignment[axis++] = next++;
            } else {
                long before = next < from.length ? from[next++] : 1;
                long after = to[axis];
                alignment[axis++] = -1;
                while (before != after && (next < from.length || axis < to.length)) {
                    if (before < after && next < from.length || axis == to.length) {
                        before *= from[next++];
                    } else {
                        after *= to[axis];
                        alignment[axis++] = -1;
                    }
                }
            }
        }
        return alignment;
    }

    /** The sizes of an operator's result are those of its arguments where the operator gives them the same name. */
    private int[] result(Recorded node, TensorSource call, int number) {
        Object[] arguments = capture.arguments(capture.number(call));
        OperatorCall operator = (OperatorCall) arguments[arguments.length - 1];
        Map<String, Integer> known = new HashMap<>();
        int[] leading = {};
        int argument = 0;
        for (Parameter parameter : operator.graph().parameters()) {
            if (!(parameter instanceof TensorParameter tensor)) {
                continue;
            }
            int[] operand = of(arguments[argument++]);
            int count = tensor.leading() ? operand.length - (tensor.shape().rank() - 1) : 0;
            for (int axis = 0; axis < count && leading.length == count; axis++) {
                unite(leading[axis], operand[axis]);
            }
            leading = count > 0 ? Arrays.copyOf(operand, count) : leading;
            for (int axis = tensor.leading() ? 1 : 0; axis < tensor.shape().rank(); axis++) {
                int actual = operand[axis + (tensor.leading() ? count - 1 : 0)];
                tensor.shape().dim(axis).symbolName().ifPresent(name -> known.merge(name, actual, this::unite));
            }
        }
        Shape shape = operator.graph().results().get(number).shape();
        List<Integer> classes = new ArrayList<>();
        int folded = node.dims.length - shape.rank() + 1;
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (axis == 0 && operator.isLeading(shape)) {
                for (int i = 0; i < folded; i++) {
                    classes.add(i < leading.length ? leading[i] : fresh(node.dims[i]));
                }
            } else {
                int size = node.dims[classes.size()];
                classes.add(shape.dim(axis).symbolName().map(known::get).orElseGet(() -> fresh(size)));
            }
        }
        return classes.stream().mapToInt(i -> i).toArray();
    }
}
