package org.jdvm.examples.dynamic;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Kepler's equation {@code E - e sin(E) = M}, solved for many orbits at once by Newton's method. */
public final class Kepler {
    private static final double CLOSE = 1e-6;
    private static final int MOST_STEPS = 60;

    private Kepler() {}

    /**
     * A solution.
     *
     * @param anomaly the eccentric anomalies
     * @param steps how many steps it took
     */
    public record Solution(Tensor anomaly, int steps) {}

    /**
     * {@return the eccentric anomaly E of each orbit}
     *
     * <p>Goes on until the largest step is small. Each round is one kernel: the step, the new values, and the largest step.
     *
     * @param mean the mean anomalies M
     * @param eccentricity the eccentricities e, below 1
     */
    @Operator(dynamic = true)
    public static Solution solve(@Dims("N") Tensor mean, @Dims("N") Tensor eccentricity) {
        Tensor anomaly = mean.add(eccentricity.mul(mean.sin()));
        for (int steps = 1; ; steps++) {
            Tensor error = anomaly.sub(eccentricity.mul(anomaly.sin())).sub(mean);
            Tensor slope = eccentricity.mul(anomaly.cos()).rsub(1);
            Tensor step = error.div(slope);
            anomaly = anomaly.sub(step);
            if (step.abs().max().item() <= CLOSE || steps == MOST_STEPS) {
                return new Solution(anomaly, steps);
            }
        }
    }
}
