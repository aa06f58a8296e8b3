package org.jdvm.front;

import java.util.List;
import java.util.Set;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;

/**
 * Keeps operators from seeing how many dims {@code ...} stands for.
 *
 * <p>In the graph one dim stands for the product of all leading dims. A body that counts axes from the front, permutes all axes or lets
 * the leading dims meet others would mean something else when it runs on tensors directly.
 */
final class LeadingDims {
    /** The symbol of the product of the leading dims. */
    static final String SYMBOL = "leading_";

    private static final Set<String> WITH_AXES = Set.of(
            "sum",
            "max",
            "min",
            "any",
            "all",
            "mean",
            "variance",
            "softmax",
            "logSoftmax",
            "logSumExp",
            "transpose",
            "expandDims",
            "squeeze",
            "slice",
            "pad",
            "gather",
            "dim");
    private static final Set<String> ALL_AXES = Set.of("permute", "rank", "reshape", "broadcastTo");
    /** Methods of which only the first argument is an axis. */
    private static final Set<String> FIRST_ONLY = Set.of("slice", "pad", "gather");

    private LeadingDims() {}

    static boolean leads(Value value) {
        return value.rank() > 0 && isLeading(value.shape().dim(0));
    }

    private static boolean isLeading(Dim dim) {
        return dim.symbols().contains(SYMBOL);
    }

    /** Checks a call; arguments as for {@code TensorMethods}. */
    static void check(String method, Value self, List<?> arguments) {
        if (leads(self)) {
            if (ALL_AXES.contains(method)) {
                throw refused(method, self);
            }
            if (WITH_AXES.contains(method)) {
                List<?> axes =
                        FIRST_ONLY.contains(method) && !arguments.isEmpty() ? arguments.subList(0, 1) : arguments;
                axes.forEach(axis -> check(method, self, axis));
            }
        }
        if (method.equals("gather")) {
            placed(self, arguments);
        } else if (method.equals("matmul")) {
            if (arguments.getFirst() instanceof Value right) {
                matmul(self, right);
            }
        } else if (!WITH_AXES.contains(method)) {
            for (Object argument : arguments) {
                if (argument instanceof Value other) {
                    meets(method, self, other);
                    meets(method, other, self);
                }
            }
        }
    }

    private static void check(String method, Value self, Object axis) {
        switch (axis) {
            case List<?> axes -> axes.forEach(inner -> check(method, self, inner));
            case Dim dim -> {
                // the axis of expandDims counts in the result, which has one more
                int reach = method.equals("expandDims") ? self.rank() + 1 : self.rank();
                if (!dim.isConstant() || dim.constantValue() >= 0 || dim.constantValue() <= -reach) {
                    throw refused(method, self);
                }
            }
            default -> {}
        }
    }

    /** Leading dims may only meet the same leading dims, or nothing. */
    private static void meets(String method, Value leading, Value other) {
        if (leads(leading) && other.rank() >= leading.rank()) {
            Dim met = other.shape().dim(other.rank() - leading.rank());
            if (!met.equals(leading.shape().dim(0)) || other.rank() > leading.rank()) {
                throw refused(method, leading);
            }
        }
    }

    /** Leading dims of indices must stay in front. */
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
            meets("matmul", left, right);
            meets("matmul", right, left);
        }
    }

    static void checkConcat(List<Value> tensors, Object axis) {
        for (Value tensor : tensors) {
            if (leads(tensor)) {
                check("concat", tensor, axis);
            }
        }
    }

    private static Refusal refused(String method, Value tensor) {
        return new Refusal(Message.LEADING_DIMS, method, tensor.shape());
    }
}
