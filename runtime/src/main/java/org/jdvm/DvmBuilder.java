package org.jdvm;

import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;

/** Says what a {@link Dvm} of one's own shall be like; what is not said is as in {@link Dvm#shared()}. */
public final class DvmBuilder {
    private NpuSpec machine = NpuSpec.host();
    private TierSettings tiers = TierSettings.of(TierPolicy.fromProperty());

    DvmBuilder() {}

    /**
     * Limits the cores.
     *
     * @param count how many cores of this CPU run programs; the first one is the caller's thread
     * @return this builder
     */
    public DvmBuilder cores(int count) {
        this.machine = NpuSpec.host(count);
        return this;
    }

    /**
     * Says when programs become JVM classes, whatever the system property {@value TierPolicy#PROPERTY} says.
     *
     * @param policy the policy
     * @return this builder
     */
    public DvmBuilder tier(TierPolicy policy) {
        return tier(TierSettings.of(policy));
    }

    /**
     * Says when and how programs become JVM classes.
     *
     * @param settings the settings
     * @return this builder
     */
    public DvmBuilder tier(TierSettings settings) {
        this.tiers = settings;
        return this;
    }

    /** {@return the machine, started} */
    public Dvm start() {
        return new Dvm(machine, tiers);
    }
}
