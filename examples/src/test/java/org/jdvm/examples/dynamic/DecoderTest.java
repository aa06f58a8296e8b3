package org.jdvm.examples.dynamic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Greedy and beam search find the sequences that they find with a decoder in double precision, which reads the whole sequence each time. */
class DecoderTest {
    private static final Decoder.Config CONFIG = new Decoder.Config(40, 32, 4, 2, 48, 2);
    private static final Decoder DECODER = Decoder.random(17, CONFIG);
    private static final int END = 0;
    private static final int[] PROMPT = {3, 14, 15};

    @Test
    void greedy() {
        int most = 20;
        List<Integer> expected = new ArrayList<>();
        double sum = 0;
        do {
            double[] scores = next(expected);
            int best = 0;
            for (int token = 1; token < scores.length; token++) {
                best = scores[token] > scores[best] ? token : best;
            }
            expected.add(best);
            sum += scores[best];
        } while (expected.getLast() != END && expected.size() < most);
        Decoder.Text text = DECODER.greedy(PROMPT, END, most);
        assertEquals(expected, text.tokens());
        assertEquals(sum, text.logProbability(), 1e-3);
        assertTrue(text.tokens().size() > 4, () -> "a text too short to show anything: " + text);
    }

    @Test
    void beam() {
        int most = 8;
        int width = 3;
        List<Decoder.Text> open = List.of(new Decoder.Text(List.of(), 0));
        List<Decoder.Text> done = new ArrayList<>();
        while (!open.isEmpty()) {
            List<Decoder.Text> longer = new ArrayList<>();
            for (Decoder.Text text : open) {
                double[] scores = next(text.tokens());
                for (int token = 0; token < scores.length; token++) {
                    List<Integer> tokens = new ArrayList<>(text.tokens());
                    tokens.add(token);
                    longer.add(new Decoder.Text(tokens, text.logProbability() + scores[token]));
                }
            }
            longer.sort(Comparator.comparingDouble(Decoder.Text::logProbability).reversed());
            open = new ArrayList<>();
            for (Decoder.Text text : longer.subList(0, width)) {
                boolean ends = text.tokens().getLast() == END || text.tokens().size() == most;
                (ends ? done : open).add(text);
            }
        }
        done.sort(Comparator.comparingDouble(Decoder.Text::logProbability).reversed());
        List<Decoder.Text> found = DECODER.beam(PROMPT, END, most, width);
        assertEquals(
                done.stream().map(Decoder.Text::tokens).toList(),
                found.stream().map(Decoder.Text::tokens).toList());
        for (int i = 0; i < done.size(); i++) {
            assertEquals(done.get(i).logProbability(), found.get(i).logProbability(), 1e-3);
        }
    }

    /** The logarithms of the probabilities of the token after a text. */
    private static double[] next(List<Integer> tokens) {
        double[][] rows = new double[PROMPT.length + tokens.size()][];
        Plain embedding = Plain.of(DECODER.embedding());
        for (int i = 0; i < rows.length; i++) {
            rows[i] = embedding.data()[i < PROMPT.length ? PROMPT[i] : tokens.get(i - PROMPT.length)];
        }
        Plain x = new Plain(rows);
        for (Decoder.Layer layer : DECODER.layers()) {
            x = layer(x, layer);
        }
        return x.row(x.rows() - 1)
                .rmsNorm(Plain.of(DECODER.norm()), 1e-5)
                .times(Plain.of(DECODER.head()))
                .softmax()
                .map(Math::log)
                .data()[0];
    }

    private static Plain layer(Plain x, Decoder.Layer layer) {
        int size = CONFIG.headSize();
        Plain normed = x.rmsNorm(Plain.of(layer.norm()), 1e-5);
        Plain query = normed.times(Plain.of(layer.query()));
        Plain key = normed.times(Plain.of(layer.key()));
        Plain value = normed.times(Plain.of(layer.value()));
        Plain mixed = null;
        for (int head = 0; head < CONFIG.heads(); head++) {
            int group = head / (CONFIG.heads() / CONFIG.groups());
            Plain q = rotated(query.columns(head * size, (head + 1) * size));
            Plain k = rotated(key.columns(group * size, (group + 1) * size));
            Plain scores = q.times(k.transposed()).map(v -> v / Math.sqrt(size));
            for (int i = 0; i < scores.rows(); i++) {
                for (int j = i + 1; j < scores.rows(); j++) {
                    scores.data()[i][j] = Double.NEGATIVE_INFINITY;
                }
            }
            Plain part = scores.softmax().times(value.columns(group * size, (group + 1) * size));
            mixed = mixed == null ? part : mixed.appended(part);
        }
        Plain attended = x.plus(mixed.times(Plain.of(layer.output())));
        return attended.plus(attended.rmsNorm(Plain.of(layer.feedNorm()), 1e-5)
                .feedForward(Plain.of(layer.gate()), Plain.of(layer.up()), Plain.of(layer.down())));
    }

    private static Plain rotated(Plain x) {
        int half = x.columns() / 2;
        double[][] result = new double[x.rows()][x.columns()];
        for (int position = 0; position < x.rows(); position++) {
            for (int pair = 0; pair < half; pair++) {
                double angle = position * Math.pow(10_000, -1.0 * pair / half);
                double a = x.data()[position][pair];
                double b = x.data()[position][pair + half];
                result[position][pair] = a * Math.cos(angle) - b * Math.sin(angle);
                result[position][pair + half] = b * Math.cos(angle) + a * Math.sin(angle);
            }
        }
        return new Plain(result);
    }
}
