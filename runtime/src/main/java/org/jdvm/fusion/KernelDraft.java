package org.jdvm.fusion;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdvm.ir.Node;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** A kernel under construction: its axes, the nodes that it computes, and at which indices of their results. */
final class KernelDraft {
    /** Most nodes that one kernel takes: keeps local buffers and listings bounded. */
    static final int MOST_MEMBERS = 200;

    /**
     * A part of a tensor that the kernel writes although no node of its own computes just that part: a piece of a concatenation or of
     * a padded tensor.
     *
     * @param target the tensor
     * @param indices where in the tensor, for each of its dims
     * @param source what is written; null for the border of a padded tensor
     * @param sourceIndices the indices of what is written
     */
    record Piece(
            Value target, List<Index> indices, @Nullable Value source, List<Index> sourceIndices) {}

    final int number;
    private final List<DraftAxis> axes = new ArrayList<>();
    private final Map<Integer, Node> members = new TreeMap<>();
    private final Map<Value, List<Index>> indices = new LinkedHashMap<>();
    private final Map<Value, List<Index>> reducedIndices = new LinkedHashMap<>();
    private final Set<Value> stored = new LinkedHashSet<>();
    private final Set<KernelDraft> producers = new HashSet<>();
    private @Nullable Piece piece;
    private boolean reduces;
    private boolean multiplies;

    KernelDraft(int number) {
        this.number = number;
    }

    /** Adds an axis for each dim that is not 1 and returns the indices over them. */
    List<Index> addAxes(Shape shape) {
        return shape.dims().stream().map(this::addAxis).toList();
    }

    Index addAxis(Dim size) {
        if (size.equals(Dim.ONE)) {
            return Index.ZERO;
        }
        DraftAxis axis = new DraftAxis(size, false);
        axes.add(axis);
        return Index.of(axis);
    }

    /** Adds a reduced axis behind another one (first if there is none). */
    Index addReducedAxis(Dim size, @Nullable DraftAxis behind) {
        if (size.equals(Dim.ONE)) {
            return Index.ZERO;
        }
        DraftAxis axis = new DraftAxis(size, true);
        axes.add(behind == null ? 0 : rootPosition(behind) + 1, axis);
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

    List<DraftAxis> leaves() {
        return axes.stream().flatMap(DraftAxis::leaves).toList();
    }

    void add(Node node, List<Index> at) {
        members.put(node.result().id(), node);
        indices.put(node.result(), at);
        multiplies |= node instanceof Node.Matmul;
    }

    /** Remembers at which indices a reduction of this kernel reads its operand. */
    void addReduction(Value result, List<Index> operand) {
        reducedIndices.put(result, operand);
        reduces = true;
    }

    boolean contains(Value value) {
        return indices.containsKey(value);
    }

    /** The nodes in the order of the graph. */
    Iterable<Node> members() {
        return members.values();
    }

    int size() {
        return members.size();
    }

    List<Index> indicesOf(Value value) {
        return Optional.ofNullable(indices.get(value)).orElseThrow();
    }

    List<Index> operandIndicesOf(Node.Reduce reduce) {
        return Optional.ofNullable(reducedIndices.get(reduce.result())).orElseThrow();
    }

    void store(Value value) {
        stored.add(value);
    }

    Set<Value> stored() {
        return stored;
    }

    void piece(Piece part) {
        this.piece = part;
    }

    @Nullable
    Piece piece() {
        return piece;
    }

    boolean reduces() {
        return reduces;
    }

    boolean multiplies() {
        return multiplies;
    }

    void dependOn(KernelDraft producer) {
        producers.add(producer);
    }

    Set<KernelDraft> producers() {
        return producers;
    }

    /** True if this kernel needs, directly or through others, what another one computes. */
    boolean needs(KernelDraft other) {
        return producers.contains(other) || producers.stream().anyMatch(p -> p.needs(other));
    }
}
