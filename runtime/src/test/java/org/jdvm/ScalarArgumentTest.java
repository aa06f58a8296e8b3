package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.call.PlannedOperator;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.GraphException;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarArgument;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.reference.ReferenceEvaluator;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers next to tensors whose type cannot hold them: an error with the cast to write, wherever the number comes from. */
class ScalarArgumentTest {
    private static final List<String> METHODS = List.of(
            "add", "sub", "mul", "div", "rsub", "rdiv", "maximum", "minimum", "eq", "ne", "lt", "le", "gt", "ge");

    private static Tensor ints() {
        return Tensor.of(new int[] {7, 8}, 2);
    }

    @Test
    void eachTypeTakesWhatItHolds() {
        double[] numbers = {
            0,
            -0.0,
            1,
            2,
            -1,
            0.5,
            127,
            128,
            -128,
            -129,
            0x1p31 - 1,
            0x1p31,
            -0x1p31,
            -0x1p31 - 1,
            0x1p53 + 2,
            0x1p63,
            -0x1p63,
            -0x1p64,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE
        };
        for (double number : numbers) {
            boolean whole = number == Math.rint(number);
            assertEquals(true, ScalarArgument.fits(DType.F32, number));
            assertEquals(true, ScalarArgument.fits(DType.BF16, number));
            assertEquals(whole && number >= -128 && number < 128, ScalarArgument.fits(DType.I8, number), "" + number);
            assertEquals(whole && number >= -0x1p31 && number < 0x1p31, ScalarArgument.fits(DType.I32, number));
            assertEquals(whole && number >= -0x1p63 && number < 0x1p63, ScalarArgument.fits(DType.I64, number));
            assertEquals(number == 0 || number == 1, ScalarArgument.fits(DType.BOOL, number), "" + number);
        }
    }

    static Stream<Arguments> wrongCalls() {
        Tensor i64 = Tensor.of(new long[] {1, 2}, 2);
        Tensor condition = ints().gt(7);
        return Stream.of(
                wrong("mul", "i32", "0.5", "F32", () -> ints().mul(0.5)),
                wrong("ge", "i32", "3.5", "F32", () -> ints().ge(3.5)),
                wrong("add", "i32", "2147483648", "I64", () -> ints().add(0x1p31)),
                wrong("sub", "i32", "-2147483649", "I64", () -> ints().sub(-0x1p31 - 1)),
                wrong("sub", "i32", "0.1", "F32", () -> ints().rsub(0.1)),
                wrong("div", "i32", "1.5", "F32", () -> ints().rdiv(1.5)),
                wrong("div", "i64", "NaN", "F32", () -> i64.div(Double.NaN)),
                wrong("max", "i64", "Infinity", "F32", () -> i64.maximum(Double.POSITIVE_INFINITY)),
                wrong("min", "i64", "9.223372036854776E18", "F32", () -> i64.minimum(0x1p63)),
                wrong("max", "i32", "-0.5", "F32", () -> ints().clamp(-0.5, 3)),
                wrong("min", "i32", "3.5", "F32", () -> ints().clamp(0, 3.5)),
                wrong("eq", "i32", "7.25", "F32", () -> ints().eq(7.25)),
                wrong("select", "i32", "0.5", "F32", () -> condition.select(ints(), 0.5)),
                wrong("select", "i32", "-Infinity", "F32", () -> condition.select(Float.NEGATIVE_INFINITY, ints())),
                wrong("pad", "i32", "0.5", "F32", () -> ints().pad(0, 1, 1, 0.5)),
                wrong(
                        "pad",
                        "i8",
                        "300",
                        "I32",
                        () -> Tensor.of(new byte[] {1}, 1).pad(0, 1, 0, 300)),
                wrong("eq", "bool", "2", "I32", () -> condition.eq(2)),
                wrong("mul", "i32", "0.5", "F32", () -> ints().mulInPlace(0.5)),
                wrong("add", "i32", "0.5", "F32", () -> ints().addInPlace(0.5)),
                wrong("fill", "i32", "0.5", "F32", () -> ints().assign(0.5)));
    }

    private static Arguments wrong(String op, String type, String number, String cast, Executable call) {
        return Arguments.of(
                op + ": the tensor is " + type + ", which cannot hold " + number
                        + "; cast the tensor first: cast(DType." + cast + ")",
                call);
    }

    @ParameterizedTest
    @MethodSource("wrongCalls")
    void recordedCallsAreRefusedAtOnce(String message, Executable call) {
        assertEquals(message, assertThrows(GraphException.class, call).getMessage());
    }

    @Test
    void wholeNumbersAreTaken() {
        assertArrayEquals(new long[] {14, 16}, ints().mul(2.0).toLongArray());
        assertArrayEquals(new long[] {3, 4}, ints().div(2).toLongArray());
        assertArrayEquals(new boolean[] {false, true}, ints().ge(8).toBooleanArray());
        assertArrayEquals(new float[] {3.5f, 4}, ints().cast(DType.F32).mul(0.5).toFloatArray());
        long[] least = Tensor.of(new long[] {5}, 1).minimum(Long.MIN_VALUE).toLongArray();
        assertArrayEquals(new long[] {Long.MIN_VALUE}, least);
    }

    /** {@code method(x, n)} of integers and a parameter. */
    private static GraphBuilder withParameter(DType type, ScalarType scalar) {
        GraphBuilder builder = new GraphBuilder("f");
        builder.input(new TensorParameter("x", type, new Shape(List.of(Dim.symbol("N"))), false));
        builder.scalar(new ScalarParameter("n", scalar));
        return builder;
    }

    private static Tensor call(OperatorTemplate operator, Tensor x, double number) {
        return operator.call(Dvm.shared(), new Tensor[] {x}, new double[] {number});
    }

    @Test
    void parametersAreCheckedByEachCall() {
        for (String method : METHODS) {
            GraphBuilder builder = withParameter(DType.I32, ScalarType.DOUBLE);
            Value x = new Value(0, DType.I32, new Shape(List.of(Dim.symbol("N"))));
            Object result = new TensorMethods(builder).call(method, x, List.of(new ScalarExpr.Parameter("n")));
            OperatorTemplate operator =
                    new OperatorTemplate(PlannedOperator.of(builder.build(List.of((Value) result))));
            call(operator, ints(), 2).toLongArray();
            for (double wrong : new double[] {0.5, 3.5, 0x1p31, Double.NaN, Double.NEGATIVE_INFINITY}) {
                String message = assertThrows(
                                IllegalArgumentException.class,
                                () -> call(operator, ints(), wrong),
                                method + " " + wrong)
                        .getMessage();
                assertEquals("f: ", message.substring(0, 3));
                assertEquals(true, message.contains(": the tensor is i32, which cannot hold n = "), message);
                assertThrows(
                        IllegalArgumentException.class,
                        () -> ReferenceEvaluator.evaluate(
                                operator.operator().template().graph(),
                                List.of(ReferenceTensor.zeros(DType.I32, 2)),
                                Map.of("n", wrong)));
                // a call that is only recorded is refused as soon
                assertThrows(
                        IllegalArgumentException.class,
                        () -> call(operator, ints().add(1), wrong),
                        method + " recorded");
            }
        }
    }

    @Test
    void longParametersMustFitInto32Bits() {
        GraphBuilder builder = withParameter(DType.I32, ScalarType.LONG);
        Value x = new Value(0, DType.I32, new Shape(List.of(Dim.symbol("N"))));
        Object result = new TensorMethods(builder).call("add", x, List.of(Dim.symbol("n")));
        OperatorTemplate operator = new OperatorTemplate(PlannedOperator.of(builder.build(List.of((Value) result))));
        assertArrayEquals(new long[] {5, 6}, call(operator, ints(), -2).toLongArray());
        assertEquals(
                "f: add: the tensor is i32, which cannot hold size(n) = 2147483648; cast the tensor first:"
                        + " cast(DType.I64)",
                assertThrows(IllegalArgumentException.class, () -> call(operator, ints(), 0x1p31))
                        .getMessage());
    }
}
