package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.annotations.DType;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** Writes the operations of a method as statements: chains of calls, with a variable for what is read more than once. */
final class BodyWriter {
    private static final int MOST_CALLS = 7;
    private static final int MOST_CHARACTERS = 150;
    private static final int MOST_IN_ARGUMENT = 44;

    private final TracedModel model;
    private final Map<Integer, Idioms.Call> idioms;
    private final OperationWriter writer;

    /** An expression that is not in a variable yet. */
    private record Chain(String text, int calls, @Nullable String about) {}

    private final Map<Integer, Chain> chains = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Double, String> numberNames = new HashMap<>();
    private final Map<Integer, Integer> reads = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<String> symbolsUsed = new TreeSet<>();

    /** Symbols that are sizes of variables which are still to come. */
    private final Set<String> missing = new TreeSet<>();

    /** Symbols that operations need before a value shows them. */
    private final Set<String> needed = new TreeSet<>();

    private final List<String> lines = new ArrayList<>();
    private final Map<Integer, String> fields = new HashMap<>();

    BodyWriter(TracedModel model, Map<Integer, Idioms.Call> idioms) {
        this.model = model;
        this.idioms = idioms;
        this.writer = new OperationWriter(model);
    }

    /** A value that the method has as a parameter. */
    void parameter(int value, String name) {
        names.put(value, name);
        taken.add(name);
    }

    /** A weight: how it is read, and the name of its field, after which results are called. */
    void weight(int value, String text, String field) {
        names.put(value, text);
        fields.put(value, field);
    }

    void reserve(String name) {
        taken.add(name);
    }

    /** A parameter that a number is. */
    void number(double number, String name) {
        numberNames.put(number, name);
        taken.add(name);
    }

    /**
     * Writes operations.
     *
     * @param operations the operations
     * @param results what the method returns
     * @param given the symbols that parameters show
     * @return the expressions of the results
     */
    List<String> write(List<Integer> operations, List<Integer> results, Set<String> given) {
        List<Integer> shown = new ArrayList<>();
        Set<Integer> hidden = new HashSet<>();
        for (int value : operations) {
            Idioms.Call call = idioms.get(value);
            if (call != null) {
                hidden.addAll(call.operations());
            }
        }
        for (int value : operations) {
            if (!hidden.contains(value) || idioms.containsKey(value)) {
                shown.add(value);
                note(value, symbolsUsed);
                for (int operand : operands(value)) {
                    reads.merge(operand, 1, Integer::sum);
                }
            }
        }
        results.forEach(result -> reads.merge(result, results.size() == 1 ? 1 : 2, Integer::sum));
        taken.addAll(model.symbols());
        missing.addAll(symbolsUsed);
        missing.removeAll(given);
        Set<String> seen = new HashSet<>(given);
        for (int value : shown) {
            Set<String> used = new TreeSet<>();
            note(value, used);
            used.removeAll(seen);
            needed.addAll(used);
            model.values().get(value).dims().forEach(dim -> dim.symbolName().ifPresent(seen::add));
        }
        missing.removeAll(needed);
        for (int at = 0; at < shown.size(); at++) {
            int value = shown.get(at);
            Chain chain = chain(value);
            int reader = reader(value, shown, at);
            boolean isSelf = reader >= 0 && operands(reader).getFirst() == value && !idioms.containsKey(reader);
            boolean fits = isSelf
                    ? chain.calls < MOST_CALLS && chain.text.length() < MOST_CHARACTERS
                    : reader < 0 ? results.contains(value) : chain.text.length() <= MOST_IN_ARGUMENT;
            if (reads.getOrDefault(value, 0) == 1 && fits && shows(value).isEmpty()) {
                chains.put(value, chain);
            } else {
                assign(value, chain);
            }
        }
        return results.stream().map(this::text).toList();
    }

    private int reader(int value, List<Integer> shown, int at) {
        for (int later : shown.subList(at + 1, shown.size())) {
            if (operands(later).contains(value)) {
                return later;
            }
        }
        return -1;
    }

    private List<Integer> operands(int value) {
        Idioms.Call call = idioms.get(value);
        return call != null
                ? call.tensors()
                : ((TracedValue.Operation) model.values().get(value)).operands();
    }

    private void assign(int value, Chain chain) {
        String name = Names.free(chain.about != null ? chain.about : noun(value), taken);
        names.put(value, name);
        lines.add("Tensor " + name + " = " + chain.text + ";");
        for (String symbol : shows(value)) {
            int axis = model.values().get(value).dims().indexOf(Dim.symbol(symbol));
            lines.add("int " + symbol + " = " + name + ".dim(" + axis + ");");
            missing.remove(symbol);
        }
    }

    /** The symbols that statements need and that are first seen at a value. */
    private Set<String> shows(int value) {
        Set<String> shown = new TreeSet<>();
        for (Dim dim : model.values().get(value).dims()) {
            dim.symbolName().filter(missing::contains).ifPresent(shown::add);
        }
        return shown;
    }

    private String noun(int value) {
        Idioms.Call call = idioms.get(value);
        return call != null
                ? nounOf(call)
                : noun(((TracedValue.Operation) model.values().get(value)).method());
    }

    private static String nounOf(Idioms.Call call) {
        return switch (call.idiom().name()) {
            case "layerNorm", "rmsNorm" -> "normed";
            case "rows" -> "embedded";
            case "gelu" -> "activated";
            case "dense", "integerProduct" -> "product";
            case "attention" -> "attended";
            case "quantized", "clamped" -> call.idiom().name();
            default -> "features";
        };
    }

    private static String noun(TensorMethod method) {
        return switch (method) {
            case Op.MATMUL -> "product";
            case Op.ADD -> "sum";
            case Op.SUB, CompositeMethod.RSUB -> "difference";
            case Op.MUL -> "scaled";
            case Op.DIV, CompositeMethod.RDIV -> "quotient";
            case Op.SQRT -> "root";
            case Op.CONCAT -> "joined";
            case Op.SELECT -> "chosen";
            case Op.CAST -> "converted";
            case Op.PERMUTE -> "permuted";
            case Op.RESHAPE -> "reshaped";
            case Op.BROADCAST -> "spread";
            case Op.SLICE -> "part";
            case Op.GATHER -> "rows";
            case Op.SIGMOID -> "gate";
            case Op.MAX -> "larger";
            case Op.MIN -> "smaller";
            case CompositeMethod.SOFTMAX -> "weights";
            case CompositeMethod.CONV1D, CompositeMethod.CONV2D, CompositeMethod.CONV3D -> "features";
            case CompositeMethod.RELU, CompositeMethod.CLAMP -> "activated";
            case CompositeMethod.MAX_POOL2D, CompositeMethod.AVG_POOL2D -> "pooled";
            case CompositeMethod.RESIZE -> "resized";
            default -> method.method().isEmpty() ? "value" : method.method() + "Result";
        };
    }

    private Chain chain(int value) {
        Idioms.Call call = idioms.get(value);
        if (call != null) {
            List<String> arguments = new ArrayList<>();
            call.tensors().forEach(tensor -> arguments.add(text(tensor)));
            call.numbers().forEach(number -> arguments.add(JavaText.of(number)));
            return new Chain(call.idiom().name() + "(" + String.join(", ", arguments) + ")", 1, about(call.tensors()));
        }
        TracedValue.Operation operation = (TracedValue.Operation) model.values().get(value);
        Chain self = operation.arguments().getFirst() instanceof Argument.Of(int first) ? chains.get(first) : null;
        return new Chain(
                writer.call(operation, this::text, number -> numberNames.getOrDefault(number, JavaText.of(number))),
                self == null ? 1 : self.calls + 1,
                about(operation, self));
    }

    private void note(int value, Set<String> symbols) {
        if (!idioms.containsKey(value)) {
            TracedValue.Operation operation =
                    (TracedValue.Operation) model.values().get(value);
            operation.arguments().forEach(argument -> note(argument, symbols));
            if (operation.method() == Op.SLICE) {
                int axis = (int) ((Argument.Sizes) operation.arguments().get(1))
                        .sizes()
                        .getFirst()
                        .constantValue();
                symbols.addAll(operation.dims().get(axis).symbols());
            } else if (usesDims(operation) && !isUnitReshape(operation)) {
                operation.dims().forEach(dim -> symbols.addAll(dim.symbols()));
            }
        }
    }

    private boolean isUnitReshape(TracedValue.Operation operation) {
        return operation.method() == Op.RESHAPE
                && !writer.call(operation, _ -> "", _ -> "").startsWith(".reshape");
    }

    private static boolean usesDims(TracedValue.Operation operation) {
        return operation.method() == Op.RESHAPE || operation.method() == Op.BROADCAST || operation.method() == Op.FILL;
    }

    private static void note(Argument argument, Set<String> symbols) {
        switch (argument) {
            case Argument.Size(Dim size) -> symbols.addAll(size.symbols());
            case Argument.Sizes(List<Dim> sizes) -> sizes.forEach(size -> symbols.addAll(size.symbols()));
            default -> {}
        }
    }

    /** The name of a weight without what it does, the query of {@code queryWeight}; else the last word of an input that is read first. */
    private @Nullable String about(List<Integer> operands) {
        for (int operand : operands) {
            String field = fields.get(operand);
            if (field != null) {
                String plain =
                        field.replaceAll("(Weight|Bias|Scale|Table|Gamma|Beta|Quantized|ZeroPoint|[WB])\\d*$", "");
                return plain.equals(field) || plain.isEmpty() ? null : plain;
            }
        }
        if (!operands.isEmpty() && model.values().get(operands.getFirst()) instanceof TracedValue.Input input) {
            List<String> words = Names.words(input.name());
            return words.size() < 2 ? null : Names.camel(words.subList(words.size() - 1, words.size()));
        }
        return null;
    }

    /** What a value is called that an operation makes of another one with a name. */
    private @Nullable String about(TracedValue.Operation operation, @Nullable Chain self) {
        String about = about(operation.operands());
        if (about != null) {
            return about;
        }
        boolean isProduct = operation.method() == Op.MATMUL
                && !fields.containsKey(operation.operands().get(1));
        if (operation.method() == CompositeMethod.SOFTMAX) {
            return "attention";
        }
        if (isProduct) {
            return self != null && "attention".equals(self.about) ? "attended" : "scores";
        }
        return self == null ? null : self.about;
    }

    private String text(int value) {
        String name = names.get(value);
        if (name != null) {
            return name;
        }
        Chain chain = chains.get(value);
        if (chain != null) {
            return chain.text;
        }
        if (model.values().get(value) instanceof TracedValue.Scalar scalar) {
            StringBuilder text = new StringBuilder("Tensor.full(").append(JavaText.of(scalar.number()));
            scalar.dims().forEach(dim -> text.append(", ").append(dim));
            text.append(")");
            return scalar.type() == DType.F32
                    ? text.toString()
                    : text + ".cast(DType." + scalar.type().name() + ")";
        }
        throw new IllegalStateException("value " + value + " is not known here");
    }

    /** {@return the statements} */
    List<String> lines() {
        return lines;
    }

    /** {@return the symbols that the statements name} */
    Set<String> symbolsUsed() {
        return new LinkedHashSet<>(symbolsUsed);
    }

    /** {@return the symbols that neither parameters nor variables show} */
    Set<String> needed() {
        return needed;
    }

    /** {@return what a value is called} */
    String nameFor(int value, String absent) {
        String name = names.get(value);
        if (name != null) {
            return name;
        }
        Chain chain = chains.get(value);
        return chain != null && chain.about != null ? chain.about : absent.isEmpty() ? noun(value) : absent;
    }
}
