package org.jdvm.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Safepoints of a virtual machine, in which no thread runs Java code: those of collections and all others.
 *
 * @param count how many there were
 * @param longest milliseconds from the request of one to its end
 * @param percentile99 the milliseconds that 99 % of them do not exceed
 * @param longestWait milliseconds until all threads had stopped
 */
record SafepointPauses(int count, double longest, double percentile99, double longestWait) {
    private static final String BEGIN = "jdk.SafepointBegin";
    private static final String STOPPED = "jdk.SafepointStateSynchronization";
    private static final String END = "jdk.SafepointEnd";

    /** {@return a started recording of all safepoints} */
    static Recording record() {
        Recording recording = new Recording();
        for (String event : List.of(BEGIN, STOPPED, END)) {
            recording.enable(event).withThreshold(Duration.ZERO);
        }
        recording.start();
        return recording;
    }

    /** {@return what a recording has; it is stopped and closed} */
    static SafepointPauses of(Recording recording) throws IOException {
        Path file = Files.createTempFile("pauses", ".jfr");
        try {
            recording.stop();
            recording.dump(file);
            return of(RecordingFile.readAllEvents(file));
        } finally {
            recording.close();
            Files.delete(file);
        }
    }

    private static SafepointPauses of(List<RecordedEvent> events) {
        Map<Long, Instant> begins = new HashMap<>();
        double wait = 0;
        for (RecordedEvent event : events) {
            if (event.getEventType().getName().equals(BEGIN)) {
                begins.put(event.getLong("safepointId"), event.getStartTime());
            } else if (event.getEventType().getName().equals(STOPPED)) {
                wait = Math.max(wait, millis(event.getDuration()));
            }
        }
        List<Double> pauses = new ArrayList<>();
        for (RecordedEvent event : events) {
            Instant begin =
                    event.getEventType().getName().equals(END) ? begins.get(event.getLong("safepointId")) : null;
            if (begin != null) {
                pauses.add(millis(Duration.between(begin, event.getEndTime())));
            }
        }
        if (pauses.isEmpty()) {
            return new SafepointPauses(0, 0, 0, wait);
        }
        Collections.sort(pauses);
        double percentile = pauses.get(Math.ceilDiv(99 * pauses.size(), 100) - 1);
        return new SafepointPauses(pauses.size(), pauses.getLast(), percentile, wait);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
