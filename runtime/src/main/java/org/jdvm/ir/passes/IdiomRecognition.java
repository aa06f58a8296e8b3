package org.jdvm.ir.passes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * Formulas that are one operation of the table, in the ways in which people write them: both forms of gelu, silu, sigmoid, the
 * reciprocal and one over a square root. Numbers match if they are the same up to the rounding of a float.
 */
final class IdiomRecognition {
    private static final double INVERSE_SQRT_2 = 1 / Math.sqrt(2);
    private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;
    private static final double FLOAT_ROUNDING = 0x1p-23;

    /** Numbers, apart from small whole ones and their inverses, from which the factors of the formulas are made. */
    private static final double[] NUMBERS = {INVERSE_SQRT_2, Math.sqrt(2), SQRT_2_OVER_PI, CUBIC, 3};

    private final GraphRewriter copy;

    private IdiomRecognition(GraphRewriter copy) {
        this.copy = copy;
    }

    /** {@return whether a number is one of the formulas'} */
    static boolean hasNumber(double number) {
        for (double known : NUMBERS) {
            if (isNear(number, known)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNear(double number, double expected) {
        return Math.abs(number - expected) <= FLOAT_ROUNDING * expected;
    }

    static @Nullable Value replacement(Node node, GraphRewriter copy) {
        if (!(node instanceof Node.Elementwise(var result, var op, var operands))
                || !result.type().isFloat()
                // its numbers are compared up to the rounding of a float
                || result.type() == DType.F64) {
            return null;
        }
        IdiomRecognition rules = new IdiomRecognition(copy);
        Call call = switch (op) {
            case MUL -> rules.product(operands.get(0), operands.get(1));
            case DIV -> rules.quotient(operands.get(0), operands.get(1));
            case RECIPROCAL -> rules.inverse(operands.getFirst());
            default -> null;
        };
        if (call == null || !call.operand().shape().equals(result.shape())) {
            return null;
        }
        return copy.append(result, value -> new Node.Elementwise(value, call.op(), List.of(call.operand())));
    }

    /** A function of one tensor. */
    private record Call(Op op, Value operand) {}

    private @Nullable Call product(Operand left, Operand right) {
        if (silu(left, right) instanceof Call call) {
            return call;
        }
        if (silu(right, left) instanceof Call call) {
            return call;
        }
        return gelu(List.of(left, right), left) instanceof Call call ? call : gelu(List.of(left, right), right);
    }

    /** {@code x * sigmoid(x)}. */
    private @Nullable Call silu(Operand x, Operand sigmoid) {
        return x instanceof Value value && x.equals(argument(Op.SIGMOID, sigmoid)) ? new Call(Op.SILU, value) : null;
    }

    /** {@code x / (1 + exp(-x))}, one over something, and gelu with its half as a division. */
    private @Nullable Call quotient(Operand left, Operand right) {
        if (isNumber(left, 1)) {
            return inverse(right);
        }
        if (right instanceof Operand.Scalar(ScalarExpr.Literal(double divisor))) {
            return gelu(List.of(left, new Operand.Scalar(ScalarExpr.of(1 / divisor))), left);
        }
        return left instanceof Value value && left.equals(logisticArgument(right)) ? new Call(Op.SILU, value) : null;
    }

    private @Nullable Call inverse(Operand operand) {
        if (argument(Op.SQRT, operand) instanceof Value value) {
            return new Call(Op.RSQRT, value);
        }
        if (logisticArgument(operand) instanceof Value value) {
            return new Call(Op.SIGMOID, value);
        }
        return operand instanceof Value value ? new Call(Op.RECIPROCAL, value) : null;
    }

    /** The x of {@code 1 + exp(-x)}. */
    private @Nullable Value logisticArgument(Operand operand) {
        return argument(Op.NEG, argument(Op.EXP, plusOne(operand)));
    }

    /**
     * A product of one half, x and one plus a function of x, in any order; the last one is looked for in the operand and in the
     * factors of which the operand is made.
     */
    private @Nullable Call gelu(List<Operand> product, Operand operand) {
        Operand function = plusOne(operand);
        if (argument(Op.ERF, function) instanceof Value inner) {
            return gelu(product, operand, erfArgument(inner), Op.GELU);
        }
        if (argument(Op.TANH, function) instanceof Value inner) {
            return gelu(product, operand, tanhArgument(inner), Op.GELU_TANH);
        }
        if (elementwise(operand) instanceof Node.Elementwise node && node.op() == Op.MUL) {
            for (Operand factor : node.operands()) {
                if (gelu(product, factor) instanceof Call call) {
                    return call;
                }
            }
        }
        return null;
    }

    private @Nullable Call gelu(List<Operand> product, Operand function, @Nullable Value x, Op op) {
        if (x == null) {
            return null;
        }
        Factors factors = new Factors(Set.of(x, function));
        product.forEach(factors::add);
        return factors.are(0.5, List.of(x, function)) ? new Call(op, x) : null;
    }

    /** The x of {@code x / sqrt(2)}. */
    private @Nullable Value erfArgument(Value scaled) {
        if (elementwise(scaled) instanceof Node.Elementwise node) {
            for (Operand operand : node.operands()) {
                if (operand instanceof Value x) {
                    Factors factors = new Factors(Set.of(x));
                    factors.add(scaled);
                    return factors.are(INVERSE_SQRT_2, List.of(x)) ? x : null;
                }
            }
        }
        return null;
    }

    /** The x of {@code sqrt(2 / pi) * (x + 0.044715 * x^3)}. */
    private @Nullable Value tanhArgument(Value scaled) {
        if (!(elementwise(scaled) instanceof Node.Elementwise outer)) {
            return null;
        }
        for (Operand sum : outer.operands()) {
            if (!(elementwise(sum) instanceof Node.Elementwise inner) || inner.op() != Op.ADD) {
                continue;
            }
            Factors scale = new Factors(Set.of(sum));
            scale.add(scaled);
            Operand left = inner.operands().get(0);
            Operand right = inner.operands().get(1);
            if (!scale.are(SQRT_2_OVER_PI, List.of(sum))) {
                return null;
            }
            return isCubic(left, right) ? (Value) left : isCubic(right, left) ? (Value) right : null;
        }
        return null;
    }

    private boolean isCubic(Operand x, Operand cubic) {
        Factors factors = new Factors(Set.of(x));
        factors.add(cubic);
        return x instanceof Value && factors.are(CUBIC, List.of(x, x, x));
    }

    private @Nullable Operand plusOne(Operand operand) {
        if (elementwise(operand) instanceof Node.Elementwise node && node.op() == Op.ADD) {
            Operand left = node.operands().get(0);
            Operand right = node.operands().get(1);
            return isNumber(right, 1) ? left : isNumber(left, 1) ? right : null;
        }
        return null;
    }

    /** The tensor of which a value is a function. */
    private @Nullable Value argument(Op function, @Nullable Operand value) {
        return elementwise(value) instanceof Node.Elementwise node
                        && node.op() == function
                        && node.operands().getFirst() instanceof Value argument
                ? argument
                : null;
    }

    private Node.@Nullable Elementwise elementwise(@Nullable Operand operand) {
        return operand instanceof Value value && copy.made(value) instanceof Node.Elementwise node ? node : null;
    }

    private static boolean isNumber(Operand operand, double number) {
        return operand.equals(new Operand.Scalar(ScalarExpr.of(number)));
    }

    /** The factors of a product, down to given operands. */
    private final class Factors {
        private final Set<Operand> whole;
        private final List<Operand> tensors = new ArrayList<>();
        private double number = 1;

        Factors(Set<Operand> whole) {
            this.whole = whole;
        }

        void add(Operand operand) {
            if (operand instanceof Operand.Scalar(ScalarExpr.Literal(double factor))) {
                number *= factor;
            } else if (!whole.contains(operand) && elementwise(operand) instanceof Node.Elementwise node) {
                add(operand, node.op(), node.operands());
            } else {
                tensors.add(operand);
            }
        }

        private void add(Operand operand, Op op, List<Operand> operands) {
            Operand last = operands.getLast();
            if (op == Op.MUL) {
                operands.forEach(this::add);
            } else if (op == Op.DIV && last instanceof Operand.Scalar(ScalarExpr.Literal(double divisor))) {
                add(operands.getFirst());
                number /= divisor;
            } else if (op == Op.POW && (isNumber(last, 2) || isNumber(last, 3))) {
                for (int i = isNumber(last, 2) ? 1 : 0; i < 3; i++) {
                    add(operands.getFirst());
                }
            } else {
                tensors.add(operand);
            }
        }

        /** Whether these are a number and tensors, in any order. */
        boolean are(double expected, List<Operand> others) {
            List<Operand> left = new ArrayList<>(tensors);
            return left.size() == others.size() && others.stream().allMatch(left::remove) && isNear(number, expected);
        }
    }
}
