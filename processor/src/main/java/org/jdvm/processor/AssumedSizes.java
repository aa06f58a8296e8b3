package org.jdvm.processor;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.symbolic.Dim;

/**
 * Numbers for the symbols of an operator, for estimates at build time: given by an option, else the same for all of a kind, and others
 * where no call could have these.
 */
final class AssumedSizes {
    private static final long SIZE = 256;

    /** Numbers of heads, groups and the like. */
    private static final long PARAMETER = 8;

    private static final int READABLE = 40;
    private static final String UNKNOWN =
            "a number of bytes that depends on the sizes (no sizes were found that satisfy all conditions)";

    private final List<String> symbols;
    private final Optional<Map<String, Long>> values;

    private AssumedSizes(List<String> symbols, Optional<Map<String, Long>> values) {
        this.symbols = symbols;
        this.values = values;
    }

    /**
     * Numbers for all symbols of an operator, as near to the given ones and the defaults as the demands of its declaration and its body
     * allow. If the search does not find any, there are none.
     */
    static AssumedSizes of(Graph graph, Map<String, Long> given) {
        Map<String, Long> wanted = new TreeMap<>();
        long size = size(graph);
        for (Parameter parameter : graph.parameters()) {
            switch (parameter) {
                case TensorParameter tensor ->
                    tensor.shape().dims().forEach(dim -> dim.symbols().forEach(s -> wanted.putIfAbsent(s, size)));
                case ScalarParameter scalar -> {
                    if (scalar.type().isInteger()) {
                        wanted.put(scalar.name(), PARAMETER);
                    }
                }
            }
        }
        wanted.replaceAll(given::getOrDefault);
        return new AssumedSizes(List.copyOf(wanted.keySet()), SizeSearch.find(graph, wanted, given.keySet()));
    }

    /** The usual size, or a smaller one where strides of a tensor of many dims would pass the largest {@code int}. */
    private static long size(Graph graph) {
        long size = SIZE;
        while (size > PARAMETER && !fits(graph, size)) {
            size /= 2;
        }
        return size;
    }

    private static boolean fits(Graph graph, long size) {
        try {
            for (Parameter parameter : graph.parameters()) {
                if (parameter instanceof TensorParameter tensor) {
                    for (Dim stride : tensor.shape().contiguousStrides()) {
                        Math.toIntExact(stride.evaluate(_ -> size));
                    }
                }
            }
            return true;
        } catch (ArithmeticException _) {
            return false;
        }
    }

    /** The symbols of the operator, in order. */
    List<String> symbols() {
        return symbols;
    }

    /** The numbers by symbol; empty if none were found that a call could have. */
    Optional<Map<String, Long>> values() {
        return values;
    }

    /** The value at the assumed sizes; empty where it has none. */
    OptionalLong evaluate(Dim dim) {
        if (values.isEmpty() && !dim.isConstant()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(dim.evaluate(symbol -> values.orElseThrow().get(symbol)));
        } catch (ArithmeticException _) {
            return OptionalLong.empty();
        }
    }

    /** Bytes as a formula where it is short, else as a number. */
    String bytes(Dim bytes) {
        return isReadable(bytes)
                ? bytes + " bytes"
                : about(bytes).map(number -> number + " for " + this).orElse(UNKNOWN);
    }

    /** Bytes before and after, alike. */
    String bytes(Dim before, Dim after) {
        if (isReadable(before) && isReadable(after)) {
            return before + " -> " + after + " bytes";
        }
        return about(before)
                .flatMap(first -> about(after).map(second -> first + " -> " + second + " for " + this))
                .orElse(UNKNOWN);
    }

    private static boolean isReadable(Dim dim) {
        return dim.toString().length() <= READABLE;
    }

    private Optional<String> about(Dim bytes) {
        OptionalLong number = evaluate(bytes);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        double value = number.getAsLong();
        for (String unit : List.of("bytes", "KiB", "MiB")) {
            if (value < 1024) {
                return Optional.of(
                        String.format(Locale.ROOT, unit.equals("bytes") ? "%.0f %s" : "%.1f %s", value, unit));
            }
            value /= 1024;
        }
        return Optional.of(String.format(Locale.ROOT, "%.1f GiB", value));
    }

    /** The numbers as text, such as {@code H = 256, T = 256}. */
    @Override
    public String toString() {
        return values.map(found -> symbols.stream()
                        .map(symbol -> symbol + " = " + found.get(symbol))
                        .collect(Collectors.joining(", ")))
                .orElse("unknown sizes");
    }
}
