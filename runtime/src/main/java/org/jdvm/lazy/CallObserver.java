package org.jdvm.lazy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches one call of a function of tensors that records operations: which captured graphs run, on what, and which elements are read on the way. Where
 * the graphs that run depend on sizes alone, or on few elements of inputs, a {@link CallPlan} runs the same graphs in later calls without recording
 * anything.
 *
 * <p>Holds no memory of inputs and results strongly.
 */
public final class CallObserver {
    private static final ScopedValue<CallObserver> OBSERVER = ScopedValue.newInstance();

    /** An input with more elements is no condition: elements of such sizes are data, and differ from call to call. */
    private static final int MOST_CONDITION_ELEMENTS = 256;

    /** Results with more bytes are computed in each call though they are the same in all. */
    private static final long MOST_CONSTANT_BYTES = 1 << 16;

    /** A plan keeps numbers of the host up to this sum of bytes. */
    private static final long MOST_KEPT_BYTES = 1 << 20;

    /**
     * A graph that ran.
     *
     * @param depends the inputs of the call on which its results depend
     */
    record Ran(CallPlan.Step step, BitSet depends) {}

    private final LazyTensor[] inputs;
    private final Map<VersionedArray, PlanSource> known = new WeakHashMap<>();
    private final List<Ran> ran = new ArrayList<>();
    private final Map<Integer, CallPlan.Condition> conditions = new LinkedHashMap<>();
    private long keptBytes;
    private @Nullable String refusal;

    /** Graphs that run just now: what these read is no reading on the host. */
    private int running;

    private CallObserver(LazyTensor[] inputs) {
        this.inputs = inputs;
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i] != null && inputs[i].source() instanceof InputView view) {
                known.putIfAbsent(view.memory, new PlanSource.OfInput(i, view.offset, PlanSource.Seen.of(view)));
            }
        }
    }

    /**
     * What a call gave.
     *
     * @param results what it returned
     * @param plan what runs such a call again; null if there is none
     * @param refusal why there is no plan; empty if there is one
     */
    public record Observed(Object[] results, @Nullable CallPlan plan, String refusal) {}

    /**
     * Runs a call and watches it.
     *
     * @param inputs its tensors, in memory; null for one that is left out
     * @param call gives tensors, which are computed
     */
    public static Observed observe(@Nullable Object[] inputs, Supplier<Object[]> call) {
        CallObserver observer = new CallObserver(TensorAccess.lazy(inputs));
        Object[] results = ScopedValue.where(OBSERVER, observer).call(call::get);
        CallPlan plan = observer.plan(TensorAccess.lazy(results));
        return new Observed(results, plan, plan == null ? String.valueOf(observer.refusal) : "");
    }

    /** The observer of the call that runs on this thread. */
    static @Nullable CallObserver current() {
        return OBSERVER.isBound() ? OBSERVER.get() : null;
    }

    /** There will be no plan of this call. */
    void refuse(String reason) {
        if (refusal == null) {
            refusal = reason;
            ran.clear();
            known.clear();
            conditions.clear();
        }
    }

    void begin() {
        running++;
    }

    void end() {
        running--;
    }

    /** Elements are read on the host: what follows may depend on them. */
    void read(VersionedArray memory) {
        if (running > 0 || refusal != null) {
            return;
        }
        switch (known.get(memory)) {
            case PlanSource.OfInput input -> condition(input.input());
            case PlanSource.OfResult result ->
                ran.get(result.graph()).depends().stream().forEach(this::condition);
            case PlanSource.OfConstant _ -> {}
            case null -> {}
        }
    }

    private void condition(int input) {
        LazyTensor tensor = inputs[input];
        if (tensor.size() > MOST_CONDITION_ELEMENTS) {
            refuse("elements of input %d are read on the host".formatted(input));
        } else if (refusal == null && !conditions.containsKey(input)) {
            begin();
            conditions.put(input, CallPlan.Condition.of(input, tensor));
            end();
        }
    }

    /** A captured graph ran. */
    void ran(
            CapturedGraph graph,
            GraphRun run,
            List<InputView> read,
            VersionedArray[] results,
            List<@Nullable String> names) {
        if (running > 0 || refusal != null) {
            return;
        }
        BitSet depends = new BitSet();
        PlanSource[] sources = new PlanSource[read.size()];
        boolean isConstant = true;
        for (int i = 0; i < sources.length; i++) {
            sources[i] = source(read.get(i));
            switch (sources[i]) {
                case PlanSource.OfInput input -> depends.set(input.input());
                case PlanSource.OfResult result ->
                    depends.or(ran.get(result.graph()).depends());
                case PlanSource.OfConstant _ -> {}
            }
            isConstant &= sources[i] instanceof PlanSource.OfConstant;
        }
        long bytes = Arrays.stream(results).mapToLong(VersionedArray::bytes).sum();
        if (isConstant && bytes <= MOST_CONSTANT_BYTES) {
            return;
        }
        for (int result = 0; result < results.length; result++) {
            known.put(
                    results[result],
                    new PlanSource.OfResult(
                            ran.size(),
                            result,
                            0,
                            new PlanSource.Seen(run.resultType(result), new int[0], new int[0])));
        }
        ran.add(new Ran(new CallPlan.Step(graph, run, List.of(sources), names), depends));
    }

    /** Where a plan finds what is read; memory of no input and no earlier graph is the same in all such calls. */
    private PlanSource source(InputView view) {
        return switch (known.get(view.memory)) {
            case PlanSource.OfInput(int input, int offset, PlanSource.Seen _) ->
                new PlanSource.OfInput(input, view.offset - offset, PlanSource.Seen.of(view));
            case PlanSource.OfResult(int graph, int result, int _, PlanSource.Seen _)
            when view.memory.panels() == null ->
                new PlanSource.OfResult(graph, result, view.offset, PlanSource.Seen.of(view));
            case null, default -> {
                // a result that a node has frozen is one of its prepared constants, which later calls have
                PlanSource.OfConstant constant = new PlanSource.OfConstant(view);
                if (known.put(view.memory, constant) == null && view.memory.panels() == null) {
                    keptBytes += view.memory.bytes();
                }
                yield constant;
            }
        };
    }

    private @Nullable CallPlan plan(LazyTensor[] outputs) {
        List<CallPlan.Output> made = new ArrayList<>();
        for (LazyTensor output : outputs) {
            int same = Arrays.asList(inputs).indexOf(output);
            if (same >= 0) {
                made.add(new CallPlan.Output.Input(same));
            } else if (output.source() instanceof InputView view) {
                PlanSource source = source(view);
                if (source instanceof PlanSource.OfInput) {
                    refuse("an output shows memory of an input");
                }
                made.add(new CallPlan.Output.Elements(source, output.view() == null));
            }
        }
        if (keptBytes > MOST_KEPT_BYTES) {
            refuse("numbers of the host take %d bytes".formatted(keptBytes));
        }
        return refusal == null ? CallPlan.of(ran, List.copyOf(conditions.values()), made) : null;
    }
}
