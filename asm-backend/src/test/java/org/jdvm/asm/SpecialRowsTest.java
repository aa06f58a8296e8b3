package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Template;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators along rows as classes: rows with infinities and not-a-number, and rows far from zero. */
class SpecialRowsTest {
    private static final List<AsmSectionCompiler> COMPILERS =
            List.of(new AsmSectionCompiler(Emitter.SCALAR), new AsmSectionCompiler(Emitter.forThisMachine()));
    private static final int[] FAR_COLUMNS = {5, 64, 79, 1024, 1216, 4096, 40_000};
    private static final List<String> SIZES = List.of("2 9 5", "2 9 64", "1 9 79", "1 9 1216");

    /** The values that a row has here and there; rows without any are between those with them. */
    private static final float[][] SPECIAL = {
        {Float.NEGATIVE_INFINITY},
        {},
        {Float.POSITIVE_INFINITY},
        {Float.NaN},
        {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY},
        {},
        {Float.NaN, Float.NEGATIVE_INFINITY},
        {Float.MAX_VALUE, -Float.MAX_VALUE}
    };

    private static Stream<String> operators() {
        return Operators.ALL.keySet().stream();
    }

    /** What the interpreter gives for such rows is compared with plain double precision elsewhere. */
    @ParameterizedTest
    @MethodSource("operators")
    void classesGiveTheBitsOfTheInterpreter(String operator) {
        Template template = new Template(Planner.plan(Operators.graph(operator)));
        for (String text : SIZES) {
            int[] sizes = sizes(text);
            Operators.Specialised made = Operators.specialise(template, sizes, NpuSpec.host(1), false);
            Execution some = new Execution(made.program(), made.scalars(), 7);
            for (int i = 0; i < some.arrays.length; i++) {
                BufferSlot slot = made.program().buffers().get(i);
                if (slot.role() == BufferSlot.Role.INPUT && slot.type() == DType.F32) {
                    spoil((float[]) some.arrays[i], sizes[2], i);
                }
            }
            for (boolean all : new boolean[] {false, true}) {
                if (all && made.program().buffers().getFirst().type() == DType.F32) {
                    Arrays.fill((float[]) some.arrays[0], Float.NEGATIVE_INFINITY);
                }
                Execution interpreted = some.again().interpret();
                for (AsmSectionCompiler compiler : COMPILERS) {
                    some.again()
                            .runCode(compiler)
                            .assertSame(interpreted, compiler.description() + ", " + operator + " at " + text);
                }
            }
        }
    }

    private static void spoil(float[] x, int columns, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int row = 0; Execution.OFFSET + (row + 1) * columns <= x.length; row++) {
            for (float special : SPECIAL[row % SPECIAL.length]) {
                x[Execution.OFFSET + row * columns + random.nextInt(columns)] = special;
            }
        }
    }

    private static int[] sizes(String text) {
        return Stream.of(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    /** Numbers that differ by 1 next to a large one: the mean is rounded, and the variance must not be wrong by the square of that. */
    @ParameterizedTest
    @ValueSource(floats = {0, 1e4f, 1e6f, -3e6f, 1.6e7f})
    void varianceFarFromZero(float offset) {
        for (int columns : FAR_COLUMNS) {
            check(
                    offset,
                    columns,
                    d -> d.composites.variance(d.input("R,C"), List.of(-1), false),
                    row -> new double[] {variance(row)},
                    1e-6);
        }
    }

    /** The rounding of the sum and of the mean, in units of the deviation, is what results are wrong by. */
    @ParameterizedTest
    @ValueSource(floats = {0, 100, 1e4f, 1e6f})
    void layerNormFarFromZero(float offset) {
        for (int columns : FAR_COLUMNS) {
            check(
                    offset,
                    columns,
                    d -> d.composites.layerNorm(d.input("R,C"), d.input("C"), d.input("C"), ScalarExpr.of(1e-5)),
                    SpecialRowsTest::layerNorm,
                    2e-6 + 0x1p-23 * offset / 0.4);
        }
    }

    private static void check(
            float offset,
            int columns,
            Operators.Formula formula,
            Function<double[], double[]> oracle,
            double tolerance) {
        int rows = 3;
        Operators.Draft draft = new Operators.Draft("far");
        Template template = new Template(Planner.plan(draft.builder.build(List.of(formula.write(draft)))));
        Operators.Specialised made =
                Operators.specialise(template, new int[] {1, rows, columns}, NpuSpec.host(1), false);
        SplittableRandom random = new SplittableRandom(columns);
        float[] x = new float[Execution.OFFSET + rows * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = offset + random.nextInt(2);
        }
        float[] ones = new float[Execution.OFFSET + columns];
        Arrays.fill(ones, 1);
        List<Object> inputs = List.<Object>of(x, ones, new float[Execution.OFFSET + columns])
                .subList(0, template.tensors().size());
        Execution interpreted = new Execution(made.program(), made.scalars(), inputs).interpret();
        for (AsmSectionCompiler compiler : COMPILERS) {
            interpreted.again().runCode(compiler).assertSame(interpreted, compiler.description());
        }
        int result = 0;
        while (made.program().buffers().get(result).role() != BufferSlot.Role.OUTPUT) {
            result++;
        }
        float[] actual = (float[]) interpreted.arrays[result];
        for (int r = 0; r < rows; r++) {
            double[] row = new double[columns];
            for (int i = 0; i < columns; i++) {
                row[i] = x[Execution.OFFSET + r * columns + i];
            }
            double[] expected = oracle.apply(row);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(
                        expected[i],
                        actual[Execution.OFFSET + r * expected.length + i],
                        tolerance * Math.max(1, Math.abs(expected[i])),
                        expected.length + " results of " + columns + " columns, row " + r + ", number " + i);
            }
        }
    }

    private static double[] layerNorm(double[] row) {
        double mean = mean(row);
        double root = Math.sqrt(variance(row) + 1e-5);
        return Arrays.stream(row).map(x -> (x - mean) / root).toArray();
    }

    private static double mean(double[] row) {
        return Arrays.stream(row).sum() / row.length;
    }

    private static double variance(double[] row) {
        double mean = mean(row);
        return Arrays.stream(row).map(x -> (x - mean) * (x - mean)).sum() / row.length;
    }
}
