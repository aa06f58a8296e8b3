package org.jdvm.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.lazy.Rehearsal;
import org.jdvm.onnx.proto.ValueInfoProto;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** Runs the nodes of a model on tensors without elements: to find sizes and types of its outputs, and to plan its graphs before there is a call. */
public final class DryRuns {
    /** An expression for a size is found from some runs and has to hold in all. */
    private static final int RUNS = 6;

    /** Sizes without common structure. */
    private static final int[] PLAIN = {7, 11, 17, 23, 13, 19, 29, 31, 37, 5};

    /** What sizes are multiplied with; what a model refuses is tried at the next: many models of images take multiples of 32. */
    private static final int[] FACTORS = {1, 32};

    /** After these the code is compiled, or it takes too long. */
    private static final int REPEATED_PLANS = 100;

    private static final long MOST_REPEATED_NANOS = 3_000_000_000L;

    private static final long FIRST_CALLS_NANOS = 1_000_000_000L;
    private static final long WAIT_NANOS = 50_000_000;

    private static final Pattern SYMBOL = Pattern.compile("\\bs(\\d+)\\b");

    private final GraphProgram program;
    private final List<ValueInfoProto> inputs;
    private final Set<String> stored;

    /** The sizes that calls choose, in the order of their first use; those without a name each for itself. */
    private final List<String> symbols = new ArrayList<>();

    /**
     * Creates the runs of a model.
     *
     * @param program its nodes
     * @param inputs its inputs
     * @param stored the names of inputs with a stored value
     */
    public DryRuns(GraphProgram program, List<ValueInfoProto> inputs, Set<String> stored) {
        this.program = program;
        this.inputs = inputs;
        this.stored = stored;
        for (int input = 0; input < inputs.size(); input++) {
            List<String> dims = Objects.requireNonNullElse(inputs.get(input).dims(), List.of());
            for (int axis = 0; axis < dims.size(); axis++) {
                String symbol = symbol(input, axis);
                if (!isNumber(symbol) && !symbols.contains(symbol)) {
                    symbols.add(symbol);
                }
            }
        }
    }

    /**
     * An output.
     *
     * @param type its type
     * @param dims numbers, and expressions over names of sizes of the inputs; empty where there is none
     */
    public record Output(ElementType type, List<String> dims) {}

    /** {@return the outputs; none if they depend on elements} */
    public List<Output> outputs() {
        for (int factor : FACTORS) {
            TensorValue[][] runs = new TensorValue[RUNS][];
            for (int run = 0; run < RUNS; run++) {
                int number = run;
                runs[run] = run(false, symbol -> size(number, symbol, factor));
                if (runs[run] == null) {
                    break;
                }
            }
            if (runs[RUNS - 1] != null) {
                return outputs(runs, factor);
            }
        }
        return List.of();
    }

    private List<Output> outputs(TensorValue[][] runs, int factor) {
        Map<String, long[]> values = new LinkedHashMap<>();
        for (int symbol = 0; symbol < symbols.size(); symbol++) {
            long[] sizes = new long[RUNS];
            for (int run = 0; run < RUNS; run++) {
                sizes[run] = size(run, symbol, factor);
            }
            values.put("s" + symbol, sizes);
        }
        SizeExpressions expressions = new SizeExpressions(values, RUNS);
        List<Output> outputs = new ArrayList<>();
        for (int output = 0; output < runs[0].length; output++) {
            TensorValue first = runs[0][output];
            List<String> dims = new ArrayList<>();
            for (int axis = 0; axis < first.rank(); axis++) {
                long[] sizes = new long[RUNS];
                for (int run = 0; run < RUNS; run++) {
                    TensorValue value = runs[run][output];
                    if (value.rank() != first.rank() || value.type() != first.type()) {
                        return List.of();
                    }
                    sizes[run] = value.dim(axis);
                }
                Dim found = expressions.find(sizes);
                dims.add(found == null ? "" : text(found));
            }
            outputs.add(new Output(first.type(), List.copyOf(dims)));
        }
        return outputs;
    }

    /** An expression with the names of the file; empty if one of its symbols has none. */
    private String text(Dim dim) {
        String text = dim.toString();
        boolean isNamed =
                SYMBOL.matcher(text).results().allMatch(match -> !name(match).isEmpty());
        return isNamed ? SYMBOL.matcher(text).replaceAll(match -> Matcher.quoteReplacement(name(match))) : "";
    }

    private String name(MatchResult match) {
        String symbol = symbols.get(Integer.parseInt(match.group(1)));
        return symbol.indexOf('\0') < 0 ? symbol : "";
    }

    /** Plans the graphs at assumed sizes: with 1 for the first size that calls choose, and with larger ones. */
    public void plan() {
        plan(0, true);
        if (!symbols.isEmpty()) {
            plan(0, false);
        }
    }

    /**
     * Plans the graphs at one assumed size after the other, so that the code which records operations and specialises graphs is compiled when calls come
     * with new sizes. Begins when first calls had their time, and takes at most every other moment of a processor.
     */
    public void repeatPlans() {
        long left = MOST_REPEATED_NANOS;
        LockSupport.parkNanos(FIRST_CALLS_NANOS);
        for (int run = 0; run < REPEATED_PLANS && left > 0 && !symbols.isEmpty(); run++) {
            while (Rehearsal.shouldWait()) {
                LockSupport.parkNanos(WAIT_NANOS);
            }
            long start = System.nanoTime();
            if (!plan(run, run % 2 == 0)) {
                return;
            }
            long taken = System.nanoTime() - start;
            left -= taken;
            LockSupport.parkNanos(taken);
        }
    }

    private boolean plan(int run, boolean isFirstOne) {
        for (int factor : FACTORS) {
            if (run(true, symbol -> isFirstOne && symbol == 0 ? 1 : size(run, symbol, factor)) != null) {
                return true;
            }
        }
        return false;
    }

    private static int size(int run, int symbol, int factor) {
        return factor * PLAIN[(run + 3 * symbol) % PLAIN.length];
    }

    /** The outputs at some sizes; null if a node refuses these, or reads elements. */
    private TensorValue @Nullable [] run(boolean plans, ToIntFunction<Integer> sizes) {
        try {
            return Rehearsal.run(plans, () -> {
                @Nullable OnnxValue[] values = new OnnxValue[inputs.size()];
                for (int input = 0; input < values.length; input++) {
                    if (!stored.contains(inputs.get(input).name())) {
                        values[input] = unknown(input, sizes);
                    }
                }
                @Nullable OnnxValue[] results = program.run(values);
                TensorValue[] outputs = new TensorValue[results.length];
                for (int i = 0; i < results.length; i++) {
                    if (!(results[i] instanceof TensorValue tensor)) {
                        return null;
                    }
                    outputs[i] = tensor;
                }
                Tensor.compute(Arrays.stream(outputs)
                        .filter(output -> !output.isHost())
                        .map(TensorValue::tensor)
                        .toArray(Tensor[]::new));
                return outputs;
            });
        } catch (RuntimeException _) {
            // No call was made: what is wrong with a model, or only with these sizes, is said by calls.
            return null;
        }
    }

    private TensorValue unknown(int input, ToIntFunction<Integer> sizes) {
        ValueInfoProto info = inputs.get(input);
        List<String> dims = info.dims();
        if (info.kind() != ValueInfoProto.Kind.TENSOR || info.elementType() == 0 || dims == null) {
            throw new JdvmException("input '%s' has no type or rank in the file".formatted(info.name()));
        }
        int[] chosen = new int[dims.size()];
        for (int axis = 0; axis < chosen.length; axis++) {
            String symbol = symbol(input, axis);
            chosen[axis] = isNumber(symbol) ? Integer.parseInt(symbol) : sizes.applyAsInt(symbols.indexOf(symbol));
        }
        ElementType type = ElementType.of(info.elementType());
        return TensorValue.of(type, (Tensor) Rehearsal.unknown(Tensor.zeros(type.carrier(), 0), chosen));
    }

    /** The size of an input: a number, its name, or a made-up name that no file has. */
    private String symbol(int input, int axis) {
        List<String> dims = inputs.get(input).dims();
        String name = dims == null ? "" : dims.get(axis);
        return name.isEmpty() ? input + "\0" + axis : name;
    }

    private static boolean isNumber(String dim) {
        return !dim.isEmpty() && dim.chars().allMatch(Character::isDigit);
    }
}
