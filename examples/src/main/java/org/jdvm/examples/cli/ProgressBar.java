package org.jdvm.examples.cli;

import java.io.PrintWriter;

/** A line on a terminal that shows how far a task is; without a terminal it shows nothing. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final long INTERVAL_NANOS = 100_000_000;

    private final PrintWriter err;
    private final boolean terminal;
    private final String label;
    private final int total;
    private long last;
    private int printed;

    ProgressBar(PrintWriter err, boolean terminal, String label, int total) {
        this.err = err;
        this.terminal = terminal;
        this.label = label;
        this.total = total;
        this.last = System.nanoTime() - INTERVAL_NANOS;
    }

    /** Whether a person looks at the output. */
    static boolean onTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    /** Shows a state, if the last one was shown long enough ago. */
    void show(int done, String detail) {
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

    String line(int done, String detail) {
        int filled = total == 0 ? WIDTH : (int) ((long) WIDTH * done / total);
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
