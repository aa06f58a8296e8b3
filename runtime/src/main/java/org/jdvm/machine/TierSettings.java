package org.jdvm.machine;

import java.time.Duration;

/**
 * How lowering behaves.
 *
 * @param policy when sections are lowered
 * @param launches launches of a program after which {@link TierPolicy#AUTO} lowers it
 * @param structures how many structures are remembered
 * @param patience how long a class may be tried before it has become steady; rests between trials do not count
 * @param measured false to accept code as soon as it has run without failing, whatever its speed
 */
public record TierSettings(TierPolicy policy, int launches, int structures, Duration patience, boolean measured) {
    private static final int LAUNCHES = 30;
    private static final int STRUCTURES = 512;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** Checks the numbers. */
    public TierSettings {
        if (launches < 1 || structures < 1) {
            throw new IllegalArgumentException(
                    "a program is lowered after at least one launch and at least one structure" + " is remembered, not "
                            + launches + " and " + structures);
        }
    }

    /**
     * {@return the usual settings}
     *
     * @param policy when sections are lowered
     */
    public static TierSettings of(TierPolicy policy) {
        return new TierSettings(policy, LAUNCHES, STRUCTURES, PATIENCE, true);
    }

    /**
     * {@return these settings with a limit on remembered structures}
     *
     * @param count the limit
     */
    public TierSettings withStructures(int count) {
        return new TierSettings(policy, launches, count, patience, measured);
    }

    /** {@return these settings, but code is accepted whatever its speed} */
    public TierSettings unmeasured() {
        return new TierSettings(policy, launches, structures, patience, false);
    }
}
