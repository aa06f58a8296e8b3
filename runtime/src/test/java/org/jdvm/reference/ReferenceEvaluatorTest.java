package org.jdvm.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphParser;
import org.junit.jupiter.api.Test;

/** Tests of the evaluator on small cases computed by hand. */
class ReferenceEvaluatorTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static ReferenceTensor f32(int[] dims, double... values) {
        return ReferenceTensor.floats(DType.F32, dims, values);
    }

    private static ReferenceTensor i32(int[] dims, long... values) {
        return ReferenceTensor.integers(DType.I32, dims, values);
    }

    private static int[] dims(int... dims) {
        return dims;
    }

    private static ReferenceTensor run(String text, Map<String, Number> scalars, ReferenceTensor... inputs) {
        return ReferenceEvaluator.evaluate(GraphParser.parse(text), List.of(inputs), scalars)
                .getFirst();
    }

    /** Runs one node over {@code x} and perhaps {@code y}, whose shapes are in the text. */
    private static double[] node(String parameters, String node, ReferenceTensor... inputs) {
        String text = "operator test(" + parameters + ") {\n" + node + "\nreturn %" + inputs.length + "\n}";
        return run(text, Map.of(), inputs).toDoubles();
    }

    @Test
    void operandsBroadcastOnEitherSide() {
        double[] sums = node(
                "%0 x: f32[2, 1], %1 y: f32[3]",
                "%2: f32[2, 3] = sub %0, %1", f32(dims(2, 1), 10, 20), f32(dims(3), 1, 2, 3));
        assertArrayEquals(new double[] {9, 8, 7, 19, 18, 17}, sums);
    }

    @Test
    void comparisonsWithNaNAreFalse() {
        ReferenceTensor x = f32(dims(3), 1, NAN, -INFINITY);
        assertArrayEquals(new double[] {1, 0, 1}, node("%0 x: f32[3]", "%1: bool[3] = le %0, {1.0}", x));
        assertArrayEquals(new double[] {0, 1, 1}, node("%0 x: f32[3]", "%1: bool[3] = ne %0, {1.0}", x));
        assertArrayEquals(new double[] {1, 0, 0}, node("%0 x: f32[3]", "%1: bool[3] = is_finite %0", x));
    }

    @Test
    void maximumAndReductionsCarryNaN() {
        ReferenceTensor x = f32(dims(2, 2), 1, NAN, 3, 4);
        assertArrayEquals(new double[] {2, NAN, 3, 4}, node("%0 x: f32[2, 2]", "%1: f32[2, 2] = max %0, {2.0}", x));
        assertArrayEquals(new double[] {NAN, 4}, node("%0 x: f32[2, 2]", "%1: f32[2] = reduce_max %0 axes [1]", x));
        assertArrayEquals(new double[] {4, NAN}, node("%0 x: f32[2, 2]", "%1: f32[1, 2] = sum %0 axes [0] keep", x));
    }

    @Test
    void reductionsOverNothingGiveTheIdentity() {
        ReferenceTensor none = f32(dims(2, 0));
        assertArrayEquals(new double[] {0, 0}, node("%0 x: f32[2, 0]", "%1: f32[2] = sum %0 axes [1]", none));
        assertArrayEquals(
                new double[] {-INFINITY, -INFINITY},
                node("%0 x: f32[2, 0]", "%1: f32[2] = reduce_max %0 axes [1]", none));
        assertArrayEquals(
                new double[] {Integer.MAX_VALUE},
                node("%0 x: i32[0]", "%1: i32[] = reduce_min %0 axes [0]", i32(dims(0))));
    }

    @Test
    void integersWrapAndDivideTowardsZero() {
        ReferenceTensor x = i32(dims(3), Integer.MAX_VALUE, -7, 5);
        assertArrayEquals(
                new double[] {Integer.MIN_VALUE, -6, 6}, node("%0 x: i32[3]", "%1: i32[3] = add %0, {1.0}", x));
        assertArrayEquals(new double[] {1073741823, -3, 2}, node("%0 x: i32[3]", "%1: i32[3] = div %0, {2.0}", x));
        assertThrows(
                ArithmeticException.class,
                () -> node("%0 x: i32[3]", "%1: i32[3] = div %0, %0", i32(dims(3), 1, 0, 2)));
    }

    @Test
    void castsRoundSaturateAndWrap() {
        ReferenceTensor x = f32(dims(5), NAN, -3.9, 1e10, 0.2, 1 + 0x1p-8);
        assertArrayEquals(
                new double[] {0, -3, Integer.MAX_VALUE, 0, 1}, node("%0 x: f32[5]", "%1: i32[5] = cast %0", x));
        assertArrayEquals(new double[] {0, -3, 127, 0, 1}, node("%0 x: f32[5]", "%1: i8[5] = cast %0", x));
        assertArrayEquals(new double[] {1, 1, 1, 1, 1}, node("%0 x: f32[5]", "%1: bool[5] = cast %0", x));
        double[] bf16 = node("%0 x: f32[5]", "%1: bf16[5] = cast %0", x);
        assertEquals(1, bf16[4]); // a tie goes to the even neighbour
        assertEquals(-3.90625, bf16[1]);
        double[] f16 = node("%0 x: f32[5]", "%1: f16[5] = cast %0", x);
        assertEquals(INFINITY, f16[2]);
        assertEquals(1 + 0x1p-8, f16[4]);
        assertArrayEquals(new double[] {-1, 1}, node("%0 x: i32[2]", "%1: i8[2] = cast %0", i32(dims(2), 255, -255)));
    }

    @Test
    void selectTakesTheBranchOfEachElement() {
        ReferenceTensor condition = ReferenceTensor.integers(DType.BOOL, dims(2, 1), 1, 0);
        double[] chosen = node(
                "%0 c: bool[2, 1], %1 y: f32[2]",
                "%2: f32[2, 2] = select %0, %1, {-1.0}", condition, f32(dims(2), 5, 6));
        assertArrayEquals(new double[] {5, 6, -1, -1}, chosen);
    }

    @Test
    void matricesBroadcastTheirLeadingDims() {
        double[] products = node(
                "%0 x: f32[2, 1, 2], %1 y: f32[2, 2]",
                "%2: f32[2, 1, 2] = matmul %0, %1", f32(dims(2, 1, 2), 1, 2, 3, 4), f32(dims(2, 2), 5, 6, 7, 8));
        assertArrayEquals(new double[] {19, 22, 43, 50}, products);
    }

    @Test
    void viewsMoveElements() {
        ReferenceTensor x = f32(dims(2, 3), 0, 1, 2, 3, 4, 5);
        assertArrayEquals(
                new double[] {0, 3, 1, 4, 2, 5}, node("%0 x: f32[2, 3]", "%1: f32[3, 2] = permute %0 order [1, 0]", x));
        assertArrayEquals(
                new double[] {0, 2, 3, 5},
                node("%0 x: f32[2, 3]", "%1: f32[2, 2] = slice %0 axis 1 start {0} step 2", x));
        assertArrayEquals(
                new double[] {0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5},
                node("%0 x: f32[2, 1, 3]", "%1: f32[2, 2, 3] = broadcast %0", x.withDims(2, 1, 3)));
        assertArrayEquals(
                new double[] {9, 9, 9, 9, 9, 0, 1, 2, 9, 3, 4, 5},
                node("%0 x: f32[2, 3]", "%1: f32[3, 4] = pad %0 before [1, 1] value {9.0}", x));
    }

    @Test
    void concatJoinsAlongAnAxis() {
        double[] joined = node(
                "%0 x: f32[2, 1], %1 y: f32[2, 2]",
                "%2: f32[2, 3] = concat %0, %1 axis 1", f32(dims(2, 1), 1, 2), f32(dims(2, 2), 3, 4, 5, 6));
        assertArrayEquals(new double[] {1, 3, 4, 2, 5, 6}, joined);
    }

    @Test
    void gatherPutsTheDimsOfTheIndicesInThePlaceOfTheAxis() {
        double[] taken = node(
                "%0 x: f32[2, 3], %1 i: i32[2, 1]",
                "%2: f32[2, 2, 1] = gather %0, %1 axis 1", f32(dims(2, 3), 0, 1, 2, 3, 4, 5), i32(dims(2, 1), 2, 0));
        assertArrayEquals(new double[] {2, 0, 5, 3}, taken);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> node(
                        "%0 x: f32[2], %1 i: i32[1]",
                        "%2: f32[1] = gather %0, %1 axis 0", f32(dims(2), 0, 1), i32(dims(1), 2)));
        assertEquals("test: gather: the index 2 at 0 of the indices is not in 0..1 of dim 0", e.getMessage());
    }

    @Test
    void groupsDivideRowsColumnsOrTheInnerSize() {
        ReferenceTensor groups = i32(dims(2), 1, 2);
        ReferenceTensor rows = f32(dims(3, 1), 1, 2, 3);
        double[] byRows = node(
                "%0 x: f32[3, 1], %1 y: f32[2, 1, 1], %2 g: i32[2]",
                "%3: f32[3, 1] = grouped_matmul %0, %1, %2 split rows", rows, f32(dims(2, 1, 1), 10, 100), groups);
        assertArrayEquals(new double[] {10, 200, 300}, byRows);
        double[] byColumns = node(
                "%0 x: f32[2, 1, 1], %1 y: f32[1, 3], %2 g: i32[2]",
                "%3: f32[1, 3] = grouped_matmul %0, %1, %2 split columns",
                f32(dims(2, 1, 1), 10, 100),
                rows.withDims(1, 3),
                groups);
        assertArrayEquals(new double[] {10, 200, 300}, byColumns);
        double[] byDepth = node(
                "%0 x: f32[1, 3], %1 y: f32[3, 1], %2 g: i32[2]",
                "%3: f32[2, 1, 1] = grouped_matmul %0, %1, %2 split depth", rows.withDims(1, 3), rows, groups);
        assertArrayEquals(new double[] {1, 13}, byDepth);
    }

    @Test
    void scalarsAndSizesAreBoundFromTheCall() {
        String text = """
            operator test(%0 x: f32[..., 2*H], n: int, eps: float) {
              %1: f32[..., 2*H] = add %0, {mul(size(H + n), eps)}
              %2: i64[n, H] = iota axis 1
              return %1, %2
            }
            """;
        List<ReferenceTensor> results = ReferenceEvaluator.evaluate(
                GraphParser.parse(text),
                List.of(f32(dims(1, 2, 4), 0, 1, 2, 3, 4, 5, 6, 7)),
                Map.of("n", 3, "eps", 0.5));
        assertArrayEquals(dims(2, 4), results.get(0).dims());
        assertArrayEquals(
                new double[] {2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5},
                results.get(0).toDoubles());
        assertArrayEquals(new long[] {0, 1, 0, 1, 0, 1}, results.get(1).toLongs());
    }

    @Test
    void wrongArgumentsAreNamed() {
        String text = """
            operator test(%0 x: f32[T, 2*T], %1 y: f32[N]) {
              require mod(N, 2) == 0 "even"
              return %0
            }
            """;
        assertMessage("test: takes 2 tensors, but got 3", text, f32(dims(1, 2), 0, 0), f32(dims(0)), f32(dims(0)));
        assertMessage("test: there is no argument for y", text, f32(dims(1, 2), 0, 0));
        assertMessage("test: y must be f32, not i32", text, f32(dims(1, 2), 0, 0), i32(dims(0)));
        assertMessage("test: x must have 2 dims, not 1", text, f32(dims(1), 0), f32(dims(0)));
        assertMessage("test: x dim 1 must be 2*T = 2, not 1", text, f32(dims(1, 1), 0), f32(dims(0)));
        assertMessage(
                "test: even: needs mod(N, 2) == 0, but has 1 and 0", text, f32(dims(1, 2), 0, 0), f32(dims(1), 0));
    }

    private static void assertMessage(String message, String text, ReferenceTensor... inputs) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> run(text, Map.of(), inputs));
        assertEquals(message, e.getMessage());
    }
}
