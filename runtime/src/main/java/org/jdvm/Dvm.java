package org.jdvm;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Program;
import org.jdvm.machine.NpuSpec;
import org.jdvm.npu.Binding;
import org.jdvm.npu.Npu;
import org.jdvm.npu.SequenceRun;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.tier.Events;
import org.jdvm.tier.TierCounters;
import org.jdvm.tier.TierPolicy;
import org.jdvm.tier.TierSettings;
import org.jdvm.tier.TieredProgram;
import org.jspecify.annotations.Nullable;

/**
 * The virtual machine that runs operators: it owns worker threads, programs specialised so far, and working memory.
 *
 * <p>Most applications use {@link #shared()}. A machine of one's own limits the cores or ends its threads when it is closed. All
 * methods may be called from any thread.
 */
public final class Dvm implements AutoCloseable {
    private static final int POOLED_SPECIALIZERS = 8;

    /** Holds the shared machine; made at its first use. */
    private static final class Shared {
        static final Dvm INSTANCE = new Dvm(NpuSpec.host());
    }

    private final Npu npu;
    private final Map<OperatorTemplate, ProgramCache> caches = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Specializer> specializers = new ConcurrentLinkedQueue<>();
    private final WorkspacePool workspaces = new WorkspacePool();
    private final LongAdder cacheHits = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final Durations specialisations = new Durations();
    private final Debugging debugging = new Debugging();
    private volatile boolean closed;

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

    /** {@return what starts a machine of one's own} */
    public static DvmBuilder builder() {
        return new DvmBuilder();
    }

    /** {@return the machine that all callers share: all cores of this CPU, never closed} */
    public static Dvm shared() {
        return Shared.INSTANCE;
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
     * Tells what becomes of recorded operations: each captured graph, why it is computed, and the kernels into which it is cut. Recorded
     * operations run on the {@linkplain #shared shared} machine, so this and the methods below matter there.
     *
     * @param to takes one text for each computation; null for none
     */
    public void trace(@Nullable Consumer<String> to) {
        debugging.trace(to);
    }

    /**
     * Computes each operation as soon as it is recorded, so that one that fails does so where it stands in the source.
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
     */
    public void warmUp(OperatorTemplate operator, Map<String, Long> sizes) throws InterruptedException {
        checkOpen(operator.name());
        npu.tiers().lower(operator.program(this, sizes));
    }

    /** Ends the worker threads and lets programs and working memory go. Calls under way finish; later ones are refused. */
    @Override
    public void close() {
        if (this == Shared.INSTANCE) {
            throw new IllegalStateException("the shared Dvm cannot be closed; make one of your own to end its threads");
        }
        closed = true;
        npu.close();
        caches.clear();
        workspaces.clear();
    }

    void checkOpen(String operator) {
        if (closed) {
            throw new IllegalStateException(operator + ": this Dvm was closed");
        }
    }

    /** Lets the programs of an operator go that is not called any more. */
    void forget(OperatorTemplate template) {
        caches.remove(template);
    }

    ProgramCache cacheOf(OperatorTemplate template) {
        return caches.computeIfAbsent(template, t -> new ProgramCache());
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
                bindings[buffer] = new Binding(workspace.array(slot.type(), slot.elements()), 0, null);
            }
        }
    }

    /** {@return the bytes of working memory that wait for the next calls} */
    public long workspaceBytes() {
        return workspaces.bytes();
    }
}
