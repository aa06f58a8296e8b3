package org.jdvm.examples.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.examples.golden.SafeTensors;
import org.jdvm.examples.layers.AttentionOperators;
import org.jdvm.examples.layers.LayersOperators;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;

/** The measured parts of models against results of another system. */
class GoldenModelsTest {
    private static final int TOKENS = 16;

    private static void assertAgrees(String golden, Tensor actual) throws IOException {
        double[] expected;
        try (InputStream in = GoldenModelsTest.class.getResourceAsStream("/golden/" + golden + ".safetensors")) {
            expected = SafeTensors.read(in.readAllBytes()).get("out0_f64").values();
        }
        float[] values = actual.toFloatArray();
        assertEquals(expected.length, values.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], values[i], 2e-5 * Math.max(1, Math.abs(expected[i])), golden + " element " + i);
        }
    }

    private static Tensor input(String name, int... dims) {
        int count = 1;
        for (int dim : dims) {
            count *= dim;
        }
        return Tensor.of(NamedNumbers.floats(name, count, name.startsWith("attention") ? 2 : 1, 0), dims);
    }

    @Test
    void attention() throws IOException {
        Tensor mask = Tensor.of(Positions.first(TOKENS, 64).mask(), TOKENS, TOKENS);
        assertAgrees(
                "attention.1x16x768",
                AttentionOperators.attendMasked(
                        input("attention/in0/1x12x16x64", 12, TOKENS, 64),
                        input("attention/in1/1x12x16x64", 12, TOKENS, 64),
                        input("attention/in2/1x12x16x64", 12, TOKENS, 64),
                        mask));
    }

    @Test
    void gatedFeedForward() throws IOException {
        Tensor gate = Tensor.of(NamedNumbers.matrix("mlp_swiglu/w1", 768, 2048), 768, 2048);
        Tensor up = Tensor.of(NamedNumbers.matrix("mlp_swiglu/w3", 768, 2048), 768, 2048);
        Tensor down = Tensor.of(NamedNumbers.matrix("mlp_swiglu/w2", 2048, 768), 2048, 768);
        Tensor x = input("mlp_swiglu/in0/1x16x768", TOKENS, 768);
        assertAgrees("mlp_swiglu.1x16x768", LayersOperators.gatedFeedForward(x, gate, up, down));
    }

    @Test
    void decoderLayer() throws IOException {
        Positions positions = Positions.first(TOKENS, 64);
        Tensor mask = Tensor.of(positions.mask(), TOKENS, TOKENS);
        Tensor cos = Tensor.of(positions.cos(), TOKENS, 32);
        Tensor sin = Tensor.of(positions.sin(), TOKENS, 32);
        LlamaLayers.Layer layer = LlamaWeights.layer("decoder_layer/", 768, 2048);
        Tensor x = input("decoder_layer/in0/1x16x768", TOKENS, 768);
        for (int cores = 1; cores <= 2; cores++) {
            try (Dvm dvm = new Dvm(NpuSpec.host(cores))) {
                assertAgrees(
                        "decoder_layer.1x16x768",
                        LlamaLayersOperators.layer(dvm, x, layer, mask, cos, sin, 12, LlamaConfig.EPS));
            }
        }
    }
}
