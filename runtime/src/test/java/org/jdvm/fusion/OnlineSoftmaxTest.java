package org.jdvm.fusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.passes.Passes;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.testing.Machines;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention whose rows of scores do not fit the local buffer, run through in segments, against the reference evaluator. */
class OnlineSoftmaxTest {
    static final Graph ATTENTION = Passes.run(GraphParser.parse("""
        operator attention(%0 q: f32[N, S, D], %1 k: f32[N, T, D], %2 v: f32[N, T, C], %3 mask: f32[S, T]) {
          %4: f32[N, D, T] = permute %1 order [0, 2, 1]
          %5: f32[N, S, T] = matmul %0, %4
          %6: f32[N, S, T] = mul %5, {div(1.0, sqrt(size(D)))}
          %7: f32[N, S, T] = add %6, %3
          %8: f32[N, S, 1] = reduce_max %7 axes [2] keep
          %9: f32[N, S, T] = sub %7, %8
          %10: f32[N, S, T] = exp %9
          %11: f32[N, S, 1] = sum %10 axes [2] keep
          %12: f32[N, S, T] = div %10, %11
          %13: f32[N, S, C] = matmul %12, %2
          return %13
        }
        """));

    private static final Plan PLAN = Planner.plan(ATTENTION);
    private static final PlanRunner RUNNER = new PlanRunner();

    /** Holds four rows of some 40 keys. */
    private static NpuSpec small(int cores) {
        return Machines.fewKeys(cores);
    }

    @AfterAll
    static void close() {
        RUNNER.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 8, 8",
        "2, 3, 2, 8, 8",
        "1, 5, 47, 4, 8",
        "2, 7, 97, 8, 16",
        "1, 1, 100, 8, 8",
        "3, 4, 128, 1, 1",
        "1, 13, 257, 8, 5",
        "2, 9, 640, 16, 8",
        "1, 6, 1021, 8, 70"
    })
    void givesTheReferenceNumbers(int heads, int queries, int keys, int depth, int columns) {
        GraphCase test = attention(heads, queries, keys, depth, columns);
        for (NpuSpec machine : List.of(small(2), NpuSpec.host(2))) {
            for (boolean strided : new boolean[] {false, true}) {
                assertNull(Agreement.difference(test, RUNNER.run(PLAN, test, machine, strided)));
            }
        }
    }

    @Test
    void masksOfMinusInfinityHideSegmentsAndWholeRows() {
        int queries = 6;
        int keys = 200;
        GraphCase test = attention(2, queries, keys, 8, 8);
        double[] mask = test.inputs().get(3).toDoubles();
        Arrays.fill(mask, 0, keys, Double.NEGATIVE_INFINITY);
        Arrays.fill(mask, keys, 2 * keys - 3, Double.NEGATIVE_INFINITY);
        Arrays.fill(mask, 2 * keys + 3, 3 * keys, Double.NEGATIVE_INFINITY);
        Arrays.fill(mask, 3 * keys, 4 * keys, -1e9);
        mask[4 * keys + 77] = Double.NaN;
        mask[5 * keys + 150] = Double.POSITIVE_INFINITY;
        GraphCase masked = withMask(test, mask, queries, keys);
        List<ReferenceTensor> results = RUNNER.run(PLAN, masked, small(2), false);
        assertNull(Agreement.difference(masked, results));
        double[] numbers = results.getFirst().toDoubles();
        assertTrue(Double.isNaN(numbers[0]) && Double.isNaN(numbers[4 * 8]) && Double.isNaN(numbers[5 * 8]));
        assertTrue(Arrays.stream(numbers, 8, 4 * 8).allMatch(Double::isFinite));
    }

    @ParameterizedTest
    @ValueSource(ints = {97, 640})
    void numbersAreTheSameOnAnyNumberOfCores(int keys) {
        GraphCase test = attention(2, 11, keys, 8, 8);
        double[] one = RUNNER.run(PLAN, test, small(1), false).getFirst().toDoubles();
        for (int cores : new int[] {2, 3, 7}) {
            assertArrayEquals(
                    one, RUNNER.run(PLAN, test, small(cores), false).getFirst().toDoubles());
        }
    }

    @Test
    void growingScoresRescaleWhatWasFound() {
        GraphCase test = attention(1, 4, 300, 8, 8);
        double[] mask = test.inputs().get(3).toDoubles();
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (i % 300) * 0.5;
        }
        GraphCase rising = withMask(test, mask, 4, 300);
        assertNull(Agreement.difference(rising, RUNNER.run(PLAN, rising, small(2), false)));
    }

    @ParameterizedTest
    @CsvSource({"20, false", "100, true", "1000, true"})
    void rowsThatDoNotFitStayOneKernel(int keys, boolean online) {
        Template template = new Template(PLAN);
        long[] environment = template.binder()
                .bind(
                        new int[][] {{2, 8, 8}, {2, keys, 8}, {2, keys, 8}, {8, keys}},
                        new int[][] {{64, 8, 1}, {keys * 8, 8, 1}, {keys * 8, 8, 1}, {keys, 1}},
                        new double[0]);
        List<String> guards = new Specializer(small(2)).guards(template, environment);
        assertEquals(1, guards.size(), guards::toString);
        assertEquals(online, guards.getFirst().contains("in segments of"), guards::toString);
    }

    private static GraphCase attention(int heads, int queries, int keys, int depth, int columns) {
        SplittableRandom random = new SplittableRandom(keys);
        return new GraphCase(
                ATTENTION,
                List.of(
                        numbers(random, heads, queries, depth),
                        numbers(random, heads, keys, depth),
                        numbers(random, heads, keys, columns),
                        numbers(random, queries, keys)),
                Map.of());
    }

    private static GraphCase withMask(GraphCase test, double[] mask, int queries, int keys) {
        List<ReferenceTensor> inputs = test.inputs();
        return new GraphCase(
                test.graph(),
                List.of(
                        inputs.get(0),
                        inputs.get(1),
                        inputs.get(2),
                        ReferenceTensor.floats(DType.F32, new int[] {queries, keys}, mask)),
                Map.of());
    }

    private static ReferenceTensor numbers(SplittableRandom random, int... dims) {
        int count = Arrays.stream(dims).reduce(1, Math::multiplyExact);
        double[] values =
                random.doubles(count, -2, 2).map(value -> (float) value).toArray();
        return ReferenceTensor.floats(DType.F32, dims, values);
    }
}
