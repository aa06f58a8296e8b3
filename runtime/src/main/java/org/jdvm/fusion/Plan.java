package org.jdvm.fusion;

import java.util.List;
import java.util.Optional;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.draft.Views;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Node;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;

/**
 * A graph cut into kernels, in the order in which they run.
 *
 * @param graph the graph after normalisation
 * @param kernels the kernels
 * @param workspace the intermediate tensors between kernels
 * @param scalars the expressions of the scalar slots
 * @param contiguous for each tensor parameter whether it must be contiguous
 * @param decisions what was fused and what was not, and why
 * @param guards what the sizes of a call must satisfy for this plan
 * @param fallback the plan for other sizes, and for those at which a kernel {@linkplain Kernel#needsWholeRows that needs whole rows} does
 *     not get them; its scalars are the first of this plan's
 */
public record Plan(
        Graph graph,
        List<Kernel> kernels,
        List<Intermediate> workspace,
        List<ScalarExpr> scalars,
        List<Boolean> contiguous,
        List<Decision> decisions,
        List<Requirement> guards,
        Optional<Plan> fallback) {
    /**
     * A tensor between two kernels.
     *
     * @param value the value of the graph that it holds
     * @param firstKernel the first kernel that writes it
     * @param lastKernel the last kernel that touches it
     */
    public record Intermediate(Value value, int firstKernel, int lastKernel) {
        /** {@return its element type} */
        public DType type() {
            return value.type();
        }

        /** {@return how many elements} */
        public Dim elements() {
            return value.shape().elements();
        }
    }

    /** Copies the lists. */
    public Plan {
        kernels = List.copyOf(kernels);
        workspace = List.copyOf(workspace);
        scalars = List.copyOf(scalars);
        contiguous = List.copyOf(contiguous);
        decisions = List.copyOf(decisions);
        guards = List.copyOf(guards);
    }

    /**
     * {@return this plan with another fallback}
     *
     * @param other the fallback, if there is one
     */
    public Plan withFallback(Optional<Plan> other) {
        return new Plan(graph, kernels, workspace, scalars, contiguous, decisions, guards, other);
    }

    /**
     * {@return the value that a tensor holds}
     *
     * @param memory the tensor
     */
    public Value valueOf(TensorLocation memory) {
        return switch (memory) {
            case TensorLocation.Argument(int parameter) ->
                graph.nodes().stream()
                        .filter(Node.Input.class::isInstance)
                        .skip(parameter)
                        .findFirst()
                        .orElseThrow()
                        .result();
            case TensorLocation.Result(int result) ->
                Views.stored(graph, graph.results().get(result));
            case TensorLocation.Workspace(int index) -> workspace.get(index).value();
        };
    }

    /**
     * {@return the steps of a kernel as text, a line each}
     *
     * @param kernel a kernel of this plan
     */
    public List<String> steps(Kernel kernel) {
        return PlanPrinter.steps(kernel, this);
    }

    /** {@return the text form} */
    @Override
    public String toString() {
        return PlanPrinter.print(this);
    }

    /**
     * {@return true if an argument's elements serve only as right operands of products, in this plan and its fallbacks}
     *
     * @param parameter position of the argument among the tensors
     */
    public boolean onlyMultipliesBy(int parameter) {
        TensorLocation memory = new TensorLocation.Argument(parameter);
        return kernels.stream().allMatch(kernel -> kernel.onlyMultipliesBy(memory))
                && fallback.map(plan -> plan.onlyMultipliesBy(parameter)).orElse(true);
    }
}
