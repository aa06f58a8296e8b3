package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;

/** Finds formulas that occur several times in the printed methods: each becomes a method that is called. */
final class Idioms {
    private static final int LEAST = 3;
    private static final int MOST = 16;

    /** The fewest operations that are not printed again. */
    private static final int LEAST_SAVED = 3;

    /**
     * A formula: operations that follow each other, of which only the last one is read by others.
     *
     * @param name the name of its method
     * @param operations one occurrence
     * @param tensors what that occurrence reads from elsewhere, in order
     * @param numbers numbers that differ between occurrences, by the position of their operation
     */
    record Idiom(String name, List<Integer> operations, List<Integer> tensors, List<Integer> numbers) {}

    /**
     * An occurrence.
     *
     * @param idiom the formula
     * @param operations its operations here
     * @param tensors what it reads
     * @param numbers the numbers
     */
    record Call(Idiom idiom, List<Integer> operations, List<Integer> tensors, List<Double> numbers) {}

    private record Window(List<Integer> operations, List<Integer> tensors, String key) {}

    private final TracedModel model;
    private final Map<Integer, Set<Integer>> readers = new HashMap<>();
    private final Map<Integer, Call> calls = new HashMap<>();
    private final List<Idiom> idioms = new ArrayList<>();

    private Idioms(TracedModel model) {
        this.model = model;
        for (int value = 0; value < model.values().size(); value++) {
            if (model.values().get(value) instanceof TracedValue.Operation operation) {
                for (int operand : operation.operands()) {
                    readers.computeIfAbsent(operand, _ -> new HashSet<>()).add(value);
                }
            }
        }
    }

    /** {@return the formulas of a model's methods} */
    static Idioms of(TracedModel model, List<ModelPart> parts, Set<String> taken) {
        Idioms idioms = new Idioms(model);
        while (idioms.takeBest(parts, taken)) {
            // each takes operations away from others
        }
        return idioms;
    }

    /** {@return the formulas} */
    List<Idiom> all() {
        return idioms;
    }

    /** {@return the calls of formulas, by the last operation of each} */
    Map<Integer, Call> calls() {
        return calls;
    }

    /** Takes the formula that saves most lines; false if none is worth a method. */
    private boolean takeBest(List<ModelPart> parts, Set<String> taken) {
        Set<Integer> covered = calls.values().stream()
                .flatMap(call -> call.operations().stream())
                .collect(Collectors.toSet());
        List<Window> best = List.of();
        int saved = LEAST_SAVED - 1;
        for (int length = MOST; length >= LEAST; length--) {
            Map<String, List<Window>> windows = new LinkedHashMap<>();
            for (ModelPart part : parts) {
                List<Integer> operations = part.operations();
                for (int i = 0; i + length <= operations.size(); i++) {
                    Window window = window(operations.subList(i, i + length), part, covered);
                    if (window != null) {
                        List<Window> same = windows.computeIfAbsent(window.key, _ -> new ArrayList<>());
                        if (same.isEmpty() || Collections.disjoint(same.getLast().operations, window.operations)) {
                            same.add(window);
                        }
                    }
                }
            }
            for (List<Window> same : windows.values()) {
                int saves = (same.size() - 1) * (length - 1)
                        - same.getFirst().tensors.size()
                        + 1;
                if (same.size() >= 2 && saves > saved) {
                    saved = saves;
                    best = same;
                }
            }
        }
        if (!best.isEmpty()) {
            add(best, taken);
        }
        return !best.isEmpty();
    }

    private void add(List<Window> windows, Set<String> taken) {
        Window first = windows.getFirst();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < first.operations.size(); i++) {
            int at = i;
            if (windows.stream()
                            .map(window -> numbersOf(window.operations.get(at)))
                            .distinct()
                            .count()
                    > 1) {
                numbers.add(i);
            }
        }
        String name = Names.free(name(first.operations), taken);
        Idiom idiom = new Idiom(name, first.operations, first.tensors, numbers);
        idioms.add(idiom);
        for (Window window : windows) {
            List<Double> values = numbers.stream()
                    .flatMap(at -> numbersOf(window.operations.get(at)).stream())
                    .toList();
            calls.put(window.operations.getLast(), new Call(idiom, window.operations, window.tensors, values));
        }
    }

    private List<Double> numbersOf(int value) {
        List<Double> numbers = new ArrayList<>();
        for (Argument argument : operation(value).arguments()) {
            if (argument instanceof Argument.Number(double number)) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private TracedValue.Operation operation(int value) {
        return (TracedValue.Operation) model.values().get(value);
    }

    private Window window(List<Integer> operations, ModelPart part, Set<Integer> covered) {
        Map<Integer, Integer> inside = new HashMap<>();
        List<Integer> tensors = new ArrayList<>();
        StringBuilder key = new StringBuilder();
        for (int value : operations) {
            TracedValue.Operation operation = operation(value);
            if (covered.contains(value) || !isPlain(operation)) {
                return null;
            }
            key.append(operation.method()).append(operation.type()).append('(');
            for (Argument argument : operation.arguments()) {
                switch (argument) {
                    case Argument.Of(int read) ->
                        key.append(read(read, inside, tensors)).append(',');
                    case Argument.Several(List<Integer> reads) ->
                        reads.forEach(
                                read -> key.append(read(read, inside, tensors)).append(','));
                    case Argument.Number _ -> key.append("n,");
                    default -> key.append(argument).append(',');
                }
            }
            key.append(')');
            inside.put(value, inside.size());
        }
        for (int value : operations) {
            boolean isLast = value == operations.getLast();
            boolean isRead = model.outputs().contains(value)
                    || part instanceof ModelPart.Repeated repeated
                            && repeated.results().contains(repeated.operations().indexOf(value));
            for (int reader : readers.getOrDefault(value, Set.of())) {
                isRead |= !inside.containsKey(reader);
            }
            if (isRead != isLast) {
                return null;
            }
        }
        return tensors.size() > 5 || isTrivial(operations)
                ? null
                : new Window(List.copyOf(operations), tensors, key.toString());
    }

    private String read(int read, Map<Integer, Integer> inside, List<Integer> tensors) {
        Integer place = inside.get(read);
        if (place != null) {
            return "i" + place;
        }
        if (!tensors.contains(read)) {
            tensors.add(read);
        }
        return "t" + tensors.indexOf(read) + model.values().get(read).type()
                + model.values().get(read).dims().size();
    }

    /** A chain of calls on one tensor is as short as a method that has it. */
    private boolean isTrivial(List<Integer> operations) {
        boolean isChain = true;
        for (int i = 1; i < operations.size(); i++) {
            List<Integer> read = operation(operations.get(i)).operands();
            isChain &= read.getFirst().equals(operations.get(i - 1))
                    && !read.subList(1, read.size()).contains(operations.get(i - 1));
        }
        return isChain && operations.size() < 5;
    }

    /** Formulas have no sizes that differ between their occurrences. */
    private static boolean isPlain(TracedValue.Operation operation) {
        if (operation.method() == Op.RESHAPE
                || operation.method() == Op.BROADCAST
                || operation.method() == Op.FILL
                || operation.method() == Op.IOTA
                || operation.method() == Op.SLICE) {
            return false;
        }
        return operation.arguments().stream().allMatch(argument -> switch (argument) {
            case Argument.Size(var size) -> size.isConstant();
            case Argument.Sizes(var sizes) -> sizes.stream().allMatch(size -> size.isConstant());
            default -> true;
        });
    }

    private String name(List<Integer> operations) {
        Set<TensorMethod> methods = new HashSet<>();
        operations.forEach(value -> methods.add(operation(value).method()));
        if (methods.contains(CompositeMethod.MEAN) && (methods.contains(Op.SQRT) || methods.contains(Op.RSQRT))) {
            return methods.contains(Op.SUB) ? "layerNorm" : "rmsNorm";
        }
        if (methods.contains(Op.ERF)) {
            return "gelu";
        }
        if (methods.contains(Op.GATHER)) {
            return "rows";
        }
        if (methods.contains(CompositeMethod.CONV2D)) {
            return methods.contains(CompositeMethod.MEAN) ? "squeezeExcitation" : "convolution";
        }
        if (methods.contains(CompositeMethod.CLAMP_MIN) || methods.contains(CompositeMethod.HARD_SIGMOID)) {
            return methods.contains(Op.MUL) ? "hardSwish" : "clamped";
        }
        if (methods.contains(Op.RSQRT)) {
            return "normScale";
        }
        if (methods.equals(Set.of(Op.MUL, Op.SUB, Op.ADD))) {
            return "normShift";
        }
        if (methods.contains(CompositeMethod.MATMUL_INTEGER)) {
            return "integerProduct";
        }
        if (methods.contains(Op.MATMUL)) {
            return methods.contains(CompositeMethod.SOFTMAX) ? "attention" : "dense";
        }
        if (methods.contains(Op.SIGMOID)) {
            return "gate";
        }
        if (methods.contains(Op.ROUND)) {
            return "quantized";
        }
        if (methods.contains(CompositeMethod.CLAMP)) {
            return "clamped";
        }
        return operation(operations.getLast()).method().method() + "Formula";
    }
}
