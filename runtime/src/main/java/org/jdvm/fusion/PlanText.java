package org.jdvm.fusion;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphPrinter;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * Writes a plan as text that {@link PlanParser} reads back into an equal plan.
 *
 * <pre>
 * plan 1.5d0f3a21
 * operator scale(%0 x: f32[T], factor: float) {
 *   %1: f32[T] = mul %0, {factor}
 *   return %1
 * }
 * origins [0, 1]
 * scalars {factor}
 * contiguous []
 * kernel values 2 covers [1] over {T}
 *   v0 = load f32 argument 0 [0, x.stride0]
 *   v1 = apply mul f32 f32 v0, s0
 *   store f32 v1 result 0 [0, 1]
 * end
 * </pre>
 *
 * <p>The first line has the version. After the graph come the origins of its nodes, the scalar slots, the tensor parameters that must be
 * contiguous, the guards, the workspace, the kernels and the decisions; after {@code otherwise} the fallback, whose graph may be
 * the {@code same graph}. An access is a tensor and, in brackets, the offset and the stride of each axis. {@code v} numbers values,
 * {@code s} scalar slots.
 */
public final class PlanText {
    /**
     * The version of the form and of the planner: a number for the form, to be raised when its meaning changes, and a digest of the
     * plans of the golden operators. A plan of another version is not read but made again from the graph. A test compares the digest
     * and, with {@code -Djdvm.golden.rewrite=true}, rewrites this line.
     */
    public static final String VERSION = "2.aacbccda";

    private final StringBuilder text = new StringBuilder();

    private PlanText() {}

    /**
     * {@return the text of a plan, ended by a line feed}
     *
     * @param plan a plan
     */
    public static String print(Plan plan) {
        PlanText printer = new PlanText();
        printer.text.append("plan ").append(VERSION).append('\n').append(plan.graph());
        printer.write(plan);
        for (Plan last = plan;
                last.fallback().isPresent();
                last = last.fallback().get()) {
            Plan next = last.fallback().get();
            printer.text.append("otherwise ");
            printer.text.append(same(last.graph(), next.graph()) ? "same graph\n" : next.graph());
            printer.write(next);
        }
        return printer.text.append("end\n").toString();
    }

    private static boolean same(Graph first, Graph second) {
        return first.equals(second) && first.origins().equals(second.origins());
    }

    private void write(Plan plan) {
        line("origins " + plan.graph().origins());
        line(("scalars " + plan.scalars().stream().map(s -> "{" + s + "}").collect(Collectors.joining(", ")))
                .stripTrailing());
        List<Boolean> contiguous = plan.contiguous();
        StringBuilder numbers = new StringBuilder();
        for (int i = 0; i < contiguous.size(); i++) {
            if (contiguous.get(i)) {
                numbers.append(numbers.isEmpty() ? "" : ", ").append(i);
            }
        }
        line("contiguous [" + numbers + "]");
        plan.guards().forEach(guard -> line("guard " + GraphPrinter.print(guard)));
        plan.workspace()
                .forEach(tensor -> line("workspace " + tensor.value() + " kernels " + tensor.firstKernel() + " to "
                        + tensor.lastKernel()));
        plan.kernels().forEach(this::write);
        for (Decision decision : plan.decisions()) {
            line("decision " + decision.node().result() + " kernel " + decision.kernel() + " rule "
                    + GraphPrinter.quoted(decision.rule())
                    + decision.refusal()
                            .map(why -> " refused " + why.qualifiedName())
                            .orElse("") + " "
                    + GraphPrinter.quoted(decision.reason()));
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void write(Kernel kernel) {
        line("kernel values " + kernel.values() + " covers "
                + kernel.covered().stream().map(Value::id).toList() + " over"
                + kernel.axes().stream().map(PlanText::axis).collect(Collectors.joining()));
        kernel.steps().forEach(step -> line("  " + print(step)));
    }

    private static String axis(Kernel.Axis axis) {
        return " " + braces(axis.size()) + (axis.reduced() ? " reduced" : "")
                + switch (axis.role()) {
                    case OUTER -> "";
                    case COLUMNS -> " columns";
                    case INNER -> " inner";
                };
    }

    private static String print(Step step) {
        return switch (step) {
            case Step.Load s -> define(s.target(), "load") + s.type() + access(s.access());
            case Step.IndexedLoad s ->
                define(s.target(), "load_at") + "v" + s.index() + " stride " + braces(s.indexStride()) + " limit "
                        + braces(s.limit()) + " " + s.type() + access(s.access());
            case Step.Iota s -> define(s.target(), "iota") + s.type() + affine(s.offset(), s.strides());
            case Step.Fill s -> define(s.target(), "fill") + s.type() + " s" + s.slot();
            case Step.Apply s ->
                define(s.target(), "apply") + s.op() + " " + s.operandType() + " " + s.resultType() + " "
                        + Arrays.stream(s.operands())
                                .mapToObj(o -> o >= 0 ? "v" + o : "s" + (-1 - o))
                                .collect(Collectors.joining(", "));
            case Step.Reduce s -> define(s.target(), "reduce") + s.op() + " " + s.type() + " v" + s.operand();
            case Step.Scan s ->
                define(s.target(), "scan") + s.scan().text() + " options " + s.options() + " " + s.type() + " v"
                        + s.operand();
            case Step.Matmul s ->
                define(s.target(), "matmul") + "depth " + braces(s.depth()) + (s.intoRows() ? " rows" : "")
                        + (s.type() == DType.F32 ? "" : " " + s.type()) + " left"
                        + access(s.left()) + " stride " + braces(s.leftDepthStride()) + fold(s.fold()) + " right"
                        + access(s.right())
                        + " stride " + braces(s.rightDepthStride()) + windows(s.windows());
            case Step.WindowReduce s ->
                define(s.target(), "window_reduce") + s.op() + access(s.operand()) + windows(s.windows());
            case Step.LocalMatmul s ->
                define(s.target(), "matmul_local") + "v" + s.left() + " right" + access(s.right());
            case Step.GroupedMatmul s ->
                define(s.target(), "matmul_grouped") + GraphPrinter.name(s.split()) + " depth " + braces(s.depth())
                        + " left" + access(s.left()) + " stride " + braces(s.leftDepthStride()) + " right"
                        + access(s.right()) + " stride " + braces(s.rightDepthStride()) + " groups"
                        + access(s.groups()) + " stride " + braces(s.sizeStride()) + " operands "
                        + braces(s.operandStride()) + " count " + braces(s.count());
            case Step.RowWise s ->
                "row_wise " + s.op().text() + " options " + s.options() + " outputs " + s.outputs() + " of"
                        + s.operands().stream().map(PlanText::row).collect(Collectors.joining(",")) + " to"
                        + s.results().stream().map(PlanText::row).collect(Collectors.joining(","));
            case Step.Store s -> "store " + s.type() + " v" + s.source() + access(s.access());
        };
    }

    private static String fold(Step.@Nullable Fold fold) {
        return fold == null ? "" : " fold " + braces(fold.size()) + " stride " + braces(fold.stride());
    }

    private static String windows(Step.@Nullable Windows windows) {
        if (windows == null) {
            return "";
        }
        StringJoiner axes = new StringJoiner(", ");
        for (int axis = 0; axis < windows.along().size(); axis++) {
            axes.add(windows.along().get(axis) + " of "
                    + braces(windows.extents().get(axis)) + " stride "
                    + braces(windows.steps().get(axis)));
        }
        return " windows" + affine(windows.first(), windows.strides()) + " " + axes;
    }

    private static String row(Step.Row row) {
        return " " + row.type() + access(row.access()) + " stride " + braces(row.stride()) + " size "
                + braces(row.size());
    }

    private static String define(int target, String operation) {
        return "v" + target + " = " + operation + " ";
    }

    private static String access(AccessMap access) {
        return " " + access.memory() + affine(access.offset(), access.strides());
    }

    private static String affine(Dim offset, List<Dim> strides) {
        StringBuilder list = new StringBuilder(" [").append(offset);
        strides.forEach(stride -> list.append(", ").append(stride));
        return list.append(']').toString();
    }

    private static String braces(Dim size) {
        return "{" + size + "}";
    }

    /**
     * {@return the version in the first line of a text, if it has one}
     *
     * @param text what {@link #print} gave, in this version or another one
     */
    public static Optional<String> version(String text) {
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end).stripTrailing();
        return line.matches("plan [0-9]+\\.[0-9a-f]+")
                ? Optional.of(line.substring("plan ".length()))
                : Optional.empty();
    }
}
