package org.jdvm.fusion;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdvm.annotations.DType;
import org.jdvm.ir.WindowAxis;
import org.jdvm.symbolic.Dim;

/** The text form of a plan: each kernel with its axes and steps, then the decisions. */
final class PlanPrinter {
    private PlanPrinter() {}

    static String print(Plan plan) {
        StringBuilder text = new StringBuilder();
        printKernels(plan, text);
        for (Decision decision : plan.decisions()) {
            text.append("%s %s kernel %d (%s): %s\n"
                    .formatted(
                            decision.node().result(),
                            decision.fused() ? "joined" : "did not join",
                            decision.kernel(),
                            decision.rule(),
                            decision.reason()));
        }
        for (Optional<Plan> next = plan.fallback();
                next.isPresent();
                next = next.get().fallback()) {
            text.append("otherwise:\n");
            printKernels(next.get(), text);
        }
        return text.toString();
    }

    private static void printKernels(Plan plan, StringBuilder text) {
        plan.guards().forEach(guard -> text.append("where ").append(guard).append('\n'));
        for (int k = 0; k < plan.kernels().size(); k++) {
            Kernel kernel = plan.kernels().get(k);
            text.append("kernel ").append(k).append(" over ").append(axes(kernel));
            text.append(kernel.needsWholeRows() || kernel.hasLocalOperand() ? ", whole rows\n" : "\n");
            steps(kernel, plan).forEach(step -> text.append("  ").append(step).append('\n'));
        }
        for (int i = 0; i < plan.workspace().size(); i++) {
            Plan.Intermediate tensor = plan.workspace().get(i);
            text.append("workspace %d: %s x %s, kernels %d to %d\n"
                    .formatted(i, tensor.type(), tensor.elements(), tensor.firstKernel(), tensor.lastKernel()));
        }
    }

    /** The steps of a kernel, a line each. */
    static List<String> steps(Kernel kernel, Plan plan) {
        return kernel.steps().stream().map(step -> print(step, plan)).toList();
    }

    private static String axes(Kernel kernel) {
        return kernel.axes().stream()
                .map(axis -> axis.size()
                        + (axis.role() == Kernel.Role.INNER ? " (inner)" : axis.reduced() ? " (reduced)" : ""))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String print(Step step, Plan plan) {
        return switch (step) {
            case Step.Load s -> "v" + s.target() + " = load." + s.type() + " " + print(s.access());
            case Step.IndexedLoad s ->
                "v" + s.target() + " = load." + s.type() + " " + print(s.access()) + " + " + s.indexStride() + " * v"
                        + s.index();
            case Step.Iota s -> "v" + s.target() + " = iota." + s.type() + " " + affine(s.offset(), s.strides());
            case Step.Fill s -> "v" + s.target() + " = fill." + s.type() + " " + operand(-1 - s.slot(), plan);
            case Step.Apply s ->
                "v" + s.target() + " = " + s.op() + "." + s.resultType() + " "
                        + Arrays.stream(s.operands())
                                .mapToObj(o -> operand(o, plan))
                                .collect(Collectors.joining(", "));
            case Step.Reduce s -> "v" + s.target() + " = " + s.op() + "." + s.type() + " v" + s.operand();
            case Step.Scan s ->
                "v" + s.target() + " = " + s.scan().text() + "." + s.type() + s.options() + " v" + s.operand();
            case Step.Matmul s ->
                "v" + s.target() + (s.type() == DType.F32 ? " = matmul " : " = matmul." + s.type() + " ")
                        + print(s.left()) + ", "
                        + print(s.right()) + ", depth " + s.depth()
                        + (s.fold() == null
                                ? ""
                                : ", left in folds of " + s.fold().size())
                        + (s.windows() == null ? "" : windows(s.windows()));
            case Step.WindowReduce s ->
                "v" + s.target() + " = " + s.op() + " " + print(s.operand()) + windows(s.windows());
            case Step.LocalMatmul s -> "v" + s.target() + " = matmul v" + s.left() + ", " + print(s.right());
            case Step.GroupedMatmul s ->
                "v" + s.target() + " = grouped_matmul by " + s.split() + " " + print(s.left()) + ", " + print(s.right())
                        + ", depth " + s.depth() + ", groups " + print(s.groups()) + " x " + s.count();
            case Step.RowWise s ->
                s.op().text() + s.options() + " "
                        + s.operands().stream().map(operand -> print(operand)).collect(Collectors.joining(", "))
                        + " -> " + s.results().stream().map(row -> print(row)).collect(Collectors.joining(", "));
            case Step.Store s -> "store." + s.type() + " v" + s.source() + " -> " + print(s.access());
        };
    }

    private static String windows(Step.Windows windows) {
        return windows.along().stream().map(WindowAxis::toString).collect(Collectors.joining(", ", ", windows ", ""));
    }

    private static String operand(int operand, Plan plan) {
        return operand >= 0 ? "v" + operand : "{" + plan.scalars().get(-1 - operand) + "}";
    }

    private static String print(Step.Row row) {
        return row.type() + " " + print(row.access()) + " + " + row.stride() + " * 0.." + row.size();
    }

    private static String print(AccessMap access) {
        return access.memory() + affine(access.offset(), access.strides());
    }

    private static String affine(Dim offset, List<Dim> strides) {
        return "[" + offset + "; " + strides.stream().map(Dim::toString).collect(Collectors.joining(", ")) + "]";
    }
}
