package org.jdvm;

import org.jdvm.call.Engine;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;

/** Builds a {@link Dvm}. What is not set is as in {@link Dvm#shared()}. */
public final class DvmBuilder {
    private int cores = Runtime.getRuntime().availableProcessors();
    private boolean reproducible = Engine.isReproducibleByProperty();
    private TierSettings tiers = TierSettings.of(TierPolicy.fromProperty());

    DvmBuilder() {}

    /**
     * Limits the cores.
     *
     * @param count how many cores of this CPU run programs; the first one is the caller's thread
     * @return this builder
     */
    public DvmBuilder cores(int count) {
        this.cores = count;
        return this;
    }

    /**
     * Chooses programs that give the same bits on CPUs with vectors of any width, whatever the system property {@value Dvm#REPRODUCIBLE} says.
     *
     * <p>Without this, results have the same bits on CPUs whose vectors are equally wide. On others a different program may be chosen: longer
     * segments of keys in attention over many keys, whose sums are scaled at other places, or a product that is rounded to f16 or bf16 between
     * two kernels in place of one that is not. With it, tiles and plans are chosen as for vectors of 512 bits, whatever this CPU has. What that costs is
     * in {@code docs/accuracy.md}; CPUs with vectors of 512 bits pay nothing.
     *
     * @param same true for the same bits everywhere
     * @return this builder
     */
    public DvmBuilder reproducible(boolean same) {
        this.reproducible = same;
        return this;
    }

    /**
     * Sets when programs become JVM classes, whatever the system property {@value TierPolicy#PROPERTY} says.
     *
     * @param policy the policy
     * @return this builder
     */
    public DvmBuilder tier(TierPolicy policy) {
        return tier(TierSettings.of(policy));
    }

    /**
     * Sets when and how programs become JVM classes.
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
        return new Dvm(Engine.machine(cores, reproducible), tiers);
    }
}
