package org.jdvm.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Node.GroupedMatmul.Split;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Rearrangements;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.ir.WindowAxis;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;
import org.jdvm.testing.GraphDraft.Known;

/** Applies any operation of the table to a value of a draft, with further operands that fit, where that is possible. */
final class OperationWriter {
    private final GraphDraft draft;
    private final Choices choices;
    private final GraphBuilder builder;

    OperationWriter(GraphDraft draft) {
        this.draft = draft;
        this.choices = draft.choices;
        this.builder = draft.builder;
    }

    /** Whether an operation makes steps out of fractions, so that the last bit of an operand may change the whole result. */
    static boolean isStep(Op op) {
        return switch (op) {
            case ROUND, FLOOR, CEIL, TRUNC, SIGN, ATAN2, FLOOR_DIV, FLOOR_MOD, REM -> true;
            default -> op.kind() == Op.Kind.COMPARE || op.kind() == Op.Kind.UNARY_TEST;
        };
    }

    /** The operations that take a value; those that make steps only if it is exact. */
    static List<Op> fitting(Known x) {
        return Arrays.stream(Op.values())
                .filter(op -> op.kind() == Op.Kind.SOURCE || op.types().contains(x.type()))
                .filter(op -> x.exact() || !isStep(op))
                .toList();
    }

    /** Adds a node, or nothing if x has no shape for it. */
    void apply(Op op, Known x) {
        boolean exact = x.exact() && op.accuracy().isExact();
        switch (op.kind()) {
            case UNARY, UNARY_TEST -> draft.know(builder.elementwise(op, x.value()), exact);
            case BINARY, COMPARE -> binary(op, x);
            case SELECT -> select(x);
            case CAST -> cast(x);
            case REDUCE -> draft.know(builder.reduce(op, x.value(), axes(x), choices.oneIn(2)), exact);
            case CUBE, VIEW, MOVE, SOURCE -> structural(op, x);
        }
    }

    private void structural(Op op, Known x) {
        switch (op) {
            case BROADCAST -> broadcast(x);
            case RESHAPE -> reshape(x);
            case PERMUTE -> draft.know(builder.permute(x.value(), order(x.rank())), x.exact());
            case SLICE -> slice(x);
            case UNFOLD -> unfold(x);
            case WINDOW_MATRIX -> windowMatrix(x);
            case WINDOW_REDUCE -> windowReduce(x);
            case COPY -> draft.know(builder.copy(x.value()), x.exact());
            case CONCAT -> concat(x);
            case PAD -> pad(x);
            case GATHER -> gather(x);
            case MATMUL -> matmul(x);
            case GROUPED_MATMUL -> groupedMatmul(x);
            case IOTA -> {
                Shape shape = newShape();
                DType type = choices.of(ordered(Op.IOTA));
                draft.know(builder.iota(type, shape, choices.below(shape.rank())), true);
            }
            case FILL -> {
                DType type = choices.of(ordered(Op.FILL));
                draft.know(builder.fill(type, newShape(), draft.number(type)), true);
            }
            default -> throw new AssertionError(op + " has no way to be applied");
        }
    }

    private static List<DType> ordered(Op op) {
        return GraphDraft.TYPES.stream().filter(op.types()::contains).toList();
    }

    private Shape newShape() {
        List<Dim> dims = new ArrayList<>(List.of(draft.boundDim(draft.maxElements)));
        if (choices.oneIn(2)) {
            dims.add(draft.boundDim(draft.maxElements / Math.max(1, draft.valueOf(dims.getFirst()))));
        }
        return new Shape(dims);
    }

    private List<Integer> axes(Known x) {
        return IntStream.range(0, x.rank())
                .filter(axis -> !choices.oneIn(2))
                .boxed()
                .toList();
    }

    private List<Integer> order(int rank) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        for (int i = rank - 1; i > 0; i--) {
            Collections.swap(order, i, i - choices.below(i + 1));
        }
        return order;
    }

    private void binary(Op op, Known x) {
        boolean dividesIntegers = op.divides() && !x.type().isFloat();
        if (choices.oneIn(3)) {
            boolean isFirst = choices.oneIn(3);
            Operand number = dividesIntegers && !isFirst
                    ? Operand.number(choices.oneIn(2) ? 1 + choices.below(9) : -1 - choices.below(9))
                    : new Operand.Scalar(draft.number(x.type()));
            Value result = isFirst
                    ? builder.elementwise(op, number, dividesIntegers ? withoutZero(x.value()) : x.value())
                    : builder.elementwise(op, x.value(), number);
            draft.know(result, x.exact() && op.accuracy().isExact());
            return;
        }
        Known y = draft.broadcastable(x, x.type());
        if (isStep(op) && !y.exact() || !draft.broadcast(x.dims(), y.dims())) {
            y = x;
        }
        boolean isSecond = choices.oneIn(2);
        Value first = isSecond ? y.value() : x.value();
        Value second = isSecond ? x.value() : y.value();
        Value result = builder.elementwise(op, first, dividesIntegers ? withoutZero(second) : second);
        draft.know(result, x.exact() && y.exact() && op.accuracy().isExact());
    }

    /** Integers of one sign. */
    private Value withoutZero(Value x) {
        return choices.oneIn(2)
                ? builder.elementwise(Op.MAX, x, Operand.number(1))
                : builder.elementwise(Op.MIN, x, Operand.number(-1));
    }

    private void cast(Known x) {
        List<DType> targets = GraphDraft.TYPES.stream()
                .filter(type -> x.exact() || type.isFloat())
                .toList();
        draft.know(builder.cast(x.value(), choices.of(targets)), x.exact());
    }

    private void select(Known x) {
        Known condition = draft.broadcastable(x, DType.BOOL);
        Known other = draft.broadcastable(x, x.type());
        if (!draft.broadcast(x.dims(), condition.dims())
                || !draft.broadcast(x.dims(), other.dims())
                || !draft.broadcast(condition.dims(), other.dims())) {
            return;
        }
        Operand branch = choices.oneIn(3) ? new Operand.Scalar(draft.number(x.type())) : other.value();
        Value result = choices.oneIn(2)
                ? builder.elementwise(Op.SELECT, condition.value(), branch, x.value())
                : builder.elementwise(Op.SELECT, condition.value(), x.value(), branch);
        draft.know(result, x.exact() && (branch != other.value() || other.exact()));
    }

    /** Joins two dims, adds one of size 1, or leaves one open. */
    private void reshape(Known x) {
        List<Dim> dims = new ArrayList<>(x.value().shape().dims());
        if (dims.size() >= 2 && !choices.oneIn(3)) {
            int axis = choices.below(dims.size() - 1);
            dims.set(axis, dims.get(axis).times(dims.remove(axis + 1)));
        } else if (dims.size() < GraphDraft.MAX_RANK && choices.oneIn(2)) {
            dims.add(choices.below(dims.size() + 1), Dim.ONE);
        } else if (x.elements() > 0 && !dims.isEmpty()) {
            dims.set(choices.below(dims.size()), Dim.of(-1));
        }
        draft.know(builder.reshape(x.value(), dims), x.exact());
    }

    private void slice(Known x) {
        if (x.rank() == 0) {
            return;
        }
        int axis = choices.below(x.rank());
        int size = x.dims()[axis];
        int start = choices.below(size + 1);
        int end = start + choices.below(size - start + 1);
        Dim to = choices.oneIn(2) ? x.value().shape().dim(axis) : Dim.of(end);
        draft.know(builder.slice(x.value(), axis, Dim.of(start), to, 1 + choices.below(3)), x.exact());
    }

    private void unfold(Known x) {
        int axis = x.rank() == 0 ? 0 : choices.below(x.rank());
        if (x.rank() == 0 || x.rank() == GraphDraft.MAX_RANK || x.dims()[axis] == 0) {
            return;
        }
        int reach = 1 + choices.below(x.dims()[axis]);
        int dilation = 1 + choices.below(2);
        int size = 1 + (reach - 1) / dilation;
        int step = 1 + choices.below(3);
        int count = (x.dims()[axis] - (size - 1) * dilation - 1) / step + 1;
        if ((long) size * count / x.dims()[axis] < draft.room(x)) {
            draft.know(new Rearrangements(builder).unfold(x.value(), axis, Dim.of(size), step, dilation), x.exact());
        }
    }

    /** A product by windows, for nothing else reads them. */
    private void windowMatrix(Known x) {
        if (x.rank() < 2 || !x.type().isFloat()) {
            return;
        }
        List<WindowAxis> windows = windows(x, Math.min(3, x.rank() - 1));
        Dim depth = x.value().shape().dim(x.rank() - windows.size() - 1);
        for (WindowAxis window : windows) {
            depth = depth.times(window.size());
        }
        Value left = draft.input(x.type(), List.of(Dim.of(1 + choices.below(5)), Dim.of(draft.valueOf(depth))))
                .value();
        draft.know(builder.matmul(left, new Rearrangements(builder).windowMatrix(x.value(), windows)), false);
    }

    private void windowReduce(Known x) {
        if (x.rank() == 0 || !x.type().isFloat()) {
            return;
        }
        Op op = choices.oneIn(2) ? Op.SUM : Op.REDUCE_MAX;
        List<WindowAxis> windows = windows(x, Math.min(3, x.rank()));
        draft.know(new Rearrangements(builder).windowReduce(op, x.value(), windows), op == Op.REDUCE_MAX && x.exact());
    }

    private List<WindowAxis> windows(Known x, int most) {
        int spatial = 1 + choices.below(most);
        long room = draft.room(x);
        List<WindowAxis> windows = new ArrayList<>();
        for (int axis = 0; axis < spatial; axis++) {
            int size = 1 + choices.below(room >= 16 ? 4 : 1);
            int count = 1 + choices.below(room >= 16 ? 6 : 2);
            room /= (long) size * count;
            windows.add(new WindowAxis(
                    Dim.of(size),
                    Dim.of(count),
                    1 + choices.below(3),
                    choices.oneIn(3) ? -1 : 1 + choices.below(2),
                    Dim.of(choices.below(5) - 2),
                    choices.oneIn(4) ? 2 : 1));
        }
        return windows;
    }

    private void broadcast(Known x) {
        List<Dim> dims = new ArrayList<>();
        long room = draft.room(x);
        for (int axis = 0; axis < x.rank(); axis++) {
            Dim dim = x.value().shape().dim(axis);
            Dim more = dim.equals(Dim.ONE) && choices.oneIn(2) ? draft.boundDim(room) : dim;
            room /= dim.equals(Dim.ONE) ? Math.max(1, draft.valueOf(more)) : 1;
            dims.add(more);
        }
        if (dims.size() < GraphDraft.MAX_RANK && choices.oneIn(2)) {
            dims.addFirst(draft.boundDim(room));
        }
        draft.know(builder.broadcastTo(x.value(), new Shape(dims)), x.exact());
    }

    private void concat(Known x) {
        if (x.rank() == 0 || draft.room(x) < 3) {
            return;
        }
        int axis = choices.below(x.rank());
        List<Dim> dims =
                new ArrayList<>(Arrays.stream(x.dims()).mapToObj(Dim::of).toList());
        dims.set(axis, Dim.of(choices.below(4)));
        List<Value> parts = new ArrayList<>(List.of(x.value()));
        if (choices.oneIn(2)) {
            parts.add(x.value());
        }
        parts.add(choices.below(parts.size() + 1), draft.input(x.type(), dims).value());
        draft.know(builder.concat(parts, axis), x.exact());
    }

    private void pad(Known x) {
        List<Dim> before = new ArrayList<>();
        List<Dim> after = new ArrayList<>();
        long room = draft.room(x);
        for (int size : x.dims()) {
            // at most 4 times the elements along this axis
            boolean more = size > 0 && room >= 4;
            int front = more ? choices.below(3) : 0;
            int back = more ? choices.below(2) : 0;
            room /= front + back > 0 ? 4 : 1;
            before.add(Dim.of(front));
            after.add(Dim.of(back));
        }
        draft.know(builder.pad(x.value(), before, after, draft.number(x.type())), x.exact());
    }

    private void takeAlong(Known x, int axis) {
        int[] dims = x.dims().clone();
        dims[axis] = choices.below(4);
        long[] indices = IntStream.range(0, GraphDraft.product(dims))
                .mapToLong(i -> choices.below(x.dims()[axis]))
                .toArray();
        DType type = choices.oneIn(2) ? DType.I64 : DType.I32;
        Value which = draft.input(ReferenceTensor.integers(type, dims, indices)).value();
        draft.know(new Rearrangements(builder).takeAlongAxis(x.value(), axis, which), x.exact());
    }

    private void gather(Known x) {
        if (x.rank() == 0) {
            return;
        }
        int axis = choices.below(x.rank());
        int size = x.dims()[axis];
        if (size > 0 && choices.oneIn(4)) {
            takeAlong(x, axis);
            return;
        }
        int[] dims = choices.of(List.of(new int[] {3}, new int[] {}, new int[] {2, 2}, new int[] {0}));
        int count = GraphDraft.product(dims);
        if (size == 0 && count > 0 || x.rank() - 1 + dims.length > GraphDraft.MAX_RANK || draft.room(x) < 4) {
            return;
        }
        long[] indices = IntStream.range(0, count)
                .mapToLong(i -> choices.below(Math.max(1, size)))
                .toArray();
        DType type = choices.oneIn(2) ? DType.I64 : DType.I32;
        Value which = draft.input(ReferenceTensor.integers(type, dims, indices)).value();
        draft.know(builder.gather(x.value(), axis, which), x.exact());
    }

    private void matmul(Known x) {
        if (x.rank() < 2) {
            return;
        }
        int inner = x.dims()[x.rank() - 1];
        Dim columns = draft.dim(draft.maxElements / Math.max(1, x.elements() / Math.max(1, inner)));
        List<Dim> dims = new ArrayList<>(List.of(Dim.of(inner), columns));
        if (choices.oneIn(3)) {
            for (int axis = x.rank() - 3; axis >= 0; axis--) {
                dims.addFirst(choices.oneIn(3) ? Dim.ONE : Dim.of(x.dims()[axis]));
            }
        }
        DType type = x.type() != DType.F64 && choices.oneIn(4) ? DType.I8 : x.type();
        draft.know(builder.matmul(x.value(), draft.input(type, dims).value()), false);
    }

    private void groupedMatmul(Known x) {
        boolean columns = x.rank() == 3 && x.dims()[0] == 2;
        if (x.rank() != 2 && !columns) {
            return;
        }
        int rows = x.dims()[x.rank() - 2];
        int inner = x.dims()[x.rank() - 1];
        Dim width = draft.dim(draft.maxElements / (2 * Math.max(1, rows)));
        Split split = columns ? Split.COLUMNS : choices.oneIn(2) ? Split.DEPTH : Split.ROWS;
        int total = split == Split.COLUMNS ? (int) draft.valueOf(width) : split == Split.ROWS ? rows : inner;
        int first = choices.below(total + 1);
        Value groups = draft.input(ReferenceTensor.integers(DType.I32, new int[] {2}, first, total - first))
                .value();
        List<Dim> dims = new ArrayList<>(List.of(Dim.of(inner), width));
        if (split == Split.ROWS) {
            dims.addFirst(Dim.of(2));
        }
        Value right = draft.input(x.type(), dims).value();
        draft.know(builder.groupedMatmul(x.value(), right, groups, split), false);
    }
}
