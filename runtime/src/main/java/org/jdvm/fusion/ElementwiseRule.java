package org.jdvm.fusion;

import org.jdvm.ir.Node;

/** Elementwise work, copies and look-ups are computed where they are used. */
final class ElementwiseRule implements Rule {
    @Override
    public String name() {
        return "elementwise-producer";
    }

    @Override
    public String reason() {
        return "what is computed where it is used is neither written nor read";
    }

    @Override
    public boolean appliesTo(Node node) {
        return switch (node) {
            case Node.Elementwise _, Node.Copy _, Node.Gather _ -> true;
            case Node.Input _,
                    Node.Iota _,
                    Node.Fill _,
                    Node.Reduce _,
                    Node.Matmul _,
                    Node.Broadcast _,
                    Node.Reshape _,
                    Node.Permute _,
                    Node.Slice _,
                    Node.Concat _,
                    Node.Pad _,
                    Node.GroupedMatmul _ -> false;
        };
    }

    @Override
    public Verdict consider(Candidate candidate) {
        KernelDraft kernel = candidate.kernel();
        if (kernel.size() >= KernelDraft.MOST_MEMBERS) {
            return Verdict.refused("the kernel has " + kernel.size() + " operations already");
        }
        kernel.add(candidate.node(), candidate.indices());
        return Verdict.fused("computed on the tile where it is used");
    }
}
