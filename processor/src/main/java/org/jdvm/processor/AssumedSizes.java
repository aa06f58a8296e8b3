package org.jdvm.processor;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Interval;

/** Numbers for the symbols of an operator, for estimates at build time: given by an option, else the same for all of a kind. */
final class AssumedSizes {
    private static final long SIZE = 256;

    /** Numbers of heads, groups and the like. */
    private static final long PARAMETER = 8;

    private static final int READABLE = 40;

    private final Map<String, Long> values;

    private AssumedSizes(Map<String, Long> values) {
        this.values = values;
    }

    /** Numbers for all symbols of an operator, as near to the defaults as its conditions on single symbols allow. */
    static AssumedSizes of(Graph graph, Map<String, Long> given) {
        Facts facts = Planner.factsOf(graph);
        Map<String, Long> values = new TreeMap<>();
        for (Parameter parameter : graph.parameters()) {
            switch (parameter) {
                case TensorParameter tensor ->
                    tensor.shape()
                            .dims()
                            .forEach(dim -> dim.symbols().forEach(s -> values.put(s, value(s, SIZE, facts, given))));
                case ScalarParameter scalar -> {
                    if (scalar.type().isInteger()) {
                        values.put(scalar.name(), value(scalar.name(), PARAMETER, facts, given));
                    }
                }
            }
        }
        return new AssumedSizes(values);
    }

    private static long value(String symbol, long standard, Facts facts, Map<String, Long> given) {
        Long chosen = given.get(symbol);
        if (chosen != null) {
            return chosen;
        }
        Interval range = facts.range(Dim.symbol(symbol));
        return Math.clamp(standard, range.least(), range.most());
    }

    /** The numbers by symbol. */
    Map<String, Long> values() {
        return Map.copyOf(values);
    }

    /** The value at the assumed sizes; as much as can be where it has none. */
    long evaluate(Dim dim) {
        try {
            return dim.evaluate(values::get);
        } catch (ArithmeticException _) {
            return Long.MAX_VALUE;
        }
    }

    /** Bytes as a formula where it is short, else as a number. */
    String bytes(Dim bytes) {
        return isReadable(bytes) ? bytes + " bytes" : about(bytes) + " for " + this;
    }

    /** Bytes before and after, alike. */
    String bytes(Dim before, Dim after) {
        return isReadable(before) && isReadable(after)
                ? before + " -> " + after + " bytes"
                : about(before) + " -> " + about(after) + " for " + this;
    }

    private static boolean isReadable(Dim dim) {
        return dim.toString().length() <= READABLE;
    }

    private String about(Dim bytes) {
        double value = evaluate(bytes);
        for (String unit : List.of("bytes", "KiB", "MiB")) {
            if (value < 1024) {
                return String.format(Locale.ROOT, unit.equals("bytes") ? "%.0f %s" : "%.1f %s", value, unit);
            }
            value /= 1024;
        }
        return String.format(Locale.ROOT, "%.1f GiB", value);
    }

    /** The numbers as text, such as {@code H = 256, T = 256}. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
