package org.jdvm.lazy;

import java.util.function.Supplier;
import org.jdvm.annotations.DType;
import org.jdvm.storage.TensorData;

/**
 * Runs code on tensors that have sizes and no elements. What is recorded is not computed: the graphs of the captures may be planned, so that later calls
 * find them, and results are tensors without elements again. Code that reads elements is refused.
 */
public final class Rehearsal {
    private static final ScopedValue<Boolean> PLANS = ScopedValue.newInstance();

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

    /** True if a capture depends on elements that are unknown. */
    static boolean isUnknown(Capture capture) {
        if (PLANS.isBound()) {
            for (TensorSource input : capture.inputs()) {
                VersionedArray memory = input instanceof InputView view
                        ? view.memory
                        : input instanceof Recorded recorded && recorded.result() != null
                                ? recorded.result().memory
                                : null;
                if (memory != null && memory.isHollow()) {
                    return true;
                }
            }
        }
        return false;
    }

    static boolean plans() {
        return PLANS.get();
    }
}
