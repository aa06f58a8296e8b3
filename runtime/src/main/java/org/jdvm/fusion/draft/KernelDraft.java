package org.jdvm.fusion.draft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdvm.ir.Node;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** A kernel under construction: its axes, the nodes that it computes, and at which indices of their results. */
public final class KernelDraft {
    /** Most nodes that one kernel takes: keeps local buffers and listings bounded. */
    public static final int MOST_MEMBERS = 200;

    public final int number;
    private final List<DraftAxis> axes = new ArrayList<>();
    private final Map<Integer, List<FusedNode>> members = new TreeMap<>();
    private final Set<KernelDraft> producers = new HashSet<>();
    private final Set<KernelDraft> consumers = new LinkedHashSet<>();

    /** The numbers of the values that it reads. */
    private final BitSet used = new BitSet();

    private int size;
    private int reductions;
    private int scans;
    private int matrices;

    KernelDraft(int number) {
        this.number = number;
    }

    /** Adds an axis for each dim that is not 1 and returns the indices over them. */
    public List<Index> addAxes(Shape shape) {
        return shape.dims().stream().map(this::addAxis).toList();
    }

    private Index addAxis(Dim size) {
        return size.equals(Dim.ONE) ? Index.ZERO : addAnyAxis(size);
    }

    /** Adds an axis also for size 1. */
    public Index addAnyAxis(Dim size) {
        DraftAxis axis = new DraftAxis(size, false);
        axes.add(axis);
        return Index.of(axis);
    }

    /** Adds a reduced axis after another one (first if there is none). */
    public Index addReducedAxis(Dim size, @Nullable DraftAxis previous) {
        if (size.equals(Dim.ONE)) {
            return Index.ZERO;
        }
        DraftAxis axis = new DraftAxis(size, true);
        axes.add(previous == null ? 0 : rootPosition(previous) + 1, axis);
        return Index.of(axis);
    }

    private int rootPosition(DraftAxis leaf) {
        for (int i = 0; i < axes.size(); i++) {
            if (axes.get(i).leaves().anyMatch(a -> a == leaf)) {
                return i;
            }
        }
        throw new IllegalArgumentException("not an axis of this kernel");
    }

    public List<DraftAxis> leaves() {
        return axes.stream().flatMap(DraftAxis::leaves).toList();
    }

    /** Takes a node's result at some place; nothing if it is computed there already. */
    public void add(FusedNode member) {
        List<FusedNode> sameNode = members.computeIfAbsent(member.node.result().id(), id -> new ArrayList<>());
        for (FusedNode other : sameNode) {
            if (other.isSame(member)) {
                other.isStored |= member.isStored;
                return;
            }
        }
        sameNode.add(member);
        size++;
        switch (member.node) {
            case Node.Reduce _ -> reductions++;
            case Node.RowWise _ when member.isScan() -> scans++;
            case Node.Matmul _, Node.GroupedMatmul _, Node.WindowReduce _ -> matrices++;
            default -> {}
        }
    }

    /** The nodes in the order of the graph. */
    public Stream<FusedNode> members() {
        return members.values().stream().flatMap(List::stream);
    }

    /** How often it computes something. */
    public int size() {
        return size;
    }

    /** What computes a value at given indices; null if nothing does. */
    @Nullable
    public FusedNode find(Value value, List<Index> at) {
        for (FusedNode member : members.getOrDefault(value.id(), List.of())) {
            if (Index.same(member.at, at)) {
                return member;
            }
        }
        return null;
    }

    public List<FusedNode> membersFor(Value value) {
        return members.getOrDefault(value.id(), List.of());
    }

    /** True if it needs whole rows: it reduces or scans along its reduced axes. */
    public boolean reduces() {
        return reductions + scans > 0;
    }

    /** True if it scans along its reduced axis. */
    public boolean scans() {
        return scans > 0;
    }

    public List<FusedNode> products() {
        return matrices == 0
                ? List.of()
                : members().filter(member -> member.node instanceof Node.Matmul).toList();
    }

    /** The axis of the inner indices of a left operand that it computes; null if it computes none. */
    @Nullable
    public DraftAxis inner() {
        return leaves().stream().filter(DraftAxis::isInner).findFirst().orElse(null);
    }

    /** The axes along which the left operand that it computes varies: all but those of the product's columns. */
    public Set<DraftAxis> operandAxes() {
        Set<DraftAxis> operand = new HashSet<>(leaves());
        for (FusedNode product : products()) {
            if (product.left != null) {
                operand.removeAll(Index.axes(product.at.getLast()));
            }
        }
        return operand;
    }

    public boolean multiplies() {
        return matrices > 0;
    }

    /** True if it calls a routine for rows in memory: then it computes nothing else. */
    public boolean isRowWise() {
        return members().anyMatch(member -> member.node instanceof Node.RowWise && !member.isScan());
    }

    public void dependOn(KernelDraft producer) {
        producers.add(producer);
        producer.consumers.add(this);
    }

    public Set<KernelDraft> producers() {
        return producers;
    }

    Set<KernelDraft> consumers() {
        return consumers;
    }

    /** Lets another kernel produce what this one did, which then computes nothing any more. */
    void replaceAsProducer(KernelDraft other) {
        for (KernelDraft consumer : consumers) {
            consumer.producers.remove(this);
            if (consumer != other) {
                consumer.dependOn(other);
            }
        }
        consumers.clear();
        producers.forEach(producer -> producer.consumers.remove(this));
        producers.clear();
    }

    public BitSet used() {
        return used;
    }

    /** The kernels whose results some kernels need, directly or through others. */
    public static Set<KernelDraft> neededBy(Collection<KernelDraft> kernels) {
        return reached(kernels, KernelDraft::producers);
    }

    /** The kernels that need, directly or through others, what some kernels compute. */
    public static Set<KernelDraft> needing(Collection<KernelDraft> kernels) {
        return reached(kernels, KernelDraft::consumers);
    }

    private static Set<KernelDraft> reached(
            Collection<KernelDraft> kernels, Function<KernelDraft, Set<KernelDraft>> next) {
        Set<KernelDraft> reached = new HashSet<>();
        Deque<KernelDraft> open = new ArrayDeque<>(kernels);
        while (!open.isEmpty()) {
            for (KernelDraft kernel : next.apply(open.pop())) {
                if (reached.add(kernel)) {
                    open.push(kernel);
                }
            }
        }
        return reached;
    }

    /**
     * Replaces axes by others and computes everything once for each way to replace them.
     *
     * @param leaves the new axes
     * @param ways for each way what replaces each old axis
     */
    void rebuild(List<DraftAxis> leaves, List<Map<DraftAxis, Index>> ways) {
        List<FusedNode> old = members().toList();
        axes.clear();
        axes.addAll(leaves);
        members.clear();
        size = 0;
        reductions = 0;
        scans = 0;
        matrices = 0;
        for (Map<DraftAxis, Index> way : ways) {
            old.forEach(member -> add(member.substitute(way)));
        }
    }

    /** Adds an axis that an index of a member to come runs along. */
    public void addAxes(List<DraftAxis> leaves) {
        axes.addAll(leaves);
    }

    /** Takes over another draft's work, over separate axes. */
    void takeOver(KernelDraft other, Map<DraftAxis, Index> way) {
        other.members().forEach(member -> add(member.substitute(way)));
        other.producers.stream().filter(producer -> producer != this).forEach(this::dependOn);
    }
}
