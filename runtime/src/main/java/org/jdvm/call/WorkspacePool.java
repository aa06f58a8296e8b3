package org.jdvm.call;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jdvm.annotations.DType;
import org.jdvm.storage.TensorData;

/** Working memory between calls: one workspace for each call that ran at the same time, each as large as its largest call needed. */
final class WorkspacePool {
    private static final int MOST_IDLE = 16;

    /** Arrays for the intermediates of one call, one for each element type. */
    static final class Workspace {
        private final Map<DType, Object> arrays = new EnumMap<>(DType.class);
        private final Map<DType, Long> sizes = new EnumMap<>(DType.class);

        Object array(DType type, long elements) {
            if (sizes.getOrDefault(type, -1L) < elements) {
                arrays.put(type, TensorData.allocate(type, Math.toIntExact(elements)));
                sizes.put(type, elements);
            }
            return arrays.get(type);
        }

        long bytes() {
            long bytes = 0;
            for (Map.Entry<DType, Long> entry : sizes.entrySet()) {
                bytes += entry.getValue() * entry.getKey().bytes();
            }
            return bytes;
        }
    }

    private final ConcurrentLinkedQueue<Workspace> idle = new ConcurrentLinkedQueue<>();

    Workspace borrow() {
        Workspace workspace = idle.poll();
        return workspace == null ? new Workspace() : workspace;
    }

    void giveBack(Workspace workspace) {
        if (idle.size() < MOST_IDLE) {
            idle.add(workspace);
        }
    }

    void clear() {
        idle.clear();
    }

    long bytes() {
        return idle.stream().mapToLong(Workspace::bytes).sum();
    }
}
