package org.jdvm.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jdvm.Dvm;
import org.jdvm.JdvmException;
import org.jdvm.Profile;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.graph.DryRuns;
import org.jdvm.onnx.graph.GraphCompiler;
import org.jdvm.onnx.graph.GraphProgram;
import org.jdvm.onnx.operator.OperatorTable;
import org.jdvm.onnx.proto.GraphProto;
import org.jdvm.onnx.proto.ModelProto;
import org.jdvm.onnx.proto.ValueInfoProto;
import org.jdvm.onnx.proto.Wire;
import org.jdvm.onnx.source.ProjectFiles;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.SequenceValue;
import org.jdvm.onnx.value.TensorReader;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/**
 * A model of an ONNX file, which calls run with tensors of any sizes.
 *
 * <pre>{@code
 * OnnxModel model = OnnxModel.read(Path.of("model.onnx"));
 * Map<String, Tensor> results = model.call(Map.of("input_ids", ids, "attention_mask", mask));
 * }</pre>
 *
 * <p>A model is immutable, and any number of threads may call it. Element types that the engine does not have are carried by wider ones: integers of
 * 8 and 16 bits are i32 tensors, unsigned ones of 32 and 64 bits i64, double is f32.
 */
public final class OnnxModel {
    private final String source;
    private final List<ValueInfoProto> inputs;
    private final List<ValueInfoProto> outputs;
    private final Set<String> stored;
    private final GraphProgram program;
    private final DryRuns dryRuns;
    private final AtomicBoolean wasAskedToPrepare = new AtomicBoolean();
    private volatile @Nullable List<OnnxInfo> knownOutputs;

    private OnnxModel(
            String source,
            List<ValueInfoProto> inputs,
            List<ValueInfoProto> outputs,
            Set<String> stored,
            GraphProgram program) {
        this.source = source;
        this.inputs = inputs;
        this.outputs = outputs;
        this.stored = stored;
        this.program = program;
        this.dryRuns = new DryRuns(program, inputs, stored);
    }

    /**
     * Reads a model. The file is mapped; elements that it keeps in other files must be in its folder. It is prepared in the background, as by
     * {@link #prepareAsync}.
     *
     * @param path the file
     * @return the model
     * @throws JdvmException if it is no ONNX file, is damaged, or has an operator that is not known; the message names the node
     */
    public static OnnxModel read(Path path) {
        MemorySegment bytes;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        } catch (IOException e) {
            throw new JdvmException("model %s cannot be read: %s".formatted(path, e), e);
        }
        return parse(bytes, path.toString(), path.toAbsolutePath().getParent()).prepareAsync();
    }

    /**
     * Reads a model from the bytes of its file. Nothing is planned before the first call, {@link #prepare} or {@link #prepareAsync}.
     *
     * @param bytes the bytes; must not change while the model is read
     * @param source the name messages give the model
     * @return the model
     * @throws JdvmException as {@link #read}
     */
    public static OnnxModel parse(byte[] bytes, String source) {
        return parse(MemorySegment.ofArray(bytes), source, null);
    }

    private static OnnxModel parse(MemorySegment bytes, String source, @Nullable Path folder) {
        if (bytes.byteSize() == 0) {
            throw new JdvmException("model %s is an empty file; an ONNX model is expected".formatted(source));
        }
        ModelProto model = ModelProto.read(Wire.of("model " + source, bytes));
        GraphProto graph = model.graph();
        if (graph == null || model.opsets().isEmpty() && model.irVersion() >= 3) {
            throw new JdvmException(
                    "model %s (%d bytes) is not an ONNX model: it has no graph, or no version of its operators"
                            .formatted(source, bytes.byteSize()));
        }
        GraphProgram program;
        try {
            program = GraphCompiler.compile(model, graph, new TensorReader(folder));
        } catch (JdvmException e) {
            throw new JdvmException("model %s: %s".formatted(source, e.getMessage()), e);
        }
        List<ValueInfoProto> inputs = GraphCompiler.inputs(model, graph);
        Set<String> stored =
                graph.initializers().stream().map(tensor -> tensor.name()).collect(Collectors.toSet());
        return new OnnxModel(source, inputs, graph.outputs(), stored, program);
    }

    /** {@return the operators of the standard that models may have} */
    public static Set<String> operators() {
        return OperatorTable.all().names("");
    }

    /** {@return the inputs, in their order; those with a stored value may be left out of a call} */
    public List<OnnxInfo> inputs() {
        return inputs.stream().map(OnnxModel::info).toList();
    }

    /**
     * {@return the outputs, in their order} Types and sizes are those that calls give: sizes are numbers, names of sizes of the inputs, and expressions
     * over these. Where they depend on elements, or a size is no such expression, they are what the file says. They are found when this is called first,
     * by running the nodes without elements.
     */
    public List<OnnxInfo> outputs() {
        List<OnnxInfo> known = knownOutputs;
        if (known == null) {
            List<OnnxInfo> made = new ArrayList<>();
            List<DryRuns.Output> found = dryRuns.outputs();
            for (int i = 0; i < outputs.size(); i++) {
                made.add(i < found.size() ? info(outputs.get(i), found.get(i)) : info(outputs.get(i)));
            }
            known = List.copyOf(made);
            knownOutputs = known;
        }
        return known;
    }

    private static OnnxInfo info(ValueInfoProto value, DryRuns.Output found) {
        List<String> said = value.dims();
        List<String> dims = new ArrayList<>();
        for (int axis = 0; axis < found.dims().size(); axis++) {
            String dim = found.dims().get(axis);
            if (dim.isEmpty() && said != null && said.size() == found.dims().size()) {
                dim = said.get(axis);
            }
            dims.add(dim.isEmpty() ? "_" : dim);
        }
        return new OnnxInfo(value.name(), found.type().toString(), List.copyOf(dims));
    }

    /**
     * {@return this model, after the graphs that its calls need were planned} Sizes that calls choose are assumed: the first of them is 1, as for one
     * text or image, then larger. The first call has to specialise and to run only what is planned; other structures are planned when a call needs
     * them. Nodes whose results depend on elements, and those after them, are planned by calls.
     */
    public OnnxModel prepare() {
        dryRuns.plan();
        return this;
    }

    /**
     * {@return this model} A thread with the lowest priority does what {@link #prepare} does, and plans graphs at further sizes until the code for that
     * is compiled: a call with new sizes takes less time then. It ends by itself after some seconds of work at most; a second request changes nothing.
     */
    public OnnxModel prepareAsync() {
        if (wasAskedToPrepare.compareAndSet(false, true)) {
            Thread.ofPlatform()
                    .name("jdvm-onnx-plans")
                    .daemon()
                    .priority(Thread.MIN_PRIORITY)
                    .start(() -> {
                        prepare();
                        dryRuns.repeatPlans();
                    });
        }
        return this;
    }

    private static OnnxInfo info(ValueInfoProto value) {
        List<String> dims = value.dims();
        return new OnnxInfo(
                value.name(),
                value.elementType() == 0 ? "" : typeName(value.elementType()),
                dims == null
                        ? null
                        : dims.stream().map(dim -> dim.isEmpty() ? "_" : dim).toList());
    }

    private static String typeName(int number) {
        try {
            return ElementType.of(number).toString();
        } catch (JdvmException _) {
            return "type " + number;
        }
    }

    /**
     * {@return the model as Java source} Each node becomes methods of {@link Tensor} in operators; blocks that repeat are one operator, called in a loop.
     *
     * @param packageName the package of the class
     * @param className its name
     * @param sizes sizes of inputs that are constants in the source, by their name; others are those of each call
     * @throws JdvmException if a node is not the same operations at all sizes, or its results depend on elements; the message names the node
     */
    public OnnxSource toSource(String packageName, String className, Map<String, Integer> sizes) {
        try {
            return ProjectFiles.of(
                    program.stepwise(),
                    inputs,
                    outputs,
                    Path.of(source).getFileName().toString(),
                    packageName,
                    className,
                    sizes);
        } catch (JdvmException e) {
            throw fault(e.getMessage(), e);
        }
    }

    /**
     * Runs the model.
     *
     * @param arguments a tensor for each input, by name; an integer tensor of another size is converted
     * @return the outputs by name, in their order
     * @throws JdvmException if an input is missing, unknown, or does not fit, or a node cannot run with such sizes; the message names input or node
     */
    public Map<String, Tensor> call(Map<String, Tensor> arguments) {
        @Nullable Tensor[] values = new Tensor[inputs.size()];
        int used = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments.get(inputs.get(i).name());
            used += values[i] != null ? 1 : 0;
        }
        if (used != arguments.size()) {
            Set<String> known = inputs.stream().map(ValueInfoProto::name).collect(Collectors.toSet());
            throw fault("there is no input '%s'; the inputs are %s"
                    .formatted(
                            arguments.keySet().stream()
                                    .filter(name -> !known.contains(name))
                                    .findFirst()
                                    .orElse(""),
                            inputs()));
        }
        Tensor[] results = call(values);
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (int i = 0; i < results.length; i++) {
            named.put(outputs.get(i).name(), results[i]);
        }
        return named;
    }

    /**
     * Runs the model.
     *
     * @param arguments a tensor for each input, in their order; null for one that has a stored value or may be left out
     * @return the outputs, in their order
     * @throws JdvmException as {@link #call(Map)}
     */
    public Tensor[] call(@Nullable Tensor... arguments) {
        if (arguments.length > inputs.size()) {
            throw fault("%d tensors are given, but the inputs are %s".formatted(arguments.length, inputs()));
        }
        for (int i = 0; i < inputs.size(); i++) {
            if ((i >= arguments.length || arguments[i] == null)
                    && !stored.contains(inputs.get(i).name())
                    && inputs.get(i).kind() == ValueInfoProto.Kind.TENSOR) {
                throw fault("input %s is missing".formatted(info(inputs.get(i))));
            }
        }
        return program.plans().call(arguments, () -> recorded(arguments));
    }

    /** {@return the text form of the plan that calls with such tensors run; null if there is none} */
    @Nullable
    String plan(@Nullable Tensor... arguments) {
        return program.plans().explain(arguments);
    }

    /** Runs the nodes, which record. */
    private Tensor[] recorded(@Nullable Tensor[] arguments) {
        @Nullable OnnxValue[] values = new OnnxValue[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            values[i] = arguments[i] == null ? null : argument(inputs.get(i), arguments[i]);
        }
        try {
            @Nullable OnnxValue[] results = program.run(values);
            Tensor[] all = new Tensor[results.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = result(outputs.get(i), results[i]);
            }
            Tensor.compute(all);
            return all;
        } catch (JdvmException e) {
            throw fault(e.getMessage(), e);
        }
    }

    /**
     * Runs the model and measures where the time goes, by kernel, with the names of the nodes in each. Sizes that are new are planned first;
     * a second call with the same sizes shows what repeated calls take, and after some hundreds of calls kernels run as compiled code.
     *
     * @param arguments as for {@link #call(Map)}
     * @return the times
     * @throws JdvmException as {@link #call(Map)}
     */
    public Profile profile(Map<String, Tensor> arguments) {
        return Dvm.shared().profile(() -> call(arguments));
    }

    /**
     * {@return what a call runs: the nodes that are left when all is computed that depends on constants alone, a line each, in order} A line
     * between them says where a captured graph ends, whose operations are planned and fused together. Shapes and what is computed from them are
     * numbers on the host and part of no graph.
     */
    public String explain() {
        return program.explain();
    }

    private Tensor result(ValueInfoProto output, @Nullable OnnxValue value) {
        return switch (value) {
            case TensorValue tensor -> tensor.given();
            case SequenceValue _ ->
                throw new JdvmException("output '%s' is a sequence, which call does not give".formatted(output.name()));
            case null -> throw new JdvmException("output '%s' has no value".formatted(output.name()));
        };
    }

    private OnnxValue argument(ValueInfoProto input, Tensor tensor) {
        if (input.elementType() == 0) {
            return TensorValue.of(tensor);
        }
        List<String> dims = input.dims();
        boolean fits = dims == null || dims.size() == tensor.rank();
        for (int i = 0; fits && dims != null && i < dims.size(); i++) {
            String dim = dims.get(i);
            boolean isNumber = !dim.isEmpty() && dim.chars().allMatch(Character::isDigit);
            fits = !isNumber || Integer.toString(tensor.dim(i)).equals(dim);
        }
        ElementType type = ElementType.of(input.elementType());
        DType given = tensor.type();
        if (!fits || given == DType.BOOL != (type == ElementType.BOOL) || given.isFloat() != type.isFloat()) {
            throw fault("input %s gets a tensor %s%s".formatted(info(input), given, Arrays.toString(tensor.dims())));
        }
        Tensor carried = tensor.cast(type.carrier());
        return TensorValue.of(type, given == DType.I8 && type.isUnsigned() ? carried.bitwiseAnd(type.most()) : carried);
    }

    private JdvmException fault(String what) {
        return new JdvmException("model %s: %s".formatted(source, what));
    }

    private JdvmException fault(String what, Throwable cause) {
        return new JdvmException("model %s: %s".formatted(source, what), cause);
    }

    /** {@return the name of the file, inputs and outputs} */
    @Override
    public String toString() {
        return "%s(%s) -> %s".formatted(source, inputs(), outputs());
    }
}
