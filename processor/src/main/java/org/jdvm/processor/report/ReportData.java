package org.jdvm.processor.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.bytecode.Frame;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.fusion.Decision;
import org.jdvm.fusion.Kernel;
import org.jdvm.fusion.Plan;
import org.jdvm.fusion.Summary;
import org.jdvm.fusion.Traffic;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphPrinter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.SlowLayout;
import org.jdvm.symbolic.Dim;

/** The contents of the report as maps and lists; {@code docs/fusion-report.md} documents them. */
final class ReportData {
    static final int VERSION = 1;

    /** What tiles are shown for; the machine of the build says nothing about the one of the call. */
    static final NpuSpec MACHINE = NpuSpec.host(8, 16);

    private ReportData() {}

    static Map<String, Object> of(Collection<ReportedOperator> operators) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("format", "jdvm-fusion-report");
        report.put("version", VERSION);
        report.put("machine", machine());
        report.put(
                "operators",
                operators.stream()
                        .sorted(Comparator.comparing(ReportedOperator::owner)
                                .thenComparing(o -> o.place().line())
                                .thenComparing(ReportedOperator::name))
                        .map(ReportData::operator)
                        .toList());
        return report;
    }

    private static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("name", MACHINE.name());
        machine.put("cores", MACHINE.cores());
        machine.put("localBufferBytes", MACHINE.localBufferBytes());
        machine.put("tileBytes", MACHINE.tileBytes());
        machine.put("cube", List.of(MACHINE.cubeRows(), MACHINE.cubeColumns()));
        return machine;
    }

    private static Map<String, Object> operator(ReportedOperator operator) {
        Graph graph = operator.plan().graph();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("owner", operator.owner());
        map.put("name", operator.name());
        map.put("file", operator.place().file());
        map.put("line", operator.place().line());
        map.put(
                "parameters",
                graph.parameters().stream().map(ReportData::parameter).toList());
        Map<String, Object> sizes = new LinkedHashMap<>();
        operator.symbols()
                .forEach(symbol -> sizes.put(
                        symbol,
                        operator.assumed().map(found -> found.get(symbol)).orElse(null)));
        map.put("sizes", sizes);
        map.put(
                "requirements",
                graph.requirements().stream().map(ReportData::requirement).toList());
        map.put(
                "nodes",
                graph.nodes().stream().map(node -> node(node, operator)).toList());
        map.put("plans", operator.plans().stream().map(ReportData::plan).toList());
        map.put("missed", operator.missed().stream().map(ReportData::missed).toList());
        map.put(
                "slowLayouts",
                FusionReport.slowLayouts(operator.plans().getFirst(), operator.assumed()).stream()
                        .map(ReportData::slowLayout)
                        .toList());
        map.put(
                "samples",
                SampledPlans.of(operator, MACHINE).stream()
                        .map(ReportData::sample)
                        .toList());
        return map;
    }

    private static Map<String, Object> parameter(Parameter parameter) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", parameter.name());
        switch (parameter) {
            case TensorParameter tensor -> {
                map.put("type", tensor.type().toString());
                map.put("shape", shape(tensor.shape()));
                map.put("leading", tensor.leading());
            }
            case ScalarParameter scalar -> map.put("type", scalar.type().toString());
        }
        return map;
    }

    private static Map<String, Object> requirement(Requirement requirement) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("left", requirement.left().toString());
        map.put("relation", requirement.kind().toString());
        map.put("right", requirement.right().toString());
        map.put("origin", requirement.origin());
        return map;
    }

    private static Map<String, Object> node(Node node, ReportedOperator operator) {
        Value value = node.result();
        String text = GraphPrinter.print(node);
        ReportedOperator.Place place = operator.places().get(value.id());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", value.id());
        map.put("op", text.substring(text.indexOf(" = ") + 3).split(" ")[0]);
        map.put("text", text);
        map.put("type", value.type().toString());
        map.put("shape", shape(value.shape()));
        map.put("bytes", value.bytes().toString());
        map.put("inputs", node.inputs().stream().map(Value::id).distinct().toList());
        map.put("view", isView(node));
        map.put("file", place.file());
        map.put("line", place.line());
        map.put("code", place.code());
        return map;
    }

    private static boolean isView(Node node) {
        return node instanceof Node.Broadcast
                || node instanceof Node.Reshape
                || node instanceof Node.Permute
                || node instanceof Node.Slice;
    }

    private static Map<String, Object> plan(Plan plan) {
        Summary summary = Summary.of(plan);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("guards", plan.guards().stream().map(ReportData::requirement).toList());
        map.put("operations", summary.operations());
        map.put("launches", List.of(summary.operations(), Math.min(1, summary.kernels())));
        map.put(
                "bytes",
                List.of(summary.bytesUnfused().toString(), summary.bytesFused().toString()));
        map.put("intermediates", summary.intermediates());
        List<Object> kernels = new ArrayList<>();
        plan.kernels().forEach(kernel -> kernels.add(kernel(kernel, plan)));
        map.put("kernels", kernels);
        map.put("stored", plan.workspace().stream().map(ReportData::stored).toList());
        map.put("results", plan.graph().results().stream().map(Value::id).toList());
        map.put("decisions", plan.decisions().stream().map(ReportData::decision).toList());
        return map;
    }

    private static Map<String, Object> kernel(Kernel kernel, Plan plan) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(
                "axes",
                kernel.axes().stream().map(axis -> axis.size().toString()).toList());
        map.put("reduced", kernel.axes().stream().map(Kernel.Axis::reduced).toList());
        map.put("nodes", kernel.covered().stream().map(Value::id).distinct().toList());
        map.put("matmul", kernel.isMatmul());
        map.put("wholeRows", kernel.needsWholeRows());
        map.put("localOperand", kernel.hasLocalOperand());
        map.put("bytes", Traffic.of(kernel, plan).toString());
        map.put("steps", plan.steps(kernel));
        return map;
    }

    private static Map<String, Object> stored(Plan.Intermediate tensor) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("node", tensor.value().id());
        map.put("bytes", tensor.value().bytes().toString());
        map.put("kernels", List.of(tensor.firstKernel(), tensor.lastKernel()));
        return map;
    }

    private static Map<String, Object> decision(Decision decision) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("node", decision.node().result().id());
        map.put("kernel", decision.kernel());
        map.put("rule", decision.rule());
        map.put("fused", decision.fused());
        map.put("reason", decision.reason());
        return map;
    }

    private static Map<String, Object> missed(ReportedOperator.Missed missed) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("code", missed.code());
        map.put("node", missed.node());
        map.put("bytes", missed.bytes());
        map.put("warned", missed.warned());
        map.put("text", missed.text());
        return map;
    }

    private static Map<String, Object> slowLayout(SlowLayout slow) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("code", DiagnosticCode.SLOW_LAYOUT.code());
        map.put("kernel", slow.kernel());
        map.put("tensor", slow.tensor());
        map.put("bytesApart", slow.bytesApart());
        map.put("axis", slow.axis());
        return map;
    }

    private static Map<String, Object> sample(SampledPlans.Sample sample) {
        List<Frame> sections = sample.sections();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sizes", List.copyOf(sample.sizes().values()));
        map.put("plan", sample.plan());
        map.put("words", sample.words());
        map.put("rows", sections.stream().map(s -> s.rows().size()).toList());
        map.put("columns", sections.stream().map(s -> s.columns().size()).toList());
        map.put("tasks", sections.stream().map(s -> count(s, false)).toList());
        map.put("turns", sections.stream().map(s -> count(s, true)).toList());
        map.put("localBytes", sections.stream().map(Frame::localBytes).toList());
        return map;
    }

    private static long count(Frame section, boolean loops) {
        return section.axes().stream()
                .filter(axis -> axis.loop() == loops)
                .mapToLong(Frame.Axis::count)
                .reduce(1, (a, b) -> a * b);
    }

    private static List<String> shape(Shape shape) {
        return shape.dims().stream().map(Dim::toString).toList();
    }
}
