package org.jdvm.front;

import java.util.List;
import java.util.Optional;
import org.jdvm.front.AbstractValue.Int;
import org.jdvm.front.AbstractValue.Real;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.ScalarExpr.BinaryFunction;
import org.jdvm.ir.ScalarExpr.Literal;
import org.jdvm.ir.ScalarExpr.UnaryFunction;
import org.jdvm.symbolic.Dim;

/** The static methods of {@code Math} and of the number classes on numbers of which some are known only at the call. */
final class MathCalls {
    private final Arithmetic arithmetic;

    MathCalls(Arithmetic arithmetic) {
        this.arithmetic = arithmetic;
    }

    /** Whether calls of static methods of the class are for this class to answer. */
    static boolean knows(String className) {
        return switch (className) {
            case "java.lang.Math",
                    "java.lang.StrictMath",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Float",
                    "java.lang.Double" -> true;
            default -> false;
        };
    }

    /** The result of a call; the arguments have the types of the method's parameters. */
    AbstractValue call(String className, String method, List<AbstractValue> arguments) {
        Optional<AbstractValue> result = switch (arguments) {
            case List<AbstractValue> one when one.size() == 1 -> unary(method, one.getFirst());
            case List<AbstractValue> two when two.size() == 2 -> binary(method, two.getFirst(), two.getLast());
            default -> Optional.empty();
        };
        return result.orElseThrow(() -> Unsupported.method(className, method));
    }

    private Optional<AbstractValue> unary(String method, AbstractValue argument) {
        return switch (argument) {
            case Int integer -> integer(method, integer);
            case Real real -> real(method, real);
            default -> Optional.empty();
        };
    }

    private Optional<AbstractValue> integer(String method, Int argument) {
        Dim dim = argument.dim();
        return switch (method) {
            case "abs" ->
                // the opposite of the least number is that number
                arithmetic.negate(argument) instanceof Int(Dim opposite, boolean wide)
                        ? Optional.of(arithmetic.extreme(true, wide, dim, opposite))
                        : Optional.empty();
            case "negateExact" -> Optional.of(exact(Dim.ZERO.minus(dim), argument.wide()));
            case "incrementExact" -> Optional.of(exact(dim.plus(1), argument.wide()));
            case "decrementExact" -> Optional.of(exact(dim.minus(1), argument.wide()));
            case "toIntExact" -> Optional.of(exact(dim, false));
            default -> Optional.empty();
        };
    }

    /** An integer that must fit its type; those of more than a long were refused when they were computed. */
    private static Int exact(Dim dim, boolean wide) {
        if (!wide && dim.isConstant() && dim.constantValue() != (int) dim.constantValue()) {
            throw new DiagnosticException(
                    DiagnosticCode.OPERAND_ARGUMENT,
                    "integer arithmetic: " + dim.constantValue() + " does not fit an int");
        }
        return new Int(dim, wide);
    }

    private static Optional<AbstractValue> real(String method, Real argument) {
        ScalarExpr expression = argument.expression();
        return switch (method) {
            case "abs" -> Optional.of(new Real(ScalarExpr.unary(UnaryFunction.ABS, expression), argument.wide()));
            case "sqrt", "exp", "log", "sin", "cos", "tanh", "floor", "ceil", "rint" ->
                UnaryFunction.byName(method).map(f -> new Real(ScalarExpr.unary(f, expression), true));
            case "round" -> {
                double value = Arithmetic.literal(expression, "the argument of Math.round");
                yield Optional.of(
                        argument.wide() ? new Int(Dim.of(Math.round(value)), true) : Int.of(Math.round((float) value)));
            }
            default -> known(method, expression);
        };
    }

    /** Functions that a call cannot compute, of a number known at build time. */
    private static Optional<AbstractValue> known(String method, ScalarExpr expression) {
        if (!(expression instanceof Literal(double value))) {
            return Optional.empty();
        }
        return switch (method) {
            case "log10" -> Optional.of(new Real(ScalarExpr.of(Math.log10(value)), true));
            case "log1p" -> Optional.of(new Real(ScalarExpr.of(Math.log1p(value)), true));
            case "expm1" -> Optional.of(new Real(ScalarExpr.of(Math.expm1(value)), true));
            case "cbrt" -> Optional.of(new Real(ScalarExpr.of(Math.cbrt(value)), true));
            default -> Optional.empty();
        };
    }

    private Optional<AbstractValue> binary(String method, AbstractValue left, AbstractValue right) {
        if (left instanceof Int(Dim a, boolean wide) && right instanceof Int(Dim b, var _)) {
            ScalarType type = wide ? ScalarType.LONG : ScalarType.INT;
            return switch (method) {
                case "max" -> Optional.of(arithmetic.extreme(true, wide, a, b));
                case "min" -> Optional.of(arithmetic.extreme(false, wide, a, b));
                case "floorDiv" -> Optional.of(arithmetic.floor(false, wide, a, b));
                // floorMod(long, int) is an int
                case "floorMod" -> Optional.of(arithmetic.floor(true, wide && ((Int) right).wide(), a, b));
                case "ceilDiv" -> Optional.of(arithmetic.negate(arithmetic.floor(false, wide, Dim.ZERO.minus(a), b)));
                case "sum" -> Optional.of(arithmetic.binary(Arithmetic.Operator.ADD, type, left, right));
                case "addExact" -> Optional.of(exact(a.plus(b), wide));
                case "subtractExact" -> Optional.of(exact(a.minus(b), wide));
                case "multiplyExact" -> Optional.of(exact(a.times(b), wide));
                default -> Optional.empty();
            };
        }
        if (left instanceof Real(ScalarExpr a, boolean wide) && right instanceof Real(ScalarExpr b, var _)) {
            return switch (method) {
                case "max" -> Optional.of(new Real(ScalarExpr.binary(BinaryFunction.MAX, a, b), wide));
                case "min" -> Optional.of(new Real(ScalarExpr.binary(BinaryFunction.MIN, a, b), wide));
                case "pow" -> Optional.of(new Real(ScalarExpr.binary(BinaryFunction.POW, a, b), true));
                default -> Optional.empty();
            };
        }
        return Optional.empty();
    }
}
