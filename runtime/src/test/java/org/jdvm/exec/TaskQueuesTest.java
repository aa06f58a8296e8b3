package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each task is handed out once, and to whom. */
class TaskQueuesTest {
    private static final int LOCAL_BYTES = 1024;

    /** Work that only notes what it was asked to do. */
    private interface Noted extends Work {
        @Override
        default void enter(Core core) {}

        @Override
        default void fail(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "2, 1", "2, 8", "2, 9", "3, 2", "3, 1000", "4, 12345"})
    void eachTaskOnce(int cores, int tasks) throws Exception {
        TaskQueues shares = new TaskQueues(cores);
        for (TaskQueues.Order order : TaskQueues.Order.values()) {
            AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
            shares.open(tasks, order);
            Noted work = (core, from, to) -> {
                for (long task = from; task < to; task++) {
                    runs.incrementAndGet((int) task);
                }
            };
            try (ExecutorService pool = Executors.newFixedThreadPool(cores)) {
                List<Future<?>> all = new ArrayList<>();
                for (int core = 0; core < cores; core++) {
                    int number = core;
                    all.add(pool.submit(() -> shares.work(number, work, new Core(LOCAL_BYTES))));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            }
            int[] counts = new int[tasks];
            Arrays.setAll(counts, runs::get);
            int[] once = new int[tasks];
            Arrays.fill(once, 1);
            assertEquals(Arrays.toString(once), Arrays.toString(counts));
        }
    }

    @ParameterizedTest
    @CsvSource({"ANY, 50, 75", "NEIGHBOURS, 50, 75", "FALLING, 0, 1"})
    void aCoreBeginsWithItsOwnStretch(TaskQueues.Order order, long first, long last) {
        TaskQueues shares = new TaskQueues(2);
        shares.open(100, order);
        List<Long> starts = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        Noted work = (core, from, to) -> {
            starts.add(from);
            ends.add(to);
        };
        shares.work(1, work, new Core(LOCAL_BYTES));
        assertEquals(first, starts.getFirst());
        assertEquals(last, ends.getFirst());
        assertEquals(100, ends.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    @ParameterizedTest
    @EnumSource
    void nothingAfterAStop(TaskQueues.Order order) {
        TaskQueues shares = new TaskQueues(2);
        shares.open(100, order);
        int[] calls = {0};
        Noted work = (core, from, to) -> {
            calls[0]++;
            shares.stop();
        };
        shares.work(0, work, new Core(LOCAL_BYTES));
        assertEquals(1, calls[0]);
    }
}
