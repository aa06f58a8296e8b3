package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
import java.util.Objects;
import org.jdvm.benchmarks.peer.Task;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What benchmarks of tasks share: an engine that is prepared, compared with the other side, and released. */
@State(Scope.Thread)
public abstract class TaskBenchmark {
    /** Threads that the engine may use. */
    @Param({"1", "2"})
    public int threads;

    private Task.@Nullable Running running;

    /** {@return who does it} */
    abstract String engine();

    /** {@return what is done} */
    abstract Task task();

    /** Prepares the task and compares what both sides compute. */
    @Setup(Level.Trial)
    public void open() throws OrtException {
        running = task().open(engine(), threads);
    }

    /** Lets it go. */
    @TearDown(Level.Trial)
    public void close() throws OrtException {
        Objects.requireNonNull(running).close();
    }

    /** {@return what the engine computes} */
    final Object result() throws OrtException {
        return Objects.requireNonNull(running).run();
    }
}
