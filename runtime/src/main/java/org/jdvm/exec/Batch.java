package org.jdvm.exec;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.jdvm.JdvmException;
import org.jdvm.LaunchInterruptedException;
import org.jdvm.exec.state.KernelException;
import org.jdvm.tier.Tiers;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a batch of sequences in the order in which they are run: the most expensive first, so that the cores end at about the
 * same time. As work it has one task for each sequence that is not run on all cores.
 */
final class Batch implements Work {
    /** What part of the cores' speed is left when they share one sequence: they synchronise after each section. */
    private static final double SHARED_SPEED = 0.7;

    private record Ranked(int sequence, SequenceRun run, long cost) {}

    private final String operator;
    private final WorkingMemory memory;
    private final Tiers tiers;
    private final BiConsumer<Core, Launch> alone;
    private final Thread caller = Thread.currentThread();
    private final Ranked[] ranked;
    private final long cost;
    private int wide;

    /** What the first one that failed did so with. Two fields: with no memory left, no object can be made of them. */
    private volatile @Nullable Throwable failure;

    /** Which sequence that was, or a negative number. Guarded by this. */
    private int failed;

    /**
     * Ranks the sequences. The thread that does so is the one that waits for their results.
     *
     * @param alone runs all sections of a program on one core
     */
    Batch(String operator, List<SequenceRun> batch, WorkingMemory memory, Tiers tiers, BiConsumer<Core, Launch> alone) {
        this.operator = operator;
        this.memory = memory;
        this.tiers = tiers;
        this.alone = alone;
        this.ranked = new Ranked[batch.size()];
        long sum = 0;
        for (int i = 0; i < ranked.length; i++) {
            ranked[i] = new Ranked(i, batch.get(i), cost(batch.get(i)));
            sum += ranked[i].cost();
        }
        this.cost = sum;
        Arrays.sort(ranked, Comparator.comparingLong(Ranked::cost).reversed());
    }

    private static long cost(SequenceRun run) {
        long[] words = run.program().program().words();
        long cost = 0;
        for (int at = 0; at < words.length; at = Interpreter.afterSection(words, at)) {
            cost += Interpreter.cost(words, at);
        }
        return cost;
    }

    /** {@return the work of all sequences, in elements touched} */
    long cost() {
        return cost;
    }

    /** {@return how many tasks there are} */
    int tasks() {
        return ranked.length - wide;
    }

    /**
     * Runs those sequences on all cores that are too expensive for one: without them, what is left comes out even.
     *
     * @param cores how many cores there are
     * @param run runs a program on all of them
     */
    void runWide(int cores, BiConsumer<Core, Launch> run, Core core) {
        wide = tooExpensiveForOneCore(cores);
        for (int i = 0; i < wide && failure == null; i++) {
            run(core, ranked[i], run);
        }
    }

    /** How many are so expensive that sharing them gains more, in less waiting for the last core, than it costs. */
    private int tooExpensiveForOneCore(int cores) {
        double loss = 1 / SHARED_SPEED - 1;
        long left = cost;
        int first = 0;
        while (first < ranked.length && lastDone(first, cores) - left / cores > ranked[first].cost() / cores * loss) {
            left -= ranked[first].cost();
            first++;
        }
        return first;
    }

    /** {@return when the last core is done if each takes the most expensive sequence that is left} */
    private long lastDone(int first, int cores) {
        long[] done = new long[cores];
        for (int i = first; i < ranked.length; i++) {
            int free = 0;
            for (int core = 1; core < cores; core++) {
                free = done[core] < done[free] ? core : free;
            }
            done[free] += ranked[i].cost();
        }
        return Arrays.stream(done).max().orElse(0);
    }

    @Override
    public void enter(Core core) {}

    @Override
    public void run(Core core, long from, long to) {
        for (long task = from; task < to && failure == null; task++) {
            run(core, ranked[wide + (int) task], alone);
        }
    }

    private void run(Core core, Ranked next, BiConsumer<Core, Launch> how) {
        SequenceRun run = next.run();
        try {
            memory.lend(
                    run.program().program(),
                    run.bindings(),
                    () -> how.accept(core, new Launch(run.program(), tiers, run.bindings(), run.scalars(), caller)));
        } catch (Throwable t) {
            fail(next.sequence(), t);
        }
    }

    @Override
    public void fail(Throwable cause) {
        fail(-1, cause);
    }

    private synchronized void fail(int sequence, Throwable cause) {
        if (failure == null) {
            failed = sequence;
            failure = cause;
        }
    }

    /** Throws what a sequence failed with, if one did. */
    synchronized void rethrow() {
        Throwable cause = failure;
        if (cause == null) {
            return;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        String where = failed < 0 ? operator : operator + ", sequence " + failed;
        String text = String.valueOf(cause.getMessage());
        String what = text.startsWith(operator + ": ") ? text.substring(operator.length() + 2) : text;
        String message = where + ": " + what;
        throw switch (cause) {
            case KernelException _ -> new KernelException(message, cause);
            case LaunchInterruptedException _ -> new LaunchInterruptedException(message, cause);
            case IllegalArgumentException _ -> new JdvmException(message, cause);
            default -> new IllegalStateException(message, cause);
        };
    }
}
