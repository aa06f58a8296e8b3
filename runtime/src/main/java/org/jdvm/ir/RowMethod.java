package org.jdvm.ir;

import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.op.RowOp;
import org.jdvm.op.RowOps;

/**
 * A {@link RowOp} as a method of {@code Tensor}: an axis, then the options. The result keeps a dim of size 1 where the axis was; whether it goes is
 * the method's matter.
 *
 * @param op the operation
 * @param output which of its results
 */
public record RowMethod(RowOp op, int output) implements TensorMethod {
    private static final int FIRST_NUMBER = 400;

    /** The rows of the table: a method for each result. */
    static final List<RowMethod> ALL = RowOps.ALL.stream()
            .flatMap(op -> IntStream.range(0, op.methods().size()).mapToObj(output -> new RowMethod(op, output)))
            .toList();

    /**
     * {@return the row of the first result of an operation}
     *
     * @param op the operation
     */
    public static RowMethod of(RowOp op) {
        return of(op, 0);
    }

    /**
     * {@return the row of a result of an operation}
     *
     * @param op the operation
     * @param output which of its results
     */
    public static RowMethod of(RowOp op, int output) {
        return ALL.get(ALL.indexOf(new RowMethod(op, output)));
    }

    @Override
    public String method() {
        return op.methods().get(output);
    }

    @Override
    public int number() {
        return FIRST_NUMBER + ALL.indexOf(this);
    }

    @Override
    public ShapeRule shapeRule() {
        return ShapeRule.OTHER;
    }

    @Override
    public Axes axes() {
        return Axes.FIRST;
    }

    @Override
    public boolean takes(DType type) {
        return op.takes(type);
    }

    @Override
    public DType resultType(DType operand) {
        return op.resultTypes(operand).get(output);
    }

    @Override
    public String toString() {
        return method();
    }
}
