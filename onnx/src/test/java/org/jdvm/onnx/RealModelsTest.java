package org.jdvm.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jdvm.Tensor;
import org.junit.jupiter.api.Test;

/** Models of Maven Central against ONNX Runtime. */
class RealModelsTest {
    private static byte[] resource(String name) throws IOException {
        try (InputStream in = RealModelsTest.class.getResourceAsStream("/" + name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void aSentenceEncoderAgreesAtSeveralShapes() throws IOException {
        byte[] bytes = resource("all-minilm-l6-v2.onnx");
        OnnxModel model = OnnxModel.parse(bytes, "all-minilm-l6-v2");
        assertEquals(
                "[last_hidden_state: float[batch_size, sequence_length, 384]]",
                model.outputs().toString());
        double worst = 0;
        try (OrtSession session = new OrtSession(bytes, 1)) {
            for (int[] shape : new int[][] {{1, 7}, {1, 37}, {3, 16}}) {
                Map<String, Tensor> inputs = ModelComparison.text(model, shape[0], shape[1], 7);
                float[] first = model.call(inputs).values().iterator().next().toFloatArray();
                Map<String, Tensor> planned = model.call(inputs);
                assertArrayEquals(first, planned.values().iterator().next().toFloatArray());
                assertNotNull(model.plan(inputs.values().toArray(Tensor[]::new)));
                worst = Math.max(worst, ModelComparison.difference(planned, session.call(inputs)));
            }
        }
        System.out.printf("all-minilm-l6-v2: largest difference %.1e of the output's scale%n", worst);
        assertTrue(worst < 1e-4, "difference " + worst);
    }
}
