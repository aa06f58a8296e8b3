package org.jdvm.ir;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jdvm.symbolic.Dim;

/** A number known when an operator is called: arithmetic on literals, scalar parameters and sizes, in Java's double precision. */
public sealed interface ScalarExpr {
    /**
     * A number.
     *
     * @param value the number
     */
    record Literal(double value) implements ScalarExpr {
        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /**
     * A {@code float} or {@code double} parameter of the operator.
     *
     * @param name its name
     */
    record Parameter(String name) implements ScalarExpr {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * An integer expression as a number.
     *
     * @param dim the expression
     */
    record Size(Dim dim) implements ScalarExpr {
        @Override
        public String toString() {
            return "size(" + dim + ")";
        }
    }

    /**
     * A function of one number.
     *
     * @param function the function
     * @param operand its argument
     */
    record Unary(UnaryFunction function, ScalarExpr operand) implements ScalarExpr {
        @Override
        public String toString() {
            return function + "(" + operand + ")";
        }
    }

    /**
     * A function of two numbers.
     *
     * @param function the function
     * @param left its first argument
     * @param right its second argument
     */
    record Binary(BinaryFunction function, ScalarExpr left, ScalarExpr right) implements ScalarExpr {
        @Override
        public String toString() {
            return function + "(" + left + ", " + right + ")";
        }
    }

    /** Functions of one number. */
    enum UnaryFunction {
        NEG("neg", v -> -v),
        ABS("abs", Math::abs),
        SQRT("sqrt", Math::sqrt),
        EXP("exp", Math::exp),
        LOG("log", Math::log),
        SIN("sin", Math::sin),
        COS("cos", Math::cos),
        TANH("tanh", Math::tanh),
        FLOOR("floor", Math::floor),
        CEIL("ceil", Math::ceil),
        RINT("rint", Math::rint),
        /** Rounds to the nearest {@code float}: what a cast to float, or float arithmetic, does in Java. */
        FLOAT("float", v -> (float) v);

        private final String text;
        private final DoubleUnaryOperator semantics;

        UnaryFunction(String text, DoubleUnaryOperator semantics) {
            this.text = text;
            this.semantics = semantics;
        }

        /** {@return the function with this name} */
        public static Optional<UnaryFunction> byName(String text) {
            return Arrays.stream(values()).filter(f -> f.text.equals(text)).findFirst();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Functions of two numbers. */
    enum BinaryFunction {
        ADD("add", (a, b) -> a + b),
        SUB("sub", (a, b) -> a - b),
        MUL("mul", (a, b) -> a * b),
        DIV("div", (a, b) -> a / b),
        MAX("max", Math::max),
        MIN("min", Math::min),
        POW("pow", Math::pow);

        private final String text;
        private final DoubleBinaryOperator semantics;

        BinaryFunction(String text, DoubleBinaryOperator semantics) {
            this.text = text;
            this.semantics = semantics;
        }

        /** {@return the function with this name} */
        public static Optional<BinaryFunction> byName(String text) {
            return Arrays.stream(values()).filter(f -> f.text.equals(text)).findFirst();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * {@return an expression for a number}
     *
     * @param value the number
     */
    static ScalarExpr of(double value) {
        return new Literal(value);
    }

    /**
     * {@return an expression for a size; a literal if it is known}
     *
     * @param dim the size
     */
    static ScalarExpr size(Dim dim) {
        return dim.isConstant() ? new Literal(dim.constantValue()) : new Size(dim);
    }

    /**
     * {@return a function of an expression; computed now if the argument is a literal}
     *
     * @param function the function
     * @param operand its argument
     */
    static ScalarExpr unary(UnaryFunction function, ScalarExpr operand) {
        return operand instanceof Literal(double value)
                ? new Literal(function.semantics.applyAsDouble(value))
                : new Unary(function, operand);
    }

    /**
     * {@return a function of two expressions; computed now if both are literals}
     *
     * @param function the function
     * @param left its first argument
     * @param right its second argument
     */
    static ScalarExpr binary(BinaryFunction function, ScalarExpr left, ScalarExpr right) {
        return left instanceof Literal(double a) && right instanceof Literal(double b)
                ? new Literal(function.semantics.applyAsDouble(a, b))
                : new Binary(function, left, right);
    }

    /**
     * {@return the value of this expression}
     *
     * @param parameters the values of scalar parameters by name
     * @param symbols the values of sizes by name
     */
    default double evaluate(ToDoubleFunction<String> parameters, ToLongFunction<String> symbols) {
        return switch (this) {
            case Literal(double value) -> value;
            case Parameter(String name) -> parameters.applyAsDouble(name);
            case Size(Dim dim) -> dim.evaluate(symbols);
            case Unary(UnaryFunction f, ScalarExpr operand) ->
                f.semantics.applyAsDouble(operand.evaluate(parameters, symbols));
            case Binary(BinaryFunction f, ScalarExpr left, ScalarExpr right) ->
                f.semantics.applyAsDouble(left.evaluate(parameters, symbols), right.evaluate(parameters, symbols));
        };
    }
}
