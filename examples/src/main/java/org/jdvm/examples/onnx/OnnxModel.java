package org.jdvm.examples.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.io.InputFiles;
import org.jdvm.examples.onnx.proto.AttributeProto;
import org.jdvm.examples.onnx.proto.GraphProto;
import org.jdvm.examples.onnx.proto.ModelProto;
import org.jdvm.examples.onnx.proto.NodeProto;
import org.jdvm.examples.onnx.proto.TensorProto;

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
        graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
        int index = 0;
        for (NodeProto proto : graph.getNodeList()) {
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
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            in.enableAliasing(true);
            in.setSizeLimit(Integer.MAX_VALUE);
            model = ModelProto.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw new InputException(
                    "model %s (%d bytes) is not an ONNX model, or is damaged: %s"
                            .formatted(source, size, e.getMessage()),
                    e);
        } catch (IOException e) {
            throw InputFiles.unreadable(source, "model", e);
        }
        if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
            throw new InputException(
                    "model %s (%d bytes) is not an ONNX model: it holds no graph".formatted(source, size));
        }
        return new OnnxModel(source, model.getGraph());
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
        for (AttributeProto attribute : node.getAttributeList()) {
            TensorProto.Builder tensor = TensorProto.newBuilder();
            switch (attribute.getName()) {
                case "value" -> {
                    return attribute.hasT() ? Optional.of(attribute.getT()) : Optional.empty();
                }
                case "value_float" -> {
                    return Optional.of(
                            tensor.setDataType(1).addFloatData(attribute.getF()).build());
                }
                case "value_floats" -> {
                    return Optional.of(tensor.setDataType(1)
                            .addDims(attribute.getFloatsCount())
                            .addAllFloatData(attribute.getFloatsList())
                            .build());
                }
                case "value_int" -> {
                    return Optional.of(
                            tensor.setDataType(7).addInt64Data(attribute.getI()).build());
                }
                case "value_ints" -> {
                    return Optional.of(tensor.setDataType(7)
                            .addDims(attribute.getIntsCount())
                            .addAllInt64Data(attribute.getIntsList())
                            .build());
                }
                default -> {
                    // Strings and sparse tensors hold no weights.
                }
            }
        }
        return Optional.empty();
    }
}
