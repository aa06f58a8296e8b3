package org.jdvm.examples.encoder;

import java.util.Collections;
import java.util.List;

/**
 * The parameters of a BERT encoder as plain arrays.
 *
 * @param config the sizes
 * @param words one row a token id
 * @param positions one row a position
 * @param types one row a token type
 * @param embeddingNorm the normalisation of the summed embeddings
 * @param layers the layers, first to last
 */
public record BertWeights(
        BertConfig config, Matrix words, Matrix positions, Matrix types, Norm embeddingNorm, List<Layer> layers) {

    /** Keeps its own list of layers. */
    public BertWeights {
        layers = List.copyOf(layers);
    }

    static BertWeights zeros(BertConfig config) {
        int hidden = config.hidden();
        Dense square = Dense.zeros(hidden, hidden);
        Norm norm = new Norm(new float[hidden], new float[hidden]);
        Layer layer = new Layer(
                square,
                square,
                square,
                square,
                norm,
                Dense.zeros(hidden, config.intermediate()),
                Dense.zeros(config.intermediate(), hidden),
                norm);
        return new BertWeights(
                config,
                Matrix.zeros(config.vocabulary(), hidden),
                Matrix.zeros(config.maxPositions(), hidden),
                Matrix.zeros(config.tokenTypes(), hidden),
                norm,
                Collections.nCopies(config.layers(), layer));
    }

    /**
     * A matrix.
     *
     * @param rows how many rows
     * @param columns how many columns
     * @param values the elements, row by row; shared, not copied
     */
    public record Matrix(int rows, int columns, float[] values) {
        /** Checks that the values fill the matrix. */
        public Matrix {
            if ((long) rows * columns != values.length) {
                throw new IllegalArgumentException(
                        "%d x %d matrix of %d values".formatted(rows, columns, values.length));
            }
        }

        static Matrix zeros(int rows, int columns) {
            return new Matrix(rows, columns, new float[rows * columns]);
        }

        Matrix transpose() {
            float[] out = new float[values.length];
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    out[c * rows + r] = values[r * columns + c];
                }
            }
            return new Matrix(columns, rows, out);
        }
    }

    /**
     * A dense transformation: {@code x * weight + bias}.
     *
     * @param weight one row an input, one column an output
     * @param bias one value an output
     */
    public record Dense(Matrix weight, float[] bias) {
        static Dense zeros(int inputs, int outputs) {
            return new Dense(Matrix.zeros(inputs, outputs), new float[outputs]);
        }
    }

    /**
     * A layer normalisation.
     *
     * @param gamma the scale
     * @param beta the shift
     */
    public record Norm(float[] gamma, float[] beta) {}

    /**
     * One layer: self-attention, then the feed-forward part, each added to its input and normalised.
     *
     * @param query makes the queries
     * @param key makes the keys
     * @param value makes the values
     * @param attentionOutput mixes the heads
     * @param attentionNorm normalises after the attention
     * @param intermediate the first half of the feed-forward part
     * @param output the second half
     * @param outputNorm normalises after the feed-forward part
     */
    public record Layer(
            Dense query,
            Dense key,
            Dense value,
            Dense attentionOutput,
            Norm attentionNorm,
            Dense intermediate,
            Dense output,
            Norm outputNorm) {}
}
