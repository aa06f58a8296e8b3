package org.jdvm.lazy;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What tensors of the public API are: tools of other modules hold these, and their class is above this package. */
public final class TensorAccess {
    private static volatile @Nullable Function<Object, LazyTensor> lazyOf;
    private static volatile @Nullable Function<LazyTensor, Object> tensorOf;

    private TensorAccess() {}

    /**
     * Called once by the class of tensors.
     *
     * @param lazy gives what a tensor is
     * @param tensor gives a tensor that is what is given
     */
    public static void install(Function<Object, LazyTensor> lazy, Function<LazyTensor, Object> tensor) {
        lazyOf = lazy;
        tensorOf = tensor;
    }

    /** {@return what a tensor is} */
    static LazyTensor lazy(Object tensor) {
        return Objects.requireNonNull(lazyOf).apply(tensor);
    }

    /**
     * {@return what an operation reads that is called with a tensor}
     *
     * @param tensor a tensor
     */
    public static TensorSource source(Object tensor) {
        return lazy(tensor).source();
    }

    /** {@return what tensors are; null for null} */
    static LazyTensor[] lazy(@Nullable Object[] tensors) {
        LazyTensor[] all = new LazyTensor[tensors.length];
        for (int i = 0; i < all.length; i++) {
            Object tensor = tensors[i];
            all[i] = tensor == null ? null : lazy(tensor);
        }
        return all;
    }

    /** {@return a tensor that is what is given} */
    static Object tensor(LazyTensor lazy) {
        return Objects.requireNonNull(tensorOf).apply(lazy);
    }
}
