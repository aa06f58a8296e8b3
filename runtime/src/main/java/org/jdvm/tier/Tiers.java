package org.jdvm.tier;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jdvm.JdvmException;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.Words;
import org.jdvm.bytecode.text.Disassembler;
import org.jdvm.machine.TierCounters;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jspecify.annotations.Nullable;

/**
 * Lowers programs in the background: asks the back end for code, tries it out and publishes it. One of these belongs to each machine.
 *
 * <p>Launches only read what was published; nothing here makes them wait.
 */
public final class Tiers implements AutoCloseable {
    /** Set up when there is something to say: finding what prints it takes longer than many an operator's first call. */
    private static final class Log {
        static final Logger LOG = System.getLogger(Tiers.class.getName());
    }

    /**
     * How many times as long as it ran a trial rests, so that it takes no more than a sixth of a core from those who launch programs; and
     * the longest rest, since the virtual machine forgets about methods to compile that have not run for a while.
     */
    private static final int REST_FACTOR = 5;

    private static final long MOST_REST_NANOS = 40_000_000;

    private final TierSettings settings;
    private final Supplier<@Nullable SectionCompiler> finder;
    private final Promotion handOver;
    private final Interpretation interpretation;
    private final Map<SectionStructure, Entry> structures = new ConcurrentHashMap<>();
    private final AtomicLong clock = new AtomicLong();
    private final LongAdder made = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final LongAdder programs = new LongAdder();
    private final Daemon.Trouble trouble =
            new Daemon.Trouble(Tiers.class, "a program could not be lowered; it is interpreted meanwhile");
    private final Daemon.Trouble refusal =
            new Daemon.Trouble(Tiers.class, "a section cannot be lowered; it stays interpreted");
    private final Daemon.Trouble broken =
            new Daemon.Trouble(Tiers.class, "code of a section failed; the interpreter goes on");
    private final JobThread thread = new JobThread("jdvm-lower", trouble);

    /** True once it was logged that code was rejected: the first time it is news. */
    private final AtomicBoolean rejectionTold = new AtomicBoolean();

    /** Callers who wait until something is lowered: as long as there are any, trials do not rest. */
    private final AtomicInteger waiting = new AtomicInteger();

    private volatile @Nullable SectionCompiler compiler;
    private volatile boolean searched;

    /** What is known of a structure. */
    private static final class Entry {
        final String name;
        volatile @Nullable SectionCode code;
        volatile long used;

        Entry(String name, @Nullable SectionCode code) {
            this.name = name;
            this.code = code;
        }
    }

    /**
     * Creates tiers that find their back end through {@link ServiceLoader}.
     *
     * @param settings when and how to lower
     * @param interpretation runs the interpreter for comparisons
     */
    public Tiers(TierSettings settings, Interpretation interpretation) {
        this(settings, interpretation, Tiers::load);
    }

    /**
     * Creates tiers with a given back end.
     *
     * @param settings when and how to lower
     * @param interpretation runs the interpreter for comparisons
     * @param finder gives the back end, or null if there is none; called at most once, when it is first needed
     */
    public Tiers(TierSettings settings, Interpretation interpretation, Supplier<@Nullable SectionCompiler> finder) {
        this.settings = settings;
        this.interpretation = interpretation;
        this.finder = finder;
        this.handOver = new Promotion(
                interpretation, Allocation.ofThisThread(), settings.patience().toNanos(), this::rest);
    }

    private static @Nullable SectionCompiler load() {
        return ServiceLoader.load(SectionCompiler.class, SectionCompiler.class.getClassLoader())
                .findFirst()
                .orElse(null);
    }

    /** {@return the settings} */
    public TierSettings settings() {
        return settings;
    }

    /** {@return the policy and the back end, in one line} */
    public String description() {
        SectionCompiler found = compiler();
        return settings.policy() + ": "
                + (settings.policy() == TierPolicy.INTERPRET
                        ? "programs are interpreted"
                        : found == null ? "no back end was found, programs are interpreted" : found.description());
    }

    /** {@return a snapshot of what was done so far} */
    public TierCounters counters() {
        int classes = 0;
        for (Entry entry : structures.values()) {
            classes += entry.code == null ? 0 : 1;
        }
        return new TierCounters(classes, made.sum(), refused.sum(), rejected.sum(), evicted.sum(), programs.sum());
    }

    /**
     * {@return a program ready to be launched; its sections whose structures are known have their code already}
     *
     * @param program the program
     */
    public TieredProgram open(Program program) {
        TieredProgram tiered = new TieredProgram(program);
        if (settings.policy() != TierPolicy.INTERPRET) {
            if (!structures.isEmpty()) {
                bind(tiered, false);
            }
            if (settings.policy() == TierPolicy.EAGER_COMPILE) {
                request(tiered);
            }
        }
        return tiered;
    }

    /**
     * Counts a launch, and has the program lowered once there were enough.
     *
     * @param program the program that is launched
     */
    public void launched(TieredProgram program) {
        if (settings.policy() == TierPolicy.AUTO
                && !program.isRequested()
                && program.launched() >= settings.launches()) {
            request(program);
        }
    }

    /**
     * Lowers a program now, unless the policy is to interpret, and waits until that is done.
     *
     * @param program the program
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void lower(TieredProgram program) throws InterruptedException {
        if (settings.policy() == TierPolicy.INTERPRET) {
            return;
        }
        program.setRequested(true);
        waiting.incrementAndGet();
        try {
            CompletableFuture<Void> done = new CompletableFuture<>();
            thread.add(new Lowering(program, done));
            done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "%s was not lowered: %s".formatted(program.program().name(), e.getCause()), e.getCause());
        } finally {
            waiting.decrementAndGet();
        }
    }

    private void rest(long nanos) throws InterruptedException {
        if (waiting.get() == 0) {
            Thread.sleep(Duration.ofNanos(Math.min(MOST_REST_NANOS, REST_FACTOR * nanos)));
        }
    }

    /**
     * Takes code away that failed where the interpreter did not.
     *
     * @param program the program
     * @param code its code
     * @param failure what it threw
     */
    public void failed(TieredProgram program, SectionCode code, Throwable failure) {
        for (Entry entry : structures.values()) {
            if (entry.code == code) {
                entry.code = null;
                rejected.increment();
            }
        }
        bind(program, false);
        broken.log(
                () -> " (%s of %s)"
                        .formatted(code.getClass().getName(), program.program().name()),
                failure);
        Log.LOG.log(Level.DEBUG, () -> text(program.program()));
    }

    private void request(TieredProgram program) {
        program.setRequested(true);
        thread.add(new Lowering(program, new CompletableFuture<>()));
    }

    /** The lowering of one program, and who waits for it. */
    private final class Lowering implements JobThread.Job {
        private final TieredProgram program;
        private final CompletableFuture<Void> done;

        Lowering(TieredProgram program, CompletableFuture<Void> done) {
            this.program = program;
            this.done = done;
        }

        @Override
        public void run() throws InterruptedException {
            bind(program, true);
            if (Thread.interrupted()) {
                throw new InterruptedException(
                        "interrupted while " + program.program().name() + " was lowered");
            }
        }

        @Override
        public void ended(@Nullable Throwable failure) {
            if (failure == null) {
                done.complete(null);
            } else {
                // What stopped it (no memory, an interrupt) need not stop it the next time.
                program.setRequested(false);
                done.completeExceptionally(failure);
            }
        }
    }

    /** For tests: run on the background thread before each program. */
    void fault(@Nullable Runnable action) {
        thread.fault = action;
    }

    /** Publishes the code of all sections whose structures are known; first makes what is missing, if asked for. */
    private void bind(TieredProgram tiered, boolean make) {
        Program program = tiered.program();
        long[] words = program.words();
        List<Integer> positions = new ArrayList<>();
        for (int at = 0; at < words.length; at += Words.length(words[at])) {
            if (Words.opcode(words[at]) == Opcode.SECTION.code()) {
                positions.add(at);
            }
        }
        int count = positions.size();
        @Nullable SectionCode[] codes = new SectionCode[count];
        long[][] numbers = new long[count][];
        for (int i = 0; i < count; i++) {
            SectionStructure.Sized sized = SectionStructure.of(words, positions.get(i));
            if (sized == null) {
                continue;
            }
            Entry entry = structures.get(sized.structure());
            if (entry == null && make) {
                entry = make(program, positions.get(i), sized.structure());
            }
            if (entry != null) {
                entry.used = clock.incrementAndGet();
                codes[i] = entry.code;
                numbers[i] = sized.numbers();
            }
        }
        LoweredProgram lowered = new LoweredProgram(
                positions.stream().mapToInt(Integer::intValue).toArray(), codes, numbers);
        if (tiered.lowered() == null && lowered.count() > 0) {
            programs.increment();
        }
        tiered.publish(lowered);
    }

    private @Nullable Entry make(Program program, int section, SectionStructure structure) {
        SectionCompiler found = compiler();
        if (found == null) {
            return null;
        }
        long start = System.nanoTime();
        Entry entry;
        String outcome;
        try {
            switch (found.compile(program, section)) {
                case SectionCompiler.Result.Refused(String reason) -> {
                    entry = new Entry(structure.toString(), null);
                    outcome = "stays interpreted: " + reason;
                    refused.increment();
                    Log.LOG.log(
                            Level.DEBUG,
                            () -> "section at word " + section + " of " + program + " stays interpreted: " + reason);
                }
                case SectionCompiler.Result.Made(SectionCode code, String name, int bytes) -> {
                    Promotion.Verdict verdict = judge(program, section, code);
                    boolean accepted = verdict.accepted();
                    String text = (accepted ? "accepted: " : "rejected: ") + verdict.reason();
                    entry = new Entry(name, accepted ? code : null);
                    outcome = text;
                    (accepted ? made : rejected).increment();
                    Log.LOG.log(
                            accepted || !rejectionTold.compareAndSet(false, true) ? Level.DEBUG : Level.INFO,
                            () -> "%s (%d bytes) for the section at word %d of %s, %s"
                                    .formatted(name, bytes, section, program, text));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        } catch (RuntimeException | LinkageError e) {
            entry = new Entry(structure.toString(), null);
            outcome = "failed: " + e;
            rejected.increment();
            refusal.log(() -> " (at word %d of %s)".formatted(section, program.name()), e);
            Log.LOG.log(Level.DEBUG, () -> text(program));
        }
        Events.lowered(program.name(), entry.name, entry.code != null, outcome, System.nanoTime() - start);
        // Before anything is evicted: it is the one used last.
        entry.used = clock.incrementAndGet();
        structures.put(structure, entry);
        evict();
        return entry;
    }

    private Promotion.Verdict judge(Program program, int section, SectionCode code) throws InterruptedException {
        try {
            TrialRun trial = TrialRun.of(program, section, false);
            TrialRun odd = TrialRun.odd(program, section, false);
            if (trial != null && odd != null && trial.hasIndices && !(runs(trial) && runs(odd))) {
                trial = TrialRun.of(program, section, true);
                odd = TrialRun.odd(program, section, true);
            }
            if (trial == null || odd == null) {
                return new Promotion.Verdict(!settings.measured(), "too large to be tried");
            }
            if (settings.measured()) {
                return handOver.judge(code, trial, odd);
            }
            code.run(trial.numbers, trial.arrays, trial.offsets, trial.scalars, new Scratch(), 0, trial.tasks);
            interpretation.run(trial.program, trial.arrays, trial.scalars);
            return new Promotion.Verdict(true, "not measured");
        } catch (IndexOutOfBoundsException e) {
            // A section that computes the indices of its look-ups does so for its own sizes and scalars, which a trial
            // does not have.
            return new Promotion.Verdict(!settings.measured(), "cannot be tried: " + e.getMessage());
        }
    }

    /** False if it looks up an element outside of its axis. */
    private boolean runs(TrialRun trial) {
        try {
            interpretation.run(trial.program, trial.arrays, trial.scalars);
            return true;
        } catch (JdvmException _) {
            return false;
        }
    }

    private static String text(Program program) {
        try {
            return Disassembler.print(program);
        } catch (BytecodeException e) {
            return e.toString();
        }
    }

    /** Lets the structures go that were not bound for the longest time. Programs that have their code keep it. */
    private void evict() {
        while (structures.size() > settings.structures()) {
            structures.entrySet().stream()
                    .min(Comparator.comparingLong(e -> e.getValue().used))
                    .ifPresent(oldest -> {
                        structures.remove(oldest.getKey());
                        evicted.increment();
                        Events.evicted(oldest.getValue().name);
                        Log.LOG.log(
                                Level.DEBUG,
                                () -> "evicted " + oldest.getValue().name + ": more than " + settings.structures()
                                        + " structures");
                    });
        }
    }

    private @Nullable SectionCompiler compiler() {
        if (!searched) {
            synchronized (this) {
                if (!searched) {
                    SectionCompiler found = find();
                    Log.LOG.log(
                            Level.DEBUG,
                            () -> found == null
                                    ? "no back end for hot sections was found; programs are interpreted"
                                    : "hot sections: " + found.description());
                    compiler = found;
                    searched = true;
                }
            }
        }
        return compiler;
    }

    private @Nullable SectionCompiler find() {
        try {
            return finder.get();
        } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
            new Daemon.Trouble(Tiers.class, "the back end for hot sections cannot be used; programs are interpreted")
                    .log(e);
            return null;
        }
    }

    /** Stops lowering. Those who wait for it hear that it was not done. */
    @Override
    public void close() {
        thread.close();
    }
}
