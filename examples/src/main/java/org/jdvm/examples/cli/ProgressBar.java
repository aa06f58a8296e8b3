package org.jdvm.examples.cli;

import java.io.PrintWriter;

/** A line on a terminal that shows how far a task is; without a terminal it shows nothing. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final long INTERVAL_NANOS = 100_000_000;

    private final PrintWriter err;
    private final boolean terminal;
    private final String label;
    private final long total;
    private long last;
    private int printed;

    ProgressBar(PrintWriter err, boolean terminal, String label, long total) {
        this.err = err;
        this.terminal = terminal;
        this.label = label;
        this.total = total;
        this.last = System.nanoTime() - INTERVAL_NANOS;
    }

    /** Whether standard error is a terminal: the launcher tells by a system property, since the JVM cannot. */
    static boolean onTerminal() {
        return Boolean.getBoolean("jdvm.terminal");
    }

    /** Shows a state, if the last one was shown long enough ago. */
    void show(long done, String detail) {
        long now = System.nanoTime();
        if (!terminal || (now - last < INTERVAL_NANOS && done < total)) {
            return;
        }
        last = now;
        String line = line(done, detail);
        err.print("\r" + line + " ".repeat(Math.max(0, printed - line.length())));
        err.flush();
        printed = line.length();
    }

    String line(long done, String detail) {
        int filled = total == 0 ? WIDTH : (int) (WIDTH * done / total);
        return "%s [%s%s] %d/%d  %s"
                .formatted(label, "#".repeat(filled), ".".repeat(WIDTH - filled), done, total, detail);
    }

    /** Clears the line. */
    @Override
    public void close() {
        if (printed > 0) {
            err.print("\r" + " ".repeat(printed) + "\r");
            err.flush();
        }
    }
}
