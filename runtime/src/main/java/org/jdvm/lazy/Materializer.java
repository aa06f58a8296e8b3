package org.jdvm.lazy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdvm.call.Debugging;
import org.jdvm.call.Engine;
import org.jdvm.exec.state.KernelException;
import org.jdvm.ir.CompositeMethod;

/** Computes recorded operations: finds or makes the graph of what they need, and runs it. */
final class Materializer {
    private static final int MOST_GRAPHS = 512;

    /** The graphs captured so far, those not used for longest first. Guarded by itself. */
    private static final Map<CaptureSignature.Key, CapturedGraph> GRAPHS = new LinkedHashMap<>(64, 0.75f, true);

    private Materializer() {}

    /**
     * Computes operations on the engine of this thread, as far as they have no result yet.
     *
     * @param reason why
     * @param targets the operations
     */
    static void compute(String reason, List<Recorded> targets) {
        compute(Engine.current(), reason, targets);
    }

    /**
     * Computes operations, as far as they have no result yet.
     *
     * @param engine where
     * @param reason why
     * @param targets the operations
     */
    static void compute(Engine engine, String reason, List<Recorded> targets) {
        Tracing.check(reason, targets);
        Capture capture = Capture.of(targets);
        Debugging debugging = engine.debugging();
        if (debugging.isolatesAny() && capture.nodes().stream().anyMatch(node -> debugging.isolates(node.method()))) {
            for (int node = 0; node < capture.nodes().size(); node++) {
                if (debugging.isolates(capture.nodes().get(node).method())) {
                    run(engine, reason, Capture.of(capture.operands(node)));
                    run(engine, reason, Capture.of(List.of(capture.nodes().get(node))));
                }
            }
            capture = Capture.of(targets);
        }
        run(engine, reason, withoutMissed(engine, capture, targets));
    }

    /**
     * {@return what is left to compute after what was computed before, and not kept, was computed once more} By itself: so the graphs that
     * follow are those of all later times, when nothing is missed any more.
     *
     * @param targets the operations
     */
    static Capture withoutMissed(List<Recorded> targets) {
        return withoutMissed(Engine.current(), Capture.of(targets), targets);
    }

    private static Capture withoutMissed(Engine engine, Capture capture, List<Recorded> targets) {
        if (capture.missed().isEmpty()) {
            return capture;
        }
        CallObserver observer = CallObserver.current();
        if (observer != null) {
            observer.refuse("results are needed that were not kept; the next call keeps them");
        }
        Set<CapturedStructure> learned = capture.learn();
        run(engine, "results are needed that were not kept", Capture.of(capture.missed()));
        learned.forEach(CapturedStructure::prepare);
        return Capture.of(targets);
    }

    private static void run(Engine engine, String reason, Capture capture) {
        if (capture.nodes().isEmpty()) {
            return;
        }
        boolean[] kept = capture.kept();
        if (Rehearsal.isUnknown(capture, kept)) {
            rehearse(engine, capture, kept);
            return;
        }
        CaptureSignature signature = new CaptureSignature(capture, kept);
        try {
            graph(engine, signature.key()).run(engine, reason, capture, signature, kept);
        } catch (RuntimeException failure) {
            throw capture.nodes().size() == 1 ? located(failure, capture) : retry(engine, capture, failure);
        }
    }

    /** Gives results without elements; the graph is planned if that is asked for. */
    private static void rehearse(Engine engine, Capture capture, boolean[] kept) {
        if (Rehearsal.plans()) {
            CaptureSignature signature = new CaptureSignature(capture, kept);
            graph(engine, signature.key()).rehearse(engine, capture, signature, kept);
        } else {
            capture.completeWithoutElements(kept);
        }
    }

    private static CapturedGraph graph(Engine engine, CaptureSignature.Key key) {
        synchronized (GRAPHS) {
            CapturedGraph graph = GRAPHS.get(key);
            if (graph == null) {
                graph = new CapturedGraph();
                GRAPHS.put(key.copy(), graph);
                if (GRAPHS.size() > MOST_GRAPHS) {
                    CaptureSignature.Key oldest = GRAPHS.keySet().iterator().next();
                    GRAPHS.remove(oldest).forget(engine);
                }
            }
            return graph;
        }
    }

    /** Computes one operation after the other to find the one that fails: an operator's call together with its result. */
    private static RuntimeException retry(Engine engine, Capture capture, RuntimeException failure) {
        for (Recorded node : new ArrayList<>(capture.nodes())) {
            if (node.method() != CompositeMethod.CALL && node.result() == null) {
                Capture single = Capture.of(List.of(node));
                if (single.nodes().size() == capture.nodes().size()) {
                    return located(failure, single);
                }
                try {
                    run(engine, "an operation failed: one after the other", single);
                } catch (RuntimeException cause) {
                    return cause;
                }
            }
        }
        failure.addSuppressed(new IllegalStateException(
                "each of the " + capture.nodes().size() + " operations succeeds alone; they fail only as one graph"));
        return failure;
    }

    /** An exception of one operation, with its operands in place of their names in the graph, and where it was recorded. */
    private static RuntimeException located(RuntimeException failure, Capture capture) {
        RuntimeException told = failure;
        if (failure instanceof KernelException kernel) {
            List<TensorSource> inputs = capture.inputs();
            for (int input = 0; input < inputs.size(); input++) {
                TensorSource source = inputs.get(input);
                String name = "into '" + GraphAssembler.inputName(input) + "'";
                if (String.valueOf(kernel.getMessage()).contains(name)) {
                    String tensor = "into " + source.type() + Arrays.toString(source.dims());
                    told = kernel.withMessage(kernel.getMessage().replace(name, tensor));
                }
            }
        }
        String called = capture.nodes().getFirst().name();
        if (called != null && told instanceof KernelException kernel) {
            told = kernel.withMessage("%s: %s".formatted(called, kernel.getMessage()));
        }
        Throwable origin = capture.nodes().getFirst().origin();
        if (origin != null) {
            told.addSuppressed(origin);
        }
        return told;
    }
}
