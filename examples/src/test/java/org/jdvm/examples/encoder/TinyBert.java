package org.jdvm.examples.encoder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.jdvm.examples.onnx.OnnxModel;
import org.jdvm.onnx.proto.MessageWriter;
import org.jspecify.annotations.Nullable;

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

    private final MessageWriter graph = new MessageWriter();
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
        return new MessageWriter().message(7, graph).done();
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
                add(
                        "Gemm",
                        name + "/Gemm",
                        new MessageWriter().text(1, "transB").number(3, 1),
                        name + "/x",
                        stored,
                        bias,
                        name + "/sum");
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
            add(
                    "LayerNormalization",
                    "",
                    new MessageWriter().text(1, "epsilon").float32(2, epsilon),
                    name + "/x",
                    prefix + name + ".weight",
                    prefix + name + ".bias",
                    name + "/y");
            return;
        }
        add("Constant", "", new MessageWriter().text(1, "value_float").float32(2, epsilon), name + "/eps");
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
        MessageWriter tensor = new MessageWriter();
        Arrays.stream(dims).forEach(dim -> tensor.number(1, dim));
        boolean isHalf = storage == Storage.RAW_HALF || storage == Storage.HALF_DATA;
        tensor.number(2, isHalf ? 10 : 1).text(8, storage == Storage.BEHIND_IDENTITY ? name + "/shared" : name);
        switch (storage) {
            case RAW, CONSTANT_NODE, BEHIND_IDENTITY -> tensor.bytes(9, raw(values));
            case FLOAT_DATA -> {
                for (float value : values) {
                    tensor.float32(4, value);
                }
            }
            case RAW_HALF -> {
                ByteBuffer bytes = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
                for (float value : values) {
                    bytes.putShort(Float.floatToFloat16(value));
                }
                tensor.bytes(9, bytes.array());
            }
            case HALF_DATA -> {
                for (float value : values) {
                    tensor.number(5, Float.floatToFloat16(value) & 0xFFFF);
                }
            }
            case EXTERNAL -> tensor.number(14, 1);
            case TOO_SHORT -> tensor.bytes(9, new byte[4]);
        }
        if (storage == Storage.CONSTANT_NODE) {
            add("Constant", "", new MessageWriter().text(1, "value").message(5, tensor), name);
        } else {
            graph.message(5, tensor);
        }
        if (storage == Storage.BEHIND_IDENTITY) {
            node("Identity", name + "/shared", name);
        }
    }

    private static byte[] raw(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private void longs(String name, long... values) {
        MessageWriter tensor =
                new MessageWriter().number(1, values.length).number(2, 7).text(8, name);
        Arrays.stream(values).forEach(value -> tensor.number(7, value));
        graph.message(5, tensor);
    }

    /** Adds a node; the last name is its output. */
    private void node(String type, String... values) {
        add(type, values[values.length - 1] + ":" + type, null, values);
    }

    private void add(String type, String name, @Nullable MessageWriter attribute, String... values) {
        MessageWriter node = new MessageWriter();
        Arrays.stream(values, 0, values.length - 1).forEach(input -> node.text(1, input));
        node.text(2, values[values.length - 1]).text(3, name).text(4, type);
        if (attribute != null) {
            node.message(5, attribute);
        }
        graph.message(1, node);
    }

    private static float[] transpose(float[] values, int rows, int columns) {
        float[] out = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i % columns * rows + i / columns] = values[i];
        }
        return out;
    }
}
