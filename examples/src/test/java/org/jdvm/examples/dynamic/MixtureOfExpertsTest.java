package org.jdvm.examples.dynamic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each token gets what its two best experts say in double precision. */
class MixtureOfExpertsTest {
    private static final int HIDDEN = 24;
    private static final MixtureOfExperts.Model MODEL = MixtureOfExperts.Model.random(5, HIDDEN, 40, 6);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 24, 40, 61})
    void tokensAreRouted(int tokens) {
        Random random = new Random(tokens);
        float[] data = new float[tokens * HIDDEN];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        Tensor x = Tensor.of(data, tokens, HIDDEN);
        float[] result = MixtureOfExpertsOperators.apply(x, MODEL).toFloatArray();
        Plain plain = Plain.of(x);
        Plain scores = plain.times(Plain.of(MODEL.router()));
        for (int token = 0; token < tokens; token++) {
            double[] score = scores.data()[token];
            List<Integer> order = IntStream.range(0, score.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -score[i]))
                    .toList();
            double weight = Plain.sigmoid(score[order.get(0)] - score[order.get(1)]);
            Plain first = expert(plain.row(token), order.get(0));
            Plain second = expert(plain.row(token), order.get(1));
            for (int i = 0; i < HIDDEN; i++) {
                double expected = weight * first.data()[0][i] + (1 - weight) * second.data()[0][i];
                assertEquals(expected, result[token * HIDDEN + i], 1e-4);
            }
        }
    }

    private static Plain expert(Plain row, int number) {
        MixtureOfExperts.Expert expert = MODEL.experts().get(number);
        return row.feedForward(Plain.of(expert.gate()), Plain.of(expert.up()), Plain.of(expert.down()));
    }
}
