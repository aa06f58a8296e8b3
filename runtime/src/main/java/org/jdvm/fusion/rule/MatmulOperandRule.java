package org.jdvm.fusion.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.draft.Drafts;
import org.jdvm.fusion.draft.FusedNode;
import org.jdvm.fusion.draft.Layouts;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * A product reads matrices in the form that they have in memory: 16-bit floats and quantised weights are converted while they are
 * packed, and the scales of quantised weights, one for each column, are applied to the product instead of the weights.
 */
final class MatmulOperandRule implements Rule {
    private static final Set<DType> HALVES = Set.of(DType.F16, DType.BF16);

    private static final Set<DType> BYTES = Set.of(DType.I8, DType.U8);

    /** Why it refuses. */
    enum Why implements Refusal {
        PRODUCT_TYPE("the product is %s, not f32"),
        CONVERSION("the cube unit does not convert %s to %s"),
        SCALE("only scales of the columns of quantised weights move after the product"),
        ORDER("the elements of the unconverted matrix are not in the order of the product");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    @Override
    public String name() {
        return "matmul-operand";
    }

    @Override
    public String reason() {
        return "weights are read in their stored form, which is smaller, and are not written anew";
    }

    @Override
    public boolean mayRepeat() {
        return true;
    }

    @Override
    public List<Refusal> refusals() {
        return List.of(Why.values());
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.MATRIX
                && candidate.node() instanceof Node.Elementwise node
                && (node.op() == Op.CAST && isNarrow(node)
                        || node.op() == Op.MUL && scalesQuantised(candidate.drafts(), node));
    }

    private static boolean isNarrow(Node.Elementwise cast) {
        return cast.operands().getFirst() instanceof Value source
                && (HALVES.contains(source.type()) || BYTES.contains(source.type()));
    }

    /** What a product would read instead of the node's result, and by what its columns would be multiplied. */
    private record Change(
            FusedNode product, Value instead, @Nullable Operand scale) {}

    @Override
    public Verdict consider(Candidate candidate) {
        Node.Elementwise node = (Node.Elementwise) candidate.node();
        Map<FusedNode, Change> changes = new HashMap<>();
        for (FusedNode product : candidate.kernel().products()) {
            Node.Matmul matmul = (Node.Matmul) product.node;
            boolean left = product.left == null
                    && candidate.drafts().matrix(product, matmul.left()).equals(node.result());
            boolean right = candidate.drafts().matrix(product, matmul.right()).equals(node.result());
            if (!left && !right) {
                continue;
            }
            if (matmul.result().type() != DType.F32) {
                return Verdict.refused(Why.PRODUCT_TYPE, matmul.result().type());
            }
            if (node.op() == Op.CAST) {
                Value source = (Value) node.operands().getFirst();
                boolean converts = node.result().type() == DType.F32
                        && (HALVES.contains(source.type()) || BYTES.contains(source.type()) && !left);
                if (!converts) {
                    return Verdict.refused(
                            Why.CONVERSION, source.type(), node.result().type());
                }
                changes.put(product, new Change(product, source, null));
            } else {
                Change change = left ? null : withoutScale(candidate, product, node);
                if (change == null) {
                    return Verdict.refused(Why.SCALE);
                }
                changes.put(product, change);
            }
        }
        for (Change change : changes.values()) {
            Node.Matmul matmul = (Node.Matmul) change.product().node;
            Map<Value, Value> substitutes = new HashMap<>(change.product().substitutes);
            substitutes.put(node.result(), change.instead());
            Layouts layouts = candidate.drafts().layouts();
            if (layouts.of(matmul.left(), substitutes) == null || layouts.of(matmul.right(), substitutes) == null) {
                return Verdict.refused(Why.ORDER);
            }
        }
        return new Verdict.Fused(
                node.op() == Op.CAST ? "converted while the matrix is packed" : "applied to the block of the product",
                () -> {
                    for (Change change : changes.values()) {
                        candidate
                                .drafts()
                                .substitute(change.product(), node.result(), change.instead(), change.scale());
                    }
                    candidate.drafts().refresh(candidate.kernel());
                });
    }

    /** The change for weights times a scale that does not vary along the inner dim; null if that is not what it is. */
    private static @Nullable Change withoutScale(Candidate candidate, FusedNode product, Node.Elementwise node) {
        for (int i = 0; i < 2; i++) {
            Operand weights = node.operands().get(i);
            Operand scale = node.operands().get(1 - i);
            if (weights instanceof Value tensor
                    && tensor.shape().equals(node.result().shape())
                    && isQuantised(candidate.drafts(), tensor)
                    && candidate.drafts().isConstantAlongDepth(product, node, scale)) {
                return new Change(product, tensor, scale);
            }
        }
        return null;
    }

    private static boolean scalesQuantised(Drafts drafts, Node.Elementwise node) {
        return node.inputs().stream().anyMatch(input -> isQuantised(drafts, input));
    }

    private static boolean isQuantised(Drafts drafts, Value tensor) {
        return drafts.graph().node(tensor) instanceof Node.Elementwise(var _, var op, List<Operand> operands)
                && op == Op.CAST
                && operands.getFirst() instanceof Value source
                && BYTES.contains(source.type());
    }
}
