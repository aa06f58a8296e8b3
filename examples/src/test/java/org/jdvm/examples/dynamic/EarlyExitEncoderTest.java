package org.jdvm.examples.dynamic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jdvm.Tensor;
import org.junit.jupiter.api.Test;

/** Texts of all lengths leave after the same layer, with the same probabilities, as in double precision. */
class EarlyExitEncoderTest {
    private static final int HIDDEN = 32;
    private static final int HEADS = 4;

    @Test
    void answersAreThoseOfDoublePrecision() {
        EarlyExitEncoder.Model model = EarlyExitEncoder.Model.random(11, 6, HIDDEN, HEADS, 5);
        Random random = new Random(4);
        Set<Integer> depths = new TreeSet<>();
        for (int length : new int[] {1, 7, 3, 32, 12, 5, 2, 19, 4, 33}) {
            float[] data = new float[length * HIDDEN];
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) random.nextGaussian();
            }
            Tensor tokens = Tensor.of(data, length, HIDDEN);
            EarlyExitEncoder.Answer answer = EarlyExitEncoderOperators.classify(tokens, model, 0.6);
            depths.add(answer.layers());
            float[] probabilities = answer.probabilities().toFloatArray();
            double[] expected = compare(Plain.of(tokens), model, answer.layers());
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], probabilities[i], 1e-4);
            }
        }
        // the threshold matters: not all inputs exit at the same layer
        assertEquals(true, depths.size() > 1, depths::toString);
    }

    /** The probabilities after the layer where double precision leaves. */
    private static double[] compare(Plain tokens, EarlyExitEncoder.Model model, int left) {
        Plain x = tokens;
        for (int number = 1; ; number++) {
            x = layer(x, model.layers().get(number - 1));
            double[] mean = new double[HIDDEN];
            for (double[] row : x.data()) {
                Arrays.setAll(mean, i -> mean[i] + row[i] / tokens.rows());
            }
            Plain probabilities = new Plain(new double[][] {mean})
                    .times(Plain.of(model.classifier()))
                    .map(v -> 4 * v)
                    .softmax();
            double best = Arrays.stream(probabilities.data()[0]).max().orElseThrow();
            if (best >= 0.6 || number == model.layers().size()) {
                assertEquals(number, left, "layers");
                return probabilities.data()[0];
            }
        }
    }

    private static Plain layer(Plain x, EarlyExitEncoder.Layer layer) {
        Plain normed = x.rmsNorm(Plain.of(layer.norm()), 1e-5);
        Plain query = normed.times(Plain.of(layer.query()));
        Plain key = normed.times(Plain.of(layer.key()));
        Plain value = normed.times(Plain.of(layer.value()));
        int size = HIDDEN / HEADS;
        Plain mixed = null;
        for (int head = 0; head < HEADS; head++) {
            int from = head * size;
            Plain weights = query.columns(from, from + size)
                    .times(key.columns(from, from + size).transposed())
                    .map(v -> v / Math.sqrt(size))
                    .softmax();
            Plain part = weights.times(value.columns(from, from + size));
            mixed = mixed == null ? part : mixed.appended(part);
        }
        Plain attended = x.plus(mixed.times(Plain.of(layer.output())));
        return attended.plus(attended.rmsNorm(Plain.of(layer.feedNorm()), 1e-5)
                .feedForward(Plain.of(layer.gate()), Plain.of(layer.up()), Plain.of(layer.down())));
    }
}
