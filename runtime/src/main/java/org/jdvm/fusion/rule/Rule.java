package org.jdvm.fusion.rule;

import java.util.List;
import org.jdvm.fusion.draft.Refusal;

/**
 * One way to fuse, in one file: which candidates it is about, what it says about them and why, and what it changes if it fuses. A new rule
 * is a new file and a line in {@link Rules}.
 */
public interface Rule {
    /** The name in reports. */
    String name();

    /** Why the rule is there, in a line. */
    String reason();

    /** All reasons that the rule may give for a refusal, in addition to the {@linkplain Refusal.General general} ones. */
    List<Refusal> refusals();

    /** True for the candidates that this rule is about. */
    boolean appliesTo(Candidate candidate);

    /** True if the node may be computed in several kernels; each that takes it has no further need of it in memory. */
    default boolean mayRepeat() {
        return false;
    }

    /** Decides, and changes nothing (but that axes may be split, which computes the same). */
    Verdict consider(Candidate candidate);
}
