package org.jdvm.exec;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jdvm.LaunchInterruptedException;
import org.jdvm.bytecode.Program;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.KernelException;
import org.jdvm.exec.warmup.JitWarmup;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.tier.Events;
import org.jdvm.tier.Interpretation;
import org.jdvm.tier.TieredProgram;
import org.jdvm.tier.Tiers;
import org.jspecify.annotations.Nullable;

/**
 * The host-side NPU: runs programs on the cores of a machine description.
 *
 * <p>Any number of threads may call {@link #run}. One launch at a time spreads over all cores; others run on their caller's thread
 * alone, with the same results.
 */
public final class Npu implements AutoCloseable {
    private static final int POOLED_CORES = 16;

    static {
        KernelVariants.report();
    }

    private final NpuSpec spec;
    private final Workers workers;

    /** Idle cores of callers. What does not fit is left to the garbage collector. */
    private final AtomicReferenceArray<@Nullable Core> idle = new AtomicReferenceArray<>(POOLED_CORES);

    private final LongAdder launches = new LongAdder();
    private final LongAdder sections = new LongAdder();
    private final LongAdder tasks = new LongAdder();
    private final LongAdder sharedSections = new LongAdder();
    private final LongAdder loweredSections = new LongAdder();

    private final Tiers tiers;
    private final Runnable endOfReports;

    private volatile boolean closed;

    /**
     * Starts the threads of a machine that interprets all programs.
     *
     * @param spec the machine; its first core is the calling thread
     */
    public Npu(NpuSpec spec) {
        this(spec, TierSettings.of(TierPolicy.INTERPRET));
    }

    /**
     * Starts the threads of a machine.
     *
     * @param spec the machine; its first core is the calling thread
     * @param settings when and how programs become JVM classes
     */
    public Npu(NpuSpec spec, TierSettings settings) {
        this.spec = spec;
        this.tiers = new Tiers(settings, new Interpreted());
        workers = new Workers(spec);
        JitWarmup.opened();
        this.endOfReports =
                Events.launches(() -> new Events.Totals(launches(), sections(), loweredSections(), tasks()));
    }

    /** {@return the machine} */
    public NpuSpec spec() {
        return spec;
    }

    /** {@return which form of routines the interpreter uses, and why, in a line} */
    public static String routines() {
        return KernelVariants.description();
    }

    /** {@return what lowers programs to JVM classes} */
    public Tiers tiers() {
        return tiers;
    }

    /**
     * Interprets a program and returns when it is done.
     *
     * @param program a verified program
     * @param bindings the memory of each buffer, by number
     * @param scalars the value of each scalar slot
     * @throws KernelException if an index is out of range
     * @throws LaunchInterruptedException if the calling thread is interrupted before the program is done
     * @throws IllegalStateException if this machine is closed
     */
    public void run(Program program, Binding[] bindings, double[] scalars) {
        run(new Launch(program, bindings, scalars, Thread.currentThread()));
    }

    /**
     * Runs a program and returns when it is done. Sections that have code by now run it.
     *
     * @param program a program of {@link Tiers#open}
     * @param bindings the memory of each buffer, by number
     * @param scalars the value of each scalar slot
     * @throws KernelException if an index is out of range
     * @throws LaunchInterruptedException if the calling thread is interrupted before the program is done
     * @throws IllegalStateException if this machine is closed
     */
    public void run(TieredProgram program, Binding[] bindings, double[] scalars) {
        run(program, bindings, scalars, null);
    }

    /**
     * Runs a program as {@link #run(TieredProgram, Binding[], double[])} does, and times its sections.
     *
     * @param program a program of {@link Tiers#open}
     * @param bindings the memory of each buffer, by number
     * @param scalars the value of each scalar slot
     * @param timer is told how long each section took; null if that is of no interest
     */
    public void run(TieredProgram program, Binding[] bindings, double[] scalars, @Nullable SectionTimer timer) {
        Launch launch = new Launch(program, tiers, bindings, scalars, Thread.currentThread());
        launch.timer = timer;
        run(launch);
        tiers.launched(program);
    }

    private void run(Launch launch) {
        checkOpen(launch.operands.program().name());
        launches.increment();
        Core core = borrow();
        try {
            sections(core, launch);
        } finally {
            if (launch.holdsWorkers) {
                workers.release();
            }
            core.leave();
            giveBack(core);
        }
    }

    /** Runs section after section, those that are worth it on all cores. */
    private void sections(Core core, Launch launch) {
        long[] words = launch.words;
        for (int at = 0; at < words.length; at = Interpreter.afterSection(words, at)) {
            long start = launch.timer == null ? 0 : System.nanoTime();
            long count = count(launch, at);
            long cost = Interpreter.cost(words, at);
            boolean shared = count > 1 && cost >= spec.spawnCost();
            if (shared && !launch.holdsWorkers) {
                launch.holdsWorkers = acquireWorkers();
            }
            if (shared && launch.holdsWorkers) {
                sharedSections.increment();
                TaskQueues.Order order = launch.code(at) == null ? TaskQueues.Order.ANY : TaskQueues.Order.NEIGHBOURS;
                workers.run(core, launch.tasksOf(at), count, order, cost, spec.spawnCost());
                launch.rethrow();
            } else if (count > 0) {
                core.enter(launch, at);
                core.run(launch, 0, count);
            }
            if (launch.timer != null) {
                launch.timer.ran(at, launch.code(at) != null, System.nanoTime() - start);
            }
        }
    }

    /**
     * Runs a program for each sequence of a batch and returns when all are done, in one launch: each core takes the most expensive
     * sequence that is left and runs all sections of its program. Sequences too expensive for that to come out even run before the
     * others, each on all cores.
     *
     * @param operator what is run, for messages
     * @param batch a program for each sequence, with memory bound to all buffers but the workspace
     * @param memory lends the workspaces
     * @throws KernelException if an index is out of range; the message names the sequence
     * @throws LaunchInterruptedException if the calling thread is interrupted before all are done
     * @throws IllegalStateException if this machine is closed
     */
    public void run(String operator, List<SequenceRun> batch, WorkingMemory memory) {
        checkOpen(operator);
        launches.increment();
        Batch work = new Batch(operator, batch, memory, tiers, this::alone);
        Core core = borrow();
        boolean holding = !batch.isEmpty() && work.cost() >= spec.spawnCost() && acquireWorkers();
        try {
            if (holding) {
                work.runWide(workers.cores(), this::sectionsByHolder, core);
            }
            if (holding && work.tasks() > 1) {
                workers.run(core, work, work.tasks(), TaskQueues.Order.FALLING, work.cost(), spec.spawnCost());
            } else {
                work.run(core, 0, work.tasks());
            }
        } finally {
            if (holding) {
                workers.release();
            }
            core.leave();
            giveBack(core);
        }
        work.rethrow();
        batch.forEach(run -> tiers.launched(run.program()));
    }

    /** Runs section after section for a caller who holds the workers. */
    private void sectionsByHolder(Core core, Launch launch) {
        launch.holdsWorkers = true;
        sections(core, launch);
    }

    /** Runs section after section on one core. */
    private void alone(Core core, Launch launch) {
        for (int at = 0; at < launch.words.length; at = Interpreter.afterSection(launch.words, at)) {
            count(launch, at);
        }
        launch.runAlone(core);
    }

    private long count(Launch launch, int section) {
        long count = Interpreter.tasks(launch.words, section);
        sections.increment();
        if (launch.code(section) != null) {
            loweredSections.increment();
        }
        tasks.add(count);
        return count;
    }

    private void checkOpen(String program) {
        if (closed) {
            throw new IllegalStateException("cannot run " + program + ": the NPU '" + spec.name() + "' is closed");
        }
    }

    private boolean acquireWorkers() {
        return !(JitWarmup.FEW_PROCESSORS && JitWarmup.isBusy()) && workers.acquire();
    }

    /** The interpreter as the tiers see it. */
    private final class Interpreted implements Interpretation {
        @Override
        public void run(Program program, Object[] arrays, double[] scalars) {
            interpret(program, arrays, scalars);
        }

        @Override
        public void settle() throws InterruptedException {
            JitWarmup.settle();
        }
    }

    /** Interprets a program on the calling thread alone: a trial, which is short and ends between its runs. */
    private void interpret(Program program, Object[] arrays, double[] scalars) {
        Binding[] bindings = new Binding[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            bindings[i] = new Binding(arrays[i], 0, null);
        }
        Core core = borrow();
        try {
            new Launch(program, bindings, scalars, null).runAlone(core);
        } finally {
            core.leave();
            giveBack(core);
        }
    }

    private Core borrow() {
        for (int i = 0; i < POOLED_CORES; i++) {
            Core core = idle.get(i) == null ? null : idle.getAndSet(i, null);
            if (core != null) {
                return core;
            }
        }
        return new Core(spec.localBufferBytes(), spec.cube());
    }

    private void giveBack(Core core) {
        for (int i = 0; i < POOLED_CORES; i++) {
            if (idle.get(i) == null && idle.compareAndSet(i, null, core)) {
                return;
            }
        }
    }

    /** Stops the threads, and waits a moment for their end. Launches under way finish; later ones are refused. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        endOfReports.run();
        tiers.close();
        workers.stop();
        JitWarmup.closed();
    }

    /** {@return how many programs were launched} */
    public long launches() {
        return launches.sum();
    }

    /** {@return how many sections were run} */
    public long sections() {
        return sections.sum();
    }

    /** {@return how many tasks were run} */
    public long tasks() {
        return tasks.sum();
    }

    /** {@return how many sections were offered to all cores} */
    public long sharedSections() {
        return sharedSections.sum();
    }

    /** {@return how many sections were run by code made from them} */
    public long loweredSections() {
        return loweredSections.sum();
    }
}
