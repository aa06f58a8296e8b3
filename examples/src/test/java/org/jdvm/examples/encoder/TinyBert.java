package org.jdvm.examples.encoder;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.jdvm.examples.onnx.OnnxModel;
import org.jdvm.examples.onnx.proto.AttributeProto;
import org.jdvm.examples.onnx.proto.GraphProto;
import org.jdvm.examples.onnx.proto.ModelProto;
import org.jdvm.examples.onnx.proto.NodeProto;
import org.jdvm.examples.onnx.proto.TensorProto;

/** Writes small BERT model files the way different exporters do; the numbers are the same in all of them. */
final class TinyBert {
    static final int HIDDEN = 8;
    static final int HEADS = 2;
    static final int INTERMEDIATE = 12;

    /** How a dense transformation is written. */
    enum DenseStyle {
        MATMUL,
        BIAS_LAST,
        TRANSPOSED_MATMUL,
        GEMM,
        QUANTISED
    }

    /** Where the numbers of a tensor are. */
    enum Storage {
        RAW,
        FLOAT_DATA,
        RAW_HALF,
        HALF_DATA,
        CONSTANT_NODE,
        BEHIND_IDENTITY,
        EXTERNAL,
        TOO_SHORT
    }

    /** How the split into heads is written. */
    enum HeadStyle {
        CONCAT,
        CONSTANT_SHAPE,
        ONLY_HEAD_SIZE,
        NOT_TOLD
    }

    String prefix = "";
    DenseStyle dense = DenseStyle.MATMUL;
    Storage storage = Storage.RAW;
    HeadStyle heads = HeadStyle.CONCAT;
    boolean normAsOneNode;
    String activation = "Erf";
    String positions = "Slice";
    int layers = 2;
    float lastEpsilon = 0.5f;
    int queryBiasSize = HIDDEN;

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Random random = new Random(7);

    OnnxModel model() {
        return OnnxModel.parse(bytes(), "tiny.onnx");
    }

    byte[] bytes() {
        weight("embeddings.word_embeddings.weight", 11, HIDDEN);
        weight("embeddings.position_embeddings.weight", 6, HIDDEN);
        weight("embeddings.token_type_embeddings.weight", 2, HIDDEN);
        node(positions, "position_ids", "position_rows");
        node("Gather", prefix + "embeddings.position_embeddings.weight", "position_rows", "positions");
        norm("embeddings.LayerNorm", 0.5f);
        for (int i = 0; i < layers; i++) {
            String layer = "encoder.layer." + i + ".";
            String query = dense(layer + "attention.self.query", HIDDEN, queryBiasSize);
            split(query);
            dense(layer + "attention.self.key", HIDDEN, HIDDEN);
            dense(layer + "attention.self.value", HIDDEN, HIDDEN);
            dense(layer + "attention.output.dense", HIDDEN, HIDDEN);
            norm(layer + "attention.output.LayerNorm", 0.5f);
            String inner = dense(layer + "intermediate.dense", HIDDEN, INTERMEDIATE);
            node(activation, inner, inner + "/act");
            node("MatMul", inner + "/act", "unused", inner + "/next");
            dense(layer + "output.dense", INTERMEDIATE, HIDDEN);
            norm(layer + "output.LayerNorm", i == layers - 1 ? lastEpsilon : 0.5f);
        }
        return ModelProto.newBuilder().setGraph(graph).build().toByteArray();
    }

    private String dense(String name, int inputs, int outputs) {
        float[] weight = numbers(inputs * outputs);
        vector(name + ".bias", outputs);
        String bias = prefix + name + ".bias";
        String stored = "onnx::" + name;
        switch (dense) {
            case MATMUL, BIAS_LAST -> {
                tensor(stored, weight, inputs, outputs);
                node("MatMul", name + "/x", stored, name + "/product");
                if (dense == DenseStyle.MATMUL) {
                    node("Add", bias, name + "/product", name + "/sum");
                } else {
                    node("Add", name + "/product", bias, name + "/sum");
                }
            }
            case TRANSPOSED_MATMUL -> {
                tensor(stored, transpose(weight, inputs, outputs), outputs, inputs);
                node("Transpose", stored, stored + "/transposed");
                node("MatMul", name + "/x", stored + "/transposed", name + "/product");
                node("Add", bias, name + "/product", name + "/sum");
            }
            case GEMM -> {
                tensor(stored, transpose(weight, inputs, outputs), outputs, inputs);
                graph.addNode(NodeProto.newBuilder()
                        .setOpType("Gemm")
                        .setName(name + "/Gemm")
                        .addInput(name + "/x")
                        .addInput(stored)
                        .addInput(bias)
                        .addOutput(name + "/sum")
                        .addAttribute(
                                AttributeProto.newBuilder().setName("transB").setI(1)));
            }
            case QUANTISED -> {
                node("MatMulInteger", name + "/x", stored, name + "/product");
                node("Add", bias, name + "/product", name + "/sum");
            }
        }
        return name + "/sum";
    }

    private void split(String query) {
        switch (heads) {
            case CONCAT -> {
                longs(query + "/heads", HEADS);
                longs(query + "/size", HIDDEN / HEADS);
                node("Concat", "batch", "length", query + "/heads", query + "/size", query + "/shape");
                node("Reshape", query, query + "/shape", query + "/split");
            }
            case CONSTANT_SHAPE -> {
                longs(query + "/shape", 0, 0, HEADS, HIDDEN / HEADS);
                node("Reshape", query, query + "/shape", query + "/split");
            }
            case ONLY_HEAD_SIZE -> {
                node("Mul", query, "scale", query + "/scaled");
                longs(query + "/shape", 0, 0, -1, HIDDEN / HEADS);
                node("Reshape", query + "/scaled", query + "/shape", query + "/split");
            }
            case NOT_TOLD -> node("Attention", query, query + "/split");
        }
    }

    private void norm(String name, float epsilon) {
        vector(name + ".weight", HIDDEN);
        vector(name + ".bias", HIDDEN);
        if (normAsOneNode) {
            graph.addNode(NodeProto.newBuilder()
                    .setOpType("LayerNormalization")
                    .addInput(name + "/x")
                    .addInput(prefix + name + ".weight")
                    .addInput(prefix + name + ".bias")
                    .addOutput(name + "/y")
                    .addAttribute(AttributeProto.newBuilder().setName("epsilon").setF(epsilon)));
            return;
        }
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Constant")
                .addOutput(name + "/eps")
                .addAttribute(AttributeProto.newBuilder().setName("value_float").setF(epsilon)));
        node("Add", name + "/variance", name + "/eps", name + "/sum");
        node("Sqrt", name + "/sum", name + "/root");
        node("Div", name + "/centred", name + "/root", name + "/normal");
        node("Mul", name + "/normal", prefix + name + ".weight", name + "/scaled");
        node("Add", name + "/scaled", prefix + name + ".bias", name + "/y");
    }

    private void weight(String name, int rows, int columns) {
        tensor(prefix + name, numbers(rows * columns), rows, columns);
    }

    private void vector(String name, int size) {
        tensor(prefix + name, numbers(size), size);
    }

    private float[] numbers(int count) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            // Multiples of 1/16 up to 8 have the same value in 16 bits.
            out[i] = random.nextInt(-128, 128) / 16f;
        }
        return out;
    }

    private void tensor(String name, float[] values, long... dims) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(1);
        Arrays.stream(dims).forEach(tensor::addDims);
        switch (storage) {
            case RAW -> graph.addInitializer(tensor.setRawData(raw(values)));
            case FLOAT_DATA -> {
                for (float value : values) {
                    tensor.addFloatData(value);
                }
                graph.addInitializer(tensor);
            }
            case RAW_HALF -> {
                ByteBuffer bytes = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
                for (float value : values) {
                    bytes.putShort(Float.floatToFloat16(value));
                }
                graph.addInitializer(tensor.setDataType(10).setRawData(ByteString.copyFrom(bytes.flip())));
            }
            case HALF_DATA -> {
                for (float value : values) {
                    tensor.addInt32Data(Float.floatToFloat16(value) & 0xFFFF);
                }
                graph.addInitializer(tensor.setDataType(10));
            }
            case CONSTANT_NODE ->
                graph.addNode(NodeProto.newBuilder()
                        .setOpType("Constant")
                        .addOutput(name)
                        .addAttribute(
                                AttributeProto.newBuilder().setName("value").setT(tensor.setRawData(raw(values)))));
            case BEHIND_IDENTITY -> {
                graph.addInitializer(tensor.setName(name + "/shared").setRawData(raw(values)));
                node("Identity", name + "/shared", name);
            }
            case EXTERNAL -> graph.addInitializer(tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL));
            case TOO_SHORT -> graph.addInitializer(tensor.setRawData(ByteString.copyFrom(new byte[4])));
        }
    }

    private static ByteString raw(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return ByteString.copyFrom(bytes.flip());
    }

    private void longs(String name, long... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(7).addDims(values.length);
        Arrays.stream(values).forEach(tensor::addInt64Data);
        graph.addInitializer(tensor);
    }

    /** Adds a node; the last name is its output. */
    private void node(String type, String... values) {
        String output = values[values.length - 1];
        graph.addNode(NodeProto.newBuilder()
                .setOpType(type)
                .setName(output + ":" + type)
                .addAllInput(Arrays.asList(values).subList(0, values.length - 1))
                .addOutput(output));
    }

    private static float[] transpose(float[] values, int rows, int columns) {
        float[] out = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i % columns * rows + i / columns] = values[i];
        }
        return out;
    }
}
