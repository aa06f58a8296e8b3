package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the repeated blocks of a model: sequences of equal operations that follow each other, where each block reads results of the one before it,
 * other weights of the same shapes, and values that all blocks share.
 */
final class Blocks {
    /** The fewest operations of a block. */
    private static final int LEAST_PERIOD = 6;

    /** The fewest operations that all blocks have together. */
    private static final int LEAST_COVERED = 24;

    private final TracedModel model;
    private final List<Integer> operations = new ArrayList<>();
    private final Map<Integer, Integer> positions = new HashMap<>();
    private final List<String> keys = new ArrayList<>();
    private final Map<Integer, List<Integer>> readers = new HashMap<>();

    private Blocks(TracedModel model) {
        this.model = model;
        for (int value = 0; value < model.values().size(); value++) {
            if (model.values().get(value) instanceof TracedValue.Operation operation) {
                positions.put(value, operations.size());
                operations.add(value);
                keys.add(key(operation));
                for (int operand : operation.operands()) {
                    readers.computeIfAbsent(operand, _ -> new ArrayList<>()).add(value);
                }
            }
        }
    }

    /** {@return the parts of a model in order, of which those that repeat are one each} */
    static List<ModelPart> of(TracedModel model) {
        Blocks blocks = new Blocks(model);
        List<ModelPart> parts = new ArrayList<>();
        blocks.split(0, blocks.operations.size(), parts);
        return parts;
    }

    private String key(TracedValue.Operation operation) {
        StringBuilder key = new StringBuilder()
                .append(operation.method())
                .append(operation.type())
                .append(operation.dims());
        for (Argument argument : operation.arguments()) {
            key.append(
                    switch (argument) {
                        case Argument.Of(int value) -> kind(value);
                        case Argument.Several(List<Integer> values) ->
                            values.stream().map(this::kind).toList().toString();
                        default -> argument.toString();
                    });
        }
        return key.toString();
    }

    private String kind(int value) {
        TracedValue read = model.values().get(value);
        return switch (read) {
            case TracedValue.Weight weight -> "w" + weight.type() + weight.dims();
            case TracedValue.Scalar scalar -> scalar.toString();
            default -> "t" + read.type() + read.dims();
        };
    }

    private void split(int from, int to, List<ModelPart> parts) {
        Found found = best(from, to);
        if (found == null) {
            if (from < to) {
                parts.add(new ModelPart.Straight(List.copyOf(operations.subList(from, to))));
            }
            return;
        }
        split(from, found.start, parts);
        parts.add(found.part);
        split(found.start + found.period * found.part.blocks().size(), to, parts);
    }

    private record Found(int start, int period, ModelPart.Repeated part) {
        boolean isBetterThan(Found other) {
            int covered = period * part.blocks().size();
            int otherCovered = other.period * other.part.blocks().size();
            if (Math.abs(covered - otherCovered) > Math.max(period, other.period)) {
                return covered > otherCovered;
            }
            int states = part.carried().size();
            int otherStates = other.part.carried().size();
            return period != other.period
                    ? period < other.period
                    : states != otherStates ? states < otherStates : start > other.start;
        }
    }

    private @Nullable Found best(int from, int to) {
        Found best = null;
        for (int period = LEAST_PERIOD; period <= (to - from) / 2; period++) {
            for (int i = from; i + period < to; i++) {
                int run = 0;
                while (i + run + period < to && keys.get(i + run).equals(keys.get(i + run + period))) {
                    run++;
                }
                int count = (run + period) / period;
                if (count >= 2 && count * period >= LEAST_COVERED) {
                    Found found = best(i, i + run + period, period, count);
                    if (found != null && (best == null || found.isBetterThan(best))) {
                        best = found;
                    }
                }
                i += run;
            }
        }
        return best;
    }

    /** The best place where blocks begin in a sequence that repeats. */
    private @Nullable Found best(int start, int end, int period, int most) {
        for (int count = most; count >= 2 && count * period >= LEAST_COVERED; count--) {
            Found best = null;
            for (int at = end - count * period; at >= start; at--) {
                ModelPart.Repeated part = check(at, period, count);
                if (part != null) {
                    Found found = new Found(at, period, part);
                    best = best == null || found.isBetterThan(best) ? found : best;
                }
            }
            if (best != null) {
                return best;
            }
        }
        return null;
    }

    private ModelPart.@Nullable Repeated check(int start, int period, int count) {
        List<List<Integer>> blocks = new ArrayList<>();
        for (int block = 0; block < count; block++) {
            blocks.add(List.copyOf(operations.subList(start + block * period, start + (block + 1) * period)));
        }
        Map<Integer, Integer> carried = new LinkedHashMap<>();
        Set<List<Integer>> weights = new LinkedHashSet<>();
        for (int at = 0; at < period; at++) {
            List<Integer> first = operation(blocks.get(0).get(at)).operands();
            for (int operand = 0; operand < first.size(); operand++) {
                List<Integer> reads = new ArrayList<>();
                for (List<Integer> block : blocks) {
                    reads.add(operation(block.get(at)).operands().get(operand));
                }
                if (!classify(reads, start, period, carried, weights)) {
                    return null;
                }
            }
        }
        Set<Integer> results = new LinkedHashSet<>(carried.keySet());
        for (int block = 0; block < count; block++) {
            for (int at = 0; at < period; at++) {
                int value = blocks.get(block).get(at);
                int last = start + (block + 1) * period;
                boolean isResult = model.outputs().contains(value);
                for (int reader : readers.getOrDefault(value, List.of())) {
                    boolean isNext = block + 1 < count && positions.get(reader) < last + period;
                    isResult |= positions.get(reader) >= last && !(isNext && carried.containsKey(at));
                }
                if (isResult && block < count - 1) {
                    return null;
                }
                if (isResult) {
                    results.add(at);
                }
            }
        }
        return carried.isEmpty()
                ? null
                : new ModelPart.Repeated(blocks, carried, List.copyOf(weights), List.copyOf(results));
    }

    private TracedValue.Operation operation(int value) {
        return (TracedValue.Operation) model.values().get(value);
    }

    /** One operand of an operation in all blocks. */
    private boolean classify(
            List<Integer> reads, int start, int period, Map<Integer, Integer> carried, Set<List<Integer>> weights) {
        int first = reads.getFirst();
        if (reads.stream().allMatch(read -> read == first)) {
            return positions.getOrDefault(first, -1) < start;
        }
        if (reads.stream().allMatch(read -> model.values().get(read) instanceof TracedValue.Weight)) {
            weights.add(reads);
            return true;
        }
        int second = positions.getOrDefault(reads.get(1), -1) - start;
        if (second < 0 || second >= 2 * period) {
            return false;
        }
        boolean isCarried = second < period;
        for (int block = 1; block < reads.size(); block++) {
            if (positions.getOrDefault(reads.get(block), -1) - start != second + (block - 1) * period) {
                return false;
            }
        }
        int at = positions.getOrDefault(first, -1) - start;
        if (!isCarried) {
            return at == second - period;
        }
        if (at >= 0
                || !model.values()
                        .get(first)
                        .dims()
                        .equals(model.values().get(reads.get(1)).dims())) {
            return false;
        }
        return carried.merge(second, first, (a, _) -> a) == first;
    }
}
