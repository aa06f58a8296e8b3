package org.jdvm.fusion;

import java.util.Optional;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;

/**
 * What a rule said about computing a node inside a kernel that uses it.
 *
 * @param node the node
 * @param kernel the number of the kernel in its plan
 * @param rule the name of the rule
 * @param refusal why the node did not become part of the kernel; empty if it did
 * @param reason why, as text
 */
public record Decision(Node node, int kernel, String rule, Optional<Refusal> refusal, String reason) {
    /** {@return true if the node became part of the kernel} */
    public boolean fused() {
        return refusal.isEmpty();
    }

    /** The same about a kernel that got another number. */
    Decision in(int number) {
        return new Decision(node, number, rule, refusal, reason);
    }
}
