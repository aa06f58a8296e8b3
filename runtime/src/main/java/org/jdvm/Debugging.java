package org.jdvm;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jdvm.capture.Capture;
import org.jdvm.capture.Recorded;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.TensorMethod;
import org.jspecify.annotations.Nullable;

/** How a machine lets its user see what becomes of recorded operations. All of it is off at first and costs nothing then. */
final class Debugging {
    private volatile @Nullable Consumer<String> trace;
    private volatile Set<TensorMethod> isolated = Set.of();
    private volatile boolean eager;
    private volatile boolean origins;
    private volatile boolean on;

    boolean isOn() {
        return on;
    }

    private synchronized void update() {
        on = trace != null || !isolated.isEmpty() || eager || origins;
    }

    @Nullable
    Consumer<String> trace() {
        return trace;
    }

    void trace(@Nullable Consumer<String> to) {
        trace = to;
        update();
    }

    /** Holds nothing of the user any more. */
    void clear() {
        trace = null;
        isolated = Set.of();
        eager = false;
        origins = false;
        update();
    }

    void sync(boolean each) {
        eager = each;
        update();
    }

    void origins(boolean keep) {
        origins = keep;
        update();
    }

    void isolate(String... methods) {
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

    boolean isolates(TensorMethod method) {
        return isolated.contains(method);
    }

    boolean isolatesAnyOf(Capture capture) {
        return !isolated.isEmpty() && capture.nodes().stream().anyMatch(node -> isolates(node.method()));
    }

    void recorded(Recorded node) {
        if (origins) {
            node.origin(new RecordedHere(node));
        }
        if (eager && node.method() != CompositeMethod.CALL) {
            Materializer.compute("each operation is computed at once", java.util.List.of(node));
        }
    }
}
