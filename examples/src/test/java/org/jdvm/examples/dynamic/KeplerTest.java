package org.jdvm.examples.dynamic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.jdvm.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The anomalies solve the equation, and are those that bisection in double precision finds. */
class KeplerTest {
    @ParameterizedTest
    @CsvSource({"1, 0.1", "1000, 0.3", "777, 0.7", "50000, 0.5"})
    void solves(int orbits, double most) {
        SplittableRandom random = new SplittableRandom(orbits);
        float[] mean = new float[orbits];
        float[] eccentricity = new float[orbits];
        for (int i = 0; i < orbits; i++) {
            mean[i] = (float) random.nextDouble(0, Math.PI);
            eccentricity[i] = (float) random.nextDouble(0, most);
        }
        Kepler.Solution solution = KeplerOperators.solve(Tensor.of(mean, orbits), Tensor.of(eccentricity, orbits));
        assertTrue(solution.steps() > 1 && solution.steps() < 20, () -> "steps: " + solution.steps());
        float[] anomaly = solution.anomaly().toFloatArray();
        for (int i = 0; i < orbits; i++) {
            assertEquals(bisect(mean[i], eccentricity[i]), anomaly[i], 1e-5);
        }
    }

    private static double bisect(double mean, double eccentricity) {
        double low = 0;
        double high = Math.PI + 1;
        while (high - low > 1e-12) {
            double middle = (low + high) / 2;
            if (middle - eccentricity * Math.sin(middle) < mean) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @org.junit.jupiter.api.Test
    void argumentsMustFit() {
        Tensor three = Tensor.of(new float[3], 3);
        Tensor four = Tensor.of(new float[4], 4);
        String message = assertThrows(IllegalArgumentException.class, () -> KeplerOperators.solve(three, four))
                .getMessage();
        assertEquals("solve: eccentricity has 4 in dim 0, but N = 3 (from mean, dim 0)", message);
    }
}
