package org.jdvm;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Program;
import org.jdvm.exec.Npu;
import org.jdvm.exec.SequenceRun;
import org.jdvm.exec.state.Binding;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierCounters;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.tier.Events;
import org.jdvm.tier.TieredProgram;
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
    public static final String REPRODUCIBLE = "jdvm.reproducible";

    private static final int POOLED_SPECIALIZERS = 8;

    /** The shared machine; null before its first use and after it was closed. Written with the lock of this class. */
    private static volatile @Nullable Dvm shared;

    private final Npu npu;

    /** Knows operators weakly: an application that is unloaded takes its programs with it. Guarded by itself. */
    private final Map<OperatorTemplate, ProgramCache> caches = new WeakHashMap<>();

    private final ConcurrentLinkedQueue<Specializer> specializers = new ConcurrentLinkedQueue<>();
    private final WorkspacePool workspaces = new WorkspacePool();
    private final LongAdder cacheHits = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final Durations specialisations = new Durations();
    private final Debugging debugging = new Debugging();
    private volatile boolean closed;

    /** For tests: run before a program is made. */
    volatile @Nullable Runnable fault;

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
        this.npu = new Npu(machine, tiers);
    }

    /** {@return what starts a separate machine} */
    public static DvmBuilder builder() {
        return new DvmBuilder();
    }

    /** {@return the machine that all callers share: all cores of this CPU; started when there is none} */
    public static Dvm shared() {
        Dvm present = shared;
        return present != null ? present : startShared();
    }

    private static synchronized Dvm startShared() {
        Dvm present = shared;
        if (present == null) {
            present = builder().start();
            shared = present;
        }
        return present;
    }

    static boolean isReproducibleByProperty() {
        return Boolean.getBoolean(REPRODUCIBLE);
    }

    /** {@return the shared machine, if it was started} */
    static @Nullable Dvm sharedIfStarted() {
        return shared;
    }

    /**
     * Closes the shared machine, if it was started: its threads end, its programs and working memory are released. Calls under way finish;
     * a later call starts a new one, with no {@link #trace}, {@link #sync}, {@link #origins} or {@link #isolate} set.
     */
    public static void closeShared() {
        Dvm present = shared;
        if (present != null) {
            present.close();
        }
    }

    /** {@return the description of the machine} */
    public NpuSpec machine() {
        return npu.spec();
    }

    /** {@return a snapshot of what this machine has done so far} */
    public DvmStatistics statistics() {
        return new DvmStatistics(
                npu.launches(),
                npu.sections(),
                npu.tasks(),
                cacheHits.sum(),
                evictions.sum(),
                specialisations.count(),
                specialisations.percentile(0.5),
                specialisations.percentile(0.99),
                specialisations.longest());
    }

    /**
     * Reports how recorded operations are computed: each captured graph, why it is computed, and the kernels into which it is cut. Recorded
     * operations run on the {@linkplain #shared shared} machine, so this and the methods below matter there.
     *
     * @param to takes one text for each computation; null for none
     */
    public void trace(@Nullable Consumer<String> to) {
        debugging.trace(to);
    }

    /**
     * Computes each operation as soon as it is recorded, so that one that fails does so at its line in the source.
     *
     * @param each true to compute at once, false to record
     */
    public void sync(boolean each) {
        debugging.sync(each);
    }

    /**
     * Notes where each operation is recorded: an exception from computing one has a {@link RecordedHere} among its suppressed ones.
     *
     * @param keep true to keep the stack of each recording
     */
    public void origins(boolean keep) {
        debugging.origins(keep);
    }

    /**
     * Excludes operations from fusion: each recorded one of them is computed alone. Halving the set finds the operation whose fusion makes a
     * difference.
     *
     * @param methods names of methods of {@link Tensor}; none to fuse all again
     * @throws IllegalArgumentException if a name is not one of an operation
     */
    public void isolate(String... methods) {
        debugging.isolate(methods);
    }

    Debugging debugging() {
        return debugging;
    }

    /** {@return what lowering programs to JVM classes has done so far} */
    public TierCounters tierCounters() {
        return npu.tiers().counters();
    }

    /** {@return how this machine interprets programs: by vector code or not, and why, in one line} */
    public String interpreterDescription() {
        return Npu.routines();
    }

    /** {@return when this machine lowers programs to JVM classes, by what, and why by that, in one line} */
    public String tierDescription() {
        return npu.tiers().description();
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
        checkOpen(operator.name());
        npu.tiers().lower(operator.program(this, sizes));
    }

    /**
     * Ends the threads and releases programs and working memory. Calls under way finish; later ones are refused. After the shared machine,
     * a later call of {@link #shared()} starts a new one.
     */
    @Override
    public void close() {
        synchronized (Dvm.class) {
            if (shared == this) {
                shared = null;
            }
        }
        closed = true;
        npu.close();
        synchronized (caches) {
            caches.clear();
        }
        specializers.clear();
        workspaces.clear();
        debugging.clear();
    }

    void checkOpen(String operator) {
        if (closed) {
            throw new IllegalStateException(operator + ": this Dvm was closed");
        }
    }

    /** Lets the programs of an operator go that is not called any more. */
    void forget(OperatorTemplate template) {
        synchronized (caches) {
            caches.remove(template);
        }
    }

    ProgramCache cacheOf(OperatorTemplate template) {
        synchronized (caches) {
            return caches.computeIfAbsent(template, t -> new ProgramCache());
        }
    }

    /** The program for an environment: known, or specialised now. */
    TieredProgram program(ProgramCache cache, Template template, long[] environment) {
        TieredProgram known = cache.get(environment);
        if (known != null) {
            cacheHits.increment();
            return known;
        }
        long start = System.nanoTime();
        Program program = specialize(template, environment);
        long nanos = System.nanoTime() - start;
        specialisations.add(nanos);
        Events.specialised(program.name(), program.words().length, nanos);
        TieredProgram tiered = npu.tiers().open(program);
        evictions.add(cache.put(environment, tiered));
        return tiered;
    }

    Program specialize(Template template, long[] environment) {
        Specializer specializer = specializers.poll();
        if (specializer == null) {
            specializer = new Specializer(npu.spec());
        }
        Runnable injected = fault;
        if (injected != null) {
            injected.run();
        }
        Program program = specializer.specialize(template, environment);
        if (specializers.size() < POOLED_SPECIALIZERS) {
            specializers.add(specializer);
        }
        return program;
    }

    /** Runs a program; the bindings of its workspace, which come last, are filled in here. */
    void run(TieredProgram program, Binding[] bindings, double[] scalars) {
        WorkspacePool.Workspace workspace = workspaces.borrow();
        try {
            bind(workspace, program.program(), bindings);
            npu.run(program, bindings, scalars);
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    /** Runs a program for each sequence of a batch; the bindings of workspaces are filled in here. */
    void run(String operator, List<SequenceRun> batch) {
        npu.run(operator, batch, (program, bindings, run) -> {
            WorkspacePool.Workspace workspace = workspaces.borrow();
            try {
                bind(workspace, program, bindings);
                run.run();
            } finally {
                workspaces.giveBack(workspace);
            }
        });
    }

    private static void bind(WorkspacePool.Workspace workspace, Program program, Binding[] bindings) {
        for (int buffer = 0; buffer < bindings.length; buffer++) {
            BufferSlot slot = program.buffers().get(buffer);
            if (slot.role() == BufferSlot.Role.WORKSPACE) {
                if (slot.elements() > Integer.MAX_VALUE - 8) {
                    throw new JdvmException(
                            "%s: intermediate results take %d elements, more than an array can hold; call it with fewer rows"
                                    .formatted(program.name(), slot.elements()));
                }
                bindings[buffer] = new Binding(workspace.array(slot.type(), slot.elements()), 0, null);
            }
        }
    }

    /** {@return the bytes of working memory that wait for the next calls} */
    public long workspaceBytes() {
        return workspaces.bytes();
    }
}
