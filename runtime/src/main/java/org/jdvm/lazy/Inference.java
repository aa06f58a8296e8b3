package org.jdvm.lazy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.GraphException;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarArgument;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.ShapeRules;
import org.jdvm.ir.SizeAlgebra;
import org.jdvm.ir.TensorMethod;
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

    /** Sizes are the numbers themselves. */
    private static final SizeAlgebra NUMBERS = new SizeAlgebra() {
        @Override
        public int one() {
            return 1;
        }

        @Override
        public int equal(int a, int b, int dim) {
            return a == b ? a : NONE;
        }

        @Override
        public int sum(int[] sizes) {
            long sum = 0;
            for (int size : sizes) {
                sum += size;
            }
            return sum > Integer.MAX_VALUE ? NONE : (int) sum;
        }
    };

    /**
     * {@return the sizes of a result, or null if only the graph builder knows}
     *
     * @param method the method
     * @param arguments the tensor itself and the arguments
     */
    public static int @Nullable [] dims(TensorMethod method, Object[] arguments) {
        boolean plain = switch (method.shapeRule()) {
            case SAME -> method.takes(self(arguments).type) && takesNumbers(method, arguments);
            case BROADCAST, MATMUL ->
                method != Op.SELECT
                        && method.takes(self(arguments).type)
                        && takesNumbers(method, arguments)
                        && areOfOneType(arguments);
            case REDUCE -> method.takes(self(arguments).type);
            case GATHER -> isIndex(((TensorSource) arguments[2]).type);
            case CONCAT -> areOfOneType((TensorSource[]) arguments[1]);
            case ONE_MORE, OTHER -> false;
        };
        return plain ? dims(NUMBERS, source -> source.dims, method, arguments) : null;
    }

    /**
     * {@return the sizes of a result, or null if the operands do not fit or the rule is not one for plain arithmetic}
     *
     * @param sizes what sizes are
     * @param shapes the sizes of an operand
     * @param method the method
     * @param arguments the tensor itself and the arguments
     */
    static int @Nullable [] dims(
            SizeAlgebra sizes, Function<TensorSource, int[]> shapes, TensorMethod method, Object[] arguments) {
        return switch (method.shapeRule()) {
            case SAME -> {
                int[] self = shapes.apply(self(arguments));
                boolean fits = method.axes() != TensorMethod.Axes.FIRST
                        || ShapeRules.axis(self.length, (Integer) arguments[1]) >= 0;
                fits &= method.axes() != TensorMethod.Axes.LAST_TWO || self.length >= 2;
                fits &= method.axes() != TensorMethod.Axes.EACH || reducedAxes(self.length, arguments) != null;
                yield fits ? self : null;
            }
            case BROADCAST -> {
                int[] result = null;
                if (method.axes() == TensorMethod.Axes.LAST && shapes.apply(self(arguments)).length == 0) {
                    yield null;
                }
                for (Object argument : arguments) {
                    if (argument instanceof TensorSource source) {
                        int[] operand = shapes.apply(source);
                        result = result == null ? operand : ShapeRules.broadcast(sizes, result, operand);
                        if (result == null) {
                            break;
                        }
                    }
                }
                yield result;
            }
            case REDUCE -> {
                int[] self = shapes.apply(self(arguments));
                boolean[] reduced = reducedAxes(self.length, arguments);
                boolean keep = arguments.length > 2 && arguments[2] == Keep.KEEP_DIMS;
                yield reduced == null ? null : ShapeRules.reduce(sizes, self, reduced, keep);
            }
            case MATMUL ->
                ShapeRules.matmul(sizes, shapes.apply(self(arguments)), shapes.apply((TensorSource) arguments[1]));
            case GATHER -> {
                int[] table = shapes.apply(self(arguments));
                int axis = ShapeRules.axis(table.length, (Integer) arguments[1]);
                yield axis < 0 ? null : ShapeRules.gather(table, axis, shapes.apply((TensorSource) arguments[2]));
            }
            case CONCAT -> {
                List<int[]> parts =
                        Arrays.stream((TensorSource[]) arguments[1]).map(shapes).toList();
                int axis = parts.isEmpty() ? -1 : ShapeRules.axis(parts.getFirst().length, (Integer) arguments[0]);
                yield axis < 0 ? null : ShapeRules.concat(sizes, parts, axis);
            }
            case ONE_MORE, OTHER -> null;
        };
    }

    /** The axes of a reduction or a softmax: an integer or several; all of them where none is named. */
    private static boolean @Nullable [] reducedAxes(int rank, Object[] arguments) {
        if (arguments.length == 1) {
            boolean[] all = new boolean[rank];
            Arrays.fill(all, true);
            return all;
        }
        return arguments[1] instanceof int[] axes
                ? ShapeRules.axes(rank, axes)
                : ShapeRules.axes(rank, (Integer) arguments[1]);
    }

    private static boolean areOfOneType(Object[] arguments) {
        DType type = null;
        for (Object argument : arguments) {
            if (argument instanceof TensorSource source) {
                if (type != null && source.type != type) {
                    return false;
                }
                type = source.type;
            }
        }
        return true;
    }

    private static boolean isIndex(DType type) {
        return type == DType.I32 || type == DType.I64;
    }

    /** True if the type of the tensor itself holds all numbers among the arguments, and is not divided by 0. */
    private static boolean takesNumbers(TensorMethod method, Object[] arguments) {
        DType type = self(arguments).type;
        if (type.isFloat()) {
            return true;
        }
        for (Object argument : arguments) {
            if (argument instanceof Double number
                    && (!ScalarArgument.fits(type, number) || number == 0 && method instanceof Op op && op.divides())) {
                return false;
            }
        }
        return true;
    }

    /** {@return the type of a result whose sizes {@link #dims} knows} */
    public static DType type(TensorMethod method, Object[] arguments) {
        if (arguments[arguments.length - 1] instanceof DType type) {
            return type;
        }
        return arguments.length > 1 && arguments[1] instanceof TensorSource[] parts
                ? parts[0].type
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
        return arguments[0] instanceof TensorSource
                ? (Value) methods.call(name, (Value) values.getFirst(), values.subList(1, values.size()))
                : methods.callStatic(name, values);
    }

    private static Object value(Object argument, GraphBuilder builder, List<Object> values) {
        return switch (argument) {
            case TensorSource source ->
                builder.input(new TensorParameter(
                        "t" + values.size(),
                        source.type,
                        Shape.of(Arrays.stream(source.dims).asLongStream().toArray()),
                        false));
            case TensorSource[] sources ->
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

    private static TensorSource self(Object[] arguments) {
        return (TensorSource) arguments[0];
    }
}
