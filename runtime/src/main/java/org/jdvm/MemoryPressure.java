package org.jdvm;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jdvm.capture.Recorded;
import org.jdvm.capture.VersionedArray;

/**
 * Sees to it that recorded operations do not hold more and more memory: a list of sums that nobody has read yet must not keep all that was
 * summed. When they hold too much, those whose results somebody may still want are computed. Knows operations only weakly.
 */
final class MemoryPressure {
    /** Operations that hold less are not watched. */
    static final long SMALL = 1 << 20;

    private final long limit;
    private List<WeakReference<Recorded>> watched = new ArrayList<>();
    private long added;

    /**
     * Creates it.
     *
     * @param limit the bytes that recorded operations may hold
     */
    MemoryPressure(long limit) {
        this.limit = limit;
    }

    void watch(Recorded node) {
        List<Recorded> waiting;
        synchronized (this) {
            watched.add(new WeakReference<>(node));
            // what stands behind it was added with the operations that read it themselves
            added += node.ownBytes();
            if (added <= limit / 2) {
                return;
            }
            added = 0;
            waiting = sweep();
        }
        if (held(waiting) > limit / 2) {
            for (Recorded operation : waiting) {
                if (operation != node && !operation.hasReaders() && operation.result() == null) {
                    Materializer.compute("recorded operations hold much memory", List.of(operation));
                }
            }
        }
    }

    /** Forgets what is computed or garbage; returns the rest. */
    private List<Recorded> sweep() {
        List<WeakReference<Recorded>> rest = new ArrayList<>();
        List<Recorded> waiting = new ArrayList<>();
        for (WeakReference<Recorded> reference : watched) {
            Recorded operation = reference.get();
            if (operation != null && operation.result() == null) {
                rest.add(reference);
                waiting.add(operation);
            }
        }
        watched = rest;
        return waiting;
    }

    private static long held(List<Recorded> operations) {
        Set<VersionedArray> memories = Collections.newSetFromMap(new IdentityHashMap<>());
        operations.forEach(operation -> memories.addAll(operation.memories()));
        return memories.stream().mapToLong(VersionedArray::bytes).sum();
    }
}
