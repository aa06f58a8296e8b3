package org.jdvm.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.ReferenceTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parts of the harness: what they are to find, they find. */
class CasesTest {
    @ParameterizedTest
    @EnumSource(Layout.class)
    void aTensorShowsTheElementsWhereverTheyAre(Layout layout) {
        for (DType type : DType.values()) {
            for (int[] dims : new int[][] {{}, {5}, {1, 1}, {3, 4}, {2, 3, 5}, {0, 3}, {3, 0}}) {
                int count = TestOperand.elements(dims);
                int slice = layout == Layout.BROADCAST && dims.length > 0 ? count / Math.max(1, dims[0]) : count;
                long[] integers = IntStream.range(0, count)
                        .mapToLong(i -> type == DType.BOOL ? i % Math.max(1, slice) % 2 : i % Math.max(1, slice))
                        .toArray();
                ReferenceTensor values = type.isFloat()
                        ? ReferenceTensor.floats(
                                type,
                                dims,
                                IntStream.range(0, count)
                                        .mapToDouble(i -> integers[i])
                                        .toArray())
                        : ReferenceTensor.integers(type, dims, integers);
                ReferenceTensor shown = TensorConversions.reference(new TestOperand(values, layout).tensor());
                assertEquals(values.toString(), shown.toString(), layout.toString());
                assertEquals(-1, TensorConversions.firstDifference(values, shown));
            }
        }
    }

    @Test
    void otherBitsAreADifference() {
        ReferenceTensor zeros = ReferenceTensor.floats(DType.F32, new int[] {2}, 0, 0);
        assertEquals(
                1, TensorConversions.firstDifference(zeros, ReferenceTensor.floats(DType.F32, new int[] {2}, 0, -0.0)));
        assertEquals(
                0, TensorConversions.firstDifference(zeros, ReferenceTensor.floats(DType.F16, new int[] {2}, 0, 0)));
        ReferenceTensor nan = ReferenceTensor.floats(DType.F32, new int[] {1}, Double.NaN);
        assertEquals(-1, TensorConversions.firstDifference(nan, nan));
    }

    @Test
    void aResultThatIsNotTheFormulaIsADifference() {
        MethodCall call = call(CompositeMethod.MISH, 1.5);
        double mish = 1.5 * Math.tanh(Math.log(1 + Math.exp(1.5)));
        assertNull(PlainMeanings.difference(call, one(mish)));
        assertNotNull(PlainMeanings.difference(call, one(mish + 1e-4)));
        assertNotNull(PlainMeanings.difference(call, one(Double.NaN)));
    }

    @Test
    void aResultBeyondTheToleranceIsADifference() {
        MethodCall call = call(CompositeMethod.SOFTPLUS, 1.5);
        double softplus = Math.log1p(Math.exp(1.5));
        assertNull(Agreement.compare(call.graphCase(), List.of(one(softplus))).difference());
        assertNotNull(Agreement.compare(call.graphCase(), List.of(one(softplus * (1 + 1e-5))))
                .difference());
    }

    private static MethodCall call(CompositeMethod method, double x) {
        TestOperand operand = new TestOperand(one(x), Layout.CONTIGUOUS);
        return new MethodCall(Overload.of(method).getFirst(), List.of(operand), false);
    }

    private static ReferenceTensor one(double value) {
        return ReferenceTensor.floats(DType.F32, new int[] {1}, value);
    }

    @Test
    void aCallWhoseArgumentsNothingTellsNamesItsRow() {
        Overload unknown = new Overload(CompositeMethod.RESULT, List.of(), false, null);
        Draw draw = new Draw(Stage.SMOKE, 0, false, new SplittableRandom(1));
        MissingFactException e =
                assertThrows(MissingFactException.class, () -> Arguments.draw(unknown, DType.F32, draw));
        assertEquals(
                "(): nothing says what it is called with; ArgumentFacts needs an entry for 'result'", e.getMessage());
        Overload padded = new Overload(
                Op.NEG,
                List.of(Runnable.class),
                false,
                Overload.of(Op.NEG).getFirst().face());
        e = assertThrows(MissingFactException.class, () -> Arguments.draw(padded, DType.F32, draw));
        assertEquals(
                "neg(Runnable): nothing says what argument 1 (Runnable) is; ArgumentFacts needs an entry for 'neg'",
                e.getMessage());
    }
}
