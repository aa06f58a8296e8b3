package org.jdvm.ir;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.op.RowOp;
import org.jdvm.op.RowOps;

/**
 * A {@link RowOp} as a method of {@code Tensor}: an axis, then the options. The result keeps a dim of size 1 where the axis was; whether it goes is
 * the method's matter.
 *
 * @param op the operation
 */
public record RowMethod(RowOp op) implements TensorMethod {
    private static final int FIRST_NUMBER = 400;

    /** The rows of the table. */
    static final List<RowMethod> ALL = RowOps.ALL.stream().map(RowMethod::new).toList();

    /**
     * {@return the row of an operation}
     *
     * @param op the operation
     */
    public static RowMethod of(RowOp op) {
        return ALL.get(RowOps.ALL.indexOf(op));
    }

    @Override
    public String method() {
        return op.name();
    }

    @Override
    public int number() {
        return FIRST_NUMBER + RowOps.ALL.indexOf(op);
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
        return op.resultTypes(operand).getFirst();
    }

    @Override
    public String toString() {
        return op.name();
    }
}
