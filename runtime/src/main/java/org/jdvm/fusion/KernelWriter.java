package org.jdvm.fusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.draft.DraftAxis;
import org.jdvm.fusion.draft.FusedNode;
import org.jdvm.fusion.draft.Index;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Layouts;
import org.jdvm.fusion.draft.Views;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Value;
import org.jdvm.ir.WindowAxis;
import org.jdvm.op.Scan;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** Writes the steps of one kernel. Values are numbers from 0; a scalar operand is written as {@code -1 - slot}. */
final class KernelWriter {
    private final PlanWriter plan;
    private final KernelDraft draft;
    private final List<DraftAxis> axes;
    private final Views views;
    private final List<Step> steps = new ArrayList<>();
    private final Map<FusedNode, Integer> computed = new HashMap<>();
    private final Map<AccessMap, Integer> loaded = new HashMap<>();

    /** Quotients that are not computed, for the products that would multiply them are divided instead. */
    private final Set<FusedNode> dividedLate = new HashSet<>();

    private int values;

    KernelWriter(PlanWriter plan, KernelDraft draft) {
        this.plan = plan;
        this.draft = draft;
        this.axes = draft.leaves();
        this.views = plan.views();
    }

    Kernel write() {
        for (FusedNode product : draft.products()) {
            DeferredNormalization.of(draft, product).ifPresent(dividedLate::add);
        }
        Set<Value> covered = new LinkedHashSet<>();
        if (draft.isRowWise()) {
            List<FusedNode> calls = draft.members()
                    .sorted(Comparator.comparingInt(member -> ((Node.RowWise) member.node).output()))
                    .toList();
            rowWise(calls);
            calls.forEach(member -> covered.add(member.node.result()));
            List<Kernel.Axis> points = axes.stream()
                    .map(axis -> new Kernel.Axis(axis.size, false, Kernel.Role.OUTER))
                    .toList();
            return new Kernel(points, steps, 0, List.copyOf(covered));
        }
        draft.members().forEach(member -> {
            Value result = member.node.result();
            covered.add(result);
            if (dividedLate.contains(member)) {
                return;
            }
            int value = compute(member);
            if (member.isStored) {
                value = asValue(value, result.type());
                steps.add(new Step.Store(value, result.type(), access(result, member.at)));
            }
            computed.put(member, value);
        });
        Set<DraftAxis> operandAxes = draft.operandAxes();
        List<Kernel.Axis> shape = axes.stream()
                .map(a -> new Kernel.Axis(
                        a.size,
                        a.isReduced(),
                        a.isInner()
                                ? Kernel.Role.INNER
                                : operandAxes.contains(a) ? Kernel.Role.OUTER : Kernel.Role.COLUMNS))
                .toList();
        return new Kernel(shape, steps, values, List.copyOf(covered));
    }

    /** The one step of a kernel that calls a routine, for one of its results or several. */
    private void rowWise(List<FusedNode> members) {
        List<Index> at = members.getFirst().at;
        List<Node.RowWise> calls =
                members.stream().map(member -> (Node.RowWise) member.node).toList();
        Node.RowWise call = calls.getFirst();
        steps.add(new Step.RowWise(
                call.op(),
                call.options(),
                calls.stream().map(Node.RowWise::output).toList(),
                call.operands().stream()
                        .map(operand -> row(operand, at, call.axis()))
                        .toList(),
                calls.stream().map(each -> row(each.result(), at, call.axis())).toList()));
    }

    private Step.Row row(Value tensor, List<Index> at, int axis) {
        return new Step.Row(
                tensor.type(),
                access(tensor, at),
                plan.layouts().of(tensor).strides().get(axis),
                tensor.shape().dim(axis));
    }

    private int compute(FusedNode member) {
        DType type = member.node.result().type();
        return switch (member.node) {
            case Node.Elementwise elementwise -> apply(elementwise, member);
            case Node.Copy _, Node.Concat _ -> read(member, 0);
            case Node.Pad pad -> member.part == FusedNode.WHOLE ? read(member, 0) : -1 - plan.slot(pad.value());
            case Node.Fill fill -> -1 - plan.slot(fill.value());
            case Node.Iota iota -> {
                Index index = member.at.get(iota.axis()).expanded();
                int target = values++;
                steps.add(new Step.Iota(target, type, index.offset(), coefficients(index)));
                yield target;
            }
            case Node.Reduce reduce -> {
                int operand = asValue(read(member, 0), type);
                int target = values++;
                steps.add(new Step.Reduce(target, reduce.op(), type, operand));
                yield target;
            }
            case Node.RowWise call
            when call.op() instanceof Scan scan -> {
                int operand = asValue(read(member, 0), type);
                int target = values++;
                steps.add(new Step.Scan(target, scan, call.options(), type, operand));
                yield target;
            }
            case Node.Gather gather -> gather(gather, member);
            case Node.Matmul matmul -> matmul(matmul, member);
            case Node.WindowReduce reduce -> windowReduce(reduce, member);
            case Node.GroupedMatmul matmul -> groupedMatmul(matmul, member.at);
            case Node.RowWise _,
                    Node.Input _,
                    Node.Broadcast _,
                    Node.Reshape _,
                    Node.Permute _,
                    Node.Slice _,
                    Node.Unfold _,
                    Node.WindowMatrix _ ->
                throw new IllegalStateException("not a step of such a kernel: " + member.node);
        };
    }

    private int apply(Node.Elementwise node, FusedNode member) {
        List<Operand> list = node.operands();
        int[] operands = new int[list.size()];
        DType operandType = node.result().type();
        boolean anyValue = false;
        int tensors = 0;
        for (int i = 0; i < operands.length; i++) {
            operands[i] = switch (list.get(i)) {
                case Operand.Scalar(var expression) -> -1 - plan.slot(expression);
                case Value value -> {
                    if (!(node.op() == Op.SELECT && i == 0)) {
                        operandType = value.type();
                    }
                    yield read(member, tensors++);
                }
            };
            anyValue |= operands[i] >= 0;
        }
        if (node.op() == Op.SELECT) {
            operands[0] = asValue(operands[0], DType.BOOL);
        } else if (!anyValue) {
            operands[0] = asValue(operands[0], operandType);
        }
        int target = values++;
        steps.add(new Step.Apply(target, node.op(), operandType, node.result().type(), operands));
        return target;
    }

    private int gather(Node.Gather gather, FusedNode member) {
        List<Index> at = member.at;
        int axis = gather.axis();
        int rank = gather.paired() ? 1 : gather.indices().rank();
        int index = asValue(read(member, 0), gather.indices().type());
        List<Index> table = new ArrayList<>(at.subList(0, axis));
        table.add(Index.ZERO);
        table.addAll(at.subList(axis + rank, at.size()));
        int target = values++;
        steps.add(new Step.IndexedLoad(
                target,
                index,
                gather.operand().type(),
                access(gather.operand(), table),
                plan.layouts().of(gather.operand()).strides().get(axis),
                gather.operand().shape().dim(axis)));
        return target;
    }

    private int matmul(Node.Matmul matmul, FusedNode member) {
        Value left = matmul.left();
        Value right = matmul.right();
        Layouts.Layout rightLayout = layout(right, member);
        List<Index> rightAt = views.matrixIndices(false, right, matmul, member.at);
        int target;
        if (member.left != null) {
            FusedNode quotient = draft.find(member.left.tensor(), member.left.at());
            boolean isLate = quotient != null && dividedLate.contains(quotient);
            int rows = isLate ? read(quotient, 0) : asValue(computed(member.left), DType.F32);
            rightAt.set(rightAt.size() - 2, Index.of(Objects.requireNonNull(draft.inner())));
            target = values++;
            steps.add(new Step.LocalMatmul(target, rows, access(rightLayout, rightAt)));
            if (isLate) {
                int divisor = read(quotient, 1);
                int product = target;
                target = values++;
                steps.add(new Step.Apply(target, Op.DIV, DType.F32, DType.F32, new int[] {product, divisor}));
            }
        } else {
            Layouts.Layout leftLayout = layout(left, member);
            target = values++;
            steps.add(new Step.Matmul(
                    target,
                    access(leftLayout, views.matrixIndices(true, left, matmul, member.at)),
                    leftLayout.strides().get(left.rank() - 1),
                    access(rightLayout, rightAt),
                    rightLayout.strides().get(right.rank() - 2),
                    left.shape().dim(left.rank() - 1),
                    Index.axes(member.at.getLast()).stream().anyMatch(DraftAxis::isInner),
                    sums(matmul.result().type()),
                    windows(right, member),
                    leftLayout.fold() == null
                            ? null
                            : new Step.Fold(
                                    leftLayout.fold().size(), leftLayout.fold().stride())));
        }
        int tensors = 0;
        for (Operand scale : member.scales) {
            int factor = switch (scale) {
                case Operand.Scalar(var expression) -> -1 - plan.slot(expression);
                case Value _ -> read(member, tensors++);
            };
            int product = target;
            target = values++;
            steps.add(new Step.Apply(target, Op.MUL, DType.F32, DType.F32, new int[] {product, factor}));
        }
        return target;
    }

    /** What products of a type are added in. */
    private static DType sums(DType result) {
        return result.isFloat() && result != DType.F64 ? DType.F32 : result;
    }

    /** How the right operand of a product is found if its columns are windows; else null. */
    private Step.@Nullable Windows windows(Value right, FusedNode product) {
        if (!(plan.layouts().graph().node(right) instanceof Node.WindowMatrix matrix)) {
            return null;
        }
        return windows(matrix.operand(), matrix.windows(), product);
    }

    private int windowReduce(Node.WindowReduce reduce, FusedNode member) {
        Layouts.Layout layout = layout(reduce.operand(), member);
        List<Index> first = new ArrayList<>(member.at.subList(0, member.at.size() - 1));
        first.addAll(Collections.nCopies(reduce.windows().size(), Index.ZERO));
        int target = values++;
        steps.add(new Step.WindowReduce(
                target, reduce.op(), access(layout, first), windows(reduce.operand(), reduce.windows(), member)));
        return target;
    }

    private Step.Windows windows(Value operand, List<WindowAxis> windows, FusedNode member) {
        int axes = windows.size();
        List<Dim> dims = operand.shape().dims();
        List<Dim> strides = layout(operand, member).strides();
        Index window = member.at.getLast().expanded();
        return new Step.Windows(
                window.offset(),
                coefficients(window),
                windows,
                dims.subList(dims.size() - axes, dims.size()),
                strides.subList(strides.size() - axes, strides.size()));
    }

    private int groupedMatmul(Node.GroupedMatmul matmul, List<Index> at) {
        List<Dim> left = plan.layouts().of(matmul.left()).strides();
        List<Dim> right = plan.layouts().of(matmul.right()).strides();
        Layouts.Layout sizes = plan.layouts().of(matmul.groups());
        Index row = at.get(at.size() - 2);
        Index column = at.getLast();
        boolean byDepth = matmul.split() == Node.GroupedMatmul.Split.DEPTH;
        Index group = byDepth ? at.getFirst().expanded() : Index.ZERO;
        int target = values++;
        steps.add(new Step.GroupedMatmul(
                target,
                matmul.split(),
                access(
                        matmul.left(),
                        left.size() == 3 ? List.of(Index.ZERO, row, Index.ZERO) : List.of(row, Index.ZERO)),
                left.getLast(),
                access(
                        matmul.right(),
                        right.size() == 3 ? List.of(Index.ZERO, Index.ZERO, column) : List.of(Index.ZERO, column)),
                right.get(right.size() - 2),
                matmul.left().shape().dim(left.size() - 1),
                new AccessMap(plan.memoryOf(sizes.base()), sizes.offset(), coefficients(group)),
                sizes.strides().getFirst(),
                left.size() == 3 ? left.getFirst() : right.size() == 3 ? right.getFirst() : Dim.ZERO,
                matmul.groups().shape().dim(0)));
        return target;
    }

    private Layouts.Layout layout(Value operand, FusedNode product) {
        return Objects.requireNonNull(plan.layouts().of(operand, product.substitutes));
    }

    /** The number of the value (or scalar) that holds an operand: computed here, or loaded. */
    private int read(FusedNode member, int operand) {
        return computed(member.reads.get(operand));
    }

    private int computed(FusedNode.Read read) {
        FusedNode producer = draft.find(read.tensor(), read.at());
        if (producer != null) {
            return computed.get(producer);
        }
        AccessMap access = access(read.tensor(), read.at());
        Integer known = loaded.get(access);
        if (known != null) {
            return known;
        }
        int target = values++;
        steps.add(new Step.Load(target, read.tensor().type(), access));
        loaded.put(access, target);
        return target;
    }

    /** A value for what may be a scalar. */
    private int asValue(int operand, DType type) {
        if (operand >= 0) {
            return operand;
        }
        int target = values++;
        steps.add(new Step.Fill(target, type, -1 - operand));
        return target;
    }

    private AccessMap access(Value tensor, List<Index> indices) {
        return access(plan.layouts().of(tensor), indices);
    }

    private AccessMap access(Layouts.Layout layout, List<Index> indices) {
        Index address = new Index(layout.offset(), List.of());
        for (int axis = 0; axis < indices.size(); axis++) {
            address = address.plus(indices.get(axis).times(layout.strides().get(axis)));
        }
        Index expanded = address.expanded();
        return new AccessMap(plan.memoryOf(layout.base()), expanded.offset(), coefficients(expanded));
    }

    private List<Dim> coefficients(Index index) {
        List<Dim> coefficients = new ArrayList<>(Collections.nCopies(axes.size(), Dim.ZERO));
        for (Index.Term term : index.terms()) {
            coefficients.set(axes.indexOf(term.axis()), term.coefficient());
        }
        return coefficients;
    }
}
