package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.jdvm.ir.Op;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bounds of sums and products at their worst: equal terms, many terms, and terms that cancel. */
class WorstCaseSumsTest {
    private static final double UNIT = 0x1p-24;

    /** Terms by their number. */
    private enum Terms implements IntToDoubleFunction {
        EQUAL {
            @Override
            public double applyAsDouble(int i) {
                return 0.1f;
            }
        },
        CANCELLING {
            @Override
            public double applyAsDouble(int i) {
                return (i % 2 == 0 ? 1 : -1) * (1e6 + i % 7);
            }
        },
        GROWING {
            @Override
            public double applyAsDouble(int i) {
                return (float) (i * 1.1);
            }
        };

        float[] array(int count) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = (float) applyAsDouble(i);
            }
            return values;
        }
    }

    private static void check(Op op, long terms, double expected, double magnitude, double actual) {
        double allowed = op.accuracy().sum().units(terms) * UNIT * magnitude + Math.ulp((float) expected) / 2;
        assertEquals(expected, actual, allowed, op + " of " + terms + " terms");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "3, 7",
        "1000, 3",
        "1000, 64",
        "10000, 384",
        "3, 1000",
        "2, 70000",
        "1, 1000000",
        "1000000, 1",
        "40, 9001"
    })
    void sums(int rows, int columns) {
        for (Terms terms : Terms.values()) {
            float[] values = terms.array(rows * columns);
            Tensor x = Tensor.of(values, rows, columns);
            double[] sums = new double[rows + columns + 1];
            double[] sizes = new double[rows + columns + 1];
            for (int i = 0; i < values.length; i++) {
                for (int at : new int[] {i / columns, rows + i % columns, rows + columns}) {
                    sums[at] += values[i];
                    sizes[at] += Math.abs(values[i]);
                }
            }
            float[] byRow = x.sum(1).toFloatArray();
            float[] byColumn = x.sum(0).toFloatArray();
            for (int i = 0; i < rows; i++) {
                check(Op.SUM, columns, sums[i], sizes[i], byRow[i]);
            }
            for (int i = 0; i < columns; i++) {
                check(Op.SUM, rows, sums[rows + i], sizes[rows + i], byColumn[i]);
            }
            float total = x.sum().toFloatArray()[0];
            check(Op.SUM, values.length, sums[rows + columns], sizes[rows + columns], total);
        }
    }

    /** Two axes that are reduced around one that is not. */
    @ParameterizedTest
    @CsvSource({"4, 5, 6", "50, 3, 3000", "300, 16, 70"})
    void sumsOverOuterAxes(int outer, int kept, int inner) {
        for (Terms terms : Terms.values()) {
            float[] values = terms.array(outer * kept * inner);
            float[] actual =
                    Tensor.of(values, outer, kept, inner).sum(new int[] {0, 2}).toFloatArray();
            for (int k = 0; k < kept; k++) {
                double sum = 0;
                double size = 0;
                for (int i = 0; i < values.length; i++) {
                    boolean isTerm = i / inner % kept == k;
                    sum += isTerm ? values[i] : 0;
                    size += isTerm ? Math.abs(values[i]) : 0;
                }
                check(Op.SUM, (long) outer * inner, sum, size, actual[k]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 384", "1, 2048", "7, 384", "20, 768", "5, 5000"})
    void products(int rows, int depth) {
        int columns = 40;
        for (Terms terms : new Terms[] {Terms.EQUAL, Terms.CANCELLING}) {
            float[] left = terms.array(rows * depth);
            float[] right = new float[depth * columns];
            Arrays.fill(right, 1.1f);
            float[] actual = Tensor.of(left, rows, depth)
                    .matmul(Tensor.of(right, depth, columns))
                    .toFloatArray();
            for (int i = 0; i < actual.length; i++) {
                double sum = 0;
                double size = 0;
                for (int k = 0; k < depth; k++) {
                    double product = (double) left[i / columns * depth + k] * 1.1f;
                    sum += product;
                    size += Math.abs(product);
                }
                check(Op.MATMUL, depth, sum, size, actual[i]);
            }
        }
    }

    /** Deviations that are small against the mean. */
    @ParameterizedTest
    @CsvSource({"64, 1e6", "1000, 1e6", "4096, 1e6", "9001, 1e5", "300000, 1e5", "3, 16e6", "1001, 16e6", "300000, 16e6"
    })
    void variances(int count, float mean) {
        float[] values = new float[count];
        double exact = 0;
        for (int i = 0; i < count; i++) {
            values[i] = mean + i % 2;
            exact += i % 2;
        }
        double share = exact / count;
        double variance = share - share * share;
        for (Tensor result : new Tensor[] {
            Tensor.of(values, count).variance(),
            Tensor.of(values, 1, count).variance(1),
            Tensor.of(values, count, 1).variance(0)
        }) {
            float actual = result.toFloatArray()[0];
            assertTrue(Math.abs(actual - variance) <= 1e-6 * variance, count + " of " + mean + ": " + actual);
        }
    }
}
