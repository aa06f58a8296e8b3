package org.jdvm.fusion;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Relation;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a graph into kernels. Nodes are visited from the results to the inputs; each is offered to the kernels that read it, by the
 * rule for its kind, and starts a kernel of its own where none takes it.
 */
public final class Planner {
    /**
     * A kernel that reads a value.
     *
     * @param indices at which indices, or null if only memory can give it to the kernel
     */
    private record Use(KernelDraft kernel, @Nullable List<Index> indices) {}

    private final Rules rules;
    private final Graph graph;
    private final Facts facts;
    private final Layouts layouts;
    private final Views views;
    private final List<KernelDraft> drafts = new ArrayList<>();
    private final Map<Value, List<Use>> uses = new LinkedHashMap<>();
    private final List<Decision> decisions = new ArrayList<>();

    private Planner(Graph source, Rules rules) {
        this.rules = rules;
        this.facts = factsOf(source);
        this.layouts = Layouts.normalise(ownResults(source), facts);
        this.graph = layouts.graph();
        this.views = new Views(facts);
    }

    /**
     * {@return the kernels of a graph}
     *
     * @param graph the graph
     */
    public static Plan plan(Graph graph) {
        return plan(graph, Rules.STANDARD);
    }

    /**
     * {@return the kernels of a graph, fused by some rules only}
     *
     * @param graph the graph
     * @param rules the rules to go by
     */
    public static Plan plan(Graph graph, Rules rules) {
        Planner planner = new Planner(graph, rules);
        planner.assign();
        return new PlanWriter(planner.graph, planner.layouts, planner.drafts, planner.decisions).write();
    }

    /**
     * {@return what the parameters and the requirements of a graph say about sizes}
     *
     * @param graph the graph
     */
    public static Facts factsOf(Graph graph) {
        Facts facts = new Facts();
        for (Parameter parameter : graph.parameters()) {
            if (parameter instanceof ScalarParameter(String name, ScalarType type) && type.isInteger()) {
                boolean wide = type == ScalarType.LONG;
                facts.declare(
                        name, wide ? Long.MIN_VALUE : Integer.MIN_VALUE, wide ? Long.MAX_VALUE : Integer.MAX_VALUE);
            }
        }
        for (Requirement requirement : graph.requirements()) {
            Relation relation = switch (requirement.kind()) {
                case EQUAL -> Relation.EQ;
                case NOT_EQUAL -> Relation.NE;
                case LESS -> Relation.LT;
                case LESS_OR_EQUAL -> Relation.LE;
                case BROADCASTS -> null;
            };
            if (relation != null) {
                facts.assume(relation, requirement.left(), requirement.right(), requirement.origin());
            }
        }
        return facts;
    }

    /** Copies results that are parameters, views, or returned twice: each result has memory of its own. */
    private static Graph ownResults(Graph graph) {
        Set<Value> seen = new HashSet<>();
        GraphRewriter rewriter = new GraphRewriter(graph);
        graph.nodes().forEach(rewriter::copy);
        List<Value> results = new ArrayList<>();
        for (Value result : graph.results()) {
            Node node = graph.node(result);
            Value value = rewriter.map(result);
            boolean own = !(node instanceof Node.Input) && !Views.isView(node) && seen.add(result);
            results.add(own ? value : rewriter.append(value, copy -> new Node.Copy(copy, value)));
        }
        Graph copied = rewriter.finish();
        return new Graph(
                copied.name(), copied.parameters(), copied.nodes(), results, copied.requirements(), copied.origins());
    }

    private void assign() {
        for (Node node : graph.nodes().reversed()) {
            boolean isResult = graph.results().contains(node.result());
            List<Use> users = uses.getOrDefault(node.result(), List.of());
            if (node instanceof Node.Input || Views.isView(node) || users.isEmpty() && !isResult) {
                continue;
            }
            switch (node) {
                case Node.Concat concat -> startConcat(concat);
                case Node.Pad pad -> startPad(pad);
                default -> {
                    Optional<Rule> rule = rules.ruleFor(node);
                    boolean inMemory = rule.isEmpty()
                            || (node.inputs().isEmpty()
                                    ? !repeat(rule.get(), node, users, isResult)
                                    : !offer(rule.get(), node, users, isResult));
                    if (inMemory) {
                        start(node);
                    }
                }
            }
        }
    }

    /** Offers a node to each kernel that reads it; true if one took it. */
    private boolean offer(Rule rule, Node node, List<Use> users, boolean isResult) {
        Set<KernelDraft> kernels = kernels(users);
        for (KernelDraft kernel : kernels) {
            Rule.Verdict verdict = consider(rule, node, kernel, users, isResult);
            decisions.add(new Decision(node, kernel.number, rule.name(), verdict.fused(), verdict.reason()));
            if (verdict.fused()) {
                if (kernels.size() > 1 || isResult) {
                    kernel.store(node.result());
                }
                connect(node, kernel);
                readOperands(node, kernel);
                return true;
            }
        }
        return false;
    }

    private static Set<KernelDraft> kernels(List<Use> users) {
        Set<KernelDraft> kernels = new LinkedHashSet<>();
        users.forEach(use -> kernels.add(use.kernel()));
        return kernels;
    }

    private Rule.Verdict consider(Rule rule, Node node, KernelDraft kernel, List<Use> users, boolean isResult) {
        List<Index> indices = null;
        for (Use use : users) {
            if (use.kernel() == kernel) {
                if (use.indices() == null) {
                    return Rule.Verdict.refused(
                            "the kernel needs it in memory: as a matrix, a table, or in another element order");
                }
                if (indices != null && !same(indices, use.indices())) {
                    return Rule.Verdict.refused("the kernel reads it at two different places at once");
                }
                indices = use.indices();
            }
        }
        Candidate candidate = new Candidate(node, kernel, Objects.requireNonNull(indices), facts);
        boolean elsewhere = isResult || users.stream().anyMatch(use -> use.kernel() != kernel);
        if (elsewhere && !node.inputs().isEmpty()) {
            if (!candidate.coversResult()) {
                return Rule.Verdict.refused(
                        "others need all of it, but the kernel computes a part of it or repeats it");
            }
            for (Use use : users) {
                if (use.kernel() != kernel && kernel.needs(use.kernel())) {
                    return Rule.Verdict.refused("kernel " + use.kernel().number + " needs it and runs before this one");
                }
            }
        }
        return rule.consider(candidate);
    }

    /** Offers generated numbers to each kernel that reads them; true if all of them make them anew. */
    private boolean repeat(Rule rule, Node node, List<Use> users, boolean isResult) {
        boolean everywhere = !isResult;
        for (KernelDraft kernel : kernels(users)) {
            Rule.Verdict verdict = consider(rule, node, kernel, users, isResult);
            decisions.add(new Decision(node, kernel.number, rule.name(), verdict.fused(), verdict.reason()));
            everywhere &= verdict.fused();
        }
        return everywhere;
    }

    private static boolean same(List<Index> a, List<Index> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!a.get(i).same(b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Starts a kernel with a node whose result it stores. */
    private void start(Node node) {
        KernelDraft kernel = draft();
        Value result = node.result();
        if (node instanceof Node.Reduce reduce) {
            List<Index> operand = kernel.addAxes(reduce.operand().shape());
            List<Index> kept = new ArrayList<>();
            for (int axis = 0; axis < operand.size(); axis++) {
                if (!reduce.axes().contains(axis)) {
                    kept.add(operand.get(axis));
                } else {
                    operand.get(axis).terms().forEach(term -> term.axis().reduce());
                    if (reduce.keepDims()) {
                        kept.add(Index.ZERO);
                    }
                }
            }
            kernel.add(node, kept);
            kernel.addReduction(result, operand);
        } else {
            kernel.add(node, kernel.addAxes(result.shape()));
        }
        kernel.store(result);
        connect(node, kernel);
        readOperands(node, kernel);
    }

    private void startConcat(Node.Concat concat) {
        Dim start = Dim.ZERO;
        for (Value operand : concat.operands()) {
            KernelDraft kernel = draft();
            List<Index> source = kernel.addAxes(operand.shape());
            List<Index> target = new ArrayList<>(source);
            target.set(concat.axis(), source.get(concat.axis()).plus(start));
            kernel.piece(new KernelDraft.Piece(concat.result(), target, operand, source));
            connect(concat, kernel);
            read(operand, source, kernel);
            start = start.plus(operand.shape().dim(concat.axis()));
        }
    }

    private void startPad(Node.Pad pad) {
        Shape inner = pad.operand().shape();
        KernelDraft middle = draft();
        List<Index> source = middle.addAxes(inner);
        middle.piece(new KernelDraft.Piece(
                pad.result(), shifted(source, pad.before(), inner.rank()), pad.operand(), source));
        connect(pad, middle);
        read(pad.operand(), source, middle);
        for (int axis = 0; axis < inner.rank(); axis++) {
            Dim before = pad.before().get(axis);
            Dim after = pad.result().shape().dim(axis).minus(before).minus(inner.dim(axis));
            startBorder(pad, axis, Dim.ZERO, before);
            startBorder(pad, axis, before.plus(inner.dim(axis)), after);
        }
    }

    /** The border at one end of an axis: as wide as the inner part along earlier axes, as the whole along later ones. */
    private void startBorder(Node.Pad pad, int along, Dim start, Dim width) {
        if (width.equals(Dim.ZERO)) {
            return;
        }
        KernelDraft kernel = draft();
        List<Index> indices = new ArrayList<>();
        for (int axis = 0; axis < pad.before().size(); axis++) {
            Dim size = axis < along
                    ? pad.operand().shape().dim(axis)
                    : axis == along ? width : pad.result().shape().dim(axis);
            indices.add(kernel.addAxis(size));
        }
        List<Index> target = shifted(indices, pad.before(), along);
        target.set(along, indices.get(along).plus(start));
        kernel.piece(new KernelDraft.Piece(pad.result(), target, null, indices));
        connect(pad, kernel);
    }

    private static List<Index> shifted(List<Index> indices, List<Dim> by, int count) {
        List<Index> shifted = new ArrayList<>(indices);
        for (int axis = 0; axis < count; axis++) {
            shifted.set(axis, indices.get(axis).plus(by.get(axis)));
        }
        return shifted;
    }

    private KernelDraft draft() {
        KernelDraft kernel = new KernelDraft(drafts.size());
        drafts.add(kernel);
        return kernel;
    }

    /** Lets the other kernels that read a node's result wait for the kernel that stores it. */
    private void connect(Node node, KernelDraft kernel) {
        for (Use use : uses.getOrDefault(node.result(), List.of())) {
            if (use.kernel() != kernel) {
                use.kernel().dependOn(kernel);
            }
        }
    }

    private void readOperands(Node node, KernelDraft kernel) {
        List<Index> at = kernel.indicesOf(node.result());
        switch (node) {
            case Node.Elementwise elementwise -> {
                for (Operand operand : elementwise.operands()) {
                    if (operand instanceof Value value) {
                        read(value, views.broadcast(value.shape(), node.result().shape(), at), kernel);
                    }
                }
            }
            case Node.Copy copy -> read(copy.operand(), at, kernel);
            case Node.Reduce reduce -> read(reduce.operand(), kernel.operandIndicesOf(reduce), kernel);
            case Node.Gather gather -> {
                read(gather.operand(), null, kernel);
                int axis = gather.axis();
                read(gather.indices(), at.subList(axis, axis + gather.indices().rank()), kernel);
            }
            case Node.Matmul matmul -> {
                read(matmul.left(), null, kernel);
                read(matmul.right(), null, kernel);
            }
            case Node.Iota _, Node.Fill _ -> {}
            case Node.GroupedMatmul _ ->
                throw new UnsupportedOperationException("grouped_matmul is only known to the reference evaluator");
            case Node.Input _,
                    Node.Broadcast _,
                    Node.Reshape _,
                    Node.Permute _,
                    Node.Slice _,
                    Node.Concat _,
                    Node.Pad _ -> throw new IllegalArgumentException("not a member of a kernel: " + node);
        }
    }

    /** Notes that a kernel reads a value at some indices: as a use of what the value views. */
    private void read(Value value, @Nullable List<Index> indices, KernelDraft kernel) {
        Value base = value;
        List<Index> at = indices;
        while (Views.isView(graph.node(base))) {
            Node view = graph.node(base);
            at = at == null ? null : views.through(view, at).orElse(null);
            base = view.inputs().getFirst();
        }
        uses.computeIfAbsent(base, b -> new ArrayList<>()).add(new Use(kernel, at));
    }
}
