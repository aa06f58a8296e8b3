package org.jdvm.fusion;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdvm.fusion.draft.Drafts;
import org.jdvm.fusion.draft.Index;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Layouts;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.fusion.draft.Views;
import org.jdvm.fusion.rule.Candidate;
import org.jdvm.fusion.rule.ConcatSplitRule;
import org.jdvm.fusion.rule.Rule;
import org.jdvm.fusion.rule.Rules;
import org.jdvm.fusion.rule.ScanRule;
import org.jdvm.fusion.rule.Verdict;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Node;
import org.jdvm.ir.Shape;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;

/**
 * Assigns nodes to kernels. They are visited from the results to the inputs; each is offered to the kernels that read it, then to those
 * that could compute it as well, and starts a new kernel where none takes it.
 */
public final class FusionPartitioner {
    private final Graph graph;
    private final Rules rules;
    private final Drafts drafts;
    private final List<Decision> decisions = new ArrayList<>();

    public FusionPartitioner(Layouts layouts, Facts facts, Rules rules) {
        this.graph = layouts.graph();
        this.rules = rules;
        this.drafts = new Drafts(layouts, facts);
    }

    public Drafts drafts() {
        return drafts;
    }

    /** What the rules said, with the numbers that drafts have in the end. */
    List<Decision> decisions() {
        return decisions.stream()
                .map(decision -> decision.in(drafts.numberOf(decision.kernel())))
                .toList();
    }

    public void run() {
        for (Node node : graph.nodes().reversed()) {
            boolean isResult = drafts.isResult(node.result());
            List<Drafts.Use> uses = drafts.usesOf(node.result());
            if (node instanceof Node.Input || Views.isView(node) || uses.isEmpty() && !isResult) {
                continue;
            }
            repeat(node);
            boolean isTaken = !isResult && readers(node).isEmpty();
            if (!isTaken && !offer(node, isResult) && !placeBeside(node)) {
                start(node);
            }
            connect(node);
            if (node instanceof Node.Matmul) {
                merge(node);
            }
        }
    }

    /** Offers a node to each kernel that reads it, to compute it there whatever the others do. */
    private void repeat(Node node) {
        for (KernelDraft kernel : readers(node)) {
            decide(candidate(node, kernel), Rule::mayRepeat, false);
        }
    }

    /** Offers a node to each kernel that reads it from memory so far; true if one took it. */
    private boolean offer(Node node, boolean isResult) {
        Set<KernelDraft> readers = readers(node);
        boolean elsewhere = isResult || readers.size() > 1;
        for (KernelDraft kernel : readers) {
            if (decide(candidate(node, kernel), rule -> !rule.mayRepeat(), elsewhere)) {
                if (elsewhere) {
                    drafts.homesOf(node).forEach(home -> store(node, home));
                }
                return true;
            }
        }
        return false;
    }

    /** Asks the rules about a candidate, one after the other until one fuses it; true if one did. */
    private boolean decide(Candidate candidate, Predicate<Rule> which, boolean elsewhere) {
        return rules.about(candidate).stream()
                .filter(which)
                .anyMatch(rule -> decide(rule, candidate, consider(rule, candidate, elsewhere)));
    }

    private Verdict consider(Rule rule, Candidate candidate, boolean elsewhere) {
        if (candidate.role() == Candidate.Role.MATRIX) {
            return rule.consider(candidate);
        }
        for (Drafts.Use use : drafts.usesOf(candidate.node().result())) {
            if (use.kernel() == candidate.kernel() && use.why() != null) {
                return Verdict.refused(use.why());
            }
        }
        if (elsewhere && (candidate.places().size() > 1 || !candidate.coversResult(candidate.at()))) {
            return Verdict.refused(Refusal.General.NEEDED_WHOLE);
        }
        if (elsewhere && needReaders(candidate.node()).contains(candidate.kernel())) {
            return Verdict.refused(Refusal.General.NEEDED_BEFORE);
        }
        return rule.consider(candidate);
    }

    /** Notes a verdict and carries it out; true if it fuses. */
    private boolean decide(Rule rule, Candidate candidate, Verdict verdict) {
        Optional<Refusal> refusal = switch (verdict) {
            case Verdict.Refused refused -> Optional.of(refused.refusal());
            case Verdict.Fused fused -> {
                fused.change().run();
                yield Optional.empty();
            }
        };
        decisions.add(
                new Decision(candidate.node(), candidate.kernel().number, rule.name(), refusal, verdict.reason()));
        return refusal.isEmpty();
    }

    /** What a node is to a kernel that reads it. */
    private Candidate candidate(Node node, KernelDraft kernel) {
        List<List<Index>> places = new ArrayList<>();
        boolean matrix = false;
        for (Drafts.Use use : drafts.usesOf(node.result())) {
            List<Index> at = use.at();
            if (use.kernel() == kernel && at == null) {
                matrix |= use.isMatrix();
            } else if (use.kernel() == kernel && at != null && places.stream().noneMatch(p -> Index.same(p, at))) {
                places.add(at);
            }
        }
        Candidate asMatrix = new Candidate(node, kernel, Candidate.Role.MATRIX, places, drafts);
        return matrix && places.isEmpty() && !rules.about(asMatrix).isEmpty()
                ? asMatrix
                : new Candidate(node, kernel, Candidate.Role.OPERAND, places, drafts);
    }

    /** The kernels that read a node and do not compute it themselves. */
    private Set<KernelDraft> readers(Node node) {
        Set<KernelDraft> kernels = new LinkedHashSet<>();
        for (Drafts.Use use : drafts.usesOf(node.result())) {
            if (use.kernel().membersFor(node.result()).isEmpty()) {
                kernels.add(use.kernel());
            }
        }
        return kernels;
    }

    /** The kernels that need kernels which read a node: they can not compute it. */
    private Set<KernelDraft> needReaders(Node node) {
        return KernelDraft.needing(
                drafts.usesOf(node.result()).stream().map(Drafts.Use::kernel).collect(Collectors.toSet()));
    }

    /** Offers a node that must be stored to kernels that do not read it. */
    private boolean placeBeside(Node node) {
        if (node instanceof Node.Matmul) {
            return false;
        }
        Set<KernelDraft> needReaders = needReaders(node);
        for (KernelDraft kernel : drafts.list().reversed()) {
            Candidate candidate = new Candidate(node, kernel, Candidate.Role.SIBLING, List.of(), drafts);
            boolean isOther = kernel.isRowWise() && !(node instanceof Node.RowWise);
            if (isOther || kernel.used().get(node.result().id()) || needReaders.contains(kernel)) {
                continue;
            }
            for (Rule rule : rules.about(candidate)) {
                // refusals by unrelated kernels are not reported
                if (rule.consider(candidate) instanceof Verdict.Fused fused) {
                    decide(rule, candidate, fused);
                    store(node, kernel);
                    return true;
                }
            }
        }
        return false;
    }

    /** Offers a product, with the kernel that computes it, to the kernels of other products. */
    private void merge(Node node) {
        KernelDraft home = drafts.homeOf(node);
        Set<KernelDraft> needing = KernelDraft.needing(List.of(home));
        Set<KernelDraft> needed = KernelDraft.neededBy(List.of(home));
        for (KernelDraft kernel : drafts.list().reversed()) {
            Candidate candidate = new Candidate(node, kernel, Candidate.Role.SIBLING, List.of(), drafts);
            if (kernel == home || !kernel.multiplies() || needing.contains(kernel) || needed.contains(kernel)) {
                continue;
            }
            for (Rule rule : rules.about(candidate)) {
                if (decide(rule, candidate, rule.consider(candidate))) {
                    return;
                }
            }
        }
    }

    /** Starts a kernel with a node whose result it stores. */
    private void start(Node node) {
        int before = drafts.list().size();
        KernelDraft kernel = drafts.start();
        if (ConcatSplitRule.hasParts(node)) {
            // A dim of size 1 may have parts too: one of size 1, the others empty.
            List<Index> at = node.result().shape().dims().stream()
                    .map(kernel::addAnyAxis)
                    .toList();
            ConcatSplitRule.split(
                    own(node, kernel, at),
                    ConcatSplitRule.parts(node, at, drafts).orElseThrow(),
                    false);
        } else if (node instanceof Node.Reduce reduce) {
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
            own(node, kernel, kept).join(kept, operand);
        } else if (node instanceof Node.RowWise scan
                && ScanRule.isScan(scan)
                && rules.names().contains(ScanRule.SCAN)) {
            List<Index> at = scan.result().shape().dims().stream()
                    .map(kernel::addAnyAxis)
                    .toList();
            ScanRule.join(own(node, kernel, at), scan);
        } else if (node instanceof Node.RowWise rowWise) {
            List<Dim> points = new ArrayList<>(rowWise.operand().shape().dims());
            points.set(rowWise.axis(), Dim.ONE);
            List<Index> at = kernel.addAxes(new Shape(points));
            own(node, kernel, at).join(at, List.of());
        } else {
            List<Index> at = kernel.addAxes(node.result().shape());
            own(node, kernel, at).join(at, List.of());
        }
        drafts.list().subList(before, drafts.list().size()).forEach(started -> store(node, started));
    }

    private Candidate own(Node node, KernelDraft kernel, List<Index> at) {
        return new Candidate(node, kernel, Candidate.Role.OPERAND, List.of(at), drafts);
    }

    private static void store(Node node, KernelDraft kernel) {
        kernel.membersFor(node.result()).forEach(member -> member.isStored = true);
    }

    /** Lets the kernels that read a node from memory wait for those that store it. */
    private void connect(Node node) {
        Set<KernelDraft> readers = readers(node);
        drafts.homesOf(node)
                .filter(producer -> producer.membersFor(node.result()).stream().anyMatch(member -> member.isStored))
                .forEach(producer -> readers.forEach(reader -> reader.dependOn(producer)));
    }
}
