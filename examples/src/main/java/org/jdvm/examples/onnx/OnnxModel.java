package org.jdvm.examples.onnx;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdvm.JdvmException;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.io.InputFiles;
import org.jdvm.onnx.proto.GraphProto;
import org.jdvm.onnx.proto.ModelProto;
import org.jdvm.onnx.proto.NodeProto;
import org.jdvm.onnx.proto.TensorProto;
import org.jdvm.onnx.proto.Wire;

/**
 * The graph of a model file, indexed by value: which tensor a value is, which node makes it, which nodes take it.
 *
 * <p>Exporters store one tensor for several equal parameters and hand it on through {@code Identity} nodes; a value
 * after such nodes counts as the tensor itself.
 */
public final class OnnxModel {
    private final String source;
    private final Map<String, TensorProto> tensors = new LinkedHashMap<>();
    private final Map<String, OnnxNode> producers = new HashMap<>();
    private final Map<String, List<OnnxNode>> consumers = new HashMap<>();

    private OnnxModel(String source, GraphProto graph) {
        this.source = source;
        graph.initializers().forEach(tensor -> tensors.put(tensor.name(), tensor));
        int index = 0;
        for (NodeProto proto : graph.nodes()) {
            OnnxNode node = new OnnxNode(proto, index++);
            node.outputs().forEach(output -> producers.put(output, node));
            node.inputs().stream()
                    .distinct()
                    .forEach(input -> consumers
                            .computeIfAbsent(input, _ -> new ArrayList<>())
                            .add(node));
            if (node.is("Constant") && node.outputs().size() == 1) {
                constant(proto).ifPresent(tensor -> tensors.put(node.outputs().getFirst(), tensor));
            }
        }
    }

    /**
     * Reads a model file.
     *
     * @param path the file
     * @return its graph
     */
    public static OnnxModel read(Path path) {
        return parse(InputFiles.map(path, "model"), path.toString());
    }

    /**
     * Reads a model from the bytes of its file.
     *
     * @param bytes the bytes; not copied, so they must not change
     * @param source the name messages give the model
     * @return its graph
     */
    public static OnnxModel parse(byte[] bytes, String source) {
        return parse(ByteBuffer.wrap(bytes), source);
    }

    /**
     * Reads a model from its file in memory.
     *
     * @param bytes the bytes from the buffer's position on; not copied, so they must not change
     * @param source the name messages give the model
     * @return its graph
     */
    public static OnnxModel parse(ByteBuffer bytes, String source) {
        int size = bytes.remaining();
        if (size == 0) {
            throw new InputException("model %s is an empty file; expected an ONNX model".formatted(source));
        }
        ModelProto model;
        try {
            model = ModelProto.read(
                    Wire.of("model %s (%d bytes)".formatted(source, size), MemorySegment.ofBuffer(bytes)));
        } catch (JdvmException e) {
            throw new InputException(e.getMessage(), e);
        }
        GraphProto graph = model.graph();
        if (graph == null || graph.nodes().isEmpty()) {
            throw new InputException(
                    "model %s (%d bytes) is not an ONNX model: it holds no graph".formatted(source, size));
        }
        return new OnnxModel(source, graph);
    }

    /**
     * The name of the file this model was read from.
     *
     * @return the name
     */
    public String source() {
        return source;
    }

    /**
     * The tensor a value is.
     *
     * @param value the name of the value
     * @return the stored tensor or constant, empty if the value is computed or unknown
     */
    public Optional<OnnxTensor> tensor(String value) {
        String origin = origin(value);
        return Optional.ofNullable(tensors.get(origin)).map(proto -> new OnnxTensor(source, value, proto));
    }

    /**
     * The node that computes a value.
     *
     * @param value the name of the value
     * @return the node, empty for stored tensors and inputs of the model
     */
    public Optional<OnnxNode> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /**
     * The nodes that take a value.
     *
     * @param value the name of the value
     * @return the nodes in the order of the file
     */
    public List<OnnxNode> consumers(String value) {
        return consumers.getOrDefault(value, List.of());
    }

    /**
     * The names under which tensors can be found.
     *
     * @return stored tensors, constants, and values handed on by {@code Identity} nodes
     */
    public Set<String> tensorNames() {
        Map<String, Boolean> names = new LinkedHashMap<>();
        tensors.keySet().forEach(name -> names.put(name, true));
        producers.forEach((value, node) -> {
            if (node.is("Identity") && tensors.containsKey(origin(value))) {
                names.put(value, true);
            }
        });
        return names.keySet();
    }

    private String origin(String value) {
        String origin = value;
        OnnxNode node = producers.get(origin);
        // The length of the chain is bounded so that a damaged file with a cycle ends too.
        for (int i = 0;
                i < 16 && node != null && node.is("Identity") && !node.inputs().isEmpty();
                i++) {
            origin = node.inputs().getFirst();
            node = producers.get(origin);
        }
        return origin;
    }

    private static Optional<TensorProto> constant(NodeProto node) {
        return node.attributes().values().stream()
                .map(attribute -> switch (attribute.value()) {
                    case TensorProto tensor -> tensor;
                    case Float number -> floats(new long[0], number);
                    case float[] numbers -> floats(new long[] {numbers.length}, numbers);
                    case Long number -> integers(new long[0], number);
                    case long[] numbers -> integers(new long[] {numbers.length}, numbers);
                    // Strings and sparse tensors hold no weights.
                    default -> null;
                })
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static TensorProto floats(long[] dims, float... numbers) {
        return new TensorProto("", OnnxTensor.FLOAT, dims, null, numbers, new long[0], false, Map.of());
    }

    private static TensorProto integers(long[] dims, long... numbers) {
        return new TensorProto("", OnnxTensor.INT64, dims, null, new float[0], numbers, false, Map.of());
    }
}
