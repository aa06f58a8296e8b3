package org.jdvm.front;

import java.util.List;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;

/**
 * Keeps operators from seeing how many dims {@code ...} stands for.
 *
 * <p>In the graph one dim stands for the product of all leading dims. A body that counts axes from the front, permutes all axes or broadcasts
 * the leading dims against others would mean something else when it runs on tensors directly.
 */
final class LeadingDimsCheck {
    private LeadingDimsCheck() {}

    static boolean leads(Value value) {
        return value.rank() > 0 && isLeading(value.shape().dim(0));
    }

    static boolean isLeading(Dim dim) {
        return dim.symbols().contains(Dim.LEADING.toString());
    }

    /** Checks a call; arguments as for {@code TensorMethods}. */
    static void check(String name, Value self, List<?> arguments) {
        TensorMethod method = TensorMethod.named(name);
        TensorMethod.Axes axes = method == null ? TensorMethod.Axes.NONE : method.axes();
        if (leads(self)) {
            switch (axes) {
                case NONE -> {}
                case FIRST -> arguments.stream().limit(1).forEach(axis -> check(name, self, self.rank(), axis));
                case IN_RESULT -> arguments.forEach(axis -> check(name, self, self.rank() + 1, axis));
                case EACH -> arguments.forEach(axis -> check(name, self, self.rank(), axis));
                case PAIR ->
                    (arguments.isEmpty() ? List.of(Dim.of(-2)) : arguments)
                            .forEach(axis -> check(name, self, self.rank(), axis));
                case LAST -> check(name, self, self.rank(), Dim.of(-1));
                case LAST_TWO -> check(name, self, self.rank(), Dim.of(-2));
                case ALL_DIMS -> throw refused(name, self);
            }
        }
        if (method == CompositeMethod.ONE_HOT && leads(self) && arguments.size() > 2) {
            check(name, self, self.rank() + 1, arguments.getFirst());
        }
        if (method == Op.GATHER) {
            placed(self, arguments);
        } else if (method == Op.MATMUL) {
            if (arguments.getFirst() instanceof Value right) {
                matmul(self, right);
            }
        } else if (axes == TensorMethod.Axes.NONE
                || axes == TensorMethod.Axes.LAST
                || method == CompositeMethod.TAKE_ALONG_AXIS) {
            for (Object argument : arguments) {
                if (argument instanceof Value other) {
                    pairs(name, self, other);
                    pairs(name, other, self);
                }
            }
        }
    }

    /** An axis must count from the last dim, and not reach the leading ones. */
    private static void check(String method, Value self, int rank, Object axis) {
        switch (axis) {
            case List<?> axes -> axes.forEach(inner -> check(method, self, rank, inner));
            case Dim dim -> {
                if (!dim.isConstant() || dim.constantValue() >= 0 || dim.constantValue() <= -rank) {
                    throw refused(method, self);
                }
            }
            default -> {}
        }
    }

    /** Leading dims may only be paired with the same leading dims, or with nothing. */
    private static void pairs(String method, Value leading, Value other) {
        if (leads(leading) && other.rank() >= leading.rank()) {
            Dim paired = other.shape().dim(other.rank() - leading.rank());
            if (!paired.equals(leading.shape().dim(0)) || other.rank() > leading.rank()) {
                throw refused(method, leading);
            }
        }
    }

    /** Leading dims of indices must stay first. */
    private static void placed(Value self, List<?> arguments) {
        if (arguments.size() == 2
                && arguments.getLast() instanceof Value indices
                && leads(indices)
                && !Dim.ZERO.equals(arguments.getFirst())) {
            throw refused("gather", indices);
        }
    }

    private static void matmul(Value left, Value right) {
        if (leads(right) && right.rank() <= 2 || leads(left) && left.rank() == 1) {
            throw refused("matmul", leads(right) ? right : left);
        }
        if (leads(left) && left.rank() == 2) {
            if (right.rank() > 2) {
                throw refused("matmul", left);
            }
        } else if (left.rank() > 2 && right.rank() > 2) {
            pairs("matmul", left, right);
            pairs("matmul", right, left);
        }
    }

    static void checkConcat(List<Value> tensors, Object axis) {
        for (Value tensor : tensors) {
            if (leads(tensor)) {
                check(Op.CONCAT.method(), tensor, tensor.rank(), axis);
            }
        }
    }

    private static DiagnosticException refused(String method, Value tensor) {
        return new DiagnosticException(DiagnosticCode.LEADING_DIMS, method, tensor.shape());
    }
}
