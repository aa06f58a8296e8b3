package org.jdvm.exec.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Accuracy;
import org.jdvm.ir.Op;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of f64 against series in decimal numbers of 140 digits, with the bounds of the table. */
class DoubleFunctionsTest {
    private static final MathContext DIGITS = new MathContext(140);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal LEAST = new BigDecimal("1e-150");
    private static final BigDecimal LN2 = log(TWO);
    private static final BigDecimal PI = pi();
    private static final int COUNT = 60;

    @ParameterizedTest
    @EnumSource(
            names = {
                "EXP",
                "LOG",
                "LOG2",
                "LOG1P",
                "EXPM1",
                "SIN",
                "COS",
                "TAN",
                "SINH",
                "COSH",
                "TANH",
                "ASINH",
                "ACOSH",
                "ATANH",
                "ERF",
                "ERFC",
                "SIGMOID",
                "SILU",
                "GELU",
                "GELU_TANH",
                "SQRT",
                "RSQRT",
                "RECIPROCAL"
            })
    void isNearTheExactNumber(Op op) {
        SplittableRandom random = new SplittableRandom(op.code());
        Accuracy accuracy = op.accuracy(DType.F64);
        double worst = 0;
        for (int i = 0; i < COUNT; i++) {
            double x = operand(op, i, random);
            double[] results = {x};
            DoubleArrays.unary(op, results, 1);
            BigDecimal exact = meaning(op).apply(new BigDecimal(x));
            double ulp = Math.ulp(exact.doubleValue());
            double error = new BigDecimal(results[0]).subtract(exact).abs().doubleValue();
            double allowed = accuracy.ulps() * ulp + accuracy.absolute();
            worst = Math.max(worst, error / ulp);
            assertTrue(error <= allowed, op + " of " + x + " is " + results[0] + ", " + error / ulp + " units off");
        }
        assertTrue(worst > 0 || accuracy.isExact(), op + " is never rounded");
    }

    /** Small and large numbers of either sign that the function is defined for. */
    private static double operand(Op op, int i, SplittableRandom random) {
        double small = Math.scalb(random.nextDouble(1, 2), -random.nextInt(1, 20));
        double x = i % 3 == 0 ? small : random.nextDouble(0, i % 3 == 1 ? 1.5 : 8);
        return switch (op) {
            case LOG, LOG2, SQRT, RSQRT -> x * 4;
            case ACOSH -> 1 + x;
            case ATANH -> Math.min(0.999, x / 8) * (random.nextBoolean() ? 1 : -1);
            case LOG1P -> x;
            default -> random.nextBoolean() ? x : -x;
        };
    }

    private static UnaryOperator<BigDecimal> meaning(Op op) {
        return switch (op) {
            case EXP -> DoubleFunctionsTest::exp;
            case LOG -> DoubleFunctionsTest::log;
            case LOG2 -> x -> log(x).divide(LN2, DIGITS);
            case LOG1P -> x -> log(x.add(BigDecimal.ONE));
            case EXPM1 -> x -> exp(x).subtract(BigDecimal.ONE);
            case SIN -> x -> trigonometric(x, true);
            case COS -> x -> trigonometric(x, false);
            case TAN -> x -> trigonometric(x, true).divide(trigonometric(x, false), DIGITS);
            case SINH -> x -> exp(x).subtract(exp(x.negate())).multiply(HALF);
            case COSH -> x -> exp(x).add(exp(x.negate())).multiply(HALF);
            case TANH ->
                x -> BigDecimal.ONE.subtract(
                        TWO.multiply(sigmoid(x.multiply(TWO).negate())));
            case ASINH ->
                x -> {
                    BigDecimal root = x.multiply(x).add(BigDecimal.ONE).sqrt(DIGITS);
                    return log(x.abs().add(root)).multiply(BigDecimal.valueOf(x.signum()));
                };
            case ACOSH -> x -> log(x.add(x.multiply(x).subtract(BigDecimal.ONE).sqrt(DIGITS)));
            case ATANH ->
                x -> log(BigDecimal.ONE.add(x).divide(BigDecimal.ONE.subtract(x), DIGITS))
                        .multiply(HALF);
            case ERF -> DoubleFunctionsTest::erf;
            case ERFC -> x -> BigDecimal.ONE.subtract(erf(x));
            case SIGMOID -> DoubleFunctionsTest::sigmoid;
            case SILU -> x -> x.multiply(sigmoid(x));
            case GELU -> x -> x.multiply(HALF).multiply(BigDecimal.ONE.add(erf(x.divide(TWO.sqrt(DIGITS), DIGITS))));
            case GELU_TANH ->
                x -> {
                    BigDecimal cube = x.pow(3).multiply(new BigDecimal("0.044715"));
                    BigDecimal factor = TWO.divide(PI, DIGITS).sqrt(DIGITS);
                    return x.multiply(sigmoid(TWO.multiply(factor).multiply(x.add(cube))));
                };
            case SQRT -> x -> x.sqrt(DIGITS);
            case RSQRT -> x -> BigDecimal.ONE.divide(x.sqrt(DIGITS), DIGITS);
            case RECIPROCAL -> x -> BigDecimal.ONE.divide(x, DIGITS);
            default -> throw new AssertionError(op);
        };
    }

    private static BigDecimal sigmoid(BigDecimal x) {
        return BigDecimal.ONE.divide(BigDecimal.ONE.add(exp(x.negate())), DIGITS);
    }

    /** The series of a 256th of the number, squared eight times. */
    private static BigDecimal exp(BigDecimal x) {
        BigDecimal part = x.divide(BigDecimal.valueOf(256), DIGITS);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int n = 1; term.abs().compareTo(LEAST) > 0; n++) {
            term = term.multiply(part).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.pow(256, DIGITS);
    }

    /** Newton's steps, which double the digits of {@link Math#log}. */
    private static BigDecimal log(BigDecimal x) {
        BigDecimal y = new BigDecimal(Math.log(x.doubleValue()));
        for (int i = 0; i < 4; i++) {
            y = y.add(x.multiply(exp(y.negate())).subtract(BigDecimal.ONE), DIGITS);
        }
        return y;
    }

    private static BigDecimal trigonometric(BigDecimal x, boolean isSine) {
        BigDecimal square = x.multiply(x);
        BigDecimal term = isSine ? x : BigDecimal.ONE;
        BigDecimal sum = term;
        for (int n = isSine ? 2 : 1; term.abs().compareTo(LEAST) > 0; n += 2) {
            term = term.multiply(square).divide(BigDecimal.valueOf(-(long) n * (n + 1)), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    /** The Maclaurin series, whose largest terms have 30 digits before the point. */
    private static BigDecimal erf(BigDecimal x) {
        BigDecimal square = x.multiply(x);
        BigDecimal power = x;
        BigDecimal sum = x;
        for (int n = 1; power.abs().compareTo(LEAST) > 0 || n < 10; n++) {
            power = power.multiply(square).divide(BigDecimal.valueOf(-n), DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), DIGITS), DIGITS);
        }
        return sum.multiply(TWO).divide(PI.sqrt(DIGITS), DIGITS);
    }

    /** Machin's formula. */
    private static BigDecimal pi() {
        return BigDecimal.valueOf(16)
                .multiply(inverseTangent(5))
                .subtract(BigDecimal.valueOf(4).multiply(inverseTangent(239)));
    }

    private static BigDecimal inverseTangent(int inverse) {
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(inverse), DIGITS);
        BigDecimal sum = power;
        for (int n = 3; power.abs().compareTo(LEAST) > 0; n += 2) {
            power = power.divide(BigDecimal.valueOf(-(long) inverse * inverse), DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), DIGITS), DIGITS);
        }
        return sum;
    }

    @Test
    void powersOfTwoHaveExactLogarithms() {
        for (int exponent = Double.MIN_EXPONENT - 52; exponent <= Double.MAX_EXPONENT; exponent++) {
            assertEquals(exponent, DoubleFunctions.log2(Math.scalb(1.0, exponent)));
        }
    }

    @Test
    void tailsOfErfcHaveAllTheirDigits() {
        for (double x : new double[] {0.5, 1, 1.3, 2.8, 3, 6, 9.5}) {
            BigDecimal exact = BigDecimal.ONE.subtract(erf(new BigDecimal(x)));
            double expected =
                    exact.round(new MathContext(20, RoundingMode.HALF_EVEN)).doubleValue();
            assertEquals(expected, DoubleFunctions.erfc(x), Math.ulp(expected));
        }
    }

    @Test
    void specialNumbersAreThoseOfIeee() {
        assertEquals(Double.NEGATIVE_INFINITY, DoubleFunctions.log2(0));
        assertEquals(Double.POSITIVE_INFINITY, DoubleFunctions.log2(Double.POSITIVE_INFINITY));
        assertTrue(Double.isNaN(DoubleFunctions.log2(-1)));
        assertEquals(0, DoubleFunctions.erfc(30));
        assertEquals(2, DoubleFunctions.erfc(Double.NEGATIVE_INFINITY));
        assertEquals(-1, DoubleFunctions.erf(Double.NEGATIVE_INFINITY));
        assertTrue(Double.isNaN(DoubleFunctions.erf(Double.NaN)) && Double.isNaN(DoubleFunctions.erfc(Double.NaN)));
        assertEquals(1, DoubleFunctions.pow(1, Double.NaN));
        assertEquals(Math.log(2) + 300 * Math.log(10), DoubleFunctions.acosh(1e300), 1e-12);
    }
}
