package org.jdvm.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.GraphException;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.ScalarOperand;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * Shapes and types of results, by plain arithmetic on known sizes for what is called most. All that is not plainly right goes to the
 * graph builder, which knows all rules and all messages.
 */
public final class Inference {
    private Inference() {}

    /**
     * {@return the sizes of a result, or null if only the graph builder knows}
     *
     * @param method the method
     * @param arguments the tensor itself and the arguments
     */
    public static int @Nullable [] dims(TensorMethod method, Object[] arguments) {
        return switch (method.rule) {
            case SAME -> method.takes(self(arguments).type) && takesNumbers(arguments) ? self(arguments).dims : null;
            case ALONG -> {
                Source self = self(arguments);
                yield method.takes(self.type) && axis(self, arguments[1]) >= 0 ? self.dims : null;
            }
            case BROADCAST -> {
                Source self = self(arguments);
                if (!method.takes(self.type)) {
                    yield null;
                }
                if (arguments[1] instanceof Source other) {
                    yield other.type == self.type ? broadcast(self.dims, other.dims) : null;
                }
                yield takesNumbers(arguments) ? self.dims : null;
            }
            case REDUCE -> reduce(method, arguments);
            case MATMUL -> matmul(method, self(arguments), (Source) arguments[1]);
            case GATHER -> gather(arguments);
            case CONCAT -> concat(arguments);
            case OTHER, VIEW -> null;
        };
    }

    /** True if the type of the tensor itself holds all numbers among the arguments. */
    private static boolean takesNumbers(Object[] arguments) {
        DType type = self(arguments).type;
        if (type.isFloat()) {
            return true;
        }
        for (Object argument : arguments) {
            if (argument instanceof Double number && !ScalarOperand.fits(type, number)) {
                return false;
            }
        }
        return true;
    }

    /** {@return the type of a result whose sizes {@link #dims} knows} */
    public static DType type(TensorMethod method, Object[] arguments) {
        return method.rule == TensorMethod.Rule.CONCAT
                ? ((Source[]) arguments[1])[0].type
                : method.resultType(self(arguments).type);
    }

    /**
     * {@return what the graph builder makes of a call}
     *
     * @param method the method
     * @param name its name in the source
     * @param arguments the tensor itself, for methods that are not static, and the arguments
     * @throws org.jdvm.ir.GraphException if the arguments do not fit
     */
    public static Value check(TensorMethod method, String name, Object... arguments) {
        try {
            return checked(name, arguments);
        } catch (GraphException e) {
            throw e.in(name);
        }
    }

    private static Value checked(String name, Object... arguments) {
        GraphBuilder builder = new GraphBuilder("recorded");
        TensorMethods methods = new TensorMethods(builder);
        List<Object> values = new ArrayList<>();
        for (Object argument : arguments) {
            values.add(value(argument, builder, values));
        }
        return arguments[0] instanceof Source
                ? (Value) methods.call(name, (Value) values.getFirst(), values.subList(1, values.size()))
                : methods.callStatic(name, values);
    }

    private static Object value(Object argument, GraphBuilder builder, List<Object> values) {
        return switch (argument) {
            case Source source ->
                builder.input(new TensorParameter(
                        "t" + values.size(),
                        source.type,
                        Shape.of(Arrays.stream(source.dims).asLongStream().toArray()),
                        false));
            case Source[] sources ->
                Arrays.stream(sources).map(s -> value(s, builder, values)).toList();
            case Integer number -> Dim.of(number);
            case Double number -> ScalarExpr.of(number);
            case int[] numbers -> Arrays.stream(numbers).mapToObj(Dim::of).toList();
            default -> argument;
        };
    }

    /** {@return the sizes of a value of known shape} */
    public static int[] sizes(Value value) {
        return value.shape().dims().stream()
                .mapToLong(Dim::constantValue)
                .mapToInt(size -> {
                    if (size != (int) size) {
                        throw new GraphException(
                                GraphException.Problem.SIZE, value.shape() + " has a size beyond " + Integer.MAX_VALUE);
                    }
                    return (int) size;
                })
                .toArray();
    }

    private static Source self(Object[] arguments) {
        return (Source) arguments[0];
    }

    private static int axis(Source operand, Object axis) {
        int number = (Integer) axis;
        int counted = number < 0 ? number + operand.dims.length : number;
        return counted < operand.dims.length ? counted : -1;
    }

    private static int @Nullable [] broadcast(int[] a, int[] b) {
        if (a == b || Arrays.equals(a, b)) {
            return a;
        }
        int[] longer = a.length >= b.length ? a : b;
        int[] shorter = a.length >= b.length ? b : a;
        int added = longer.length - shorter.length;
        int[] result = longer;
        for (int axis = 0; axis < shorter.length; axis++) {
            int size = shorter[axis];
            int have = longer[axis + added];
            if (size != have && size != 1) {
                if (have != 1) {
                    return null;
                }
                if (result == longer) {
                    result = longer.clone();
                }
                result[axis + added] = size;
            }
        }
        return result;
    }

    private static int @Nullable [] reduce(TensorMethod method, Object[] arguments) {
        Source self = self(arguments);
        if (!method.takes(self.type)) {
            return null;
        }
        int rank = self.dims.length;
        if (arguments.length == 1) {
            return method == TensorMethod.LOG_SUM_EXP ? null : new int[0];
        }
        if (rank > Long.SIZE) {
            return null;
        }
        long reduced = 0;
        if (arguments[1] instanceof int[] axes) {
            for (int number : axes) {
                int axis = axis(self, number);
                if (axis < 0 || (reduced >> axis & 1) != 0) {
                    return null;
                }
                reduced |= 1L << axis;
            }
        } else {
            int axis = axis(self, arguments[1]);
            if (axis < 0) {
                return null;
            }
            reduced = 1L << axis;
        }
        boolean keep = arguments.length > 2 && arguments[2] == Keep.KEEP_DIMS;
        int[] dims = new int[keep ? rank : rank - Long.bitCount(reduced)];
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            if ((reduced >> axis & 1) == 0) {
                dims[next++] = self.dims[axis];
            } else if (keep) {
                dims[next++] = 1;
            }
        }
        return dims;
    }

    private static int @Nullable [] matmul(TensorMethod method, Source left, Source right) {
        int rank = left.dims.length;
        if (rank < 2 || rank != right.dims.length || !method.takes(left.type) || left.type != right.type) {
            return null;
        }
        int[] dims = left.dims.clone();
        for (int axis = 0; axis < rank - 2; axis++) {
            if (left.dims[axis] != right.dims[axis]) {
                return null;
            }
        }
        dims[rank - 1] = right.dims[rank - 1];
        return left.dims[rank - 1] == right.dims[rank - 2] ? dims : null;
    }

    private static int @Nullable [] gather(Object[] arguments) {
        Source table = self(arguments);
        int axis = axis(table, arguments[1]);
        Source indices = (Source) arguments[2];
        if (axis < 0 || indices.type != DType.I32 && indices.type != DType.I64) {
            return null;
        }
        int[] dims = new int[table.dims.length - 1 + indices.dims.length];
        System.arraycopy(table.dims, 0, dims, 0, axis);
        System.arraycopy(indices.dims, 0, dims, axis, indices.dims.length);
        System.arraycopy(table.dims, axis + 1, dims, axis + indices.dims.length, table.dims.length - axis - 1);
        return dims;
    }

    private static int @Nullable [] concat(Object[] arguments) {
        Source[] parts = (Source[]) arguments[1];
        if (parts.length == 0) {
            return null;
        }
        Source first = parts[0];
        int axis = axis(first, arguments[0]);
        if (axis < 0) {
            return null;
        }
        int[] dims = first.dims.clone();
        for (int part = 1; part < parts.length; part++) {
            int[] other = parts[part].dims;
            if (parts[part].type != first.type || other.length != dims.length) {
                return null;
            }
            for (int i = 0; i < dims.length; i++) {
                if (i == axis) {
                    if (dims[i] > Integer.MAX_VALUE - other[i]) {
                        return null;
                    }
                    dims[i] += other[i];
                } else if (dims[i] != other[i]) {
                    return null;
                }
            }
        }
        return dims;
    }
}
