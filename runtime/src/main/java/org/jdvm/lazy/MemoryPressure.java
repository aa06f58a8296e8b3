package org.jdvm.lazy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Bounds the memory that recorded operations hold: a list of sums that have not been read yet must not keep all that was summed. When
 * they hold too much, those whose results may still be read are computed. Refers to operations only weakly.
 */
public final class MemoryPressure {
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
    public MemoryPressure(long limit) {
        this.limit = limit;
    }

    /** Counts an operation that was recorded; computes others where they hold too much. */
    public void watch(Recorded node) {
        List<Recorded> waiting;
        synchronized (this) {
            watched.add(new WeakReference<>(node));
            // operations that it depends on were added when they were recorded
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
