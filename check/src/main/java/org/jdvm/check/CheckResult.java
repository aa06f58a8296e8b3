package org.jdvm.check;

import java.time.Duration;
import java.util.Locale;
import org.jdvm.annotations.DType;
import org.jspecify.annotations.Nullable;

/**
 * What one stage found out about an operation and an element type.
 *
 * @param operation the name of the operation
 * @param type the element type
 * @param stage the stage
 * @param cases how many calls were checked
 * @param worst the largest error, as a part of what is allowed there
 * @param time how long it took
 * @param failure what is wrong, with the case; null if nothing is
 * @param command the command that repeats it
 */
public record CheckResult(
        String operation,
        DType type,
        Stage stage,
        int cases,
        double worst,
        Duration time,
        @Nullable String failure,
        String command) {
    /** {@return true if all is as it should be} */
    public boolean isPassed() {
        return failure == null;
    }

    /** {@return one line: operation, type, stage, cases, worst error, time, verdict} */
    public String line() {
        return "%-22s %-5s %-12s %4d cases  worst %-8s %7.1f ms  %s"
                .formatted(
                        operation,
                        type,
                        stage,
                        cases,
                        worst == 0 ? "0" : String.format(Locale.ROOT, "%.2g", worst),
                        time.toNanos() / 1e6,
                        isPassed() ? "ok" : "FAILED");
    }
}
