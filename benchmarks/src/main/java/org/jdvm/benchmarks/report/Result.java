package org.jdvm.benchmarks.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What a benchmark gave for one choice of its parameters.
 *
 * @param benchmark class and method, {@code MatmulBenchmark.product}
 * @param params the parameters
 * @param unit of the samples, as JMH writes it: {@code us/op}
 * @param samples one number an iteration
 */
record Result(String benchmark, Map<String, String> params, String unit, List<Double> samples) {
    /** The parameter under which the name of the method is found. */
    static final String METHOD = "method";

    /** Keeps its own copies. */
    Result {
        params = Map.copyOf(params);
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(benchmark + " " + params + " has no samples");
        }
    }

    /** The value of a parameter; empty if there is none. */
    String param(String name) {
        return name.equals(METHOD)
                ? benchmark.substring(benchmark.indexOf('.') + 1)
                : Objects.requireNonNullElse(params.get(name), "");
    }

    /** The same result with one more parameter. */
    Result with(String name, String value) {
        Map<String, String> all = new HashMap<>(params);
        all.put(name, value);
        return new Result(benchmark, all, unit, samples);
    }

    /** Whether this is a result of a benchmark, given by class or by class and method. */
    boolean isOf(String name) {
        return benchmark.equals(name) || benchmark.startsWith(name + ".");
    }

    /** Whether parameters have one of the given values each. */
    boolean matches(Map<String, List<String>> values) {
        Predicate<Map.Entry<String, List<String>>> fits =
                entry -> entry.getValue().contains(param(entry.getKey()));
        return values.entrySet().stream().allMatch(fits);
    }

    /** The results of what took turns, for each choice its samples. */
    List<Result> dealOut(Turns turns) {
        return IntStream.range(0, turns.choices().size())
                .mapToObj(choice -> new Result(
                        benchmark,
                        turns.chosen(params, choice),
                        unit,
                        IntStream.range(0, samples.size())
                                .filter(i -> turns.of(i, samples.size()) == choice)
                                .mapToObj(samples::get)
                                .toList()))
                .toList();
    }

    /** The median sample. */
    double median() {
        return median(samples);
    }

    /** The median of some numbers. */
    static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The median as nanoseconds an operation, as bytes, or as it is. */
    double amount() {
        return switch (unit) {
            case "ns/op" -> median();
            case "us/op" -> median() * 1e3;
            case "ms/op" -> median() * 1e6;
            case "s/op" -> median() * 1e9;
            case "ops/ns" -> 1 / median();
            case "MB" -> median() * 1e6;
            case "GOP/s", "texts/s", "" -> median();
            default -> throw new IllegalArgumentException(benchmark + ": there is no unit " + unit);
        };
    }
}
