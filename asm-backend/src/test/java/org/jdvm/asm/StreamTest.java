package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;
import org.jdvm.Dvm;
import org.jdvm.DvmStatistics;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of requests of ever other sizes, as the flight recorder sees them. */
class StreamTest {
    private static final int COLUMNS = 48;
    private static final TierSettings EAGER =
            TierSettings.of(TierPolicy.EAGER_COMPILE).unmeasured();

    @TempDir
    Path directory;

    private static OperatorTemplate operator() {
        return OperatorTemplate.parse(Operators.graph("softmax").toString());
    }

    private static void call(Dvm dvm, OperatorTemplate operator, int rows, int columns) {
        operator.call(dvm, new Tensor[] {Tensor.zeros(DType.F32, rows, columns)}, new double[0]);
    }

    private List<RecordedEvent> record(Dvm dvm, Runnable action) throws IOException {
        Path file = directory.resolve("stream.jfr");
        try (Recording recording = new Recording()) {
            for (String event : List.of("Specialise", "Lower", "Evict")) {
                recording.enable("org.jdvm." + event);
            }
            recording.enable("org.jdvm.LaunchBatch").withPeriod(Duration.ofMillis(20));
            for (String event : List.of("jdk.ThreadPark", "jdk.JavaMonitorWait")) {
                recording.enable(event).withoutThreshold().withStackTrace();
            }
            recording.start();
            action.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file);
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    private static boolean isInTiers(RecordedEvent event) {
        return event.getStackTrace() != null
                && event.getStackTrace().getFrames().stream()
                        .anyMatch(frame -> frame.getMethod().getType().getName().startsWith("org.jdvm.tier."));
    }

    @Test
    void noCallerWaitsForLowering() throws IOException, InterruptedException {
        String caller = Thread.currentThread().getName();
        OperatorTemplate operator = operator();
        try (Dvm dvm = Dvm.builder().cores(2).tier(EAGER).start()) {
            SplittableRandom random = new SplittableRandom(3);
            List<RecordedEvent> events = record(dvm, () -> {
                for (int request = 0; request < 1000; request++) {
                    int length = request < 300 ? request + 1 : random.nextInt(1, 301);
                    call(dvm, operator, length, COLUMNS);
                }
            });
            assertEquals(300, named(events, "org.jdvm.Specialise").size());
            assertFalse(events.stream()
                    .anyMatch(event -> event.getThread() != null
                            && caller.equals(event.getThread().getJavaName())
                            && isInTiers(event)));
            dvm.warmUp(operator, Map.of("R", 7L, "C", (long) COLUMNS));
            assertTrue(dvm.tierCounters().classes() <= 4, dvm.tierCounters()::toString);
            assertEquals(0, dvm.tierCounters().rejected());
            assertEquals(1000, dvm.statistics().launches());
        }
    }

    @Test
    void eventsTellWhatHappened() throws IOException {
        OperatorTemplate softmax = operator();
        OperatorTemplate norm =
                OperatorTemplate.parse(Operators.graph("rms_norm").toString());
        try (Dvm dvm = Dvm.builder().cores(1).tier(EAGER.withStructures(1)).start()) {
            List<RecordedEvent> events = record(dvm, () -> {
                try {
                    dvm.warmUp(softmax, Map.of("R", 7L, "C", 9L));
                    dvm.warmUp(norm, Map.of("B", 1L, "R", 7L, "C", 9L));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                call(dvm, softmax, 7, 9);
            });
            List<RecordedEvent> lowered = named(events, "org.jdvm.Lower");
            assertTrue(lowered.stream().anyMatch(event -> event.getBoolean("accepted")));
            assertTrue(lowered.stream()
                    .allMatch(event -> event.getString("outcome").contains(":")));
            assertFalse(named(events, "org.jdvm.Evict").isEmpty());
            assertEquals(
                    List.of("softmax", "rms_norm"),
                    named(events, "org.jdvm.Specialise").stream()
                            .map(event -> event.getString("operator").split(" ")[0])
                            .distinct()
                            .toList());
        }
    }

    /** Sums of what the events tell; they come about once a second. */
    @Test
    void batchesOfLaunchesAddUp() throws IOException, InterruptedException {
        OperatorTemplate operator = operator();
        Map<String, Long> sums = new TreeMap<>();
        CountDownLatch all = new CountDownLatch(1);
        try (RecordingStream stream = new RecordingStream()) {
            stream.enable("org.jdvm.LaunchBatch").withPeriod(Duration.ofMillis(20));
            stream.onEvent("org.jdvm.LaunchBatch", event -> {
                for (String field : List.of("launches", "sections", "loweredSections", "tasks")) {
                    sums.merge(field, event.getLong(field), Long::sum);
                }
                if (sums.get("launches") >= 300) {
                    all.countDown();
                }
            });
            stream.startAsync();
            DvmStatistics told;
            try (Dvm dvm = Dvm.builder().cores(1).tier(EAGER).start()) {
                for (int i = 0; i < 200; i++) {
                    call(dvm, operator, 7, 100);
                }
                dvm.warmUp(operator, Map.of("R", 7L, "C", 100L));
                for (int i = 0; i < 100; i++) {
                    call(dvm, operator, 7, 100);
                }
                assertTrue(all.await(1, TimeUnit.MINUTES), () -> "no event told of all launches, only " + sums);
                told = dvm.statistics();
            }
            stream.stop();
            assertEquals(300, told.launches());
            long lowered = sums.remove("loweredSections");
            assertEquals(Map.of("launches", 300L, "sections", told.sections(), "tasks", told.tasks()), sums);
            // All sections of the last hundred calls at least.
            assertTrue(
                    lowered >= told.sections() / 3 && lowered <= told.sections(),
                    () -> lowered + " of " + told.sections() + " sections were lowered");
        }
    }

    /** Takes a minute, so it runs only with the profile {@code long}. */
    @Tag("long")
    @Test
    void metaspaceStaysFlat() throws InterruptedException {
        OperatorTemplate operator = operator();
        SplittableRandom random = new SplittableRandom(7);
        try (Dvm dvm = Dvm.builder().cores(2).tier(EAGER).start()) {
            for (int i = 0; i < 20_000; i++) {
                call(dvm, operator, random.nextInt(1, 64), random.nextInt(1, 300));
            }
            dvm.warmUp(operator, Map.of("R", 7L, "C", 9L));
            long before = metaspace();
            for (int i = 0; i < 100_000; i++) {
                call(dvm, operator, random.nextInt(1, 64), random.nextInt(1, 300));
            }
            long growth = metaspace() - before;
            assertTrue(growth < 4 << 20, "metaspace grew by " + growth + " bytes");
            assertTrue(dvm.tierCounters().classes() <= 8, dvm.tierCounters()::toString);
        }
    }

    private static long metaspace() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToLong((MemoryPoolMXBean pool) -> pool.getUsage().getUsed())
                .sum();
    }
}
