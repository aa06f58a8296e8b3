package org.jdvm.lazy;

import org.jspecify.annotations.Nullable;

/**
 * What a tensor and its views hold at present: memory, or an operation that is recorded and whose result they will hold. Writing all
 * of it only records the new contents, unless the memory is also known outside.
 */
public final class StorageRef {
    private volatile Object value;
    private volatile boolean shared;

    /**
     * Holds memory.
     *
     * @param memory the memory
     * @param shared true if others know the array and look into it
     */
    public StorageRef(VersionedArray memory, boolean shared) {
        this.value = memory;
        this.shared = shared;
    }

    /**
     * Holds the result of an operation, which no other reference holds.
     *
     * @param operation the operation
     */
    public StorageRef(Recorded operation) {
        this.value = operation;
    }

    /** {@return the memory, or null if it is not computed yet} */
    public @Nullable VersionedArray memory() {
        Object present = value;
        if (present instanceof VersionedArray memory) {
            return memory;
        }
        InputView result = ((Recorded) present).result();
        return result == null ? null : settle((Recorded) present, result.memory());
    }

    private synchronized @Nullable VersionedArray settle(Recorded operation, VersionedArray memory) {
        if (value == operation) {
            value = memory;
            return memory;
        }
        return memory();
    }

    /** {@return the operation whose result this will hold, or null if the memory is there} */
    public @Nullable Recorded operation() {
        return memory() == null && value instanceof Recorded recorded ? recorded : null;
    }

    /** Others know the array from now on. */
    public void share() {
        shared = true;
    }

    /** {@return true if others know the array: it must not be exchanged} */
    public boolean isShared() {
        return shared;
    }

    /**
     * Holds the result of an operation from now on.
     *
     * @param operation an operation whose result no other reference holds
     */
    public synchronized void replace(Recorded operation) {
        value = operation;
    }
}
