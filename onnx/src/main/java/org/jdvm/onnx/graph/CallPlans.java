package org.jdvm.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jdvm.LaunchInterruptedException;
import org.jdvm.Tensor;
import org.jdvm.lazy.CallObserver;
import org.jdvm.lazy.CallPlan;
import org.jspecify.annotations.Nullable;

/**
 * Plans of calls of one model by the sizes of their inputs: the first call with some sizes runs the nodes and is watched, later ones run its plan. Where
 * few elements of inputs were read on the host there is a plan for each set of them. Calls that read others have no plan.
 */
public final class CallPlans {
    /** The most keys; those not used for longest go first. */
    private static final int MOST_KEYS = 64;

    /** The most plans of one key, which differ in elements that were read. */
    private static final int MOST_OF_KEY = 8;

    /** After that number of calls without a plan that a later call used, those with their key are not watched any more. */
    private static final int MOST_FRUITLESS = 16;

    /** What is known of calls with one key. Guarded by the map. */
    private static final class Known {
        final List<CallPlan> plans = new ArrayList<>();
        int fruitless;
    }

    private final Map<CallPlan.Key, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    CallPlans() {}

    /**
     * {@return the outputs of a call, by its plan if there is one} If that fails, the call is recorded: so errors name the node.
     *
     * @param inputs the inputs; null for one that is left out
     * @param recorded runs the nodes
     */
    public Tensor[] call(@Nullable Tensor[] inputs, Supplier<Tensor[]> recorded) {
        CallPlan.Key key = CallPlan.Key.of(inputs);
        if (CallPlan.isOff()) {
            return recorded.get();
        }
        CallPlan plan = find(key, inputs);
        if (plan != null) {
            try {
                return tensors(plan.run(inputs));
            } catch (LaunchInterruptedException e) {
                throw e;
            } catch (RuntimeException _) {
                return recorded.get();
            }
        }
        if (!isWatched(key)) {
            return recorded.get();
        }
        CallObserver.Observed observed = CallObserver.observe(inputs, recorded::get);
        add(key, observed.plan());
        return tensors(observed.results());
    }

    private static Tensor[] tensors(Object[] results) {
        return Arrays.copyOf(results, results.length, Tensor[].class);
    }

    /** {@return the text form of the plan of a call; null if there is none} */
    public @Nullable String explain(@Nullable Tensor... inputs) {
        CallPlan plan = find(CallPlan.Key.of(inputs), inputs);
        return plan == null ? null : plan.toString();
    }

    private @Nullable CallPlan find(CallPlan.Key key, @Nullable Tensor[] inputs) {
        List<CallPlan> candidates;
        synchronized (known) {
            Known there = known.get(key);
            if (there == null) {
                return null;
            }
            there.plans.removeIf(plan -> !plan.isCurrent());
            candidates = List.copyOf(there.plans);
        }
        for (CallPlan plan : candidates) {
            if (plan.accepts(inputs)) {
                used(key, plan);
                return plan;
            }
        }
        return null;
    }

    private void used(CallPlan.Key key, CallPlan plan) {
        synchronized (known) {
            Known there = known.get(key);
            if (there != null && there.plans.remove(plan)) {
                there.plans.addFirst(plan);
                there.fruitless = 0;
            }
        }
    }

    private boolean isWatched(CallPlan.Key key) {
        synchronized (known) {
            Known there = known.get(key);
            return there == null || there.fruitless < MOST_FRUITLESS;
        }
    }

    private void add(CallPlan.Key key, @Nullable CallPlan plan) {
        synchronized (known) {
            Known there = known.computeIfAbsent(key, _ -> new Known());
            there.fruitless++;
            if (plan != null) {
                there.plans.addFirst(plan);
                if (there.plans.size() > MOST_OF_KEY) {
                    there.plans.removeLast();
                }
            }
            if (known.size() > MOST_KEYS) {
                Iterator<CallPlan.Key> oldest = known.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }
}
