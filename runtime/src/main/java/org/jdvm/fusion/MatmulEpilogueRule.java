package org.jdvm.fusion;

import org.jdvm.ir.Node;

/** Elementwise work on a matrix product is done on each block of it before the block is stored. */
final class MatmulEpilogueRule implements Rule {
    @Override
    public String name() {
        return "matmul-epilogue";
    }

    @Override
    public String reason() {
        return "a block of a product is worked on before it leaves the local buffer";
    }

    @Override
    public boolean appliesTo(Node node) {
        return node instanceof Node.Matmul;
    }

    @Override
    public Verdict consider(Candidate candidate) {
        KernelDraft kernel = candidate.kernel();
        if (kernel.multiplies()) {
            return Verdict.refused("the kernel holds another matrix product already");
        }
        if (kernel.reduces()) {
            return Verdict.refused("the kernel reduces along rows, which blocks of the product do not hold whole");
        }
        if (!candidate.coversResult()) {
            return Verdict.refused("the kernel repeats the product or uses only a part of it");
        }
        kernel.add(candidate.node(), candidate.indices());
        return Verdict.fused("the block of the product is still in the local buffer");
    }
}
