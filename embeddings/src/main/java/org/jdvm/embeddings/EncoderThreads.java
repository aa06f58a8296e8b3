package org.jdvm.embeddings;

import java.util.function.Supplier;
import org.jdvm.Dvm;
import org.jspecify.annotations.Nullable;

/** Where a model runs: on the shared machine, or on one whose threads belong to its user. */
final class EncoderThreads implements AutoCloseable {
    private final @Nullable Dvm machine;

    /**
     * Starts threads.
     *
     * @param count how many threads run the model, with that of the caller; 0 for the shared machine
     */
    EncoderThreads(int count) {
        this.machine = count == 0 ? null : Dvm.builder().cores(count).start();
    }

    <R> R run(Supplier<R> work) {
        return machine == null ? work.get() : machine.run(work);
    }

    /** Ends the threads; the shared machine stays. */
    @Override
    public void close() {
        if (machine != null) {
            machine.close();
        }
    }
}
