package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdvm.machine.NpuSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Further cores that fail, die or are interrupted: the next work has all of them again. */
class WorkersTest {
    private static final NpuSpec MACHINE = NpuSpec.host(2);
    private static final long LARGE = 1L << 40;

    private final Workers workers = new Workers(MACHINE);
    private final Core core = new Core(MACHINE.localBufferBytes(), MACHINE.cube());

    @AfterEach
    void stop() {
        workers.stop();
    }

    /** Two tasks that run on two threads or not at all. */
    private static class Meeting implements Work {
        private final CountDownLatch both = new CountDownLatch(2);
        final AtomicInteger met = new AtomicInteger();
        volatile @Nullable Throwable failure;

        @Override
        public void enter(Core core) {}

        @Override
        public void run(Core core, long from, long to) {
            both.countDown();
            try {
                if (both.await(1, TimeUnit.MINUTES)) {
                    met.addAndGet((int) (to - from));
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void fail(Throwable cause) {
            failure = cause;
        }
    }

    private void run(Work work) {
        assertTrue(workers.acquire());
        try {
            workers.run(core, work, 2, TaskQueues.Order.FALLING, LARGE, 1);
        } finally {
            workers.release();
        }
    }

    private void assertShares() {
        Meeting meeting = new Meeting();
        run(meeting);
        assertEquals(2, meeting.met.get());
    }

    @Test
    void aWorkerThatDiesIsStartedAgain() throws InterruptedException {
        assertShares();
        Thread first = workers.threads().getFirst();
        CountDownLatch died = new CountDownLatch(1);
        workers.fault = () -> {
            workers.fault = null;
            died.countDown();
            throw new OutOfMemoryError("made up");
        };
        Work alone = new Meeting() {
            @Override
            public void run(Core core, long from, long to) {
                try {
                    died.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        run(alone);
        first.join();
        assertShares();
    }

    @Test
    void anErrorInATaskIsTold() {
        Meeting failing = new Meeting() {
            @Override
            public void run(Core core, long from, long to) {
                super.run(core, from, to);
                if (Thread.currentThread().isDaemon()) {
                    throw new OutOfMemoryError("made up");
                }
            }
        };
        run(failing);
        assertInstanceOf(OutOfMemoryError.class, failing.failure);
        assertShares();
    }

    @Test
    void anInterruptedWorkerParksAgain() throws InterruptedException {
        Thread worker = workers.threads().getFirst();
        worker.interrupt();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        // What it must not do is to look for work for ever, with the interrupt pending.
        while ((worker.isInterrupted() || worker.getState() != Thread.State.WAITING) && System.nanoTime() < end) {
            Thread.sleep(1);
        }
        assertEquals(Thread.State.WAITING, worker.getState());
        assertShares();
    }
}
