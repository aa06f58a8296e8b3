package org.jdvm.front;

import java.util.Locale;
import org.jdvm.front.AbstractValue.Int;
import org.jdvm.front.AbstractValue.Real;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.ScalarExpr.BinaryFunction;
import org.jdvm.ir.ScalarExpr.Literal;
import org.jdvm.ir.ScalarExpr.UnaryFunction;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Relation;

/**
 * Java's arithmetic on numbers of which some are known only at the call.
 *
 * <p>Constants are computed as Java does, with overflow. Integers that depend on sizes are exact; what they need so that they mean
 * the same as in Java (no division of negative numbers, no divisor 0) becomes a requirement that each call checks.
 */
public final class Arithmetic {
    /** The binary operators on numbers. */
    public enum Operator {
        ADD("+"),
        SUB("-"),
        MUL("*"),
        DIV("/"),
        REM("%"),
        AND("&"),
        OR("|"),
        XOR("^"),
        SHL("<<"),
        SHR(">>"),
        USHR(">>>");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /** {@return the operator in source text} */
        @Override
        public String toString() {
            return sign;
        }
    }

    private final GraphBuilder builder;

    Arithmetic(GraphBuilder builder) {
        this.builder = builder;
    }

    /**
     * Applies a binary operator.
     *
     * @param operator the operator
     * @param type the type of the operation
     * @param left an operand of that type
     * @param right an operand of that type; of any integer type for shifts
     * @return the result, of that type
     */
    public AbstractValue binary(Operator operator, ScalarType type, AbstractValue left, AbstractValue right) {
        return type.isInteger()
                ? integers(operator, type == ScalarType.LONG, integer(left), integer(right))
                : reals(operator, type == ScalarType.DOUBLE, real(left), real(right));
    }

    private Int integers(Operator operator, boolean wide, Dim left, Dim right) {
        if (left.isConstant() && right.isConstant()) {
            long a = left.constantValue();
            long b = right.constantValue();
            if (b == 0 && (operator == Operator.DIV || operator == Operator.REM)) {
                throw new DiagnosticException(
                        DiagnosticCode.OPERAND_ARGUMENT, left + " " + operator + " 0: division by zero");
            }
            return new Int(Dim.of(wide ? longs(operator, a, b) : ints(operator, (int) a, (int) b)), wide);
        }
        return new Int(sizes(operator, left, right, wide ? 64 : 32), wide);
    }

    private static long longs(Operator operator, long a, long b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHL -> a << b;
            case SHR -> a >> b;
            case USHR -> a >>> b;
        };
    }

    private static int ints(Operator operator, int a, int b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHL -> a << b;
            case SHR -> a >> b;
            case USHR -> a >>> b;
        };
    }

    private Dim sizes(Operator operator, Dim left, Dim right, int bits) {
        return switch (operator) {
            case ADD -> left.plus(right);
            case SUB -> left.minus(right);
            case MUL -> left.times(right);
            case DIV -> {
                divisible(operator, left, right);
                yield left.floorDiv(right);
            }
            case REM -> {
                divisible(operator, left, right);
                yield left.mod(right);
            }
            case AND -> {
                // x & (2^k - 1) is the remainder rounded towards negative infinity, for negative x too
                Dim mask = right.isConstant() ? right : left;
                Dim other = right.isConstant() ? left : right;
                if (!mask.isConstant() || mask.constantValue() < 0 || Long.bitCount(mask.constantValue() + 1) != 1) {
                    throw meaningless(operator, left, right);
                }
                yield other.mod(mask.constantValue() + 1);
            }
            case SHL -> left.times(1L << distance(operator, left, right, bits));
            case SHR -> left.floorDiv(1L << distance(operator, left, right, bits));
            case USHR -> {
                require(operand(left) + " >>> " + right, Dim.ZERO, left);
                yield left.floorDiv(1L << distance(operator, left, right, bits));
            }
            case OR, XOR -> throw meaningless(operator, left, right);
        };
    }

    private static int distance(Operator operator, Dim left, Dim right, int bits) {
        if (!right.isConstant() || (right.constantValue() & (bits - 1)) > 61) {
            throw meaningless(operator, left, right);
        }
        return (int) (right.constantValue() & (bits - 1));
    }

    private static DiagnosticException meaningless(Operator operator, Dim left, Dim right) {
        return new DiagnosticException(
                DiagnosticCode.SIZE_ARITHMETIC, operand(left) + " " + operator + " " + operand(right));
    }

    private static String operand(Dim dim) {
        String text = dim.toString();
        return text.matches("-?[\\w.#]+(\\([^()]*\\))?") ? text : "(" + text + ")";
    }

    private void divisible(Operator operator, Dim left, Dim right) {
        String origin = operand(left) + " " + operator + " " + operand(right);
        require(origin, Dim.ZERO, left);
        require(origin, Dim.ONE, right);
    }

    private void require(String origin, Dim least, Dim dim) {
        builder.require(Requirement.Kind.LESS_OR_EQUAL, least, dim, origin);
    }

    private Real reals(Operator operator, boolean wide, ScalarExpr left, ScalarExpr right) {
        ScalarExpr result = switch (operator) {
            case ADD -> ScalarExpr.binary(BinaryFunction.ADD, left, right);
            case SUB -> ScalarExpr.binary(BinaryFunction.SUB, left, right);
            case MUL -> ScalarExpr.binary(BinaryFunction.MUL, left, right);
            case DIV -> ScalarExpr.binary(BinaryFunction.DIV, left, right);
            case REM -> {
                if (left instanceof Literal(double a) && right instanceof Literal(double b)) {
                    yield ScalarExpr.of(a % b);
                }
                throw new DiagnosticException(
                        DiagnosticCode.UNSUPPORTED, "% of floating-point numbers that depend on the call");
            }
            case AND, OR, XOR, SHL, SHR, USHR ->
                throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, operator + " of floating-point numbers");
        };
        return new Real(wide ? result : rounded(result), wide);
    }

    /** {@return the number with the other sign, of the same type} */
    public AbstractValue negate(AbstractValue operand) {
        return switch (operand) {
            case Int(Dim dim, boolean wide) -> integers(Operator.SUB, wide, Dim.ZERO, dim);
            case Real(ScalarExpr expression, boolean wide) ->
                new Real(ScalarExpr.unary(UnaryFunction.NEG, expression), wide);
            default -> throw notANumber(operand);
        };
    }

    /** {@return all bits of an integer inverted, which is {@code -x - 1}} */
    public AbstractValue complement(AbstractValue operand) {
        if (operand instanceof Int(Dim dim, boolean wide)) {
            return new Int(Dim.of(-1).minus(dim), wide);
        }
        throw notANumber(operand);
    }

    /**
     * Converts a number.
     *
     * @param operand a number
     * @param type the type to convert to
     * @return the number in that type
     */
    public AbstractValue convert(AbstractValue operand, ScalarType type) {
        return switch (operand) {
            case Int(Dim dim, var _) -> convert(dim, type);
            case Real(ScalarExpr expression, boolean wide) ->
                switch (type) {
                    case DOUBLE -> new Real(expression, true);
                    case FLOAT -> new Real(wide ? rounded(expression) : expression, false);
                    case INT -> new Int(Dim.of((int) literal(expression, "a number converted to int")), false);
                    case LONG -> new Int(Dim.of((long) literal(expression, "a number converted to long")), true);
                };
            default -> throw notANumber(operand);
        };
    }

    private static AbstractValue convert(Dim dim, ScalarType type) {
        return switch (type) {
            case INT -> new Int(dim.isConstant() ? Dim.of((int) dim.constantValue()) : dim, false);
            case LONG -> new Int(dim, true);
            case DOUBLE -> new Real(ScalarExpr.size(dim), true);
            case FLOAT ->
                new Real(
                        dim.isConstant() ? ScalarExpr.of((float) dim.constantValue()) : rounded(ScalarExpr.size(dim)),
                        false);
        };
    }

    /**
     * Converts an integer to {@code byte}, {@code short} or {@code char}.
     *
     * @param operand an integer
     * @param type the keyword
     * @return the integer in that type
     */
    public AbstractValue narrow(AbstractValue operand, String type) {
        Dim dim = integer(operand);
        if (!dim.isConstant()) {
            throw new DiagnosticException(DiagnosticCode.NOT_CONSTANT, "an integer converted to " + type, dim);
        }
        int value = (int) dim.constantValue();
        return Int.of(
                switch (type) {
                    case "byte" -> (byte) value;
                    case "short" -> (short) value;
                    default -> (char) value;
                });
    }

    /**
     * Decides a comparison.
     *
     * @param relation the relation
     * @param left a number
     * @param right a number of the same type
     * @return whether it holds
     */
    public boolean compare(Relation relation, AbstractValue left, AbstractValue right) {
        if (left instanceof Int(Dim a, var _) && right instanceof Int(Dim b, var _)) {
            if (a.isConstant() && b.isConstant()) {
                return relation.test(a.constantValue(), b.constantValue());
            }
            return switch (builder.facts().holds(relation, a, b).answer()) {
                case PROVED -> true;
                case REFUTED -> false;
                case UNKNOWN -> throw undecided(relation, a, b);
            };
        }
        ScalarExpr a = real(left);
        ScalarExpr b = real(right);
        if (a instanceof Literal(double x) && b instanceof Literal(double y)) {
            return switch (relation) {
                case EQ -> x == y;
                case NE -> x != y;
                case LT -> x < y;
                case LE -> x <= y;
                case GT -> x > y;
                case GE -> x >= y;
            };
        }
        throw undecided(relation, a, b);
    }

    private static DiagnosticException undecided(Relation relation, Object left, Object right) {
        return new DiagnosticException(DiagnosticCode.UNDECIDED, left + " " + relation.sign() + " " + right);
    }

    /** {@return the larger or the smaller of two integers; one of them itself where that is known} */
    Int extreme(boolean larger, boolean wide, Dim left, Dim right) {
        if (builder.facts().holds(Relation.LE, left, right).isProved()) {
            return new Int(larger ? right : left, wide);
        }
        if (builder.facts().holds(Relation.GE, left, right).isProved()) {
            return new Int(larger ? left : right, wide);
        }
        return new Int(larger ? left.max(right) : left.min(right), wide);
    }

    /** {@return the quotient rounded towards negative infinity, or the remainder that goes with it} */
    Int floor(boolean remainder, boolean wide, Dim left, Dim right) {
        String origin = (remainder ? "floorMod(" : "floorDiv(") + left + ", " + right + ")";
        builder.require(Requirement.Kind.NOT_EQUAL, right, Dim.ZERO, origin);
        if (left.isConstant() && right.isConstant()) {
            long known = remainder
                    ? Math.floorMod(left.constantValue(), right.constantValue())
                    : Math.floorDiv(left.constantValue(), right.constantValue());
            // the least number divided by -1 is that number
            return new Int(Dim.of(wide ? known : (int) known), wide);
        }
        return new Int(remainder ? left.mod(right) : left.floorDiv(right), wide);
    }

    static ScalarExpr rounded(ScalarExpr expression) {
        return expression instanceof ScalarExpr.Unary(UnaryFunction function, var _) && function == UnaryFunction.FLOAT
                ? expression
                : ScalarExpr.unary(UnaryFunction.FLOAT, expression);
    }

    static double literal(ScalarExpr expression, String what) {
        if (expression instanceof Literal(double value)) {
            return value;
        }
        throw new DiagnosticException(DiagnosticCode.NOT_CONSTANT, what, expression);
    }

    static Dim integer(AbstractValue datum) {
        if (datum instanceof Int(Dim dim, var _)) {
            return dim;
        }
        throw notANumber(datum);
    }

    static ScalarExpr real(AbstractValue datum) {
        return switch (datum) {
            case Real(ScalarExpr expression, var _) -> expression;
            case Int(Dim dim, var _) -> ScalarExpr.size(dim);
            default -> throw notANumber(datum);
        };
    }

    private static DiagnosticException notANumber(AbstractValue datum) {
        return new DiagnosticException(
                DiagnosticCode.UNSUPPORTED,
                datum instanceof AbstractValue.Opaque(String what)
                        ? what
                        : switch (datum) {
                            case AbstractValue.Constant(String _) -> "arithmetic on a text";
                            case AbstractValue.Truth _ -> "arithmetic on a truth value";
                            case AbstractValue.Null _ -> "arithmetic on null";
                            default ->
                                "arithmetic on a "
                                        + datum.getClass().getSimpleName().toLowerCase(Locale.ROOT);
                        });
    }
}
