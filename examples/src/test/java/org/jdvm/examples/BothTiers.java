package org.jdvm.examples;

import org.jdvm.Dvm;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;

/**
 * Two machines of two cores.
 *
 * @param interpreting it never makes code
 * @param lowering it makes code of all it can, whether that is faster or not
 */
public record BothTiers(Dvm interpreting, Dvm lowering) implements AutoCloseable {
    /** {@return both, started} */
    public static BothTiers start() {
        return new BothTiers(
                Dvm.builder().cores(2).tier(TierPolicy.INTERPRET).start(),
                Dvm.builder()
                        .cores(2)
                        .tier(TierSettings.of(TierPolicy.EAGER_COMPILE).unmeasured())
                        .start());
    }

    @Override
    public void close() {
        interpreting.close();
        lowering.close();
    }
}
