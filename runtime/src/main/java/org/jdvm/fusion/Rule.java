package org.jdvm.fusion;

/** One way to fuse: decides whether a node is computed inside a kernel, and if so makes it part of the kernel. */
interface Rule {
    /** What a rule says. */
    record Verdict(boolean fused, String reason) {
        static Verdict fused(String reason) {
            return new Verdict(true, reason);
        }

        static Verdict refused(String reason) {
            return new Verdict(false, reason);
        }
    }

    /** The name in reports. */
    String name();

    /** Why the rule is there, in a line. */
    String reason();

    /** True for the candidates that this rule is about. */
    boolean appliesTo(Candidate candidate);

    /** True if the node may be computed in several kernels; each that takes it has no further need of it in memory. */
    default boolean mayRepeat() {
        return false;
    }

    /** Decides, and on success adds the node to the kernel. */
    Verdict consider(Candidate candidate);
}
