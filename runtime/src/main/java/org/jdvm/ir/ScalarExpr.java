package org.jdvm.ir;

import java.util.Arrays;
import java.util.Optional;
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
        NEG("neg"),
        ABS("abs"),
        SQRT("sqrt"),
        EXP("exp"),
        LOG("log"),
        SIN("sin"),
        COS("cos"),
        TANH("tanh"),
        FLOOR("floor"),
        CEIL("ceil"),
        RINT("rint"),
        /** Rounds to the nearest {@code float}: what a cast to float, or float arithmetic, does in Java. */
        FLOAT("float");

        private final String text;

        UnaryFunction(String text) {
            this.text = text;
        }

        double apply(double v) {
            return switch (this) {
                case NEG -> -v;
                case ABS -> Math.abs(v);
                case SQRT -> Math.sqrt(v);
                case EXP -> Math.exp(v);
                case LOG -> Math.log(v);
                case SIN -> Math.sin(v);
                case COS -> Math.cos(v);
                case TANH -> Math.tanh(v);
                case FLOOR -> Math.floor(v);
                case CEIL -> Math.ceil(v);
                case RINT -> Math.rint(v);
                case FLOAT -> (float) v;
            };
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
        ADD("add"),
        SUB("sub"),
        MUL("mul"),
        DIV("div"),
        MAX("max"),
        MIN("min"),
        POW("pow");

        private final String text;

        BinaryFunction(String text) {
            this.text = text;
        }

        double apply(double a, double b) {
            return switch (this) {
                case ADD -> a + b;
                case SUB -> a - b;
                case MUL -> a * b;
                case DIV -> a / b;
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
                case POW -> Math.pow(a, b);
            };
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
                ? new Literal(function.apply(value))
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
                ? new Literal(function.apply(a, b))
                : new Binary(function, left, right);
    }

    /**
     * {@return the expression that a text describes}
     *
     * @param text what {@code toString} gave
     * @throws GraphSyntaxException if it is not such a text
     */
    static ScalarExpr parse(String text) {
        TextScanner in = new TextScanner(text);
        ScalarExpr expression = in.scalar();
        in.expectEnd();
        return expression;
    }

    /**
     * {@return the same expression with numbers for the sizes}
     *
     * @param symbols the values of sizes by name
     */
    default ScalarExpr withSizes(ToLongFunction<String> symbols) {
        return switch (this) {
            case Literal _, Parameter _ -> this;
            case Size(Dim dim) -> new Literal(dim.evaluate(symbols));
            case Unary(UnaryFunction f, ScalarExpr operand) -> unary(f, operand.withSizes(symbols));
            case Binary(BinaryFunction f, ScalarExpr left, ScalarExpr right) ->
                binary(f, left.withSizes(symbols), right.withSizes(symbols));
        };
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
            case Unary(UnaryFunction f, ScalarExpr operand) -> f.apply(operand.evaluate(parameters, symbols));
            case Binary(BinaryFunction f, ScalarExpr left, ScalarExpr right) ->
                f.apply(left.evaluate(parameters, symbols), right.evaluate(parameters, symbols));
        };
    }
}
