package org.jdvm.tier;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Events for the JDK's flight recorder; nothing where that module is missing. */
public final class Events {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Events() {}

    /**
     * What a machine did, summed up since its start.
     *
     * @param launches programs run
     * @param sections sections run
     * @param loweredSections sections run by code made from them
     * @param tasks tasks run
     */
    public record Totals(long launches, long sections, long loweredSections, long tasks) {}

    /**
     * Reports that an operator was specialised.
     *
     * @param operator its name
     * @param words words of the program
     * @param nanos how long it took
     */
    public static void specialised(String operator, int words, long nanos) {
        if (isRecording()) {
            Recorded.specialised(operator, words, nanos);
        }
    }

    static void lowered(String operator, String code, boolean accepted, String outcome, long nanos) {
        if (isRecording()) {
            Recorded.lowered(operator, code, accepted, outcome, nanos);
        }
    }

    static void evicted(String code) {
        if (isRecording()) {
            Recorded.evicted(code);
        }
    }

    /**
     * Reports launches from time to time.
     *
     * @param totals what was done so far
     * @return what ends the reports
     */
    public static Runnable launches(Supplier<Totals> totals) {
        return PRESENT ? Recorded.launches(totals) : () -> {};
    }

    /** The first event of a class sets the recorder up, which takes longer than an operator's first call: so there must be a recording. */
    private static boolean isRecording() {
        return PRESENT && Recorded.isInitialized();
    }

    /** Loaded only where the recorder is. */
    private static final class Recorded {
        static boolean isInitialized() {
            return FlightRecorder.isInitialized();
        }

        static void specialised(String operator, int words, long nanos) {
            Specialise event = new Specialise();
            if (event.isEnabled()) {
                event.operator = operator;
                event.words = words;
                event.time = nanos;
                event.commit();
            }
        }

        static void lowered(String operator, String code, boolean accepted, String outcome, long nanos) {
            Lower event = new Lower();
            if (event.isEnabled()) {
                event.operator = operator;
                event.code = code;
                event.accepted = accepted;
                event.outcome = outcome;
                event.time = nanos;
                event.commit();
            }
        }

        static void evicted(String code) {
            Evict event = new Evict();
            event.code = code;
            event.commit();
        }

        static Runnable launches(Supplier<Totals> totals) {
            Reporter reporter = new Reporter(totals);
            // Registering sets the recorder up, which takes long: that waits until a recording starts.
            if (FlightRecorder.isInitialized()) {
                reporter.recorderInitialized(FlightRecorder.getFlightRecorder());
            } else {
                FlightRecorder.addListener(reporter);
            }
            return reporter::stop;
        }
    }

    /** Reports what was done since its last report. */
    private static final class Reporter implements Runnable, FlightRecorderListener {
        private final Supplier<Totals> totals;
        private Totals last = new Totals(0, 0, 0, 0);
        private boolean registered;
        private boolean stopped;

        Reporter(Supplier<Totals> totals) {
            this.totals = totals;
        }

        @Override
        public synchronized void recorderInitialized(FlightRecorder recorder) {
            if (!registered && !stopped) {
                registered = true;
                FlightRecorder.addPeriodicEvent(LaunchBatch.class, this);
            }
        }

        synchronized void stop() {
            stopped = true;
            FlightRecorder.removeListener(this);
            if (registered) {
                FlightRecorder.removePeriodicEvent(this);
            }
        }

        @Override
        public synchronized void run() {
            Totals now = totals.get();
            LaunchBatch event = new LaunchBatch();
            event.launches = now.launches() - last.launches();
            event.sections = now.sections() - last.sections();
            event.loweredSections = now.loweredSections() - last.loweredSections();
            event.tasks = now.tasks() - last.tasks();
            last = now;
            event.commit();
        }
    }

    @Name("org.jdvm.Specialise")
    @Label("Specialise")
    @Category("jdvm")
    @StackTrace(false)
    static final class Specialise extends Event {
        @Label("Operator")
        @Nullable
        String operator;

        @Label("Words")
        int words;

        @Label("Time")
        @Timespan
        long time;
    }

    @Name("org.jdvm.Lower")
    @Label("Lower")
    @Category("jdvm")
    @StackTrace(false)
    static final class Lower extends Event {
        @Label("Operator")
        @Nullable
        String operator;

        @Label("Code")
        @Nullable
        String code;

        @Label("Accepted")
        boolean accepted;

        @Label("Outcome")
        @Nullable
        String outcome;

        @Label("Time")
        @Timespan
        long time;
    }

    @Name("org.jdvm.Evict")
    @Label("Evict Code")
    @Category("jdvm")
    @StackTrace(false)
    static final class Evict extends Event {
        @Label("Code")
        @Nullable
        String code;
    }

    @Name("org.jdvm.LaunchBatch")
    @Label("Launches")
    @Category("jdvm")
    @Period("1 s")
    @StackTrace(false)
    static final class LaunchBatch extends Event {
        @Label("Launches")
        long launches;

        @Label("Sections")
        long sections;

        @Label("Sections by Code")
        long loweredSections;

        @Label("Tasks")
        long tasks;
    }
}
