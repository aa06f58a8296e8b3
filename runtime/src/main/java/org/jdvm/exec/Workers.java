package org.jdvm.exec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jdvm.machine.NpuSpec;
import org.jdvm.tier.Daemon;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the further cores: they wait for work, spinning for a while and then parked.
 *
 * <p>One launch at a time holds them. It opens a piece of work by way of the gate, does its tasks as the others do, closes it when no
 * task is left, and waits for the threads that entered. A thread that wakes up too late finds the gate closed, so none waits for a sleeper.
 */
final class Workers {
    /** How long to look for work before parking. Waking takes some 200 us, but a spinning thread keeps the core from others. */
    private static final long SPIN_NANOS = 50_000;

    /**
     * How many times the least work worth sharing must have been done without them before parked workers are woken. Waking takes the
     * caller some microseconds, so that single small launches should not pay for it and many of them should.
     */
    private static final int WAKE_FACTOR = 8;

    private static final int SPINS_BETWEEN_LOOKS = 64;
    private static final int SPINS_BEFORE_YIELD = 2_000;

    /** Set in the gate while workers may come in. The bits below count those inside, those above number the pieces of work. */
    private static final long OPEN = 1L << 16;

    private static final long INSIDE = OPEN - 1;
    private static final long NUMBER = 1L << 17;
    private static final VarHandle GATE;

    static {
        try {
            GATE = MethodHandles.lookup().findVarHandle(Workers.class, "gate", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Daemon.Trouble TROUBLE =
            new Daemon.Trouble(Workers.class, "a core of the machine stopped; it is started again when it is needed");

    private final Worker[] workers;
    private final AtomicBoolean held = new AtomicBoolean();
    private final TaskQueues shares;

    private volatile boolean stopped;

    /** For tests: run by a worker that has seen work. */
    volatile @Nullable Runnable fault;

    @SuppressWarnings("unused") // through GATE
    private volatile long gate;

    // The open work: written before the gate is opened.
    private @Nullable Work work;

    /** Work done by callers since workers were woken last, while some were parked. */
    private long missed;

    Workers(NpuSpec machine) {
        workers = new Worker[machine.cores() - 1];
        shares = new TaskQueues(machine.cores());
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(machine, i + 1);
        }
        for (Worker worker : workers) {
            worker.start();
        }
    }

    /** {@return true if the caller holds the workers from now on} */
    boolean acquire() {
        return workers.length > 0 && !held.get() && held.compareAndSet(false, true);
    }

    void release() {
        work = null;
        held.set(false);
    }

    /**
     * Does all tasks of some work on the caller's core and on those workers that come. Returns when all have left.
     *
     * @param count how many tasks there are
     * @param order what matters when they are shared out
     * @param cost the work of all
     * @param leastCost the least work worth sharing
     */
    void run(Core core, Work shared, long count, TaskQueues.Order order, long cost, long leastCost) {
        work = shared;
        shares.open(count, order);
        long opened = ((long) GATE.getVolatile(this) & -NUMBER) + NUMBER | OPEN;
        GATE.setVolatile(this, opened);
        try {
            wake(cost, leastCost);
            shared.enter(core);
            shares.work(0, shared, core);
        } catch (Throwable t) {
            shared.fail(t);
            shares.stop();
        }
        GATE.getAndAdd(this, -OPEN);
        int spins = 0;
        while (((long) GATE.getVolatile(this) & INSIDE) != 0) {
            if (++spins < SPINS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private void wake(long cost, long leastCost) {
        boolean asleep = false;
        for (Worker worker : workers) {
            asleep |= worker.parked;
        }
        if (!asleep) {
            return;
        }
        missed += cost;
        if (missed >= WAKE_FACTOR * leastCost) {
            missed = 0;
            for (Worker worker : workers) {
                if (worker.parked) {
                    worker.wake();
                }
            }
        }
    }

    /** {@return how many cores there are with the caller's} */
    int cores() {
        return workers.length + 1;
    }

    /** Makes the threads end as soon as they are idle, and waits a moment for that. */
    void stop() {
        stopped = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker.thread);
        }
        for (Worker worker : workers) {
            Thread thread = worker.thread;
            if (thread != null) {
                Daemon.awaitEnd(thread);
            }
        }
    }

    /** The threads that run just now, for tests. */
    List<Thread> threads() {
        return Arrays.stream(workers)
                .map(worker -> worker.thread)
                .filter(Objects::nonNull)
                .toList();
    }

    private final class Worker implements Runnable {
        private final String name;
        private final int number;
        private final Core core;

        /** Null while there is none: it could not be started, or it failed. */
        volatile @Nullable Thread thread;

        /** True if it must be woken to see work. */
        volatile boolean parked = true;

        Worker(NpuSpec machine, int number) {
            this.name = "jdvm " + machine.name() + " core " + number;
            this.number = number;
            core = new Core(machine.localBufferBytes(), machine.cube());
        }

        /** Has the thread look for work; starts it if there is none. Called by one thread at a time. */
        void wake() {
            Thread present = thread;
            if (present != null) {
                LockSupport.unpark(present);
            } else if (!stopped) {
                start();
            }
        }

        /** Starts the thread. Where that fails, work is done without it. */
        void start() {
            try {
                Thread made = Daemon.create(name, this);
                thread = made;
                made.start();
            } catch (Throwable e) {
                thread = null;
                TROUBLE.log(e);
            }
        }

        @Override
        public void run() {
            try {
                parked = false;
                long seen = 0;
                while (!stopped) {
                    long opened = await(seen);
                    if (opened != seen) {
                        seen = opened;
                        Runnable injected = fault;
                        if (injected != null) {
                            injected.run();
                        }
                        help(opened);
                    }
                }
            } catch (Throwable e) {
                if (!stopped) {
                    TROUBLE.log(e);
                }
            } finally {
                thread = null;
                parked = true;
            }
        }

        /** {@return the number of open work after the given one, or that number again if the wait was interrupted} */
        private long await(long seen) {
            long start = System.nanoTime();
            while (true) {
                for (int i = 0; i < SPINS_BETWEEN_LOOKS; i++) {
                    long now = gate;
                    if ((now & OPEN) != 0 && (now & -NUMBER) != seen) {
                        return now & -NUMBER;
                    }
                    Thread.onSpinWait();
                }
                if (System.nanoTime() - start > SPIN_NANOS) {
                    break;
                }
            }
            parked = true;
            long now = gate;
            if (!stopped && ((now & OPEN) == 0 || (now & -NUMBER) == seen)) {
                LockSupport.park(Workers.this);
                // With an interrupt pending it could not park again.
                Thread.interrupted();
            }
            parked = false;
            return seen;
        }

        /** Comes in, unless the work has been closed meanwhile. */
        private boolean enter(long number) {
            while (true) {
                long now = gate;
                if ((now & OPEN) == 0 || (now & -NUMBER) != number) {
                    return false;
                }
                if (GATE.compareAndSet(Workers.this, now, now + 1)) {
                    return true;
                }
            }
        }

        /** Does tasks of open work, unless it has been closed meanwhile. */
        private void help(long opened) {
            if (!enter(opened)) {
                return;
            }
            try {
                help(Objects.requireNonNull(work));
            } finally {
                GATE.getAndAdd(Workers.this, -1L);
            }
        }

        private void help(Work of) {
            try {
                of.enter(core);
                shares.work(number, of, core);
            } catch (Throwable t) {
                of.fail(t);
                shares.stop();
            } finally {
                core.leave();
            }
        }
    }
}
