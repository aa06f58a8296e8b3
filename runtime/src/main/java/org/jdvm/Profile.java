package org.jdvm;

import java.util.List;
import java.util.Locale;
import org.jdvm.call.Profiler;

/**
 * Where the time of some work went.
 *
 * @param nanos how long it took, in nanoseconds
 * @param planNanos the part in which graphs were made of recorded operations and cut into kernels: once for each structure
 * @param specialiseNanos the part in which programs were made: once for each new combination of sizes
 * @param runNanos the part in which programs ran
 * @param kernels the kernels that ran, those that took the longest first
 */
public record Profile(long nanos, long planNanos, long specialiseNanos, long runNanos, List<Kernel> kernels) {
    private static final int MOST_NAMES = 4;

    /** Copies the list. */
    public Profile {
        kernels = List.copyOf(kernels);
    }

    /**
     * The runs of one kernel.
     *
     * @param operations what it computes, and over which sizes
     * @param names the {@linkplain Tensor#named names} of the operations in it
     * @param calls how often it ran
     * @param nanos how long all of these took
     * @param compiled how many of them ran as a JVM class; others were interpreted
     */
    public record Kernel(String operations, List<String> names, int calls, long nanos, int compiled) {
        /** Copies the list. */
        public Kernel {
            names = List.copyOf(names);
        }
    }

    static Profile of(long nanos, Profiler profiler) {
        return new Profile(
                nanos,
                profiler.planning(),
                profiler.specialising(),
                profiler.running(),
                profiler.kernels().stream()
                        .map(time ->
                                new Kernel(time.operations(), time.names(), time.calls(), time.nanos(), time.byCode()))
                        .toList());
    }

    /** {@return the time in which nothing was planned, made or run: that of recording operations, and of all that is not jdvm's} */
    public long otherNanos() {
        return nanos - planNanos - specialiseNanos - runNanos;
    }

    /** {@return the split of the time, and a line for each kernel: its time and its share, how often it ran, what it computes, and the names} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(line(
                "%.2f ms: plan %.2f ms, specialise %.2f ms, run %.2f ms, other %.2f ms%n",
                nanos / 1e6, planNanos / 1e6, specialiseNanos / 1e6, runNanos / 1e6, otherNanos() / 1e6));
        text.append(line("%9s  %5s  %5s  %5s  %s%n", "ms", "share", "calls", "as", "kernel"));
        for (Kernel kernel : kernels) {
            text.append(line(
                    "%9.3f  %4.1f%%  %5d  %5s  %s%s%n",
                    kernel.nanos() / 1e6,
                    100.0 * kernel.nanos() / Math.max(1, runNanos),
                    kernel.calls(),
                    kernel.compiled() == 0 ? "prog" : kernel.compiled() == kernel.calls() ? "class" : "both",
                    kernel.operations(),
                    names(kernel.names())));
        }
        return text.toString();
    }

    private static String names(List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        int more = names.size() - MOST_NAMES;
        return ": " + String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
