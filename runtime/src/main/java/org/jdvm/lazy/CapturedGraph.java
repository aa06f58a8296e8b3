package org.jdvm.lazy;

import java.util.List;
import java.util.function.Consumer;
import org.jdvm.call.Engine;
import org.jdvm.call.PlannedOperator;
import org.jdvm.call.Profiler;
import org.jdvm.exec.state.Binding;
import org.jdvm.ir.TensorMethod;
import org.jdvm.storage.TensorData;
import org.jspecify.annotations.Nullable;

/**
 * A captured graph as an operator: computes every capture of its structure. It learns which intermediate results are needed later,
 * and keeps these from then on.
 */
final class CapturedGraph implements CapturedStructure {
    /** The most results that may be missed one after the other; from then on all of the same method are kept. */
    private static final int MOST_MISSED = 3;

    /** The methods of the operations; none before the first run. Guarded by this. */
    private List<TensorMethod> methods = List.of();

    /** Which intermediate results were missed. Guarded by this. */
    private boolean[] missed = {};

    /** How often. Guarded by this. */
    private int misses;

    /** An operator that keeps too little, to be forgotten by the machine that runs this next. Guarded by this. */
    private @Nullable PlannedOperator outdated;

    private volatile @Nullable Compiled compiled;

    private record Compiled(GraphAssembler.Assembled assembled, PlannedOperator operator, boolean[] kept) {}

    @Override
    public synchronized void keep(int position) {
        if (missed[position]) {
            return;
        }
        missed[position] = true;
        if (++misses > MOST_MISSED) {
            for (int other = 0; other < missed.length; other++) {
                missed[other] |= methods.get(other) == methods.get(position);
            }
        }
    }

    @Override
    public synchronized boolean keeps(int position) {
        return missed[position];
    }

    @Override
    public synchronized void prepare() {
        Compiled known = compiled;
        if (known != null && !covers(known.kept())) {
            boolean[] kept = wanted(known.kept());
            outdated = known.operator();
            compiled = compiled(known.assembled().keeping(kept), kept);
        }
    }

    void run(Engine engine, String reason, Capture capture, CaptureSignature signature, boolean[] asked) {
        Compiled known = compiled;
        boolean isNew = known == null || !covers(known.kept());
        if (isNew) {
            long start = System.nanoTime();
            known = compile(capture, asked);
            Profiler profiler = engine.debugging().profiler();
            if (profiler != null) {
                profiler.planned(System.nanoTime() - start);
            }
        }
        forgetOutdated(engine);
        Consumer<String> trace = engine.debugging().trace();
        if (trace != null) {
            trace.accept(describe(reason, isNew, known, capture));
        }
        List<InputView> inputs = leaves(capture);
        GraphRun run = GraphRun.of(known.operator(), inputs, known.assembled().scalars(signature));
        VersionedArray[] results = run(engine, run, inputs, known.assembled(), capture);
        int result = 0;
        for (int node = 0; node < known.kept().length; node++) {
            if (known.kept()[node]) {
                capture.nodes().get(node).complete(results[result++]);
            }
        }
        capture.computed(this, known.kept());
    }

    /** Plans the graph, if that was not done before, and writes its program, which is not kept; results of the capture get no elements. */
    void rehearse(Engine engine, Capture capture, CaptureSignature signature, boolean[] asked) {
        Compiled known = compiled;
        if (known == null || !covers(known.kept())) {
            known = compile(capture, asked);
        }
        GraphRun.of(known.operator(), leaves(capture), known.assembled().scalars(signature))
                .rehearse(engine);
        capture.completeWithoutElements(known.kept());
        capture.computed(this, known.kept());
    }

    private static List<InputView> leaves(Capture capture) {
        return capture.inputs().stream().map(CapturedGraph::leaf).toList();
    }

    private VersionedArray[] run(
            Engine engine, GraphRun run, List<InputView> inputs, GraphAssembler.Assembled assembled, Capture capture) {
        CallObserver observer = CallObserver.current();
        VersionedArray[] results = new VersionedArray[run.results()];
        Binding[] targets = new Binding[results.length];
        for (int result = 0; result < results.length; result++) {
            int elements = run.resultSize(result);
            results[result] = new VersionedArray(TensorData.allocate(run.resultType(result), elements), elements);
            targets[result] = new Binding(results[result].array(), 0, null);
        }
        VersionedArray[] memories = new VersionedArray[inputs.size()];
        int begun = 0;
        if (observer != null) {
            observer.begin();
        }
        try {
            for (; begun < memories.length; begun++) {
                InputView input = inputs.get(begun);
                memories[begun] = input.memory.beginReading(input.version);
            }
            Binding[] operands = new Binding[memories.length];
            for (int i = 0; i < operands.length; i++) {
                InputView input = inputs.get(i);
                operands[i] = run.bind(engine, i, memories[i], input.offset, PlanSource.Seen.of(input));
            }
            run.run(engine, operands, targets, () -> assembled.names(capture));
        } finally {
            for (int input = 0; input < begun; input++) {
                inputs.get(input).memory.endReading();
            }
            if (observer != null) {
                observer.end();
            }
        }
        if (observer != null) {
            observer.ran(this, run, inputs, results, assembled.names(capture));
        }
        return results;
    }

    /** {@return true if captures of the structure are computed by the operator of a run} */
    boolean runsAs(GraphRun run) {
        Compiled known = compiled;
        return known != null && run.isOf(known.operator());
    }

    /** True if nothing was missed that is not kept. */
    private synchronized boolean covers(boolean[] kept) {
        for (int node = 0; node < missed.length; node++) {
            if (missed[node] && !kept[node]) {
                return false;
            }
        }
        return true;
    }

    /** What is asked for and what was missed. */
    private synchronized boolean[] wanted(boolean[] asked) {
        boolean[] wanted = asked.clone();
        for (int node = 0; node < missed.length; node++) {
            wanted[node] |= missed[node];
        }
        return wanted;
    }

    private synchronized Compiled compile(Capture capture, boolean[] asked) {
        if (methods.isEmpty()) {
            methods = capture.nodes().stream().map(Recorded::method).toList();
            missed = new boolean[asked.length];
        }
        Compiled known = compiled;
        if (known != null) {
            if (covers(known.kept())) {
                // another thread was faster
                return known;
            }
            outdated = known.operator();
        }
        String name = asked.length == 1 ? methods.getFirst().toString() : "recorded";
        boolean[] kept = wanted(asked);
        Compiled made = compiled(GraphAssembler.assemble(name, capture, kept), kept);
        compiled = made;
        return made;
    }

    private static Compiled compiled(GraphAssembler.Assembled assembled, boolean[] kept) {
        return new Compiled(assembled, PlannedOperator.of(assembled.graph()), kept);
    }

    private synchronized void forgetOutdated(Engine engine) {
        PlannedOperator operator = outdated;
        if (operator != null) {
            engine.forget(operator);
            outdated = null;
        }
    }

    void forget(Engine engine) {
        forgetOutdated(engine);
        Compiled known = compiled;
        if (known != null) {
            engine.forget(known.operator());
        }
    }

    private static InputView leaf(TensorSource input) {
        return switch (input) {
            case InputView leaf -> leaf;
            case Recorded recorded -> {
                InputView result = recorded.result();
                if (result == null) {
                    throw new IllegalStateException("not computed: " + recorded);
                }
                yield result;
            }
        };
    }

    private static String describe(String reason, boolean isNew, Compiled compiled, Capture capture) {
        StringBuilder text = new StringBuilder();
        text.append("flush of ")
                .append(capture.nodes().size())
                .append(" operations because ")
                .append(reason)
                .append(isNew ? "; not seen before\n" : "; seen before\n");
        text.append(compiled.assembled().graph()).append('\n');
        text.append("cut into ")
                .append(compiled.operator().template().plan().kernels().size())
                .append(" kernels:\n")
                .append(compiled.operator().template().plan());
        return text.toString();
    }
}
