package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jdvm.annotations.DType;
import org.jdvm.call.PlannedOperator;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;

/** Quotients and remainders of integers are those of Java, and a divisor of 0 fails the call wherever it is. */
class IntegerDivisionTest {
    private record Division(String name, BinaryOperator<Tensor> tensors, LongBinaryOperator numbers) {}

    private static final List<Division> DIVISIONS = List.of(
            new Division("div", Tensor::div, (a, b) -> a / b),
            new Division("floor_div", Tensor::floorDiv, Math::floorDiv),
            new Division("floor_mod", Tensor::floorMod, Math::floorMod),
            new Division("rem", Tensor::rem, (a, b) -> a % b));

    private final Random random = new Random(4);

    private Tensor numbers(DType type, boolean mayBeZero, int... dims) {
        long[] numbers = new long[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < numbers.length; i++) {
            int number = random.nextInt(mayBeZero ? 200 : 100) - 100;
            numbers[i] = number;
        }
        return Tensor.of(numbers, dims).cast(type);
    }

    private static long[] numbers(Tensor tensor) {
        return tensor.cast(DType.I64).toLongArray();
    }

    @Test
    void quotientsAndRemainders() {
        for (DType type : new DType[] {DType.I32, DType.I64}) {
            for (int[] dims : new int[][] {{}, {0}, {1}, {7, 13}, {3, 0, 5}, {2, 3, 67}, {1009}}) {
                Tensor x = numbers(type, true, dims);
                Tensor y = numbers(type, false, dims);
                Tensor last = numbers(type, false, dims.length == 0 ? new int[0] : new int[] {dims[dims.length - 1]});
                Tensor.compute(x, y, last);
                for (Division division : DIVISIONS) {
                    long[] from = numbers(x);
                    long[] by = numbers(y);
                    long[] column = numbers(last);
                    long[] expected = new long[from.length];
                    long[] repeated = new long[from.length];
                    for (int i = 0; i < from.length; i++) {
                        expected[i] = division.numbers().applyAsLong(from[i], by[i]);
                        repeated[i] = division.numbers().applyAsLong(from[i], column[i % column.length]);
                    }
                    String what = division.name() + " of " + type + Arrays.toString(dims);
                    assertArrayEquals(expected, numbers(division.tensors().apply(x, y)), what);
                    assertArrayEquals(repeated, numbers(division.tensors().apply(x, last)), what);
                }
            }
        }
    }

    @Test
    void oneZeroAnywhere() {
        for (DType type : new DType[] {DType.I32, DType.I64}) {
            for (int size : new int[] {1, 2, 17, 64, 1009, 40_000}) {
                for (int zero : new int[] {0, size / 2, size - 1}) {
                    int[] divisors = new int[size];
                    Arrays.fill(divisors, 3);
                    divisors[zero] = 0;
                    Tensor x = numbers(type, true, size);
                    Tensor y = Tensor.of(divisors, size).cast(type);
                    for (Division division : DIVISIONS) {
                        Tensor quotient = division.tensors().apply(x, y).add(1);
                        JdvmException error = assertThrows(JdvmException.class, () -> numbers(quotient));
                        String name = error.getMessage()
                                .substring(0, error.getMessage().indexOf(':'));
                        assertEquals(
                                name + ": an element of the divisor of " + division.name() + " is 0",
                                error.getMessage());
                    }
                }
            }
        }
    }

    /** A tail of a tile is not a divisor, nor is an element that a select replaces. */
    @Test
    void whatIsNoDivisor() {
        Tensor x = numbers(DType.I32, true, 5, 37);
        Tensor y = numbers(DType.I32, true, 5, 37);
        Tensor.compute(x, y);
        Tensor safe = y.eq(0).select(1, y);
        long[] actual = numbers(x.floorDiv(safe));
        for (int i = 0; i < actual.length; i++) {
            long divisor = numbers(y)[i] == 0 ? 1 : numbers(y)[i];
            assertEquals(Math.floorDiv(numbers(x)[i], divisor), actual[i]);
        }
        assertArrayEquals(
                new float[] {Float.POSITIVE_INFINITY},
                Tensor.scalar(1).div(Tensor.scalar(0)).toFloatArray());
    }

    @Test
    void numbersAsDivisors() {
        Tensor x = Tensor.of(new int[] {7, -7}, 2);
        assertArrayEquals(new long[] {3, -4}, numbers(x.floorDiv(2)));
        for (Runnable call :
                List.<Runnable>of(() -> x.div(0), () -> x.floorDiv(0), () -> x.floorMod(0), () -> x.rem(0))) {
            String message = assertThrows(JdvmException.class, call::run).getMessage();
            assertEquals("the tensor is i32, which has no quotient by 0", message.substring(message.indexOf(": ") + 2));
        }
    }

    @Test
    void numbersOfTheCall() {
        GraphBuilder builder = new GraphBuilder("parts");
        Value x = builder.input(new TensorParameter("x", DType.I32, new Shape(List.of(Dim.symbol("N"))), false));
        builder.scalar(new ScalarParameter("k", ScalarType.INT));
        Operand k = new Operand.Scalar(ScalarExpr.size(Dim.symbol("k")));
        Value result = builder.elementwise(Op.FLOOR_DIV, x, k);
        OperatorTemplate parts = new OperatorTemplate(PlannedOperator.of(builder.build(List.of(result))));
        Tensor[] arguments = {Tensor.of(new int[] {7, -7, 12}, 3)};
        assertArrayEquals(new long[] {2, -3, 4}, numbers(parts.call(Dvm.shared(), arguments, new double[] {3})));
        assertEquals(
                "parts: floor_div: the tensor is i32, which has no quotient by size(k) = 0",
                assertThrows(JdvmException.class, () -> parts.call(Dvm.shared(), arguments, new double[] {0}))
                        .getMessage());
    }
}
