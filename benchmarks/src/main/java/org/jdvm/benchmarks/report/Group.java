package org.jdvm.benchmarks.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.openjdk.jmh.annotations.Param;

/**
 * Benchmarks that are measured and shown together.
 *
 * @param name what it is called on the command line and in file names
 * @param title its heading in the documentation
 * @param minutes how long it takes on two cores, with PyTorch and JAX
 * @param sources where its results come from
 * @param tables how they are shown
 */
record Group(String name, String title, Minutes minutes, List<Source> sources, List<Table> tables) {
    /**
     * Minutes that measuring takes.
     *
     * @param quick for a quick look
     * @param full else
     */
    record Minutes(int quick, int full) {}

    /** Something that gives results. */
    sealed interface Source {}

    /**
     * An option of the virtual machine of a benchmark, and the parameter of its results that tells them from others.
     *
     * @param parameter the name of the parameter
     * @param value its value
     * @param option the option; empty for none
     */
    record Setting(String parameter, String value, String option) {
        /** The bits of a vector. */
        static final String VECTORS = "vectors";

        /** As on a CPU with AVX2, which has 16 registers. */
        static final Setting BITS_256 = new Setting(VECTORS, "256", "-XX:UseAVX=2");

        /** As on a CPU with Neon. */
        static final Setting BITS_128 = new Setting(VECTORS, "128", "-XX:MaxVectorSize=16");
    }

    /**
     * Benchmarks of this module.
     *
     * @param benchmark the name of a class, or of a class and a method
     * @param quick values of parameters for a quick look; parameters that are not named keep their values
     * @param full values of parameters else
     * @param warmup how many times as much warm-up as usual; what the compiler of the JVM has to see first needs more
     * @param samples the number of samples, as a multiple of the usual one
     * @param turns what takes turns within a run, which then brings itself to a steady state; empty for nothing
     * @param setting an option of the virtual machine; empty for none
     */
    record Jmh(
            String benchmark,
            Map<String, List<String>> quick,
            Map<String, List<String>> full,
            int warmup,
            int samples,
            Optional<Turns> turns,
            Optional<Setting> setting)
            implements Source {
        /** The parameter that says who does the work. */
        static final String ENGINE = "engine";

        /** With the values that are in the class. */
        static Jmh of(String benchmark) {
            return new Jmh(benchmark, Map.of(), Map.of(), 1, 1, Optional.empty(), Optional.empty());
        }

        /** The values of a parameter that are in the class. */
        static List<String> values(Class<?> benchmark, String parameter) {
            try {
                return List.of(
                        benchmark.getField(parameter).getAnnotation(Param.class).value());
            } catch (NoSuchFieldException e) {
                throw new IllegalArgumentException(benchmark + " has no parameter " + parameter, e);
            }
        }

        /** With fewer values for a quick look. */
        Jmh quick(String parameter, String... values) {
            return new Jmh(benchmark, with(quick, parameter, values), full, warmup, samples, turns, setting);
        }

        /** With other values than those in the class. */
        Jmh always(String parameter, String... values) {
            return new Jmh(
                    benchmark,
                    with(quick, parameter, values),
                    with(full, parameter, values),
                    warmup,
                    samples,
                    turns,
                    setting);
        }

        /** With more warm-up. */
        Jmh warmup(int times) {
            return new Jmh(benchmark, quick, full, times, samples, turns, setting);
        }

        /** With more samples. */
        Jmh samples(int times) {
            return new Jmh(benchmark, quick, full, warmup, times, turns, setting);
        }

        /** With several choices in one run. */
        Jmh turns(Turns all) {
            return new Jmh(benchmark, quick, full, warmup, samples, Optional.of(all), setting);
        }

        /** With an option of the virtual machine. */
        Jmh setting(Setting one) {
            return new Jmh(benchmark, quick, full, warmup, samples, turns, Optional.of(one));
        }

        /** This project and others, in separate runs: native code needs less warm-up. */
        List<Jmh> engines(String... others) {
            return engines(8, others);
        }

        /** The same with how many times as much warm-up this project gets. */
        List<Jmh> engines(int times, String... others) {
            return List.of(always(ENGINE, "jdvm").warmup(times * warmup), always(ENGINE, others));
        }

        private static Map<String, List<String>> with(
                Map<String, List<String>> values, String parameter, String... chosen) {
            Map<String, List<String>> all = new HashMap<>(values);
            all.put(parameter, List.of(chosen));
            return Map.copyOf(all);
        }
    }

    /**
     * A program that prints what it measured in the form of {@link ResultFile}.
     *
     * @param command the program, found from the root of the project, and its arguments; {@code try}, {@code quick} or
     *     {@code full} is added
     * @param python whether it is a script for the Python interpreter
     */
    record Command(List<String> command, boolean python) implements Source {}

    /**
     * A class that starts fresh virtual machines, {@code ColdStart}: it prints blocks of lines of a label and two times in milliseconds,
     * without and with a cache made ahead of time.
     *
     * @param mainClass its name
     * @param quick its arguments for a quick look
     * @param full its arguments else
     */
    record FreshMachines(String mainClass, List<String> quick, List<String> full) implements Source {}

    /**
     * A class that prints what it measured in the form of {@link ResultFile}, in a separate virtual machine.
     *
     * @param mainClass the class; its argument is {@code try}, {@code quick} or {@code full}
     */
    record Program(Class<?> mainClass) implements Source {}

    /**
     * A table.
     *
     * @param title what it shows; the same for its chart
     * @param benchmark the name of a class, or of a class and a method
     * @param where values that parameters may have
     * @param rows parameters that tell rows apart
     * @param columns parameters that tell columns apart; those with the same values of all but the last are compared
     * @param ratios what is compared
     * @param unit of the times
     * @param operations floating-point operations of a row, for shares of the peak; {@link Operations#UNKNOWN} if nothing is shown
     * @param across one of the parameters of rows: only ratios are shown, in grids with a column for each value of it; empty for
     *     a table with all times
     * @param picture what its chart shows
     * @param note what is said about it; empty for nothing
     */
    record Table(
            String title,
            String benchmark,
            Map<String, List<String>> where,
            List<String> rows,
            List<String> columns,
            List<Ratio> ratios,
            Unit unit,
            Operations operations,
            String across,
            Picture picture,
            String note) {
        /** A table of jdvm and others, by the parameters threads and engine. */
        static Table compared(String title, String benchmark, Unit unit, String... rows) {
            return new Table(
                    title,
                    benchmark,
                    Map.of(),
                    List.of(rows),
                    List.of("threads", "engine"),
                    List.of(new Ratio("jdvm", List.of())),
                    unit,
                    Operations.UNKNOWN,
                    "",
                    Picture.RATIOS,
                    "");
        }

        /** A table of times alone, or of sizes. */
        static Table times(String title, String benchmark, Unit unit, String... rows) {
            return new Table(
                    title,
                    benchmark,
                    Map.of(),
                    List.of(rows),
                    List.of(),
                    List.of(),
                    unit,
                    Operations.UNKNOWN,
                    "",
                    Picture.RATIOS,
                    "");
        }

        Table where(String parameter, String... values) {
            Map<String, List<String>> all = new HashMap<>(where);
            all.put(parameter, List.of(values));
            return new Table(
                    title, benchmark, Map.copyOf(all), rows, columns, ratios, unit, operations, across, picture, note);
        }

        Table columns(String... parameters) {
            return new Table(
                    title,
                    benchmark,
                    where,
                    rows,
                    List.of(parameters),
                    ratios,
                    unit,
                    operations,
                    across,
                    picture,
                    note);
        }

        /** With the time of one column divided by that of another. */
        Table ratio(String of, String... against) {
            return with(new Ratio(of, List.of(against)));
        }

        /** With the time of one column divided by that of another, which should be at most a number. */
        Table ratio(String of, double goal, String... against) {
            return with(new Ratio(of, List.of(against), OptionalDouble.of(goal)));
        }

        private Table with(Ratio ratio) {
            List<Ratio> all = new ArrayList<>(ratios);
            all.add(ratio);
            return new Table(
                    title, benchmark, where, rows, columns, List.copyOf(all), unit, operations, across, picture, note);
        }

        /** As a grid of ratios with a column for each value of a parameter, for many cases. */
        Table across(String parameter) {
            return new Table(
                    title, benchmark, where, rows, columns, ratios, unit, operations, parameter, picture, note);
        }

        /** With a chart of the times, for those that are orders of magnitude apart. */
        Table timesCharted() {
            return new Table(
                    title, benchmark, where, rows, columns, ratios, unit, operations, across, Picture.TIMES, note);
        }

        Table note(String text) {
            return new Table(title, benchmark, where, rows, columns, ratios, unit, operations, across, picture, text);
        }

        Table operations(Operations counted) {
            return new Table(title, benchmark, where, rows, columns, ratios, unit, counted, across, picture, note);
        }
    }

    /** What a chart shows. */
    enum Picture {
        RATIOS,
        TIMES
    }

    /**
     * The time of one column divided by the smallest of others: lower is better.
     *
     * @param of the column
     * @param against the others; if this is empty, all others but variants of the column, {@code jdvm-lazy} for {@code jdvm}
     * @param goal what it should be at most; empty for below 1
     */
    record Ratio(String of, List<String> against, OptionalDouble goal) {
        Ratio(String of, List<String> against) {
            this(of, against, OptionalDouble.empty());
        }

        /** Whether a column is one of the others. */
        boolean isAgainst(String column) {
            return against.isEmpty() ? !column.equals(of) && !column.startsWith(of + "-") : against.contains(column);
        }
    }

    /** Units of time, of memory, and of others. */
    enum Unit {
        NS("ns", 1),
        US("us", 1e3),
        MS("ms", 1e6),
        MB("MB", 1e6),
        PER_SECOND("texts/s", 1),
        GOPS("GOP/s", 1),
        /** A number without a unit, with more digits than others. */
        NUMBER("", 1);

        final String text;
        /** Nanoseconds, or bytes, or the unit itself. */
        final double size;

        Unit(String text, double size) {
            this.text = text;
            this.size = size;
        }

        boolean isTime() {
            return this == NS || this == US || this == MS;
        }
    }

    /** Counts floating-point operations. */
    interface Operations {
        /** Not counted. */
        Operations UNKNOWN = _ -> 0;

        /** {@return how many a result represents} */
        double of(Result result);
    }
}
