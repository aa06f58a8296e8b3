package org.jdvm.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdvm.Tensor;
import org.jdvm.onnx.proto.MessageWriter;
import org.junit.jupiter.api.Test;

/** The operators of {@code com.microsoft} against ONNX Runtime, each as a model with random inputs. */
class MicrosoftOperatorsTest {
    private static final String DOMAIN = "com.microsoft";
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT32 = 6;
    private static final int INT64 = 7;

    private final SplittableRandom random = new SplittableRandom(11);

    /** A model that is written part by part, whose input is x. */
    private final class Written {
        private final MessageWriter graph = new MessageWriter();
        private final List<String> outputs = new ArrayList<>();
        private final int[] dims;

        Written(int... dims) {
            this.dims = dims;
        }

        Written node(String operator, String inputs, String results, MessageWriter... attributes) {
            return node(DOMAIN, operator, inputs, results, attributes);
        }

        Written standard(String operator, String inputs, String results, MessageWriter... attributes) {
            return node("", operator, inputs, results, attributes);
        }

        private Written node(
                String domain, String operator, String inputs, String results, MessageWriter... attributes) {
            MessageWriter node = new MessageWriter();
            for (String input : inputs.split(",", -1)) {
                node.text(1, input);
            }
            for (String result : results.split(",", -1)) {
                node.text(2, result);
            }
            node.text(3, "n_" + results).text(4, operator).text(7, domain);
            for (MessageWriter attribute : attributes) {
                node.message(5, attribute);
            }
            graph.message(1, node);
            return this;
        }

        /** A constant of random numbers between -1 and 1. */
        Written floats(String name, int... dims) {
            return floats(name, -1, 1, dims);
        }

        Written floats(String name, double least, double most, int... dims) {
            float[] elements = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = (float) random.nextDouble(least, most);
            }
            graph.message(5, ModelWriter.floats(name, elements, dims));
            return this;
        }

        Written scalar(String name, float number) {
            graph.message(5, ModelWriter.floats(name, new float[] {number}));
            return this;
        }

        /** A constant of integers below a bound. */
        Written integers(String name, int type, int least, int most, int... dims) {
            int[] elements = new int[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
            Arrays.setAll(elements, _ -> random.nextInt(least, most));
            return integers(name, type, elements, dims);
        }

        Written integers(String name, int type, int[] elements, int... dims) {
            MessageWriter tensor = new MessageWriter();
            for (int dim : dims) {
                tensor.number(1, dim);
            }
            tensor.number(2, type).text(8, name);
            for (int element : elements) {
                // int64_data, or int32_data for all narrower types
                tensor.number(type == INT64 ? 7 : 5, element);
            }
            graph.message(5, tensor);
            return this;
        }

        /** The input as uint8. */
        Written quantised(String name) {
            return scalar("xs", 0.01f)
                    .integers("xz", UINT8, new int[] {120})
                    .standard("QuantizeLinear", "x,xs,xz", name);
        }

        /** An output of bytes, which is given as floats. */
        Written bytes(String result) {
            return standard("Cast", result, result + "_f", integer("to", 1)).output(result + "_f");
        }

        Written output(String name) {
            graph.message(
                    12,
                    new MessageWriter()
                            .text(1, name)
                            .message(2, new MessageWriter().message(1, new MessageWriter().number(1, 1))));
            outputs.add(name);
            return this;
        }

        /**
         * Compares with ONNX Runtime.
         *
         * @param tolerance the largest difference, relative to the largest magnitude of an output
         */
        void check(double tolerance) {
            String[] sizes = Arrays.stream(dims).mapToObj(Integer::toString).toArray(String[]::new);
            graph.message(11, ModelWriter.value("x", sizes)).text(2, "graph");
            byte[] model = new MessageWriter()
                    .number(1, 8)
                    .message(7, graph)
                    .message(8, new MessageWriter().text(1, "").number(2, 17))
                    .message(8, new MessageWriter().text(1, DOMAIN).number(2, 1))
                    .done();
            float[] x = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextDouble(-1, 1);
            }
            Map<String, Tensor> inputs = Map.of("x", Tensor.of(x, dims));
            try (OrtSession session = new OrtSession(model, 1)) {
                Map<String, OrtSession.Output> expected = session.call(inputs);
                assertEquals(outputs.size(), expected.size());
                double difference = ModelComparison.difference(
                        OnnxModel.parse(model, outputs.toString()).call(inputs), expected);
                assertTrue(difference <= tolerance, outputs + ": difference " + difference);
            }
        }
    }

    private static MessageWriter integer(String name, long value) {
        return new MessageWriter().text(1, name).number(3, value).number(20, 2);
    }

    private static MessageWriter number(String name, float value) {
        return new MessageWriter().text(1, name).float32(2, value).number(20, 1);
    }

    private static MessageWriter text(String name, String value) {
        return new MessageWriter().text(1, name).text(4, value).number(20, 3);
    }

    private static MessageWriter numbers(String name, float... values) {
        MessageWriter attribute = new MessageWriter().text(1, name);
        for (float value : values) {
            attribute.float32(7, value);
        }
        return attribute.number(20, 6);
    }

    @Test
    void activations() {
        new Written(3, 17).node("Gelu", "x", "gelu").output("gelu").check(1e-6);
        new Written(3, 17)
                .floats("b", 17)
                .node("BiasGelu", "x,b", "biased")
                .output("biased")
                .check(1e-6);
        new Written(3, 17)
                .floats("b", 17)
                .node("FastGelu", "x,b", "fast")
                .node("FastGelu", "x", "plain")
                .output("fast")
                .output("plain")
                .check(1e-6);
        new Written(3, 17)
                .node("QuickGelu", "x", "quick", number("alpha", 1.5f))
                .output("quick")
                .check(1e-6);
    }

    @Test
    void norms() {
        new Written(2, 5, 24)
                .floats("skip", 2, 5, 24)
                .floats("gamma", 24)
                .floats("beta", 24)
                .floats("bias", 24)
                .node("SkipLayerNormalization", "x,skip,gamma,beta,bias", "y,,,sum", number("epsilon", 1e-5f))
                .node("SkipLayerNormalization", "x,skip,gamma", "short")
                .output("y")
                .output("sum")
                .output("short")
                .check(2e-6);
        new Written(2, 5, 24)
                .floats("skip", 2, 5, 24)
                .floats("gamma", 24)
                .floats("bias", 24)
                .node("SkipSimplifiedLayerNormalization", "x,skip,gamma,bias", "y,,,sum", number("epsilon", 1e-5f))
                .output("y")
                .output("sum")
                .check(2e-6);
        new Written(2, 5, 24)
                .floats("gamma", 24)
                .standard("SimplifiedLayerNormalization", "x,gamma", "rms", integer("axis", -1))
                .output("rms")
                .check(2e-6);
    }

    @Test
    void embeddings() {
        new Written(2, 1)
                .integers("ids", INT32, 0, 13, 2, 7)
                .integers("segments", INT32, 0, 2, 2, 7)
                .floats("words", 13, 16)
                .floats("positions", 9, 16)
                .floats("kinds", 2, 16)
                .floats("gamma", 16)
                .floats("beta", 16)
                .node("EmbedLayerNormalization", "ids,segments,words,positions,kinds,gamma,beta", "y,counts")
                .standard("ReduceMean", "x", "mean", integer("keepdims", 0))
                .standard("Add", "y,mean", "z")
                .output("z")
                .check(2e-6);
    }

    @Test
    void products() {
        new Written(2, 6, 5)
                .floats("b", 2, 7, 6)
                .node("FusedMatMul", "x,b", "fused", integer("transA", 1), integer("transB", 1), number("alpha", 0.5f))
                .output("fused")
                .check(1e-6);
        new Written(6, 2, 5)
                .floats("b", 2, 5, 7)
                .node("FusedMatMul", "x,b", "batch", integer("transBatchA", 1))
                .output("batch")
                .check(1e-6);
        new Written(2, 5, 6)
                .floats("b", 2, 7, 6)
                .node("TransposeMatMul", "x,b", "turned", integer("transB", 1))
                .output("turned")
                .check(1e-6);
        new Written(5, 6)
                .floats("b", 7, 6)
                .floats("c", 7)
                .node(
                        "FusedGemm",
                        "x,b,c",
                        "gemm",
                        integer("transB", 1),
                        number("alpha", 0.5f),
                        number("beta", 2),
                        text("activation", "LeakyRelu"),
                        number("activation_alpha", 0.1f))
                .output("gemm")
                .check(1e-6);
        new Written(1, 3, 9, 8)
                .floats("w", 4, 3, 3, 3)
                .floats("b", 4)
                .node("FusedConv", "x,w,b", "relu", text("activation", "Relu"))
                .node(
                        "FusedConv",
                        "x,w,b",
                        "hard",
                        text("activation", "HardSigmoid"),
                        numbers("activation_params", 0.3f, 0.4f))
                .output("relu")
                .output("hard")
                .check(2e-6);
    }

    @Test
    void attention() {
        new Written(2, 6, 16)
                .floats("w", 16, 48)
                .floats("b", 48)
                .integers("mask", INT32, new int[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0}, 2, 6)
                .node("Attention", "x,w,b,mask", "y", integer("num_heads", 4))
                .node("Attention", "x,w,b", "causal", integer("num_heads", 4), integer("unidirectional", 1))
                .output("y")
                .output("causal")
                .check(2e-6);
        new Written(2, 6, 16)
                .floats("k", 2, 9, 16)
                .floats("v", 2, 9, 16)
                .floats("bias", 48)
                .floats("scores", 1, 1, 6, 9)
                .node("MultiHeadAttention", "x,k,v,bias", "y", integer("num_heads", 2))
                .node("MultiHeadAttention", "x,k,v,,,scores", "z", integer("num_heads", 2), number("scale", 0.3f))
                .output("y")
                .output("z")
                .check(2e-6);
    }

    @Test
    void groupedAttentionWithRotation() {
        new Written(1, 5, 64)
                .floats("k", 1, 5, 32)
                .floats("v", 1, 5, 32)
                .integers("last", INT32, new int[] {4}, 1)
                .integers("total", INT32, new int[] {5})
                .floats("cos", 12, 8)
                .floats("sin", 12, 8)
                .node(
                        "GroupQueryAttention",
                        "x,k,v,,,last,total,cos,sin",
                        "y,keys,values",
                        integer("num_heads", 4),
                        integer("kv_num_heads", 2),
                        integer("do_rotary", 1))
                .output("y")
                .output("keys")
                .output("values")
                .check(2e-6);
        new Written(2, 4, 16)
                .integers("positions", INT64, new int[] {0, 1, 2, 3, 5, 6, 7, 8}, 2, 4)
                .floats("cos", 12, 4)
                .floats("sin", 12, 4)
                .node("RotaryEmbedding", "x,positions,cos,sin", "halves")
                .node("RotaryEmbedding", "x,positions,cos,sin", "pairs", integer("interleaved", 1))
                .output("halves")
                .output("pairs")
                .check(1e-6);
    }

    @Test
    void packedWeights() {
        for (int bits : new int[] {4, 8}) {
            new Written(3, 64)
                    .integers("b", UINT8, 0, 256, 7, 2, 32 * bits / 8)
                    .floats("s", 0.01, 0.1, 14)
                    .integers("z", UINT8, 0, 256, bits == 4 ? 7 : 14)
                    .node(
                            "MatMulNBits",
                            "x,b,s,z",
                            "y",
                            integer("K", 64),
                            integer("N", 7),
                            integer("bits", bits),
                            integer("block_size", 32))
                    .output("y")
                    // ONNX Runtime may round the left operand to 8 bits where the weights are integers.
                    .check(1e-5);
        }
    }

    @Test
    void integerProducts() {
        new Written(5, 24)
                .integers("b", UINT8, 0, 256, 24, 7)
                .scalar("bs", 0.02f)
                .integers("bz", UINT8, new int[] {131})
                .floats("bias", 7)
                .node("DynamicQuantizeMatMul", "x,b,bs,bz,bias", "y")
                .output("y")
                .check(2e-6);
        new Written(5, 24)
                .quantised("a")
                // ONNX Runtime is exact for these on all processors: two products fit 16 bits.
                .integers("b", INT8, -64, 64, 24, 7)
                .floats("bs", 0.01, 0.02, 7)
                .integers("bz", INT8, -9, 9, 7)
                .floats("bias", 7)
                .node("MatMulIntegerToFloat", "a,b,xs,bs,xz,bz,bias", "y")
                .output("y")
                .check(2e-6);
    }

    @Test
    void quantisedElementwise() {
        Written written = new Written(4, 9)
                .quantised("a")
                .integers("b", UINT8, 0, 256, 4, 9)
                .scalar("bs", 0.02f)
                .integers("bz", UINT8, new int[] {99})
                .scalar("cs", 0.03f)
                .integers("cz", UINT8, new int[] {111})
                .scalar("ds", 1f / 256)
                .integers("dz", UINT8, new int[] {0})
                .node("QLinearAdd", "a,xs,xz,b,bs,bz,cs,cz", "sum")
                .node("QLinearMul", "a,xs,xz,b,bs,bz,cs,cz", "product")
                .node("QLinearSigmoid", "a,xs,xz,ds,dz", "sigmoid")
                .node("QLinearLeakyRelu", "a,xs,xz,cs,cz", "leaky", number("alpha", 0.2f))
                .node("QLinearConcat", "cs,cz,a,xs,xz,b,bs,bz", "joined", integer("axis", 1))
                .node("QuantizeLinear", "x,cs,cz", "rounded")
                .node("DequantizeLinear", "b,bs,bz", "real")
                .output("real");
        for (String result : List.of("sum", "product", "sigmoid", "leaky", "joined", "rounded")) {
            written.bytes(result);
        }
        written.check(1e-6);
    }
}
