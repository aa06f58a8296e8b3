package org.jdvm.fusion.rule;

import org.jdvm.fusion.draft.Refusal;

/** What a rule says about computing a node inside a kernel. */
public sealed interface Verdict {
    /** {@return why, as reports print it} */
    String reason();

    /**
     * The node is computed in the kernel.
     *
     * @param reason why
     * @param change makes it so; a rule itself changes nothing, so that another one can be asked after a refusal
     */
    record Fused(String reason, Runnable change) implements Verdict {}

    /**
     * The node is not computed in the kernel.
     *
     * @param refusal why
     * @param reason the text of that, with its numbers
     */
    record Refused(Refusal refusal, String reason) implements Verdict {}

    /**
     * {@return a refusal}
     *
     * @param refusal why
     * @param numbers what belongs into its text
     */
    static Verdict refused(Refusal refusal, Object... numbers) {
        return new Refused(refusal, refusal.text().formatted(numbers));
    }
}
