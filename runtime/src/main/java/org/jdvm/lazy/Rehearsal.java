package org.jdvm.lazy;

import java.util.function.Supplier;
import org.jdvm.annotations.DType;
import org.jdvm.exec.warmup.JitWarmup;
import org.jdvm.storage.StridedArrays;
import org.jdvm.storage.TensorData;

/**
 * Runs code on tensors that have sizes and no elements. What is recorded is not computed: the graphs of the captures may be planned, so that later calls
 * find them, and results are tensors without elements again. Code that reads elements is refused.
 */
public final class Rehearsal {
    private static final ScopedValue<Boolean> PLANS = ScopedValue.newInstance();

    /** Results with no more elements are computed where they depend on constants alone. */
    private static final long MOST_ELEMENTS = 1 << 20;

    /** So are larger ones with at most that multiple of the elements they are made of. */
    private static final long MOST_GROWTH = 4;

    private Rehearsal() {}

    /**
     * {@return a tensor without elements}
     *
     * @param like a tensor of the same element type
     * @param dims its sizes
     */
    public static Object unknown(Object like, int... dims) {
        DType type = TensorAccess.lazy(like).type();
        VersionedArray memory = VersionedArray.hollow(type, TensorData.elements("Tensor", dims));
        return TensorAccess.tensor(new LazyTensor(type, dims.clone(), new StorageRef(memory, false)));
    }

    /**
     * {@return what an action returns}
     *
     * @param plans whether graphs of captures are planned
     * @param action what to run
     * @throws Tracing.ElementsNeeded if the action reads elements that are unknown
     */
    public static <T> T run(boolean plans, Supplier<T> action) {
        return ScopedValue.where(PLANS, plans).call(action::get);
    }

    /**
     * {@return true while the compiler of the virtual machine has more urgent work: routines that calls wait for} Rehearsals that only have code compiled
     * early are put off then.
     */
    public static boolean shouldWait() {
        return JitWarmup.isBusy();
    }

    /** True if a capture depends on elements that are unknown, or its results are large and made of little: they are of sizes that may never occur. */
    static boolean isUnknown(Capture capture, boolean[] kept) {
        if (!PLANS.isBound()) {
            return false;
        }
        long read = 0;
        for (TensorSource input : capture.inputs()) {
            InputView view = input instanceof Recorded recorded ? recorded.result() : (InputView) input;
            if (view != null && view.memory.isHollow()) {
                return true;
            }
            read += StridedArrays.elements(input.dims);
        }
        long made = 0;
        for (int node = 0; node < kept.length; node++) {
            made += kept[node] ? StridedArrays.elements(capture.nodes().get(node).dims) : 0;
        }
        return made > Math.max(MOST_ELEMENTS, MOST_GROWTH * read);
    }

    static boolean plans() {
        return PLANS.get();
    }
}
