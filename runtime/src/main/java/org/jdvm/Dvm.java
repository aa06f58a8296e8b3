package org.jdvm;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdvm.call.Engine;
import org.jdvm.call.Profiler;
import org.jdvm.exec.Npu;
import org.jdvm.exec.gemm.FoundTiles;
import org.jdvm.exec.gemm.Ways;
import org.jdvm.exec.warmup.JitWarmup;
import org.jdvm.lazy.Calibration;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierCounters;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.machine.Tuning;
import org.jdvm.storage.TensorData;
import org.jspecify.annotations.Nullable;

/**
 * The virtual machine that runs operators: it owns worker threads, programs specialised so far, and working memory.
 *
 * <p>Most applications use {@link #shared()}. A separate machine limits the cores. A call on it never starts or uses the shared
 * one; operations that were recorded and are read without a call run on the shared one. Closing a machine ends its threads: an
 * application that is unloaded from a running process closes its own ones and calls {@link #closeShared()}. All methods may be called
 * from any thread.
 */
public final class Dvm implements AutoCloseable {
    /** The system property that makes the shared machine {@linkplain DvmBuilder#reproducible reproducible}, if it is {@code true}. */
    public static final String REPRODUCIBLE = Engine.REPRODUCIBLE;

    /** The shared machine; null before its first use and after it was closed. Written with the lock of this class. */
    private static volatile @Nullable Dvm shared;

    private final Engine engine;

    /**
     * Starts a machine.
     *
     * @param machine its description; {@link NpuSpec#host(int)} for this CPU
     */
    public Dvm(NpuSpec machine) {
        this(machine, TierSettings.of(TierPolicy.fromProperty()));
    }

    /**
     * Starts a machine.
     *
     * @param machine its description; {@link NpuSpec#host(int)} for this CPU
     * @param tiers when and how hot programs become JVM classes
     */
    public Dvm(NpuSpec machine, TierSettings tiers) {
        this(new Engine(machine, tiers));
    }

    private Dvm(Engine engine) {
        this.engine = engine;
    }

    /** {@return what starts a separate machine} */
    public static DvmBuilder builder() {
        return new DvmBuilder();
    }

    /** {@return the machine that all callers share: all cores of this CPU; started when there is none} */
    public static Dvm shared() {
        Engine running = Engine.shared();
        Dvm present = shared;
        return present != null && present.engine == running ? present : faceOfShared();
    }

    private static synchronized Dvm faceOfShared() {
        Engine running = Engine.shared();
        Dvm present = shared;
        if (present == null || present.engine != running) {
            present = new Dvm(running);
            shared = present;
        }
        return present;
    }

    Engine engine() {
        return engine;
    }

    /**
     * Closes the shared machine, if it was started: its threads end, its programs and working memory are released. Calls under way finish;
     * a later call starts a new one, with no {@link #trace}, {@link #sync}, {@link #origins} or {@link #isolate} set.
     */
    public static void closeShared() {
        Engine running = Engine.sharedIfStarted();
        if (running != null) {
            running.close();
            forget(running);
        }
    }

    /** {@return the description of the machine} */
    public NpuSpec machine() {
        return engine.npu().spec();
    }

    /** {@return a snapshot of what this machine has done so far} */
    public DvmStatistics statistics() {
        return new DvmStatistics(
                engine.npu().launches(),
                engine.npu().sections(),
                engine.npu().tasks(),
                engine.cacheHits(),
                engine.evictions(),
                engine.specialisations().count(),
                engine.specialisations().percentile(0.5),
                engine.specialisations().percentile(0.99),
                engine.specialisations().longest());
    }

    /**
     * Runs work of this thread whose recorded operations are computed on this machine: when the work reads a tensor, or computes it in another way.
     * Threads that the work starts are not bound to the machine.
     *
     * @param work what to run, such as a call of a model
     * @param <R> the type of its result
     * @return its result; a tensor that is only recorded by then is computed where it is read
     * @throws IllegalStateException if this machine is closed
     */
    public <R> R run(Supplier<R> work) {
        engine.checkOpen("run");
        return engine.within(work);
    }

    /**
     * Reports how recorded operations are computed: each captured graph, why it is computed, and the kernels into which it is cut. Recorded
     * operations run on the {@linkplain #shared shared} machine unless {@link #run} names another, so this and the methods below matter there.
     *
     * @param to takes one text for each computation; null for none
     */
    public void trace(@Nullable Consumer<String> to) {
        engine.debugging().trace(to);
    }

    /**
     * Computes each operation as soon as it is recorded, so that one that fails does so at its line in the source.
     *
     * @param each true to compute at once, false to record
     */
    public void sync(boolean each) {
        engine.debugging().sync(each);
    }

    /**
     * Notes where each operation is recorded: an exception from computing one has a {@link RecordedHere} among its suppressed ones.
     *
     * @param keep true to keep the stack of each recording
     */
    public void origins(boolean keep) {
        engine.debugging().origins(keep);
    }

    /**
     * Excludes operations from fusion: each recorded one of them is computed alone. Halving the set finds the operation whose fusion makes a
     * difference.
     *
     * @param methods names of methods of {@link Tensor}; none to fuse all again
     * @throws IllegalArgumentException if a name is not one of an operation
     */
    public void isolate(String... methods) {
        engine.debugging().isolate(methods);
    }

    /**
     * Measures where the time goes while something runs: what other threads do on this machine meanwhile counts too. Sizes that are new are
     * planned and specialised first, so run it twice to see what a repeated call takes.
     *
     * @param work what to run
     * @return the time, and the part of each kernel
     */
    public Profile profile(Runnable work) {
        Profiler profiler = new Profiler();
        engine.debugging().profiler(profiler);
        long start = System.nanoTime();
        try {
            work.run();
        } finally {
            engine.debugging().profiler(null);
        }
        return Profile.of(System.nanoTime() - start, profiler);
    }

    /** {@return what lowering programs to JVM classes has done so far} */
    public TierCounters tierCounters() {
        return engine.npu().tiers().counters();
    }

    /** {@return how this machine interprets programs: by vector code or not, and why, in one line} */
    public String interpreterDescription() {
        return Npu.routines();
    }

    /** {@return when this machine lowers programs to JVM classes, by what, and why by that, in one line} */
    public String tierDescription() {
        return engine.npu().tiers().description();
    }

    /**
     * Prepares an operator for sizes before they are asked for: its program is made and, unless the policy is to interpret, lowered to
     * JVM classes. Returns when that is done, or when it is known which sections stay interpreted.
     *
     * @param operator the operator
     * @param sizes the size of each symbol and the value of each integer parameter
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalArgumentException if a size is missing, unknown, or breaks what the operator asks for
     * @throws IllegalStateException if this machine is closed, before or meanwhile, or the background thread could not do it (no memory)
     */
    public void warmUp(OperatorTemplate operator, Map<String, Long> sizes) throws InterruptedException {
        TensorData.given("warmUp", "the operator", operator);
        engine.checkOpen(operator.name());
        JitWarmup.hurry();
        engine.npu().tiers().lower(operator.operator().program(engine, sizes));
    }

    /**
     * {@return which ways of products this process has found to be faster by measurement, or knows from a file}
     *
     * <p>They do not change results. {@link Tuning#write} keeps them for later processes, which look for them in {@link Tuning#defaultFile} or
     * in the file that the system property {@value Tuning#PROPERTY} names.
     */
    public static Tuning tuning() {
        return Tuning.here(Ways.all());
    }

    /**
     * {@return how this process computes products of 8-bit integers with constants, and why, in one line} Looks for a way that uses the
     * dot-product instructions of the processor, unless that was done before. Results are the same integers.
     */
    public static String integerProductsDescription() {
        return FoundTiles.description();
    }

    /**
     * Measures the ways of products now. Without it they are measured while the first products are computed.
     *
     * @param atMost for how long; code is made ready before, which takes some seconds in a new process
     * @return how long it took
     * @throws InterruptedException if the thread is interrupted while it waits for code
     */
    public Duration tune(Duration atMost) throws InterruptedException {
        return Duration.ofNanos(Calibration.run(engine, atMost.toNanos()));
    }

    /**
     * Ends the threads and releases programs and working memory. Calls under way finish; later ones are refused. After the shared machine,
     * a later call of {@link #shared()} starts a new one.
     */
    @Override
    public void close() {
        engine.close();
        forget(engine);
    }

    private static synchronized void forget(Engine closed) {
        Dvm present = shared;
        if (present != null && present.engine == closed) {
            shared = null;
        }
    }

    /** {@return the bytes of working memory that wait for the next calls} */
    public long workspaceBytes() {
        return engine.workspaceBytes();
    }
}
