package org.jdvm.tier;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of jobs when their thread fails, is interrupted, or is closed. */
class JobThreadTest {
    private final JobThread jobs = new JobThread("jobs", new Daemon.Trouble(JobThreadTest.class, "a job failed"));

    @AfterEach
    void close() {
        jobs.close();
    }

    /** A job that tells how it ended: a missing result would be null, so it is wrapped. */
    private static final class Told implements JobThread.Job {
        private final Work work;
        private final CompletableFuture<Boolean> done = new CompletableFuture<>();

        private interface Work {
            void run() throws InterruptedException;
        }

        Told(Work work) {
            this.work = work;
        }

        @Override
        public void run() throws InterruptedException {
            work.run();
        }

        @Override
        public void ended(@Nullable Throwable failure) {
            if (failure == null) {
                done.complete(true);
            } else {
                done.completeExceptionally(failure);
            }
        }

        Throwable failure() throws InterruptedException, TimeoutException {
            try {
                done.get(1, TimeUnit.MINUTES);
                throw new AssertionError("it did not fail");
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }

        void await() throws Exception {
            assertTrue(done.get(1, TimeUnit.MINUTES));
        }
    }

    private Told add(Told.Work work) {
        Told job = new Told(work);
        jobs.add(job);
        return job;
    }

    @Test
    void aJobThatFailsDoesNotTakeOthersWithIt() throws Exception {
        Error failure = new OutOfMemoryError("made up");
        CountDownLatch begun = new CountDownLatch(1);
        Told failing = add(() -> {
            begun.await();
            throw failure;
        });
        Told waiting = add(() -> {});
        begun.countDown();
        assertSame(failure, failing.failure());
        waiting.await();
        add(() -> {}).await();
    }

    @Test
    void aThreadThatDiesIsReplaced() throws Exception {
        Error failure = new OutOfMemoryError("made up");
        jobs.fault = () -> {
            jobs.fault = null;
            throw failure;
        };
        Told lost = add(() -> {});
        Told next = add(() -> {});
        assertSame(failure, lost.failure());
        next.await();
    }

    @Test
    void anInterruptEndsOneJobAtMost() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        Told interrupted = add(() -> {
            threads.add(Thread.currentThread());
            new CountDownLatch(1).await();
        });
        threads.take().interrupt();
        assertInstanceOf(InterruptedException.class, interrupted.failure());
        Told next = add(() -> threads.add(Thread.currentThread()));
        next.await();
        // The thread is at rest by now, or soon: the interrupt came upon no job.
        threads.take().interrupt();
        add(() -> new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS)).await();
    }

    @Test
    void waitingThreadsHearOfTheEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Told running = add(() -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        Told waiting = add(() -> {});
        begun.await();
        jobs.close();
        assertInstanceOf(InterruptedException.class, running.failure());
        assertInstanceOf(IllegalStateException.class, waiting.failure());
        assertInstanceOf(IllegalStateException.class, add(() -> {}).failure());
    }

    @Test
    void theThreadHoldsNothingOfWhoStartsIt() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        InheritableThreadLocal<Object> local = new InheritableThreadLocal<>();
        BlockingQueue<Boolean> inherited = new LinkedBlockingQueue<>();
        ThreadGroup group = new ThreadGroup("of an application");
        Thread starter = new Thread(group, () -> {
            local.set(new Object());
            Thread.currentThread().setContextClassLoader(new ClassLoader() {});
            add(() -> {
                threads.add(Thread.currentThread());
                inherited.add(local.get() != null);
            });
        });
        starter.start();
        Thread thread = threads.take();
        assertSame(ClassLoader.getSystemClassLoader(), thread.getContextClassLoader());
        assertNull(
                thread.getThreadGroup() == null ? null : thread.getThreadGroup().getParent());
        assertTrue(thread.isDaemon());
        assertTrue(!inherited.take());
    }
}
