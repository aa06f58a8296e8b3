package org.jdvm.fusion.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.draft.DraftAxis;
import org.jdvm.fusion.draft.Drafts;
import org.jdvm.fusion.draft.FusedNode;
import org.jdvm.fusion.draft.Index;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * The left operand of a product is computed before it, as rows in the local buffer: the probabilities of an attention, the norm before a
 * projection. The kernel gets an axis for the inner indices, along which its reductions then run.
 *
 * <p>There are two such rules, so that sizes may decide about each by itself: one for operands that follow from a product themselves.
 */
public final class LocalOperandRule implements Rule {
    public static final String ATTENTION = "attention";
    public static final String PROLOGUE = "matmul-prologue";

    /** Why it refuses. */
    enum Why implements Refusal {
        RIGHT_OPERAND("the cube unit reads its right operand from memory"),
        WINDOWS("a product by windows reads its left operand from memory"),
        OTHER_ROWS("the kernel holds whole rows of other values"),
        NEEDED_IN_MEMORY("it is needed in memory by others"),
        NO_REDUCTION("nothing needs whole rows of the preceding product: its kernel works on its blocks"),
        ONE_INNER("the inner size is 1"),
        ORDER("the kernel reads it in another order of elements, or at two places at once"),
        IN_PART("the kernel repeats it or uses only a part of it"),
        BFLOATS("rows of bf16 are in memory, where instructions for products of bf16 read them"),
        INTEGERS("products of integers read their left operand from memory"),
        WIDE("products of f64 read their left operand from memory");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    private final boolean fromProduct;

    LocalOperandRule(boolean fromProduct) {
        this.fromProduct = fromProduct;
    }

    @Override
    public String name() {
        return fromProduct ? ATTENTION : PROLOGUE;
    }

    @Override
    public String reason() {
        return fromProduct
                ? "scores and probabilities of whole rows stay in the local buffer between two products"
                : "a norm before a product is computed on the rows that the product multiplies";
    }

    @Override
    public boolean mayRepeat() {
        return true;
    }

    @Override
    public List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>(List.of(Refusal.Common.FULL));
        for (Why why : Why.values()) {
            if (why != (fromProduct ? Why.BFLOATS : Why.NO_REDUCTION)) {
                refusals.add(why);
            }
        }
        return refusals;
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.MATRIX
                && candidate.node() instanceof Node.Elementwise
                && isLeftOperand(candidate)
                && Chain.of(candidate).multiplies == fromProduct;
    }

    private static boolean isLeftOperand(Candidate candidate) {
        return candidate.kernel().products().stream()
                .anyMatch(product -> candidate
                        .drafts()
                        .matrix(product, ((Node.Matmul) product.node).left())
                        .equals(candidate.node().result()));
    }

    @Override
    public Verdict consider(Candidate candidate) {
        Node node = candidate.node();
        KernelDraft kernel = candidate.kernel();
        Drafts drafts = candidate.drafts();
        List<FusedNode> products = new ArrayList<>();
        for (FusedNode product : kernel.products()) {
            Node.Matmul matmul = (Node.Matmul) product.node;
            if (drafts.matrix(product, matmul.right()).equals(node.result())) {
                return Verdict.refused(Why.RIGHT_OPERAND);
            }
            if (drafts.matrix(product, matmul.left()).equals(node.result())) {
                if (drafts.graph().node(matmul.right()) instanceof Node.WindowMatrix) {
                    return Verdict.refused(Why.WINDOWS);
                }
                products.add(product);
            }
        }
        if (!fromProduct && node.result().type() == DType.BF16) {
            return Verdict.refused(Why.BFLOATS);
        }
        if (products.stream().anyMatch(product -> !product.node.result().type().isFloat())) {
            return Verdict.refused(Why.INTEGERS);
        }
        if (products.stream().anyMatch(product -> product.node.result().type() == DType.F64)) {
            return Verdict.refused(Why.WIDE);
        }
        if (kernel.reduces() || kernel.inner() != null) {
            return Verdict.refused(Why.OTHER_ROWS);
        }
        if (isNeededInMemory(candidate)) {
            return Verdict.refused(Why.NEEDED_IN_MEMORY);
        }
        if (fromProduct && !Chain.of(candidate).reduces) {
            return Verdict.refused(Why.NO_REDUCTION);
        }
        if (!candidate.hasRoom()) {
            return Verdict.refused(Refusal.Common.FULL, kernel.size());
        }
        Node.Matmul first = (Node.Matmul) products.getFirst().node;
        Dim depth = first.left().shape().dim(first.left().rank() - 1);
        if (depth.equals(Dim.ONE)) {
            return Verdict.refused(Why.ONE_INNER);
        }
        DraftAxis inner = DraftAxis.inner(depth);
        List<Index> at = null;
        for (FusedNode product : products) {
            List<Index> other = operandAt(candidate, product, inner);
            if (other == null || at != null && !Index.same(at, other)) {
                return Verdict.refused(Why.ORDER);
            }
            at = other;
        }
        Set<DraftAxis> needed = new HashSet<>(kernel.leaves());
        products.forEach(product -> needed.removeAll(Index.axes(product.at.getLast())));
        needed.add(inner);
        Set<DraftAxis> used = new HashSet<>();
        if (at == null || !candidate.coversEachDim(at, used) || !used.equals(needed)) {
            return Verdict.refused(Why.IN_PART);
        }
        List<Index> rows = at;
        return new Verdict.Fused("computed on rows in the local buffer, which the product multiplies there", () -> {
            kernel.addAxes(List.of(inner));
            for (FusedNode product : products) {
                product.left = new FusedNode.Read(node.result(), rows);
            }
            drafts.refresh(kernel);
            candidate.join(rows, List.of());
        });
    }

    /** True if other kernels do not compute it anew, or should not because that takes a product. */
    private boolean isNeededInMemory(Candidate candidate) {
        Value result = candidate.node().result();
        return candidate.drafts().isResult(result)
                || candidate.drafts().usesOf(result).stream()
                        .filter(use -> use.kernel() != candidate.kernel()
                                && use.kernel().membersFor(result).isEmpty())
                        .anyMatch(use -> fromProduct || !use.isMatrix());
    }

    /** The indices of the node at which a product multiplies it; null if the kernel's axes cannot express them. */
    private static @Nullable List<Index> operandAt(Candidate candidate, FusedNode product, DraftAxis inner) {
        Drafts drafts = candidate.drafts();
        Node.Matmul matmul = (Node.Matmul) product.node;
        List<Index> at = drafts.views().matrixIndices(true, matmul.left(), matmul, product.at);
        at.set(at.size() - 1, Index.of(inner));
        FusedNode.Read read = drafts.resolve(matmul.left(), at);
        while (!read.tensor().equals(candidate.node().result())) {
            Value substitute = product.substitutes.get(read.tensor());
            if (substitute == null) {
                return null;
            }
            read = drafts.resolve(substitute, read.at());
        }
        return read.at();
    }

    /**
     * What only one node needs: a kernel computes it before that node.
     *
     * @param multiplies true if there is a product among it
     * @param reduces true if there is a reduction among it
     */
    private record Chain(boolean multiplies, boolean reduces) {
        static Chain of(Candidate candidate) {
            Drafts drafts = candidate.drafts();
            Set<Value> chain = new HashSet<>();
            boolean multiplies = false;
            boolean reduces = false;
            // what reads a value has a larger number and comes first
            TreeSet<Integer> open =
                    new TreeSet<>(List.of(candidate.node().result().id()));
            while (!open.isEmpty()) {
                Node node = drafts.graph().nodes().get(open.pollLast());
                Value result = node.result();
                boolean own = node == candidate.node()
                        || !drafts.isResult(result)
                                && !drafts.consumersOf(result).isEmpty()
                                && chain.containsAll(drafts.consumersOf(result));
                if (!own) {
                    continue;
                }
                switch (node) {
                    case Node.Matmul _, Node.GroupedMatmul _, Node.WindowReduce _ -> multiplies = true;
                    case Node.Input _ -> {}
                    default -> {
                        reduces |= node instanceof Node.Reduce;
                        chain.add(result);
                        node.inputs().forEach(input -> open.add(input.id()));
                    }
                }
            }
            return new Chain(multiplies, reduces);
        }
    }
}
