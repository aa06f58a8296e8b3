package org.jdvm.ir;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A number next to a tensor, and THE rule which numbers an element type takes. Float types take every number, rounded to 32 bits (f64 as it is);
 * integer types take the whole numbers that they can hold, bool takes 0 and 1. All other numbers are errors: nothing is cut off or
 * saturated silently. Integers are not divided by 0.
 *
 * @param op the operation
 * @param type the element type of the tensor
 * @param number the number
 * @param isDivisor whether the tensor is divided by it
 */
public record ScalarArgument(Op op, DType type, ScalarExpr number, boolean isDivisor) {
    /** {@return whether an element type takes a number} */
    public static boolean fits(DType type, double number) {
        return switch (type) {
            case F32, F16, BF16, F64 -> true;
            case I8, U8, I16, U16, I32 -> isWhole(number, type.least(), type.most());
            // the largest double below 2^63
            case I64 -> isWhole(number, Long.MIN_VALUE, Math.nextDown(0x1p63));
            case BOOL -> number == 0 || number == 1;
        };
    }

    private static boolean isWhole(double number, double least, double most) {
        return number >= least && number <= most && number == Math.rint(number);
    }

    /**
     * {@return what is wrong with a number and the cast to write; null if the type takes it}
     *
     * @param value the value of {@link #number}
     */
    public @Nullable String problem(double value) {
        String name = number instanceof ScalarExpr.Literal ? "" : number + " = ";
        if (isDivisor && value == 0 && !type.isFloat()) {
            return "%s: the tensor is %s, which has no quotient by %s0".formatted(op, type, name);
        }
        if (fits(type, value)) {
            return null;
        }
        return "%s: the tensor is %s, which cannot hold %s%s; cast the tensor first: cast(DType.%s)"
                .formatted(op, type, name, text(value), taker(value).name());
    }

    /**
     * Checks a number that is known.
     *
     * @param op the operation
     * @param type the element type of the tensor
     * @param value the number
     * @param isDivisor whether the tensor is divided by it
     * @throws GraphException if the type does not take it
     */
    public static void check(Op op, DType type, double value, boolean isDivisor) {
        String problem = new ScalarArgument(op, type, ScalarExpr.of(value), isDivisor).problem(value);
        if (problem != null) {
            throw new GraphException(GraphException.Problem.TYPE, problem);
        }
    }

    private static DType taker(double value) {
        return fits(DType.I32, value) ? DType.I32 : fits(DType.I64, value) ? DType.I64 : DType.F32;
    }

    private static String text(double value) {
        return fits(DType.I64, value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** {@return the operands of a graph that each call has to check, because only it knows the numbers} */
    public static List<ScalarArgument> checkedByCalls(Graph graph) {
        Set<String> longs = new HashSet<>();
        for (Parameter parameter : graph.parameters()) {
            if (parameter instanceof ScalarParameter scalar && scalar.type() == ScalarType.LONG) {
                longs.add(scalar.name());
            }
        }
        List<ScalarArgument> operands = new ArrayList<>();
        for (Node node : graph.nodes()) {
            for (ScalarArgument operand : of(node)) {
                if (!operand.type.isFloat() && !operand.alwaysFits(longs)) {
                    operands.add(operand);
                }
            }
        }
        return List.copyOf(new LinkedHashSet<>(operands));
    }

    /** Literals were checked when the graph was built; sizes of arrays and {@code int} parameters have 32 bits. */
    private boolean alwaysFits(Set<String> longs) {
        return switch (number) {
            case ScalarExpr.Literal _ -> true;
            case ScalarExpr.Size _ when isDivisor -> false;
            case ScalarExpr.Size(var dim) ->
                type == DType.I64
                        || type == DType.I32
                                && dim.symbolName()
                                        .filter(name -> !longs.contains(name))
                                        .isPresent();
            case ScalarExpr.Parameter _, ScalarExpr.Unary _, ScalarExpr.Binary _ -> false;
        };
    }

    private static List<ScalarArgument> of(Node node) {
        return switch (node) {
            case Node.Elementwise(var result, var op, var operands) -> {
                DType type = op.kind() == Op.Kind.SELECT
                        ? result.type()
                        : node.inputs().getFirst().type();
                List<ScalarArgument> scalars = new ArrayList<>();
                for (int i = 0; i < operands.size(); i++) {
                    if (operands.get(i) instanceof Operand.Scalar(ScalarExpr number)) {
                        scalars.add(new ScalarArgument(op, type, number, i == 1 && op.divides()));
                    }
                }
                yield scalars;
            }
            case Node.Pad pad -> List.of(new ScalarArgument(Op.PAD, pad.result().type(), pad.value(), false));
            case Node.Fill fill ->
                List.of(new ScalarArgument(Op.FILL, fill.result().type(), fill.value(), false));
            default -> List.of();
        };
    }
}
