package org.jdvm.exec.gemm;

import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jdvm.machine.Tuning.Choice;

/**
 * Chooses between two ways to do something that give the same results, by measurement while they are used: both ways are taken in turn for
 * some times, then the one that was faster in the median for the next thousands. Where it was found before, it is taken from the beginning.
 */
public final class FasterWay {
    /** Times that each way is measured. */
    static final int SAMPLES = 32;

    /** Times that the faster way is taken before both are measured again. */
    static final int KEPT = 8192;

    /** What the second way must save to be worth while: less is not told from chance. */
    private static final double LEAST_GAIN = 0.03;

    private final Supplier<String> name;
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
     * @param name of the class of work, asked for when something is known or found of it
     * @param clock gives nanoseconds
     * @param turn times that a way is taken before it is the turn of the other, a divisor of {@link #SAMPLES}
     */
    public FasterWay(Supplier<String> name, LongSupplier clock, int turn) {
        this.name = name;
        this.clock = clock;
        this.turn = turn;
        Choice before = Ways.before(name);
        if (Ways.isOff()) {
            kept = Integer.MAX_VALUE;
        } else if (before != null) {
            kept = KEPT;
            isSecond = before.isTaken();
        }
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
            kept -= kept == Integer.MAX_VALUE ? 0 : 1;
            return;
        }
        int sample = measured / (2 * turn) * turn + measured % turn;
        (isMeasuringSecond() ? second : first)[sample] = (clock.getAsLong() - beginNanos) / work;
        if (++measured == 2 * SAMPLES) {
            measured = 0;
            kept = KEPT;
            Arrays.sort(first);
            Arrays.sort(second);
            double usual = first[SAMPLES / 2];
            double ratio = usual > 0 ? second[SAMPLES / 2] / usual : 1;
            isSecond = ratio < 1 - LEAST_GAIN;
            Ways.found(name.get(), new Choice(isSecond, ratio));
        }
    }
}
