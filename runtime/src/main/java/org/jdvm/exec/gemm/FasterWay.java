package org.jdvm.exec.gemm;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Chooses between two ways to do something that give the same results, by measurement while they are used: both ways are taken in turn for
 * some times, then the one that was faster in the median for the next thousands.
 */
public final class FasterWay {
    /** Times that each way is measured. */
    static final int SAMPLES = 32;

    /** Times that the faster way is taken before both are measured again. */
    static final int KEPT = 8192;

    /** What the second way must save to be worth while: less is not told from chance. */
    private static final double LEAST_GAIN = 0.03;

    private final LongSupplier clock;

    /** Times that a way is taken before it is the turn of the other: it may gain from what it did before. */
    private final int turn;

    /** Times for each unit of work. */
    private final double[] first = new double[SAMPLES];

    private final double[] second = new double[SAMPLES];
    private int measured;
    private int kept;
    private boolean isSecond;
    private double work;
    private long beginNanos;

    /**
     * Nothing is measured yet.
     *
     * @param clock gives nanoseconds
     * @param turn times that a way is taken before it is the turn of the other, a divisor of {@link #SAMPLES}
     */
    public FasterWay(LongSupplier clock, int turn) {
        this.clock = clock;
        this.turn = turn;
    }

    /**
     * Begins the work.
     *
     * @param units how much it is
     * @return whether it is done in the second way
     */
    public boolean begin(double units) {
        if (kept > 0) {
            return isSecond;
        }
        work = units;
        boolean isMeasuringSecond = isMeasuringSecond();
        beginNanos = clock.getAsLong();
        return isMeasuringSecond;
    }

    private boolean isMeasuringSecond() {
        return measured / turn % 2 == 1;
    }

    /** Ends the work. */
    public void end() {
        if (kept > 0) {
            kept--;
            return;
        }
        int sample = measured / (2 * turn) * turn + measured % turn;
        (isMeasuringSecond() ? second : first)[sample] = (clock.getAsLong() - beginNanos) / work;
        if (++measured == 2 * SAMPLES) {
            measured = 0;
            kept = KEPT;
            Arrays.sort(first);
            Arrays.sort(second);
            isSecond = second[SAMPLES / 2] < (1 - LEAST_GAIN) * first[SAMPLES / 2];
        }
    }
}
