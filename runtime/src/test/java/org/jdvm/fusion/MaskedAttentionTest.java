package org.jdvm.fusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramReader;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.passes.Passes;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.testing.Machines;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention that leaves out what a mask excludes: against the reference evaluator, and the same numbers as if nothing was left out. */
class MaskedAttentionTest {
    private static final PlanRunner RUNNER = new PlanRunner();
    private static final double LOWEST = -Float.MAX_VALUE;

    /** How a mask gets to the scores. */
    enum Form {
        SCALED("f32[S, T]", """
              %6: f32[N, S, T] = mul %5, {div(1.0, sqrt(size(D)))}
              %7: f32[N, S, T] = add %6, %3
            """),
        DIVIDED("f32[N, S, T]", """
              %6: f32[N, S, T] = div %5, {sqrt(size(D))}
              %7: f32[N, S, T] = add %3, %6
            """),
        PADDING("f32[T]", """
              %6: f32[N, S, T] = mul %5, {0.5}
              %7: f32[N, S, T] = add %6, %3
            """),
        HALVES("f16[S, T]", """
              %6: f32[S, T] = cast %3
              %7: f32[N, S, T] = add %5, %6
            """),
        DOUBLES("f64[S, T]", """
              %6: f32[S, T] = cast %3
              %7: f32[N, S, T] = add %5, %6
            """),
        SQUASHED("f32[S, T]", """
              %6: f32[N, S, T] = tanh %5
              %7: f32[N, S, T] = add %6, %3
            """);

        final Plan plan;

        /** The plan of the graph that the plan fused: what a compiled class has. */
        final Plan again;

        private final String shape;

        Form(String shape, String masking) {
            this.shape = shape;
            plan = Planner.plan(
                    Passes.run(GraphParser.parse("""
                        operator attention(%0 q: f32[N, S, D], %1 k: f32[N, T, D], %2 v: f32[N, T, C], %3 mask: MASK) {
                          %4: f32[N, D, T] = permute %1 order [0, 2, 1]
                          %5: f32[N, S, T] = matmul %0, %4
                        MASKING
                          %8: f32[N, S, 1] = reduce_max %7 axes [2] keep
                          %9: f32[N, S, T] = sub %7, %8
                          %10: f32[N, S, T] = exp %9
                          %11: f32[N, S, 1] = sum %10 axes [2] keep
                          %12: f32[N, S, T] = div %10, %11
                          %13: f32[N, S, C] = matmul %12, %2
                          return %13
                        }
                        """.replace("MASKING", masking).replace("MASK", shape))));
            again = Planner.plan(plan.graph());
        }

        int[] dims(int heads, int queries, int keys) {
            return switch (shape.chars().filter(c -> c == ',').count() == 0 ? 1 : this == DIVIDED ? 3 : 2) {
                case 1 -> new int[] {keys};
                case 2 -> new int[] {queries, keys};
                default -> new int[] {heads, queries, keys};
            };
        }
    }

    /** What a mask excludes. */
    enum Pattern {
        CAUSAL {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return column <= row + Math.max(0, columns - rows) / 2 ? 0 : Double.NEGATIVE_INFINITY;
            }
        },
        CAUSAL_AND_FINITE {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return column <= row ? 0 : -1e9;
            }
        },
        WINDOW {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return column <= row && column > row - 40 ? random.nextDouble() : column > row ? -1e4 : LOWEST;
            }
        },
        PADDED {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return column < columns * 2 / 3 ? 0 : Double.NEGATIVE_INFINITY;
            }
        },
        PADDED_IN_FRONT {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return column >= columns / 2 ? 0 : -3e4;
            }
        },
        HOLES {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return random.nextInt(3) > 0
                        ? random.nextDouble()
                        : random.nextBoolean() ? -1e9 : Double.NEGATIVE_INFINITY;
            }
        },
        ROWS_WITHOUT_KEYS {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return row % 3 == 1 || column > row ? Double.NEGATIVE_INFINITY : 0;
            }
        },
        NO_KEYS {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return Double.NEGATIVE_INFINITY;
            }
        },
        ALL_LOW {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return -1e9;
            }
        },
        ONE_KEY {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return column == columns * 3 / 4 ? 0 : Double.NEGATIVE_INFINITY;
            }
        },
        STEPS {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return column < columns / 3 ? 0 : column < columns / 2 ? -20 : -300;
            }
        },
        NOT_NUMBERS {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return column <= row
                        ? 0
                        : row % 5 == 2 && column == columns - 2 ? Double.NaN : Double.NEGATIVE_INFINITY;
            }
        },
        INFINITE {
            @Override
            double at(SplittableRandom random, int row, int column, int rows, int columns) {
                return row % 5 == 3 && column == columns - 1 ? Double.POSITIVE_INFINITY : column <= row ? 0 : -1e9;
            }
        };

        abstract double at(SplittableRandom random, int row, int column, int rows, int columns);
    }

    @AfterAll
    static void close() {
        RUNNER.close();
    }

    /** Holds a few rows of some ten keys. */
    private static NpuSpec small(int cores) {
        return Machines.moreKeys(cores);
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Pattern.values())
                .flatMap(pattern -> Arrays.stream(Form.values())
                        .flatMap(form -> cases(pattern, form).stream().map(test -> Arguments.of(form, test))));
    }

    private static List<GraphCase> cases(Pattern pattern, Form form) {
        int[][] sizes = {
            {1, 1, 1, 3, 2},
            {2, 7, 5, 4, 3},
            {1, 31, 64, 8, 8},
            {2, 130, 131, 4, 5},
            {1, 64, 389, 3, 40},
            {1, 1, 389, 16, 130}
        };
        List<GraphCase> cases = new ArrayList<>();
        for (int[] size : sizes) {
            cases.add(attention(pattern, form, size, 2));
        }
        return cases;
    }

    private static GraphCase attention(Pattern pattern, Form form, int[] size, double most) {
        int heads = size[0];
        int queries = size[1];
        int keys = size[2];
        SplittableRandom random = new SplittableRandom(keys + pattern.ordinal());
        List<ReferenceTensor> inputs = new ArrayList<>(List.of(
                numbers(random, most, heads, queries, size[3]),
                numbers(random, most, heads, keys, size[3]),
                numbers(random, most, heads, keys, size[4])));
        int[] dims = form.dims(heads, queries, keys);
        int rows = dims.length == 1 ? 1 : queries;
        double[] mask = new double[Arrays.stream(dims).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < mask.length; i++) {
            int row = dims.length == 1 ? queries - 1 : i / keys % rows;
            mask[i] = (float) pattern.at(random, row, i % keys, queries, keys);
        }
        inputs.add(ReferenceTensor.floats(
                switch (form) {
                    case HALVES -> DType.F16;
                    case DOUBLES -> DType.F64;
                    default -> DType.F32;
                },
                dims,
                mask));
        return new GraphCase(form.plan.graph(), List.copyOf(inputs), Map.of());
    }

    private static ReferenceTensor numbers(SplittableRandom random, double most, int... dims) {
        int count = Arrays.stream(dims).reduce(1, Math::multiplyExact);
        double[] values =
                random.doubles(count, -most, most).map(value -> (float) value).toArray();
        return ReferenceTensor.floats(DType.F32, dims, values);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheReferenceNumbersAndThoseOfTheWholeComputation(Form form, GraphCase test) {
        Plan plan = form.again;
        for (NpuSpec machine : List.of(NpuSpec.host(2), small(1), small(3), NpuSpec.neoverseN1())) {
            List<ReferenceTensor> results = RUNNER.run(plan, test, machine, false);
            assertNull(Agreement.difference(test, results));
            List<ReferenceTensor> whole =
                    RUNNER.run(plan, test, machine, machine.cores() == 2, MaskedAttentionTest::widened);
            assertSameNumbers(whole.getFirst().toDoubles(), results.getFirst().toDoubles());
        }
    }

    /** Zeros may have another sign. */
    private static void assertSameNumbers(double[] expected, double[] actual) {
        assertArrayEquals(
                Arrays.stream(expected).map(x -> x + 0.0).toArray(),
                Arrays.stream(actual).map(x -> x + 0.0).toArray());
    }

    /** A program that leaves nothing out. */
    private static Program widened(Program program) {
        ProgramWriter writer = new ProgramWriter();
        for (ProgramReader.Placed placed : ProgramReader.read(program)) {
            if (!placed.instruction().opcode().clipsInner()) {
                writer.write(placed.instruction());
            }
        }
        return new Program(program.name(), program.machine(), writer.toWords(), program.buffers(), program.scalars());
    }

    @ParameterizedTest
    @CsvSource({
        "CAUSAL, SCALED",
        "CAUSAL_AND_FINITE, SCALED",
        "WINDOW, SCALED",
        "PADDED, SCALED",
        "PADDED_IN_FRONT, SCALED",
        "CAUSAL_AND_FINITE, DIVIDED",
        "PADDED, PADDING",
        "CAUSAL, HALVES",
        "CAUSAL, SQUASHED"
    })
    void excludedValuesAreNotRead(Pattern pattern, Form form) {
        excludedValueIsNotRead(attention(pattern, form, new int[] {1, 300, 300, 8, 8}, 2), NpuSpec.host(1));
        excludedValueIsNotRead(attention(pattern, form, new int[] {2, 8, 300, 8, 8}, 2), small(2));
    }

    private static void excludedValueIsNotRead(GraphCase test, NpuSpec machine) {
        int keys = test.inputs().get(1).dims()[1];
        int queries = test.inputs().get(0).dims()[1];
        double[] mask = test.inputs().get(3).toDoubles();
        double[] values = test.inputs().get(2).toDoubles();
        boolean isLast = mask[keys - 1] < -1000;
        values[isLast ? 8 * (keys - 1) : 0] = Double.NaN;
        List<ReferenceTensor> results =
                RUNNER.run(Planner.plan(test.graph()), withInput(test, 2, values), machine, false);
        double[] row = results.getFirst().toDoubles();
        assertTrue(Double.isFinite(row[isLast ? 0 : 8 * (queries - 1)]), machine.name());
    }

    @ParameterizedTest
    @EnumSource(
            value = Pattern.class,
            names = {"CAUSAL", "CAUSAL_AND_FINITE"})
    void nothingIsLeftOutWhereScoresMayNotBeFinite(Pattern pattern) {
        GraphCase test = attention(pattern, Form.SCALED, new int[] {1, 200, 200, 8, 4}, 2);
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 3e38}) {
            for (int input : new int[] {0, 1}) {
                double[] numbers = test.inputs().get(input).toDoubles();
                numbers[199 * 8 + 3] = (float) wrong;
                GraphCase spoilt = withInput(test, input, numbers);
                List<ReferenceTensor> results = RUNNER.run(Form.SCALED.plan, spoilt, NpuSpec.host(2), false);
                List<ReferenceTensor> whole =
                        RUNNER.run(Form.SCALED.plan, spoilt, NpuSpec.host(2), false, MaskedAttentionTest::widened);
                assertSameNumbers(
                        whole.getFirst().toDoubles(), results.getFirst().toDoubles());
            }
        }
    }

    /** Scores as large as the mask is low: what it seems to exclude counts. */
    @Test
    void largeScoresAreNotLeftOut() {
        GraphCase test = attention(Pattern.CAUSAL_AND_FINITE, Form.PADDING, new int[] {1, 90, 150, 1, 2}, 1);
        double[] queries = new double[90];
        Arrays.fill(queries, 1e5);
        double[] keys = new double[150];
        Arrays.setAll(keys, i -> i < 140 ? -1 : 1e6);
        GraphCase large = withInput(withInput(test, 0, queries), 1, keys);
        assertNull(Agreement.difference(large, RUNNER.run(Form.PADDING.plan, large, NpuSpec.host(1), false)));
    }

    private static GraphCase withInput(GraphCase test, int input, double[] numbers) {
        List<ReferenceTensor> inputs = new ArrayList<>(test.inputs());
        ReferenceTensor before = inputs.get(input);
        inputs.set(input, ReferenceTensor.floats(before.type(), before.dims(), numbers));
        return new GraphCase(test.graph(), inputs, test.scalars());
    }
}
