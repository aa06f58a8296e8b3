package org.jdvm.call;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jdvm.JdvmException;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Program;
import org.jdvm.exec.Npu;
import org.jdvm.exec.SectionTimer;
import org.jdvm.exec.SequenceRun;
import org.jdvm.exec.state.Binding;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.tier.Events;
import org.jdvm.tier.TieredProgram;
import org.jspecify.annotations.Nullable;

/** What runs operators: worker threads, programs specialised so far, and working memory. */
public final class Engine {
    /** The system property that makes the shared engine give the same bits on all machines, if it is {@code true}. */
    public static final String REPRODUCIBLE = "jdvm.reproducible";

    private static final int POOLED_SPECIALIZERS = 8;

    /** The shared engine; null before its first use and after it was closed. Written with the lock of this class. */
    private static volatile @Nullable Engine shared;

    /** The engine of what a thread runs {@linkplain #within within} one. */
    private static final ScopedValue<Engine> BOUND = ScopedValue.newInstance();

    private final Npu npu;

    /** Knows operators weakly: an application that is unloaded takes its programs with it. Guarded by itself. */
    private final Map<PlannedOperator, ProgramCache> caches = new WeakHashMap<>();

    private final ConcurrentLinkedQueue<Specializer> specializers = new ConcurrentLinkedQueue<>();
    private final WorkspacePool workspaces = new WorkspacePool();

    /** Working memory of calls that run several programs, for what one hands over to another. */
    private final WorkspacePool handedOver = new WorkspacePool();

    private final LongAdder cacheHits = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final Durations specialisations = new Durations();
    private final Debugging debugging = new Debugging();
    private volatile boolean closed;

    /** For tests: run before a program is made. */
    volatile @Nullable Runnable fault;

    /**
     * Starts an engine.
     *
     * @param machine its description
     * @param tiers when and how hot programs become JVM classes
     */
    public Engine(NpuSpec machine, TierSettings tiers) {
        this.npu = new Npu(machine, tiers);
    }

    /** {@return the engine that all callers share, with all cores of this CPU; started when there is none} */
    public static Engine shared() {
        Engine present = shared;
        return present != null ? present : startShared();
    }

    private static synchronized Engine startShared() {
        Engine present = shared;
        if (present == null) {
            int cores = Runtime.getRuntime().availableProcessors();
            present =
                    new Engine(machine(cores, isReproducibleByProperty()), TierSettings.of(TierPolicy.fromProperty()));
            shared = present;
        }
        return present;
    }

    /**
     * {@return this CPU as a machine}
     *
     * @param cores how many cores to use
     * @param reproducible whether programs are the same on CPUs with vectors of any width
     */
    public static NpuSpec machine(int cores, boolean reproducible) {
        return reproducible ? NpuSpec.reproducible(cores) : NpuSpec.host(cores);
    }

    /** {@return what the system property says} */
    public static boolean isReproducibleByProperty() {
        return Boolean.getBoolean(REPRODUCIBLE);
    }

    /** {@return the shared engine, if it was started} */
    public static @Nullable Engine sharedIfStarted() {
        return shared;
    }

    /** {@return the engine that computes what this thread reads: that of {@link #within}, or the shared one} */
    public static Engine current() {
        return BOUND.isBound() ? BOUND.get() : shared();
    }

    /** {@return the engine of {@link #current}; null for the shared one that was not started} */
    public static @Nullable Engine currentIfStarted() {
        return BOUND.isBound() ? BOUND.get() : shared;
    }

    /**
     * {@return the result of work of this thread, whose recorded operations are computed on this engine}
     *
     * @param work what to run
     */
    public <R> R within(Supplier<R> work) {
        return ScopedValue.where(BOUND, this).call(work::get);
    }

    /** {@return the machine} */
    public Npu npu() {
        return npu;
    }

    /** {@return how many programs were known already} */
    public long cacheHits() {
        return cacheHits.sum();
    }

    /** {@return how many programs were let go for others} */
    public long evictions() {
        return evictions.sum();
    }

    /** {@return how long specialising took} */
    public Durations specialisations() {
        return specialisations;
    }

    /** {@return how its user sees what becomes of recorded operations} */
    public Debugging debugging() {
        return debugging;
    }

    /** Ends the threads and releases programs and working memory. Calls under way finish; later ones are refused. */
    public void close() {
        synchronized (Engine.class) {
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
        handedOver.clear();
        debugging.clear();
    }

    /** Refuses a call after this was closed. */
    public void checkOpen(String operator) {
        if (closed) {
            throw new IllegalStateException(operator + ": this Dvm was closed");
        }
    }

    /** Lets the programs of an operator go that is not called any more. */
    public void forget(PlannedOperator template) {
        synchronized (caches) {
            caches.remove(template);
        }
    }

    ProgramCache cacheOf(PlannedOperator template) {
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
        Profiler profiler = debugging.profiler();
        if (profiler != null) {
            profiler.specialised(nanos);
        }
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
    public void run(TieredProgram program, Binding[] bindings, double[] scalars, @Nullable SectionTimer timer) {
        WorkspacePool.Workspace workspace = workspaces.borrow();
        try {
            bind(workspace, program.program(), bindings);
            npu.run(program, bindings, scalars, timer);
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    /** Runs a program for each sequence of a batch; the bindings of workspaces are filled in here. */
    public void run(String operator, List<SequenceRun> batch) {
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
        return workspaces.bytes() + handedOver.bytes();
    }

    /** {@return working memory for what programs of one call hand over; to be closed when the call is done} */
    public WorkingMemory borrow() {
        return new WorkingMemory(handedOver.borrow());
    }

    /** Arrays that a call uses alone; their elements are what earlier calls left there. */
    public final class WorkingMemory implements AutoCloseable {
        private final WorkspacePool.Workspace workspace;

        private WorkingMemory(WorkspacePool.Workspace workspace) {
            this.workspace = workspace;
        }

        /** {@return the array of a type, the same one until more elements are asked for} */
        public Object array(DType type, int elements) {
            return workspace.array(type, elements);
        }

        /** Gives the arrays to other calls. */
        @Override
        public void close() {
            handedOver.giveBack(workspace);
        }
    }
}
