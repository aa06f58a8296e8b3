package org.jdvm.fusion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphPrinter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;

/**
 * A tensor that reaches memory between two kernels although a rule was about computing it where it is used, and no kernel took it.
 *
 * <p>What a kernel needs in memory by its nature is not a miss: the operands of a matrix product, what it computes them from, and the
 * table of a look-up.
 *
 * @param node the node that computes the tensor
 * @param kind what the node does
 * @param kernel the kernel that computes it
 * @param refusals what the rules said
 * @param bytes the bytes of all tensors through which that kernel and those that refused the node exchange in memory
 */
public record MissedFusion(Node node, Kind kind, int kernel, List<Decision> refusals, Dim bytes) {
    /** What could not be fused. */
    public enum Kind {
        /** Elementwise work, a look-up, generated numbers. */
        ELEMENTWISE,
        /** A reduction, or a scan. */
        REDUCTION,
        /** A matrix product. */
        PRODUCT,
        /** A copy that a reshape needs because its elements are in another order. */
        REORDERING
    }

    /** Copies the list. */
    public MissedFusion {
        refusals = List.copyOf(refusals);
    }

    /**
     * {@return the misses of a plan, in the order of the graph}
     *
     * @param plan the plan
     * @param source the graph as it was built, from which the nodes of the plan stem
     */
    public static List<MissedFusion> of(Plan plan, Graph source) {
        List<MissedFusion> misses = new ArrayList<>();
        for (int i = 0; i < plan.workspace().size(); i++) {
            Plan.Intermediate tensor = plan.workspace().get(i);
            Node node = plan.graph().node(tensor.value());
            TensorLocation memory = new TensorLocation.Workspace(i);
            List<Decision> about = plan.decisions().stream()
                    .filter(decision -> decision.node().equals(node))
                    .filter(d -> d.fused() || plan.kernels().get(d.kernel()).touches(memory))
                    .toList();
            boolean reordering = node instanceof Node.Copy
                    && !(source.nodes().get(plan.graph().origin(node.result())) instanceof Node.Copy);
            boolean needed = !reordering && isNeeded(plan, memory);
            int kernel = tensor.firstKernel();
            // a kernel that computes what it copies only stores it in another order
            boolean free = reordering && plan.kernels().get(kernel).covered().size() > 1;
            if (about.isEmpty() || needed || free || about.stream().anyMatch(Decision::fused)) {
                continue;
            }
            misses.add(new MissedFusion(node, kind(node, reordering), kernel, about, shared(plan, kernel, about)));
        }
        misses.sort((a, b) ->
                Integer.compare(a.node().result().id(), b.node().result().id()));
        return misses;
    }

    private static Kind kind(Node node, boolean reordering) {
        return switch (node) {
            case Node.Reduce _, Node.RowWise _ -> Kind.REDUCTION;
            case Node.Matmul _, Node.GroupedMatmul _ -> Kind.PRODUCT;
            case Node.WindowReduce _ -> Kind.REDUCTION;
            case Node.Copy _ when reordering -> Kind.REORDERING;
            default -> Kind.ELEMENTWISE;
        };
    }

    /** Whether a kernel can only use it as a whole, from memory. */
    private static boolean isNeeded(Plan plan, TensorLocation memory) {
        return plan.kernels().stream()
                .anyMatch(kernel -> kernel.steps().stream().anyMatch(step -> switch (step) {
                    case Step.Load s -> s.access().memory().equals(memory) && isForOperand(kernel, s.access());
                    case Step.Matmul s ->
                        s.left().memory().equals(memory) || s.right().memory().equals(memory);
                    case Step.LocalMatmul s -> s.right().memory().equals(memory);
                    case Step.GroupedMatmul s ->
                        s.left().memory().equals(memory)
                                || s.right().memory().equals(memory)
                                || s.groups().memory().equals(memory);
                    case Step.WindowReduce s -> s.operand().memory().equals(memory);
                    case Step.IndexedLoad s -> s.access().memory().equals(memory);
                    case Step.RowWise s ->
                        s.operands().stream()
                                .anyMatch(operand -> operand.access().memory().equals(memory));
                    default -> false;
                }));
    }

    /** Whether a kernel reads a tensor to compute the left operand of a product from it. */
    private static boolean isForOperand(Kernel kernel, AccessMap access) {
        for (int axis = 0; axis < kernel.axes().size(); axis++) {
            boolean inner = kernel.axes().get(axis).role() == Kernel.Role.INNER;
            if (inner && !access.strides().get(axis).equals(Dim.ZERO)) {
                return true;
            }
        }
        return false;
    }

    private static Dim shared(Plan plan, int kernel, List<Decision> refusals) {
        Dim bytes = Dim.ZERO;
        for (TensorLocation memory : memories(plan)) {
            if (plan.kernels().get(kernel).touches(memory)
                    && refusals.stream()
                            .anyMatch(d -> plan.kernels().get(d.kernel()).touches(memory))) {
                bytes = bytes.plus(plan.valueOf(memory).bytes());
            }
        }
        return bytes;
    }

    private static List<TensorLocation> memories(Plan plan) {
        List<TensorLocation> memories = new ArrayList<>();
        for (int i = 0; i < plan.contiguous().size(); i++) {
            memories.add(new TensorLocation.Argument(i));
        }
        for (int i = 0; i < plan.graph().results().size(); i++) {
            memories.add(new TensorLocation.Result(i));
        }
        for (int i = 0; i < plan.workspace().size(); i++) {
            memories.add(new TensorLocation.Workspace(i));
        }
        return memories;
    }

    /** {@return the operation and what it gives, such as {@code sum: f32[T]}} */
    public String description() {
        return GraphPrinter.operationName(node) + ": " + node.result().type()
                + node.result().shape();
    }

    /** {@return the bytes of the tensor itself} */
    public Dim size() {
        return node.result().bytes();
    }

    /** {@return the bytes of the tensors that the node reads} */
    public Dim operands() {
        Dim bytes = Dim.ZERO;
        for (Value input : node.inputs()) {
            bytes = bytes.plus(input.bytes());
        }
        return bytes;
    }

    /** {@return why, as the rules said it} */
    public String reason() {
        return refusals.stream().map(Decision::reason).distinct().collect(Collectors.joining("; "));
    }
}
