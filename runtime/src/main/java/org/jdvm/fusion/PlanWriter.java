package org.jdvm.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Layouts;
import org.jdvm.fusion.draft.Views;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Node;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Value;

/** Turns drafts into the kernels of a plan: orders them, gives every tensor its memory, and writes their steps. */
final class PlanWriter {
    private final Graph graph;
    private final Layouts layouts;
    private final Views views;
    private final List<KernelDraft> drafts;
    private final List<Decision> decisions;
    private final List<Requirement> guards;
    private final Optional<Plan> fallback;
    private final Map<Value, TensorLocation> memories = new HashMap<>();
    private final List<Value> intermediates = new ArrayList<>();
    private final Map<ScalarExpr, Integer> scalars = new LinkedHashMap<>();

    PlanWriter(Layouts layouts, FusionPartitioner assignment, List<Requirement> guards, Optional<Plan> fallback) {
        this.guards = guards;
        this.fallback = fallback;
        fallback.ifPresent(plan -> plan.scalars().forEach(this::slot));
        this.graph = layouts.graph();
        this.layouts = layouts;
        this.views = assignment.drafts().views();
        this.drafts = assignment.drafts().list();
        this.decisions = assignment.decisions();
    }

    Plan write() {
        List<KernelDraft> ordered = order();
        placeTensors(ordered);
        List<Kernel> kernels = new ArrayList<>();
        Map<Integer, Integer> numbers = new HashMap<>();
        for (KernelDraft draft : ordered) {
            numbers.put(draft.number, kernels.size());
            kernels.add(new KernelWriter(this, draft).write());
        }
        return new Plan(
                graph,
                kernels,
                lifetimes(kernels),
                List.copyOf(scalars.keySet()),
                contiguity(),
                decisions.stream()
                        .map(decision -> decision.in(numbers.get(decision.kernel())))
                        .toList(),
                guards,
                fallback);
    }

    Graph graph() {
        return graph;
    }

    Views views() {
        return views;
    }

    Layouts layouts() {
        return layouts;
    }

    TensorLocation memoryOf(Value value) {
        TensorLocation memory = memories.get(value);
        if (memory == null) {
            throw new IllegalStateException(value + " has no memory");
        }
        return memory;
    }

    /** The slot of a scalar; equal expressions share one. */
    int slot(ScalarExpr expression) {
        Integer slot = scalars.putIfAbsent(expression, scalars.size());
        return slot == null ? scalars.size() - 1 : slot;
    }

    /** Producers before consumers, otherwise in the order of the graph. */
    private List<KernelDraft> order() {
        Set<KernelDraft> ordered = new LinkedHashSet<>();
        for (KernelDraft draft : drafts.reversed()) {
            visit(draft, ordered);
        }
        return List.copyOf(ordered);
    }

    private static void visit(KernelDraft draft, Set<KernelDraft> ordered) {
        if (ordered.contains(draft)) {
            return;
        }
        draft.producers().stream()
                .sorted((a, b) -> Integer.compare(b.number, a.number))
                .forEach(producer -> visit(producer, ordered));
        ordered.add(draft);
    }

    private void placeTensors(List<KernelDraft> ordered) {
        int argument = 0;
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Input) {
                memories.put(node.result(), new TensorLocation.Argument(argument++));
            }
        }
        for (int i = 0; i < graph.results().size(); i++) {
            memories.put(Views.stored(graph, graph.results().get(i)), new TensorLocation.Result(i));
        }
        for (KernelDraft draft : ordered) {
            draft.members()
                    .filter(member -> member.isStored)
                    .forEach(member -> placeIntermediate(member.node.result()));
        }
    }

    private void placeIntermediate(Value value) {
        if (!memories.containsKey(value)) {
            memories.put(value, new TensorLocation.Workspace(intermediates.size()));
            intermediates.add(value);
        }
    }

    private List<Plan.Intermediate> lifetimes(List<Kernel> kernels) {
        List<Plan.Intermediate> workspace = new ArrayList<>();
        int[] first = new int[intermediates.size()];
        int[] last = new int[intermediates.size()];
        Arrays.fill(first, Integer.MAX_VALUE);
        for (int k = 0; k < kernels.size(); k++) {
            int kernel = k;
            kernels.get(k).memories().forEach(memory -> {
                if (memory instanceof TensorLocation.Workspace(int number)) {
                    first[number] = Math.min(first[number], kernel);
                    last[number] = kernel;
                }
            });
        }
        for (int i = 0; i < first.length; i++) {
            workspace.add(new Plan.Intermediate(intermediates.get(i), first[i], last[i]));
        }
        return workspace;
    }

    private List<Boolean> contiguity() {
        List<Boolean> contiguous = new ArrayList<>();
        for (Parameter parameter : graph.parameters()) {
            if (parameter instanceof TensorParameter tensor) {
                int number = contiguous.size();
                contiguous.add(layouts.mustBeContiguous(tensor.name())
                        || fallback.map(plan -> plan.contiguous().get(number)).orElse(false));
            }
        }
        return contiguous;
    }
}
