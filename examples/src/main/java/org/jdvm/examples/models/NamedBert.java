package org.jdvm.examples.models;

import java.util.stream.IntStream;
import org.jdvm.examples.encoder.BertConfig;
import org.jdvm.examples.encoder.BertWeights;
import org.jdvm.examples.encoder.BertWeights.Dense;
import org.jdvm.examples.encoder.BertWeights.Matrix;
import org.jdvm.examples.encoder.BertWeights.Norm;

/** Weights of BERT encoders that were never trained. */
public final class NamedBert {
    private NamedBert() {}

    /** {@return the encoder of four layers of the size of BERT base that is measured} */
    public static BertConfig four() {
        return new BertConfig(4, 768, 12, 3072, 8192, 512, 1, 1e-5f);
    }

    /**
     * {@return an encoder that was never trained}
     *
     * @param name what its weights are made from
     * @param config the sizes
     */
    public static BertWeights weights(String name, BertConfig config) {
        int hidden = config.hidden();
        return new BertWeights(
                config,
                table(name + "/emb", config.vocabulary(), hidden, 1),
                table(name + "/pos", config.maxPositions(), hidden, 0.5),
                new Matrix(config.tokenTypes(), hidden, new float[config.tokenTypes() * hidden]),
                norm(name + "/lne", hidden),
                IntStream.range(0, config.layers())
                        .mapToObj(i -> layer(name + "/l" + i + "_", hidden, config.intermediate()))
                        .toList());
    }

    private static BertWeights.Layer layer(String name, int hidden, int inner) {
        return new BertWeights.Layer(
                dense(name, "q", hidden, hidden),
                dense(name, "k", hidden, hidden),
                dense(name, "v", hidden, hidden),
                dense(name, "o", hidden, hidden),
                norm(name + "ln1", hidden),
                dense(name, "f1", hidden, inner),
                dense(name, "f2", inner, hidden),
                norm(name + "ln2", hidden));
    }

    private static Dense dense(String layer, String name, int rows, int columns) {
        float[] weight = NamedNumbers.matrix(layer + "w" + name, rows, columns);
        return new Dense(new Matrix(rows, columns, weight), NamedNumbers.floats(layer + "b" + name, columns, 0.1, 0));
    }

    private static Norm norm(String name, int size) {
        return new Norm(NamedNumbers.floats(name + "w", size, 0.1, 1), NamedNumbers.floats(name + "b", size, 0.1, 0));
    }

    private static Matrix table(String name, int rows, int columns, double radius) {
        return new Matrix(rows, columns, NamedNumbers.floats(name, rows * columns, radius, 0));
    }
}
