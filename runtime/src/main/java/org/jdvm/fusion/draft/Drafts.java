package org.jdvm.fusion.draft;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Node;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jspecify.annotations.Nullable;

/** The kernels under construction, and which of them reads which value where. */
public final class Drafts {
    /** Most parts that one kernel computes together: more would fill the local buffer. */
    private static final int MOST_PARTS = 4;

    /**
     * A kernel that reads a value.
     *
     * @param at at which indices, or null if only memory can give it to the kernel
     * @param why why only memory can, else null
     * @param isMatrix true if the kernel multiplies it
     */
    public record Use(
            KernelDraft kernel,
            @Nullable List<Index> at,
            @Nullable Refusal why,
            boolean isMatrix) {}

    /** A range of indices along an axis. */
    public record Range(Dim start, Dim size) {}

    private final Layouts layouts;
    private final Graph graph;
    private final Facts facts;
    private final Views views;
    private final List<KernelDraft> list = new ArrayList<>();

    /** For each value the kernels that read it. */
    private final List<List<Use>> uses;

    /** For each value the kernels that compute it, or did. */
    private final List<Set<KernelDraft>> homes;

    /** For each value the results of the nodes that read it. */
    private final List<List<Value>> consumers;

    private final Map<Integer, Integer> merged = new HashMap<>();
    private final BitSet results = new BitSet();
    private int started;

    public Drafts(Layouts layouts, Facts facts) {
        this.layouts = layouts;
        this.graph = layouts.graph();
        this.facts = facts;
        this.views = new Views(graph, facts);
        this.uses = forEachValue(() -> new ArrayList<>(0));
        this.homes = forEachValue(() -> new LinkedHashSet<>(2));
        this.consumers = forEachValue(() -> new ArrayList<>(1));
        for (Node node : graph.nodes()) {
            for (Value input : node.inputs()) {
                List<Value> known = consumers.get(input.id());
                if (known.isEmpty() || known.getLast().id() != node.result().id()) {
                    known.add(node.result());
                }
            }
        }
        graph.results()
                .forEach(result -> results.set(Views.stored(graph, result).id()));
    }

    private <T> List<T> forEachValue(Supplier<T> made) {
        return Stream.generate(made).limit(graph.nodes().size()).toList();
    }

    public List<KernelDraft> list() {
        return list;
    }

    public Facts facts() {
        return facts;
    }

    public Views views() {
        return views;
    }

    public Layouts layouts() {
        return layouts;
    }

    public KernelDraft start() {
        KernelDraft kernel = new KernelDraft(started++);
        list.add(kernel);
        return kernel;
    }

    public List<Use> usesOf(Value value) {
        return uses.get(value.id());
    }

    /** True if a kernel reads a tensor or a view of it. */
    public boolean reads(KernelDraft kernel, Value tensor) {
        return kernel.used().get(baseOf(tensor).id());
    }

    /** The results of the nodes that read a value. */
    public List<Value> consumersOf(Value value) {
        return consumers.get(value.id());
    }

    /** What a tensor views, through any number of views. */
    public Value baseOf(Value tensor) {
        Value base = tensor;
        while (Views.isView(graph.node(base))) {
            base = graph.node(base).inputs().getFirst();
        }
        return base;
    }

    /** Notes what a member of a kernel reads. */
    public void readOperands(FusedNode member, KernelDraft kernel) {
        Node node = member.node;
        List<Index> at = member.at;
        switch (node) {
            case Node.Elementwise elementwise -> {
                for (Operand operand : elementwise.operands()) {
                    if (operand instanceof Value value) {
                        member.reads.add(resolve(
                                value,
                                views.broadcast(value.shape(), node.result().shape(), at)));
                    }
                }
            }
            case Node.Copy copy -> member.reads.add(resolve(copy.operand(), at));
            case Node.Reduce reduce -> member.reads.add(resolve(reduce.operand(), member.reducedAt));
            case Node.RowWise scan when member.isScan() -> member.reads.add(resolve(scan.operand(), member.reducedAt));
            case Node.Gather gather -> {
                int axis = gather.axis();
                member.reads.add(resolve(
                        gather.indices(),
                        gather.paired()
                                ? at
                                : at.subList(axis, axis + gather.indices().rank())));
            }
            case Node.Concat concat -> {
                Value operand = concat.operands().get(member.part);
                List<Index> inner = new ArrayList<>(at);
                inner.set(concat.axis(), at.get(concat.axis()).plus(Dim.ZERO.minus(startOf(concat, member.part))));
                member.reads.add(resolve(operand, inner));
            }
            case Node.Pad pad -> {
                if (member.part == FusedNode.WHOLE) {
                    List<Index> inner = new ArrayList<>();
                    for (int axis = 0; axis < at.size(); axis++) {
                        inner.add(at.get(axis).plus(Dim.ZERO.minus(pad.before().get(axis))));
                    }
                    member.reads.add(resolve(pad.operand(), inner));
                }
            }
            case Node.Matmul _,
                    Node.GroupedMatmul _,
                    Node.WindowReduce _,
                    Node.RowWise _,
                    Node.Iota _,
                    Node.Fill _ -> {}
            case Node.Input _,
                    Node.Broadcast _,
                    Node.Reshape _,
                    Node.Permute _,
                    Node.Slice _,
                    Node.Unfold _,
                    Node.WindowMatrix _ -> throw new IllegalArgumentException("not a member of a kernel: " + node);
        }
        register(member, kernel);
    }

    /** Where a part of a concatenation begins. */
    static Dim startOf(Node.Concat concat, int part) {
        Dim start = Dim.ZERO;
        for (Value earlier : concat.operands().subList(0, part)) {
            start = start.plus(earlier.shape().dim(concat.axis()));
        }
        return start;
    }

    /** From a tensor to what it views, as long as the kernel's axes can express the indices. */
    public FusedNode.Read resolve(Value tensor, List<Index> at) {
        FusedNode.Read read = new FusedNode.Read(tensor, at);
        while (Views.isView(graph.node(read.tensor()))) {
            Node view = graph.node(read.tensor());
            Optional<List<Index>> inner = views.through(view, read.at());
            if (inner.isEmpty()) {
                return read;
            }
            read = new FusedNode.Read(view.inputs().getFirst(), inner.get());
        }
        return read;
    }

    private void register(FusedNode member, KernelDraft kernel) {
        homes.get(member.node.result().id()).add(kernel);
        for (FusedNode.Read read : member.reads) {
            if (Views.isView(graph.node(read.tensor()))) {
                use(read.tensor(), kernel, Refusal.General.ORDER, false);
            } else {
                use(read.tensor(), new Use(kernel, read.at(), null, false));
            }
        }
        switch (member.node) {
            case Node.Gather gather -> use(gather.operand(), kernel, Refusal.General.LOOK_UP, false);
            case Node.Matmul matmul -> {
                if (member.left == null) {
                    use(matrix(member, matmul.left()), kernel, Refusal.General.LEFT_OPERAND, true);
                } else {
                    FusedNode.Read left = member.left;
                    use(left.tensor(), new Use(kernel, left.at(), null, false));
                }
                use(matrix(member, matmul.right()), kernel, Refusal.General.RIGHT_OPERAND, true);
            }
            case Node.RowWise rowWise
            when !member.isScan() ->
                rowWise.operands().forEach(operand -> use(operand, kernel, Refusal.General.ROW_OPERAND, false));
            case Node.WindowReduce windows -> use(windows.operand(), kernel, Refusal.General.WINDOW_OPERAND, false);
            case Node.GroupedMatmul matmul ->
                matmul.inputs().forEach(operand -> use(operand, kernel, Refusal.General.GROUPED_OPERAND, false));
            default -> {}
        }
    }

    /** The value in memory that an operand of a product views. */
    public Value matrix(FusedNode product, Value operand) {
        Value base = baseOf(operand);
        Value substitute = product.substitutes.get(base);
        return substitute == null ? base : matrix(product, substitute);
    }

    /** True if a factor of the right operand of a product is the same for all inner indices. */
    public boolean isConstantAlongDepth(FusedNode product, Node.Elementwise node, Operand factor) {
        return !(factor instanceof Value tensor)
                || scaleAt(product, node.result(), tensor).isPresent();
    }

    /** The indices of a factor of the right operand of a product; empty if they depend on the inner index. */
    private Optional<List<Index>> scaleAt(FusedNode product, Value scaled, Value factor) {
        Node.Matmul matmul = (Node.Matmul) product.node;
        DraftAxis depth = new DraftAxis(matmul.left().shape().dim(matmul.left().rank() - 1), false);
        List<Index> at = views.matrixIndices(false, matmul.right(), matmul, product.at);
        at.set(at.size() - 2, Index.of(depth));
        FusedNode.Read read = resolve(matmul.right(), at);
        while (!read.tensor().equals(scaled)) {
            Value substitute = product.substitutes.get(read.tensor());
            if (substitute == null) {
                return Optional.empty();
            }
            read = resolve(substitute, read.at());
        }
        List<Index> inner = views.broadcast(factor.shape(), scaled.shape(), read.at());
        boolean varies = inner.stream()
                .anyMatch(index -> index.expanded().terms().stream()
                        .anyMatch(term -> depth.leaves().anyMatch(leaf -> leaf == term.axis())));
        return varies ? Optional.empty() : Optional.of(inner);
    }

    /** Lets a product read something else in place of a value, and multiplies its columns. */
    public void substitute(FusedNode product, Value value, Value instead, @Nullable Operand scale) {
        if (scale instanceof Value tensor) {
            product.reads.add(resolve(tensor, scaleAt(product, value, tensor).orElseThrow()));
        }
        if (scale != null) {
            product.scales.add(scale);
        }
        product.substitutes.put(value, instead);
    }

    /** Notes anew what the members of a kernel read. */
    public void refresh(KernelDraft kernel) {
        forgetUses(kernel);
        kernel.members().forEach(member -> register(member, kernel));
    }

    public boolean isResult(Value value) {
        return results.get(value.id());
    }

    public Graph graph() {
        return graph;
    }

    private void use(Value tensor, KernelDraft kernel, Refusal why, boolean matrix) {
        use(baseOf(tensor), new Use(kernel, null, why, matrix));
    }

    private void use(Value tensor, Use use) {
        uses.get(tensor.id()).add(use);
        use.kernel().used().set(tensor.id());
    }

    private void forgetUses(KernelDraft kernel) {
        kernel.used().stream().forEach(value -> uses.get(value).removeIf(use -> use.kernel() == kernel));
        kernel.used().clear();
    }

    /**
     * Cuts the work of a kernel into parts along some of its axes. The kernel itself computes the first one.
     *
     * @param kernel the kernel
     * @param parts for each part the ranges of the axes that are cut
     * @param apart how many of the first parts have a separate kernel each; of the others, those of one size are computed together
     * @return for each part the kernel that computes it, and what replaces the old axes there
     */
    public List<Map.Entry<KernelDraft, Map<DraftAxis, Index>>> split(
            KernelDraft kernel, List<Map<DraftAxis, Range>> parts, int apart) {
        List<DraftAxis> old = kernel.leaves();
        List<Map<DraftAxis, Index>> ways = new ArrayList<>();
        List<List<DraftAxis>> leaves = new ArrayList<>();
        // For each part the first one that its kernel computes.
        int[] home = new int[parts.size()];
        for (int part = 0; part < parts.size(); part++) {
            home[part] = home(parts, part, apart);
            List<DraftAxis> axes = new ArrayList<>();
            Map<DraftAxis, Index> way = new HashMap<>();
            for (DraftAxis axis : old) {
                Range range = parts.get(part).get(axis);
                if (range != null && facts.areEqual(range.size(), Dim.ONE)) {
                    way.put(axis, Index.ZERO.plus(range.start()));
                    continue;
                }
                if (home[part] < part) {
                    axes.add(leaves.get(home[part]).get(axes.size()));
                } else if (range == null) {
                    axes.add(part == 0 ? axis : axis.withSize(axis.size));
                } else {
                    axes.add(axis.withSize(range.size()));
                }
                Index index = Index.of(axes.getLast());
                way.put(axis, range == null ? index : index.plus(range.start()));
            }
            leaves.add(axes);
            ways.add(way);
        }
        List<KernelDraft> kernels = new ArrayList<>(List.of(kernel));
        for (int part = 1; part < parts.size(); part++) {
            kernels.add(
                    home[part] < part
                            ? kernels.get(home[part])
                            : copy(kernel, leaves.get(part), waysOf(part, home, ways)));
        }
        kernel.rebuild(leaves.getFirst(), waysOf(0, home, ways));
        kernels.stream().distinct().forEach(this::refresh);
        List<Map.Entry<KernelDraft, Map<DraftAxis, Index>>> result = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            result.add(Map.entry(kernels.get(part), ways.get(part)));
        }
        return result;
    }

    private int home(List<Map<DraftAxis, Range>> parts, int part, int apart) {
        for (int other = apart; other < part; other++) {
            if (areOfOneSize(parts.get(other), parts.get(part))) {
                return other;
            }
        }
        return part;
    }

    private static List<Map<DraftAxis, Index>> waysOf(int home, int[] homes, List<Map<DraftAxis, Index>> ways) {
        return IntStream.range(0, homes.length)
                .filter(part -> homes[part] == home)
                .mapToObj(ways::get)
                .toList();
    }

    /** The kernel that computes a node which only one kernel does. */
    public KernelDraft homeOf(Node node) {
        return homesOf(node).findFirst().orElseThrow();
    }

    /** The kernels that compute a node. */
    public Stream<KernelDraft> homesOf(Node node) {
        return homes.get(node.result().id()).stream()
                .filter(kernel -> !merged.containsKey(kernel.number)
                        && !kernel.membersFor(node.result()).isEmpty());
    }

    /** Lets one kernel do the work of another one as well. */
    public void merge(KernelDraft from, KernelDraft to, Map<DraftAxis, Index> way) {
        to.takeOver(from, way);
        list.remove(from);
        merged.put(from.number, to.number);
        from.replaceAsProducer(to);
        forgetUses(from);
        refresh(to);
    }

    /** The number of the kernel that does the work of one with a given number. */
    public int numberOf(int number) {
        Integer other = merged.get(number);
        return other == null ? number : numberOf(other);
    }

    private KernelDraft copy(KernelDraft kernel, List<DraftAxis> leaves, List<Map<DraftAxis, Index>> ways) {
        KernelDraft other = start();
        other.addAxes(leaves);
        ways.forEach(way -> other.takeOver(kernel, way));
        kernel.consumers().forEach(consumer -> consumer.dependOn(other));
        return other;
    }

    /** True if all parts cut the same axes to the same sizes, and one kernel may compute that many. */
    public boolean areTogether(List<Map<DraftAxis, Range>> parts) {
        return parts.size() <= MOST_PARTS && parts.stream().allMatch(part -> areOfOneSize(parts.getFirst(), part));
    }

    private boolean areOfOneSize(Map<DraftAxis, Range> one, Map<DraftAxis, Range> other) {
        return one.keySet().equals(other.keySet())
                && other.entrySet().stream()
                        .allMatch(entry -> facts.areEqual(
                                entry.getValue().size(), one.get(entry.getKey()).size()));
    }
}
