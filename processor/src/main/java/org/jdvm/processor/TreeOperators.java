package org.jdvm.processor;

import com.sun.source.tree.Tree;
import org.jdvm.front.AbstractValue;
import org.jdvm.front.AbstractValue.Int;
import org.jdvm.front.AbstractValue.Real;
import org.jdvm.front.AbstractValue.Truth;
import org.jdvm.front.Arithmetic;
import org.jdvm.front.Arithmetic.Operator;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.front.DiagnosticException;
import org.jdvm.front.LibraryCalls;
import org.jdvm.front.Unsupported;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.symbolic.Relation;

/** Java's operators and conversions on data whose types say which one is meant. */
final class TreeOperators {
    private final Arithmetic arithmetic;

    TreeOperators(Arithmetic arithmetic) {
        this.arithmetic = arithmetic;
    }

    /** The operator in a compound assignment. */
    static Tree.Kind kind(Tree.Kind compound) {
        return switch (compound) {
            case PLUS_ASSIGNMENT -> Tree.Kind.PLUS;
            case MINUS_ASSIGNMENT -> Tree.Kind.MINUS;
            case MULTIPLY_ASSIGNMENT -> Tree.Kind.MULTIPLY;
            case DIVIDE_ASSIGNMENT -> Tree.Kind.DIVIDE;
            case REMAINDER_ASSIGNMENT -> Tree.Kind.REMAINDER;
            case LEFT_SHIFT_ASSIGNMENT -> Tree.Kind.LEFT_SHIFT;
            case RIGHT_SHIFT_ASSIGNMENT -> Tree.Kind.RIGHT_SHIFT;
            case UNSIGNED_RIGHT_SHIFT_ASSIGNMENT -> Tree.Kind.UNSIGNED_RIGHT_SHIFT;
            case AND_ASSIGNMENT -> Tree.Kind.AND;
            case OR_ASSIGNMENT -> Tree.Kind.OR;
            case XOR_ASSIGNMENT -> Tree.Kind.XOR;
            default -> throw new IllegalArgumentException("not a compound assignment: " + compound);
        };
    }

    /** A sign, or the complement. */
    AbstractValue unary(Tree.Kind kind, AbstractValue operand) {
        return switch (kind) {
            case UNARY_PLUS -> operand;
            case UNARY_MINUS -> arithmetic.negate(operand);
            case BITWISE_COMPLEMENT -> arithmetic.complement(operand);
            default -> throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the operator " + kind);
        };
    }

    /** A binary operator; both sides are evaluated. */
    AbstractValue operate(Tree.Kind kind, AbstractValue left, AbstractValue right) {
        return switch (kind) {
            case EQUAL_TO -> new Truth(equal(left, right));
            case NOT_EQUAL_TO -> new Truth(!isNumber(left) ? !equal(left, right) : compare(Relation.NE, left, right));
            case LESS_THAN -> new Truth(compare(Relation.LT, left, right));
            case LESS_THAN_EQUAL -> new Truth(compare(Relation.LE, left, right));
            case GREATER_THAN -> new Truth(compare(Relation.GT, left, right));
            case GREATER_THAN_EQUAL -> new Truth(compare(Relation.GE, left, right));
            case PLUS -> calculate(Operator.ADD, left, right);
            case MINUS -> calculate(Operator.SUB, left, right);
            case MULTIPLY -> calculate(Operator.MUL, left, right);
            case DIVIDE -> calculate(Operator.DIV, left, right);
            case REMAINDER -> calculate(Operator.REM, left, right);
            case LEFT_SHIFT -> calculate(Operator.SHL, left, right);
            case RIGHT_SHIFT -> calculate(Operator.SHR, left, right);
            case UNSIGNED_RIGHT_SHIFT -> calculate(Operator.USHR, left, right);
            case AND ->
                left instanceof Truth(boolean a) && right instanceof Truth(boolean b)
                        ? new Truth(a & b)
                        : calculate(Operator.AND, left, right);
            case OR ->
                left instanceof Truth(boolean a) && right instanceof Truth(boolean b)
                        ? new Truth(a | b)
                        : calculate(Operator.OR, left, right);
            case XOR ->
                left instanceof Truth(boolean a) && right instanceof Truth(boolean b)
                        ? new Truth(a ^ b)
                        : calculate(Operator.XOR, left, right);
            default -> throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the operator " + kind);
        };
    }

    /** A binary operator on constants; that of two strings is a string, which the compiler concatenates. */
    AbstractValue constant(Tree.Kind kind, AbstractValue left, AbstractValue right) {
        return kind == Tree.Kind.PLUS
                        && left instanceof AbstractValue.Constant(String a)
                        && right instanceof AbstractValue.Constant(String b)
                ? new AbstractValue.Constant(a + b)
                : operate(kind, left, right);
    }

    static boolean isText(AbstractValue datum) {
        return datum instanceof AbstractValue.Constant(String _);
    }

    private AbstractValue calculate(Operator operator, AbstractValue left, AbstractValue right) {
        if (operator == Operator.ADD && (isText(left) || isText(right))) {
            throw Unsupported.concatenation();
        }
        ScalarType type = switch (operator) {
            // the right side of a shift does not count
            case SHL, SHR, USHR -> promoted(left, left);
            default -> promoted(left, right);
        };
        AbstractValue from = arithmetic.convert(left, type);
        AbstractValue with = switch (operator) {
            case SHL, SHR, USHR -> right;
            default -> arithmetic.convert(right, type);
        };
        return arithmetic.binary(operator, type, from, with);
    }

    private static ScalarType promoted(AbstractValue left, AbstractValue right) {
        return JavaTypes.scalar(JavaTypes.promoted(JavaTypes.of(left), JavaTypes.of(right)));
    }

    static boolean isNumber(AbstractValue datum) {
        return datum instanceof Int || datum instanceof Real;
    }

    private boolean compare(Relation relation, AbstractValue left, AbstractValue right) {
        ScalarType type = promoted(left, right);
        return arithmetic.compare(relation, arithmetic.convert(left, type), arithmetic.convert(right, type));
    }

    /** Whether two data are equal by {@code ==}. */
    boolean equal(AbstractValue left, AbstractValue right) {
        return isNumber(left) ? compare(Relation.EQ, left, right) : LibraryCalls.same(left, right);
    }

    /** Converts to the type of a variable, a parameter or a result. */
    AbstractValue coerce(AbstractValue datum, String type) {
        if (!isNumber(datum)) {
            return datum;
        }
        return switch (type) {
            case "I" -> arithmetic.convert(datum, ScalarType.INT);
            case "J" -> arithmetic.convert(datum, ScalarType.LONG);
            case "F" -> arithmetic.convert(datum, ScalarType.FLOAT);
            case "D" -> arithmetic.convert(datum, ScalarType.DOUBLE);
            case "B" -> narrow(datum, "byte");
            case "S" -> narrow(datum, "short");
            case "C" -> narrow(datum, "char");
            // a truth value from a class file
            case "Z" -> new Truth(!datum.equals(Int.of(0)));
            default -> throw Unsupported.boxing(JavaTypes.binaryName(type));
        };
    }

    private AbstractValue narrow(AbstractValue datum, String type) {
        return arithmetic.narrow(arithmetic.convert(datum, ScalarType.INT), type);
    }
}
