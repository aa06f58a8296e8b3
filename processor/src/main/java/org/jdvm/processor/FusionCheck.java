package org.jdvm.processor;

import com.google.auto.common.AnnotationMirrors;
import com.google.auto.common.AnnotationValues;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.processing.Filer;
import javax.lang.model.element.ExecutableElement;
import org.jdvm.annotations.Fuse;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.fusion.Kernel;
import org.jdvm.fusion.MissedFusion;
import org.jdvm.fusion.Plan;
import org.jdvm.fusion.Summary;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Requirement;
import org.jdvm.processor.report.FusionReport;
import org.jdvm.specialize.SlowLayout;

/** Reports to the author of each operator what was fused and what was not. */
final class FusionCheck {
    private final Trees trees;
    private final Reporter reporter;
    private final Options options;
    private final Reports reports;

    FusionCheck(Trees trees, Reporter reporter, Options options) {
        this.trees = trees;
        this.reporter = reporter;
        this.options = options;
        this.reports = new Reports(trees, reporter, options);
    }

    /** Writes what was found in all operators. */
    void writeReports(Filer filer) {
        reports.write(filer);
    }

    /** Reports on the plan of an operator, if it has one at build time. */
    void check(CompiledOperator template) {
        template.plan().ifPresent(plan -> check(template, template.graph().orElseThrow(), plan));
    }

    private void check(CompiledOperator template, Graph graph, Plan plan) {
        ExecutableElement method = template.operator().method();
        AssumedSizes sizes = AssumedSizes.of(graph, options.sizes());
        Suppressions suppressions = Suppressions.at(method);
        List<MissedFusion> misses = MissedFusion.of(plan, graph);
        if (options.notes() && !suppressions.silence(DiagnosticCode.FUSED)) {
            summarise(method, plan, sizes);
        }
        if (options.notes() && !suppressions.silence(DiagnosticCode.SLOW_LAYOUT)) {
            layouts(method, plan, sizes);
        }
        boolean required = isRequired(method);
        Set<String> said = new HashSet<>();
        List<MissedFusion> warned = new ArrayList<>();
        for (MissedFusion miss : misses) {
            DiagnosticCode message = message(miss);
            TreePath place =
                    template.places().get(plan.graph().origin(miss.node().result()));
            boolean silenced = suppressions.silence(message)
                    || Suppressions.at(place, trees).silence(message);
            if (required || isCostly(miss, sizes) && !silenced) {
                warned.add(miss);
                String text = text(miss, method, sizes);
                // once for all iterations of a loop that was unrolled
                if (said.add(System.identityHashCode(place.getLeaf()) + text)) {
                    reporter.print(place, required ? DiagnosticCode.Kind.ERROR : message.kind(), text);
                }
            }
        }
        reports.add(new FusedOperator(template, plan, misses, warned, sizes));
    }

    private void summarise(ExecutableElement method, Plan plan, AssumedSizes sizes) {
        Summary summary = Summary.of(plan);
        reporter.print(
                method,
                DiagnosticCode.FUSED,
                method.getSimpleName(),
                count(summary.operations(), "operation"),
                count(summary.kernels(), "kernel") + guarded(plan),
                sizes.bytes(summary.bytesUnfused(), summary.bytesFused()),
                summary.operations() + " -> " + Math.min(1, summary.kernels()));
    }

    /** Names the tensors that tiles move in pieces at the assumed sizes. */
    private void layouts(ExecutableElement method, Plan plan, AssumedSizes sizes) {
        for (SlowLayout slow : FusionReport.slowLayouts(plan, sizes.values())) {
            reporter.print(
                    method,
                    DiagnosticCode.SLOW_LAYOUT,
                    method.getSimpleName(),
                    slow.kernel(),
                    slow.tensor(),
                    slow.bytesApart(),
                    slow.axis());
        }
    }

    /** What becomes of it for sizes that the plan is not for. */
    private static String guarded(Plan plan) {
        if (plan.fallback().isEmpty()) {
            return "";
        }
        Plan other = plan.fallback().get();
        if (other.fallback().isPresent()) {
            int most = other.kernels().size();
            for (Optional<Plan> next = other.fallback();
                    next.isPresent();
                    next = next.get().fallback()) {
                most = Math.max(most, next.get().kernels().size());
            }
            return " (up to " + most + " for other sizes)";
        }
        String unless = plan.kernels().stream().anyMatch(Kernel::hasLocalOperand)
                ? "rows of a product's left operand do not fit the local buffer"
                : plan.kernels().stream().anyMatch(Kernel::needsWholeRows)
                        ? "rows of a product do not fit the local buffer"
                        : "not "
                                + plan.guards().stream()
                                        .map(Requirement::toString)
                                        .collect(Collectors.joining(" and "));
        return " (" + other.kernels().size() + " where " + unless + ")";
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** The message for a missed fusion. */
    static DiagnosticCode message(MissedFusion miss) {
        return switch (miss.kind()) {
            case ELEMENTWISE -> DiagnosticCode.NOT_FUSED_ELEMENTWISE;
            case REDUCTION -> DiagnosticCode.NOT_FUSED_REDUCTION;
            case PRODUCT -> DiagnosticCode.NOT_FUSED_PRODUCT;
            case REORDERING -> DiagnosticCode.NOT_FUSED_REORDERING;
        };
    }

    static String text(MissedFusion miss, ExecutableElement method, AssumedSizes sizes) {
        return message(miss).text(miss.description(), method.getSimpleName(), miss.reason(), sizes.bytes(miss.bytes()));
    }

    /** A product that is smaller than its operands is cheap to store against what it took to compute. */
    private boolean isCostly(MissedFusion miss, AssumedSizes sizes) {
        // what has no number is taken to be large: the warning says that it has none
        long most = Long.MAX_VALUE;
        boolean cheap = miss.kind() == MissedFusion.Kind.PRODUCT
                && sizes.evaluate(miss.size()).orElse(most)
                        <= sizes.evaluate(miss.operands()).orElse(most);
        return options.warnBytes().isPresent()
                && sizes.evaluate(miss.bytes()).orElse(most)
                        >= options.warnBytes().getAsLong()
                && !cheap;
    }

    private static boolean isRequired(ExecutableElement method) {
        return DeclarationReader.annotation(method, OperatorProcessor.OPERATOR)
                .map(annotation -> AnnotationMirrors.getAnnotationValue(annotation, "fuse"))
                .map(value -> AnnotationValues.getEnum(value).getSimpleName().contentEquals(Fuse.REQUIRED.name()))
                .orElse(false);
    }
}
