package org.jdvm.call;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jdvm.JdvmException;
import org.jdvm.ir.TensorMethod;
import org.jspecify.annotations.Nullable;

/** How a machine lets its user see what becomes of recorded operations. All of it is off at first and costs nothing then. */
public final class Debugging {
    private volatile @Nullable Consumer<String> trace;
    private volatile Set<TensorMethod> isolated = Set.of();
    private volatile boolean eager;
    private volatile boolean origins;
    private volatile @Nullable Profiler profiler;
    private volatile boolean on;

    public boolean isOn() {
        return on;
    }

    private synchronized void update() {
        on = trace != null || !isolated.isEmpty() || eager || origins;
    }

    @Nullable
    public Consumer<String> trace() {
        return trace;
    }

    public void trace(@Nullable Consumer<String> to) {
        trace = to;
        update();
    }

    /** {@return what takes times; null if they are not asked for} */
    @Nullable
    public Profiler profiler() {
        return profiler;
    }

    public void profiler(@Nullable Profiler to) {
        profiler = to;
    }

    /** Holds nothing of the user any more. */
    public void clear() {
        trace = null;
        profiler = null;
        isolated = Set.of();
        eager = false;
        origins = false;
        update();
    }

    public void sync(boolean each) {
        eager = each;
        update();
    }

    public void origins(boolean keep) {
        origins = keep;
        update();
    }

    public void isolate(String... methods) {
        Set<TensorMethod> set = new HashSet<>();
        for (String name : methods) {
            TensorMethod method = TensorMethod.named(name);
            if (method == null) {
                throw new JdvmException("isolate: Tensor has no operation '" + name + "'");
            }
            set.add(method);
        }
        isolated = Set.copyOf(set);
        update();
    }

    public boolean isolates(TensorMethod method) {
        return isolated.contains(method);
    }

    /** {@return true if operations are excluded from fusion} */
    public boolean isolatesAny() {
        return !isolated.isEmpty();
    }

    /** {@return true if each operation is computed as soon as it is recorded} */
    public boolean isEager() {
        return eager;
    }

    /** {@return true if it is noted where operations are recorded} */
    public boolean keepsOrigins() {
        return origins;
    }
}
