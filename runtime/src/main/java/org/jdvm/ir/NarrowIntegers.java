package org.jdvm.ir;

import java.util.Arrays;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on integers of 8 and 16 bits: it is done in 32 bits, of which the lowest are kept, so results wrap as those of the other
 * integer types do.
 */
final class NarrowIntegers {
    private NarrowIntegers() {}

    /** {@return the result in the narrow type, or null if no operand is a narrow integer that is widened for the operation} */
    static @Nullable Value elementwise(GraphBuilder builder, Op op, Operand... operands) {
        int first = op.kind() == Op.Kind.SELECT ? 1 : 0;
        DType type = null;
        for (Operand operand : Arrays.asList(operands).subList(first, operands.length)) {
            if (operand instanceof Value tensor) {
                if (type != null && type != tensor.type()) {
                    checkTaken(op, type, tensor.type());
                    return null;
                }
                type = tensor.type();
            }
        }
        if (type == null || !type.isNarrowInteger() || !op.widens()) {
            return null;
        }
        Operand[] wide = operands.clone();
        for (int i = first; i < wide.length; i++) {
            wide[i] = switch (operands[i]) {
                case Value tensor -> builder.cast(tensor, DType.I32);
                case Operand.Scalar scalar -> {
                    checkNumber(op, type, scalar.expression(), i == 1 && op.divides());
                    yield scalar;
                }
            };
        }
        Value result = builder.elementwise(op, wide);
        return op.kind().isTest() ? result : builder.cast(result, type);
    }

    /** Of types that the operation takes one by one, the error names the cast. */
    private static void checkTaken(Op op, DType first, DType second) {
        if (op.takes(first) && op.takes(second)) {
            throw new GraphException(GraphException.Problem.TYPE, TypePromotion.problem(op, first, second));
        }
    }

    /** What is known only to calls is checked by these, as numbers of 32 bits. */
    private static void checkNumber(Op op, DType type, ScalarExpr number, boolean isDivisor) {
        if (number instanceof ScalarExpr.Literal(double value)) {
            ScalarArgument.check(op, type, value, isDivisor);
        }
    }

    /** The largest or smallest of narrow integers; of none the least or largest number of the type. */
    static Value reduce(GraphBuilder builder, Op op, Value operand, List<Integer> axes, boolean keepDims) {
        DType type = operand.type();
        Value wide = builder.reduce(op, builder.cast(operand, DType.I32), axes, keepDims);
        boolean largest = op == Op.REDUCE_MAX;
        Operand bound = Operand.number(largest ? type.least() : type.most());
        return builder.cast(builder.elementwise(largest ? Op.MAX : Op.MIN, wide, bound), type);
    }
}
