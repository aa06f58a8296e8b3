package org.jdvm.fusion;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.fusion.rule.Rules;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.GraphSyntaxException;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.TextScanner;
import org.jdvm.ir.Value;
import org.jdvm.ir.WindowAxis;
import org.jdvm.op.RowOp;
import org.jdvm.op.RowOps;
import org.jdvm.op.Scan;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** Reads the text that {@link PlanText} writes back into an equal plan, and checks that all it refers to exists. */
public final class PlanParser {
    private final TextScanner in;

    private PlanParser(TextScanner in) {
        this.in = in;
    }

    /**
     * {@return the plan that a text describes}
     *
     * @param text what {@link PlanText#print} gives
     * @throws GraphSyntaxException if the text describes no plan, or one of another version; the message names line and column, and what
     *     was expected there
     */
    public static Plan parse(String text) {
        TextScanner in = new TextScanner(text);
        String version = "plan " + PlanText.VERSION;
        if (!PlanText.version(text).equals(Optional.of(PlanText.VERSION)) || !in.accept(version)) {
            throw in.error("'" + version + "'");
        }
        return new PlanParser(in).plans();
    }

    private Plan plans() {
        Graph graph = withOrigins(GraphParser.parse(in));
        Deque<Plan> plans = new ArrayDeque<>();
        plans.push(new Part(graph).read());
        while (in.acceptWord("otherwise")) {
            if (in.acceptWord("same")) {
                in.expectWord("graph");
            } else {
                graph = GraphParser.parse(in);
            }
            graph = withOrigins(graph);
            plans.push(new Part(graph).read());
        }
        in.expectWord("end");
        in.expectEnd();
        Plan plan = plans.pop();
        while (!plans.isEmpty()) {
            plan = plans.pop().withFallback(Optional.of(plan));
        }
        return plan;
    }

    private Graph withOrigins(Graph graph) {
        in.expectWord("origins");
        int start = in.position();
        List<Integer> origins = in.indices();
        if (origins.size() != graph.nodes().size()) {
            throw in.refusedAt(start, "expected " + graph.nodes().size() + " origins, found " + origins.size());
        }
        return new Graph(
                graph.name(), graph.parameters(), graph.nodes(), graph.results(), graph.requirements(), origins);
    }

    /** Reads what a plan has next to its graph. */
    private final class Part {
        private final Graph graph;
        private final int tensors;
        private final List<ScalarExpr> scalars = new ArrayList<>();
        private final List<Plan.Intermediate> workspace = new ArrayList<>();
        private final List<Kernel> kernels = new ArrayList<>();

        Part(Graph graph) {
            this.graph = graph;
            this.tensors = (int) graph.parameters().stream()
                    .filter(TensorParameter.class::isInstance)
                    .count();
        }

        Plan read() {
            in.expectWord("scalars");
            while (in.accept('{')) {
                scalars.add(in.scalar());
                in.expect('}');
                in.accept(',');
            }
            List<Boolean> contiguous = contiguous();
            List<Requirement> guards = new ArrayList<>();
            while (in.acceptWord("guard")) {
                guards.add(GraphParser.requirement(in));
            }
            int start = in.position();
            while (in.acceptWord("workspace")) {
                workspace.add(intermediate());
            }
            while (in.acceptWord("kernel")) {
                kernels.add(new Body().kernel());
            }
            for (Plan.Intermediate tensor : workspace) {
                if (tensor.lastKernel() >= kernels.size()) {
                    throw in.refusedAt(
                            start,
                            "expected a kernel " + tensor.lastKernel() + ", found " + kernels.size() + " kernels");
                }
            }
            List<Decision> decisions = new ArrayList<>();
            while (in.acceptWord("decision")) {
                decisions.add(decision());
            }
            return new Plan(graph, kernels, workspace, scalars, contiguous, decisions, guards, Optional.empty());
        }

        private List<Boolean> contiguous() {
            in.expectWord("contiguous");
            int start = in.position();
            List<Boolean> contiguous = new ArrayList<>(Collections.nCopies(tensors, false));
            for (int parameter : in.indices()) {
                contiguous.set(below(parameter, tensors, "tensor parameters", start), true);
            }
            return contiguous;
        }

        private Plan.Intermediate intermediate() {
            Value value = node().result();
            in.expectWord("kernels");
            int first = in.index();
            in.expectWord("to");
            return new Plan.Intermediate(value, first, in.index());
        }

        private Node node() {
            int start = in.position();
            in.expect('%');
            return graph.nodes().get(below(in.index(), graph.nodes().size(), "nodes", start));
        }

        private Decision decision() {
            Node node = node();
            in.expectWord("kernel");
            int start = in.position();
            int kernel = below(in.index(), kernels.size(), "kernels", start);
            in.expectWord("rule");
            String rule = in.quoted();
            Optional<Refusal> refusal = in.acceptWord("refused") ? Optional.of(refusal(rule)) : Optional.empty();
            return new Decision(node, kernel, rule, refusal, in.quoted());
        }

        private Refusal refusal(String rule) {
            int start = in.position();
            String name = in.name("a reason");
            return Rules.refusals(rule)
                    .filter(refusal -> refusal.qualifiedName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> in.errorAt(start, "a reason that the rule " + rule + " may give"));
        }

        private int below(int number, int limit, String what, int start) {
            if (number >= limit) {
                throw in.errorAt(start, "a number below " + limit + ", for there are " + limit + " " + what);
            }
            return number;
        }

        /** Reads one kernel. */
        private final class Body {
            private final List<Kernel.Axis> axes = new ArrayList<>();
            private int values;
            private int defined;

            Kernel kernel() {
                in.expectWord("values");
                values = in.index();
                in.expectWord("covers");
                int start = in.position();
                List<Value> covered = in.indices().stream()
                        .map(id -> graph.nodes()
                                .get(below(id, graph.nodes().size(), "nodes", start))
                                .result())
                        .toList();
                in.expectWord("over");
                while (in.startsWith('{')) {
                    axes.add(axis());
                }
                List<Step> steps = new ArrayList<>();
                while (in.startsWith('v') || in.startsWith('s') || in.startsWith('r')) {
                    steps.add(step());
                }
                if (defined != values) {
                    throw in.error("a step that defines v" + defined);
                }
                return new Kernel(axes, steps, values, covered);
            }

            private Kernel.Axis axis() {
                Dim size = braces();
                boolean reduced = in.acceptWord("reduced");
                Kernel.Role role = in.acceptWord("columns")
                        ? Kernel.Role.COLUMNS
                        : in.acceptWord("inner") ? Kernel.Role.INNER : Kernel.Role.OUTER;
                return new Kernel.Axis(size, reduced, role);
            }

            private Step step() {
                if (in.acceptWord("store")) {
                    DType type = GraphParser.type(in);
                    return new Step.Store(value(), type, access());
                }
                if (in.acceptWord("row_wise")) {
                    return rowWise();
                }
                int start = in.position();
                in.expect('v');
                int target = in.index();
                if (target != defined || target >= values) {
                    throw in.errorAt(start, defined < values ? "v" + defined : "no more values than " + values);
                }
                in.expect('=');
                Step step = definition(target);
                defined++;
                return step;
            }

            private Step definition(int target) {
                int start = in.position();
                return switch (in.name("a step")) {
                    case "load" -> new Step.Load(target, GraphParser.type(in), access());
                    case "load_at" -> {
                        int index = value();
                        Dim stride = sized("stride");
                        Dim limit = sized("limit");
                        yield new Step.IndexedLoad(target, index, GraphParser.type(in), access(), stride, limit);
                    }
                    case "iota" -> {
                        DType type = GraphParser.type(in);
                        List<Dim> affine = affine();
                        yield new Step.Iota(target, type, affine.getFirst(), affine.subList(1, affine.size()));
                    }
                    case "fill" -> new Step.Fill(target, GraphParser.type(in), slot());
                    case "apply" ->
                        new Step.Apply(
                                target, GraphParser.op(in), GraphParser.type(in), GraphParser.type(in), operands());
                    case "reduce" -> new Step.Reduce(target, GraphParser.op(in), GraphParser.type(in), value());
                    case "scan" -> scan(target);
                    case "matmul" -> {
                        Dim depth = sized("depth");
                        boolean rows = in.acceptWord("rows");
                        DType type = in.acceptWord("i32") ? DType.I32 : in.acceptWord("f64") ? DType.F64 : DType.F32;
                        AccessMap left = access("left");
                        Dim leftStride = sized("stride");
                        Step.Fold fold = in.acceptWord("fold") ? new Step.Fold(braces(), sized("stride")) : null;
                        AccessMap right = access("right");
                        Dim rightStride = sized("stride");
                        yield new Step.Matmul(
                                target, left, leftStride, right, rightStride, depth, rows, type, windows(), fold);
                    }
                    case "window_reduce" -> {
                        Op op = GraphParser.op(in);
                        AccessMap operand = access();
                        int windowsStart = in.position();
                        Step.Windows windows = windows();
                        if (windows == null) {
                            throw in.errorAt(windowsStart, "windows");
                        }
                        yield new Step.WindowReduce(target, op, operand, windows);
                    }
                    case "matmul_local" -> new Step.LocalMatmul(target, value(), access("right"));
                    case "matmul_grouped" -> grouped(target);
                    default -> throw in.errorAt(start, "a step");
                };
            }

            private Step.@Nullable Windows windows() {
                if (!in.acceptWord("windows")) {
                    return null;
                }
                List<Dim> affine = affine();
                List<WindowAxis> along = new ArrayList<>();
                List<Dim> extents = new ArrayList<>();
                List<Dim> steps = new ArrayList<>();
                do {
                    along.add(GraphParser.windowAxis(in));
                    extents.add(sized("of"));
                    steps.add(sized("stride"));
                } while (in.accept(','));
                return new Step.Windows(affine.getFirst(), affine.subList(1, affine.size()), along, extents, steps);
            }

            private Step grouped(int target) {
                Node.GroupedMatmul.Split split = GraphParser.split(in);
                Dim depth = sized("depth");
                AccessMap left = access("left");
                Dim leftStride = sized("stride");
                AccessMap right = access("right");
                Dim rightStride = sized("stride");
                AccessMap groups = access("groups");
                return new Step.GroupedMatmul(
                        target,
                        split,
                        left,
                        leftStride,
                        right,
                        rightStride,
                        depth,
                        groups,
                        sized("stride"),
                        sized("operands"),
                        sized("count"));
            }

            private Step scan(int target) {
                int start = in.position();
                if (!(rowOp() instanceof Scan scan)) {
                    throw in.errorAt(start, "a scan");
                }
                List<Long> options = options();
                return new Step.Scan(target, scan, options, GraphParser.type(in), value());
            }

            private RowOp rowOp() {
                int start = in.position();
                return RowOps.named(in.name("an operation along an axis"))
                        .orElseThrow(() -> in.errorAt(start, "an operation along an axis"));
            }

            private List<Long> options() {
                in.expectWord("options");
                return in.indices().stream().map(Integer::longValue).toList();
            }

            private Step rowWise() {
                RowOp op = rowOp();
                List<Long> options = options();
                in.expectWord("outputs");
                List<Integer> outputs = in.indices();
                in.expectWord("of");
                List<Step.Row> operands = rows();
                in.expectWord("to");
                return new Step.RowWise(op, options, outputs, operands, rows());
            }

            private List<Step.Row> rows() {
                List<Step.Row> rows = new ArrayList<>();
                do {
                    rows.add(row());
                } while (in.accept(','));
                return rows;
            }

            private Step.Row row() {
                DType type = GraphParser.type(in);
                AccessMap access = access();
                Dim stride = sized("stride");
                return new Step.Row(type, access, stride, sized("size"));
            }

            private int[] operands() {
                List<Integer> operands = new ArrayList<>();
                do {
                    operands.add(in.startsWith('s') ? -1 - slot() : value());
                } while (in.accept(','));
                return operands.stream().mapToInt(Integer::intValue).toArray();
            }

            private int value() {
                int start = in.position();
                in.expect('v');
                int value = in.index();
                if (value >= defined) {
                    throw in.errorAt(start, "a value that was defined before");
                }
                return value;
            }

            private int slot() {
                int start = in.position();
                in.expect('s');
                return below(in.index(), scalars.size(), "scalar slots", start);
            }

            private AccessMap access(String word) {
                in.expectWord(word);
                return access();
            }

            private AccessMap access() {
                TensorLocation memory = memory();
                List<Dim> affine = affine();
                return new AccessMap(memory, affine.getFirst(), affine.subList(1, affine.size()));
            }

            private TensorLocation memory() {
                int start = in.position();
                return switch (in.name("a tensor")) {
                    case "argument" ->
                        new TensorLocation.Argument(below(in.index(), tensors, "tensor parameters", start));
                    case "result" ->
                        new TensorLocation.Result(
                                below(in.index(), graph.results().size(), "results", start));
                    case "workspace" ->
                        new TensorLocation.Workspace(
                                below(in.index(), workspace.size(), "tensors in the workspace", start));
                    default -> throw in.errorAt(start, "argument, result or workspace");
                };
            }

            /** An offset and a stride for each axis. */
            private List<Dim> affine() {
                int start = in.position();
                List<Dim> list = new ArrayList<>();
                in.expect('[');
                do {
                    list.add(in.dim());
                } while (in.accept(','));
                in.expect(']');
                if (list.size() != axes.size() + 1) {
                    throw in.refusedAt(
                            start,
                            "expected an offset and " + axes.size() + " strides, found " + list.size() + " sizes");
                }
                return list;
            }

            private Dim sized(String word) {
                in.expectWord(word);
                return braces();
            }

            private Dim braces() {
                in.expect('{');
                Dim size = in.dim();
                in.expect('}');
                return size;
            }
        }
    }
}
