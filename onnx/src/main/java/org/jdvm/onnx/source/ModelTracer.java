package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.jdvm.lazy.InputView;
import org.jdvm.lazy.Recorded;
import org.jdvm.lazy.TensorAccess;
import org.jdvm.lazy.TensorSource;
import org.jdvm.lazy.Tracing;
import org.jdvm.onnx.graph.SizeExpressions;
import org.jdvm.onnx.graph.StepwiseProgram;
import org.jdvm.onnx.proto.NodeProto;
import org.jdvm.onnx.proto.ValueInfoProto;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of a model at several sizes on tensors without elements, and makes one operation over symbolic sizes of what was recorded in all of
 * these traces. Each step runs alone, so that nothing is computed and each operation belongs to a node.
 */
final class ModelTracer {
    private static final int TRACES = TraceSizes.TRACES;

    private final StepwiseProgram program;
    private final SizeExpressions sizes;
    private final TracedValues values = new TracedValues();

    /** For each trace a value for each place. */
    private final @Nullable OnnxValue[][] places = new OnnxValue[TRACES][];

    /** For each place the number of its value; -1 for what is known on the host only. */
    private final int[] numbers;

    /** Constants of the model by the memory of their elements. */
    private final Map<Object, Integer> stored = new IdentityHashMap<>();

    private ModelTracer(StepwiseProgram program, TraceSizes sizes) {
        this.program = program;
        this.sizes = new SizeExpressions(sizes.symbols(), TRACES);
        Arrays.setAll(places, _ -> program.constants());
        this.numbers = new int[places[0].length];
        Arrays.fill(numbers, -1);
    }

    /**
     * {@return a model as operations}
     *
     * @param program its steps
     * @param inputs its inputs
     * @param outputs its outputs
     * @param given sizes that are constants in the source
     * @throws JdvmException if a step is not the same operations at all sizes, or needs elements on the host; the message names the node
     */
    static TracedModel trace(
            StepwiseProgram program,
            List<ValueInfoProto> inputs,
            List<ValueInfoProto> outputs,
            Map<String, Integer> given) {
        JdvmException first = null;
        for (int scheme = 0; scheme < TraceSizes.schemes(); scheme++) {
            TraceSizes sizes = new TraceSizes(inputs, given, scheme);
            try {
                return new ModelTracer(program, sizes).trace(inputs, outputs, sizes);
            } catch (JdvmException e) {
                first = first == null ? e : first;
                if (sizes.symbols().isEmpty()) {
                    break;
                }
            }
        }
        Set<String> symbols = new TraceSizes(inputs, given, 0).symbols().keySet();
        throw symbols.isEmpty()
                ? first
                : new JdvmException(
                        "%s (sizes that a call chooses are %s; give those that are always the same)"
                                .formatted(first.getMessage(), symbols),
                        first);
    }

    private TracedModel trace(List<ValueInfoProto> inputs, List<ValueInfoProto> outputs, TraceSizes given) {
        int[] inputPlaces = program.inputs();
        for (int i = 0; i < inputPlaces.length; i++) {
            ValueInfoProto input = inputs.get(i);
            ElementType type = ElementType.of(input.elementType());
            List<Dim> dims = given.dims(i).stream().map(Dim::parse).toList();
            numbers[inputPlaces[i]] = values.add(new TracedValue.Input(input.name(), type.carrier(), dims));
            for (int trace = 0; trace < TRACES; trace++) {
                places[trace][inputPlaces[i]] = TensorValue.of(type, unknown(type.carrier(), given.sizes(i, trace)));
            }
        }
        for (int step = 0; step < program.size(); step++) {
            step(step);
        }
        List<Integer> results = new ArrayList<>();
        int[] outputPlaces = program.outputs();
        for (int i = 0; i < outputPlaces.length; i++) {
            int place = outputPlaces[i];
            if (numbers[place] < 0) {
                numbers[place] = hostOutput(outputs.get(i).name(), place);
            }
            results.add(numbers[place]);
        }
        List<String> names = outputs.stream().map(ValueInfoProto::name).toList();
        return values.model(results, names, List.copyOf(given.symbols().keySet()));
    }

    private int hostOutput(String name, int place) {
        if (places[0][place] instanceof TensorValue value && isSame(place)) {
            return values.add(new TracedValue.Weight(name, value.tensor()));
        }
        throw new JdvmException("output '%s' is made of sizes alone, which source code does not give".formatted(name));
    }

    /** A tensor without elements. */
    private static Tensor unknown(DType type, int... dims) {
        return Tensor.zeros(type, 1).reshape().broadcastTo(dims).contiguous();
    }

    // ---- steps ----

    /** How inputs of a step are given: as tensors without elements where that is possible, or what is known as it is. */
    private enum Way {
        UNKNOWN,
        KNOWN
    }

    private void step(int step) {
        NodeProto node = program.node(step);
        try {
            @Nullable OnnxValue[][] results;
            StepTrace trace = new StepTrace(node);
            try {
                results = run(step, Way.UNKNOWN, trace);
            } catch (JdvmException e) {
                if (!isRefusal(e)) {
                    throw e;
                }
                trace = new StepTrace(node);
                results = run(step, Way.KNOWN, trace);
            }
            int[] written = program.written(step);
            for (int i = 0; i < written.length; i++) {
                if (written[i] >= 0) {
                    result(trace, results, i, written[i]);
                }
            }
        } catch (JdvmException e) {
            String message = isRefusal(e)
                    ? "its results depend on elements, which source code for all calls cannot have: "
                            + cause(e).getMessage()
                    : e.getMessage();
            throw message.startsWith(node.toString())
                    ? e
                    : new JdvmException("node %s: %s".formatted(node, message), e);
        }
    }

    private static Throwable cause(Throwable e) {
        return e.getCause() == null ? e : cause(e.getCause());
    }

    private static boolean isRefusal(Throwable e) {
        return cause(e) instanceof Tracing.ElementsNeeded;
    }

    private @Nullable OnnxValue[][] run(int step, Way way, StepTrace trace) {
        int[] read = program.read(step);
        List<String> names = program.node(step).inputs();
        @Nullable OnnxValue[][] results = new OnnxValue[TRACES][];
        for (int t = 0; t < TRACES; t++) {
            @Nullable OnnxValue[] all = places[t].clone();
            Set<TensorSource> unknown = new HashSet<>();
            for (int i = 0; i < read.length; i++) {
                if (read[i] >= 0 && all[read[i]] instanceof TensorValue value) {
                    String name = i < names.size() ? names.get(i) : "";
                    all[read[i]] = trace.given(t, read[i], value, way, name, unknown);
                } else if (read[i] >= 0 && all[read[i]] != null) {
                    throw new JdvmException("sequences have no source code");
                }
            }
            for (int place = 0; program.hasGraphs(step) && place < all.length; place++) {
                if (numbers[place] >= 0 && all[place] == places[t][place] && all[place] instanceof TensorValue value) {
                    all[place] = trace.given(t, place, value, way, "", unknown);
                }
            }
            results[t] = Tracing.trace(unknown, () -> program.run(step, all));
        }
        return results;
    }

    private void result(StepTrace trace, @Nullable OnnxValue[][] results, int output, int place) {
        TensorValue[] all = new TensorValue[TRACES];
        int host = 0;
        for (int t = 0; t < TRACES; t++) {
            OnnxValue value = output < results[t].length ? results[t][output] : null;
            if (value == null) {
                return;
            }
            if (!(value instanceof TensorValue tensor)) {
                throw new JdvmException("sequences have no source code");
            }
            all[t] = tensor;
            host += tensor.isHost() ? 1 : 0;
        }
        String name = trace.node.outputs().get(output);
        numbers[place] = -1;
        if (host == 0) {
            TensorSource[] sources = new TensorSource[TRACES];
            Arrays.setAll(sources, t -> TensorAccess.source(all[t].tensor()));
            numbers[place] = values.named(trace.value(sources), name);
            for (int t = 0; t < TRACES; t++) {
                places[t][place] =
                        TensorValue.of(all[t].type(), unknown(all[t].type().carrier(), all[t].dims()));
            }
            return;
        }
        if (host != TRACES) {
            throw structure();
        }
        for (int t = 0; t < TRACES; t++) {
            places[t][place] = all[t];
        }
        if (Arrays.stream(all).anyMatch(value -> !Arrays.equals(value.dims(), all[0].dims()))) {
            HostSequence sequence = HostSequence.of(all);
            if (sequence != null) {
                List<Dim> dims = sizes(Arrays.stream(all).map(TensorValue::dims).toArray(int[][]::new), false);
                numbers[place] = sequence.add(values, dims, trace.node.name(), name);
            }
        }
    }

    private boolean isSame(int place) {
        for (int t = 1; t < TRACES; t++) {
            if (!(places[t][place] instanceof TensorValue value)
                    || !(places[0][place] instanceof TensorValue first)
                    || !Arrays.equals(value.dims(), first.dims())
                    || !Arrays.equals(value.doubles(), first.doubles())) {
                return false;
            }
        }
        return true;
    }

    private static JdvmException structure() {
        return new JdvmException("its operations are not the same at all sizes");
    }

    private List<Dim> sizes(int[][] dims, boolean define) {
        List<Dim> result = new ArrayList<>();
        for (int axis = 0; axis < dims[0].length; axis++) {
            int at = axis;
            long[] values = Arrays.stream(dims).mapToLong(each -> each[at]).toArray();
            Dim size = define ? sizes.simple(values) : sizes.find(values);
            if (size == null && !define) {
                throw new JdvmException(
                        "the sizes %s are no expression over sizes of the inputs".formatted(Arrays.toString(values)));
            }
            result.add(size == null ? sizes.define(values) : size);
        }
        return result;
    }

    /** What the traces of one step recorded. */
    private final class StepTrace {
        final NodeProto node;
        private final Map<TensorSource, Integer> known = new IdentityHashMap<>();
        private final Map<Object, String> hostNames = new IdentityHashMap<>();
        private final Map<Integer, Integer> weights = new HashMap<>();

        StepTrace(NodeProto node) {
            this.node = node;
        }

        TensorValue given(int trace, int place, TensorValue value, Way way, String name, Set<TensorSource> unknown) {
            int number = numbers[place];
            boolean isConstant = number < 0 && isSame(place);
            if (number >= 0 && (!value.isHost() || way == Way.UNKNOWN)) {
                return placeholder(value, number, unknown);
            }
            if (isConstant
                    && way == Way.UNKNOWN
                    && (!value.isHost() || value.type().isFloat() && value.size() > 1)) {
                int weight = trace == 0
                        ? weights.computeIfAbsent(place, _ -> weight(name, value.tensor()))
                        : weights.get(place);
                return placeholder(value, weight, unknown);
            }
            if (TensorAccess.source(value.tensor()) instanceof InputView view) {
                hostNames.put(view.memory(), name);
            }
            return value;
        }

        private TensorValue placeholder(TensorValue value, int number, Set<TensorSource> unknown) {
            Tensor tensor = unknown(value.type().carrier(), value.dims());
            TensorSource source = TensorAccess.source(tensor);
            unknown.add(source);
            known.put(source, number);
            return TensorValue.of(value.type(), tensor);
        }

        private int weight(String name, Tensor tensor) {
            Object memory = TensorAccess.source(tensor) instanceof InputView view ? view.memory() : tensor;
            return stored.computeIfAbsent(
                    memory, _ -> values.add(new TracedValue.Weight(WeightNames.of(name, node), tensor)));
        }

        /** The number of the value that sources of all traces are. */
        int value(TensorSource[] sources) {
            Integer before = known.get(sources[0]);
            if (before != null) {
                return before;
            }
            int made = switch (sources[0]) {
                case InputView _ -> elements(sources);
                case Recorded first -> operation(first, sources);
            };
            known.put(sources[0], made);
            return made;
        }

        private int elements(TensorSource[] sources) {
            InputView[] views = new InputView[TRACES];
            for (int t = 0; t < TRACES; t++) {
                if (!(sources[t] instanceof InputView view)) {
                    throw structure();
                }
                views[t] = view;
            }
            InputView first = views[0];
            DType type = first.type();
            double[] floats = type.isFloat() ? first.tensor().toDoubles() : null;
            long[] longs = type.isFloat() ? null : first.tensor().toLongs();
            List<Dim> dims = Arrays.stream(first.dims()).mapToObj(Dim::of).toList();
            double[] scalars = new double[TRACES];
            boolean isSame = true;
            for (int t = 0; t < TRACES; t++) {
                isSame &= Arrays.equals(views[t].dims(), first.dims())
                        && (floats != null
                                ? Arrays.equals(floats, views[t].tensor().toDoubles())
                                : Arrays.equals(longs, views[t].tensor().toLongs()));
            }
            if (!isSame) {
                throw new JdvmException(
                        "it makes a tensor of %s whose elements depend on sizes; no operation gives these"
                                .formatted(dims));
            }
            int count = floats != null ? floats.length : longs.length;
            if (count == 1) {
                double number = floats != null ? shortest(type, floats[0]) : longs[0];
                return values.add(new TracedValue.Scalar(number, type, dims));
            }
            Integer whole = stored.get(first.memory());
            if (whole != null && values.get(whole).dims().equals(dims)) {
                return whole;
            }
            Tensor tensor = floats != null
                    ? Tensor.of(floats, first.dims()).cast(type)
                    : Tensor.of(longs, first.dims()).cast(type);
            Tensor.compute(tensor);
            return values.weight(WeightNames.of(hostNames.getOrDefault(first.memory(), ""), node), tensor);
        }

        /** The number of fewest digits that is the element. */
        private static double shortest(DType type, double element) {
            return type == DType.F64 ? element : Double.parseDouble(Float.toString((float) element));
        }

        private int operation(Recorded first, TensorSource[] sources) {
            Object[][] arguments = new Object[TRACES][];
            int[][] dims = new int[TRACES][];
            for (int t = 0; t < TRACES; t++) {
                if (!(sources[t] instanceof Recorded recorded)
                        || recorded.method() != first.method()
                        || recorded.type() != first.type()
                        || recorded.dims().length != first.dims().length
                        || recorded.arguments() == null) {
                    throw structure();
                }
                arguments[t] = recorded.arguments();
                dims[t] = recorded.dims();
                if (arguments[t].length != arguments[0].length) {
                    throw structure();
                }
            }
            List<Argument> made = new ArrayList<>();
            for (int i = 0; i < arguments[0].length; i++) {
                int at = i;
                made.add(argument(Arrays.stream(arguments).map(each -> each[at]).toArray()));
            }
            boolean isMade = first.method() == Op.RESHAPE
                    || first.method() == Op.BROADCAST
                    || first.method() == Op.FILL
                    || first.method() == Op.IOTA
                    || first.method() == Op.SLICE;
            return values.add(new TracedValue.Operation(
                    first.method(), made, first.type(), sizes(dims, !isMade), node.name(), ""));
        }

        private Argument argument(Object[] all) {
            Object first = all[0];
            for (Object each : all) {
                boolean fits = first instanceof TensorSource
                        ? each instanceof TensorSource
                        : each.getClass() == first.getClass();
                if (!fits) {
                    throw structure();
                }
            }
            return switch (first) {
                case TensorSource _ -> new Argument.Of(value(Arrays.copyOf(all, TRACES, TensorSource[].class)));
                case TensorSource[] several -> {
                    List<Integer> parts = new ArrayList<>();
                    for (int i = 0; i < several.length; i++) {
                        TensorSource[] part = new TensorSource[TRACES];
                        for (int t = 0; t < TRACES; t++) {
                            if (((TensorSource[]) all[t]).length != several.length) {
                                throw structure();
                            }
                            part[t] = ((TensorSource[]) all[t])[i];
                        }
                        parts.add(value(part));
                    }
                    yield new Argument.Several(parts);
                }
                case Integer _ ->
                    new Argument.Size(
                            size(Arrays.stream(all).mapToInt(each -> (int) each).toArray()));
                case int[] list -> {
                    int[][] lists = Arrays.copyOf(all, TRACES, int[][].class);
                    for (int[] other : lists) {
                        if (other.length != list.length) {
                            throw structure();
                        }
                    }
                    yield new Argument.Sizes(sizes(lists, false));
                }
                case Double number -> {
                    for (Object other : all) {
                        if (!other.equals(number)) {
                            throw new JdvmException("the number %s depends on sizes in a way that is no expression"
                                    .formatted(Arrays.toString(all)));
                        }
                    }
                    yield new Argument.Number(number);
                }
                default -> {
                    for (Object other : all) {
                        if (!other.equals(first)) {
                            throw structure();
                        }
                    }
                    yield new Argument.Choice(first);
                }
            };
        }

        private Dim size(int[] all) {
            return sizes(Arrays.stream(all).mapToObj(each -> new int[] {each}).toArray(int[][]::new), false)
                    .getFirst();
        }
    }
}
