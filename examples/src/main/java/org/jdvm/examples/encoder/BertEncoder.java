package org.jdvm.examples.encoder;

import java.util.List;
import org.jdvm.Dvm;
import org.jdvm.RaggedTensor;
import org.jdvm.Tensor;
import org.jdvm.examples.encoder.BertWeights.Matrix;

/** A BERT encoder as a sequence of operator calls: one for the embeddings, one for each layer, one for the vector. */
public final class BertEncoder {
    private final Dvm dvm;
    private final BertConfig config;
    private final WeightPrecision precision;
    private final WordTable words;
    private final Tensor positions;
    private final Tensor types;
    private final Tensor gamma;
    private final Tensor beta;
    private final List<EncoderLayer> layers;

    /**
     * Makes the encoder of a model.
     *
     * @param weights the model
     * @param dvm the machine that runs it
     */
    public BertEncoder(BertWeights weights, Dvm dvm) {
        this(weights, WeightPrecision.F32, ActivationPrecision.F32, dvm);
    }

    /**
     * Makes the encoder of a model.
     *
     * @param weights the model
     * @param precision how exactly its matrices are kept
     * @param activations how exactly they are multiplied
     * @param dvm the machine that runs it
     * @throws IllegalArgumentException if the matrices are not kept in the form in which they are multiplied
     */
    public BertEncoder(BertWeights weights, WeightPrecision precision, ActivationPrecision activations, Dvm dvm) {
        if (!activations.fits(precision)) {
            throw new IllegalArgumentException("activations of precision %s are multiplied with weights of precision %s"
                            .formatted(activations, activations)
                    + ", not " + precision);
        }
        this.dvm = dvm;
        this.precision = precision;
        config = weights.config();
        words = WordTable.of(weights.words(), precision);
        positions = constant(weights.positions());
        types = constant(weights.types());
        gamma = constant(weights.embeddingNorm().gamma());
        beta = constant(weights.embeddingNorm().beta());
        layers = weights.layers().stream()
                .map(layer -> layer(layer, activations))
                .toList();
    }

    /**
     * Runs a tiny model of zeros, so that classes are loaded and operators are planned before the real one is there.
     *
     * @param dvm the machine that will run it
     * @param precision how exactly its matrices will be kept
     * @param activations how exactly they will be multiplied
     * @param pooling how vectors will be made
     */
    static void rehearse(Dvm dvm, WeightPrecision precision, ActivationPrecision activations, Pooling pooling) {
        BertWeights zeros = BertWeights.zeros(new BertConfig(1, 32, 2, 64, 1, 8, 1, 1));
        BertEncoder tiny = new BertEncoder(zeros, precision, activations, dvm);
        tiny.pool(tiny.hiddenStates(new long[8]), pooling);
    }

    /** {@return the bytes of all parameters as the file has them, in 32-bit floats} */
    public long weightBytes() {
        long elements = words.elements() + positions.size() + types.size() + gamma.size() + beta.size();
        for (EncoderLayer layer : layers) {
            elements += layer.tensors().mapToLong(Tensor::size).sum();
        }
        return Float.BYTES * elements;
    }

    /**
     * The last hidden states of a text.
     *
     * @param ids its tokens
     * @return one row a token
     */
    public Tensor hiddenStates(long[] ids) {
        Tensor tokens = Tensor.of(ids, ids.length);
        float eps = config.epsilon();
        Tensor x = switch (words) {
            case WordTable.Floats(Tensor rows) ->
                BertLayersOperators.embed(dvm, tokens, rows, positions, types, gamma, beta, eps);
            case WordTable.Halves(Tensor rows) ->
                BertLayersOperators.embedHalves(dvm, tokens, rows, positions, types, gamma, beta, eps);
            case WordTable.Integers(Tensor rows, Tensor scales) ->
                BertLayersOperators.embedIntegers(dvm, tokens, rows, scales, positions, types, gamma, beta, eps);
        };
        for (EncoderLayer layer : layers) {
            x = layer.run(dvm, x, config.heads(), eps);
        }
        return x;
    }

    /**
     * The last hidden states of many texts: row by row for all of them at once, attention for each text.
     *
     * @param ids their tokens
     * @return one row a token for each text
     */
    public RaggedTensor hiddenStates(RaggedTensor ids) {
        float eps = config.epsilon();
        RaggedTensor x = switch (words) {
            case WordTable.Floats(Tensor rows) ->
                BertLayersOperators.embed(dvm, ids, rows, positions, types, gamma, beta, eps);
            case WordTable.Halves(Tensor rows) ->
                BertLayersOperators.embedHalves(dvm, ids, rows, positions, types, gamma, beta, eps);
            case WordTable.Integers(Tensor rows, Tensor scales) ->
                BertLayersOperators.embedIntegers(dvm, ids, rows, scales, positions, types, gamma, beta, eps);
        };
        for (EncoderLayer layer : layers) {
            x = layer.run(dvm, x, config.heads(), eps);
        }
        return x;
    }

    /** One vector of length 1 for each text from their hidden states. */
    Tensor pool(RaggedTensor hiddenStates, Pooling pooling) {
        return switch (pooling) {
            case MEAN -> BertLayersOperators.meanVector(dvm, hiddenStates);
            case CLS -> BertLayersOperators.firstVector(dvm, hiddenStates);
        };
    }

    /** One vector of length 1 from a text's hidden states. */
    float[] pool(Tensor hiddenStates, Pooling pooling) {
        Tensor vector = switch (pooling) {
            case MEAN -> BertLayersOperators.meanVector(dvm, hiddenStates);
            case CLS -> BertLayersOperators.firstVector(dvm, hiddenStates);
        };
        return vector.toFloatArray();
    }

    private EncoderLayer layer(BertWeights.Layer layer, ActivationPrecision activations) {
        return switch (activations) {
            case F32 -> new EncoderLayer.Floats(constants(layer));
            case BF16 -> new EncoderLayer.Bfloats(constants(layer));
            case INT8 -> new EncoderLayer.Integers(integers(layer));
        };
    }

    private BertLayers.Layer constants(BertWeights.Layer layer) {
        return new BertLayers.Layer(
                weight(layer.query().weight()),
                constant(layer.query().bias()),
                weight(layer.key().weight()),
                constant(layer.key().bias()),
                weight(layer.value().weight()),
                constant(layer.value().bias()),
                weight(layer.attentionOutput().weight()),
                constant(layer.attentionOutput().bias()),
                constant(layer.attentionNorm().gamma()),
                constant(layer.attentionNorm().beta()),
                weight(layer.intermediate().weight()),
                constant(layer.intermediate().bias()),
                weight(layer.output().weight()),
                constant(layer.output().bias()),
                constant(layer.outputNorm().gamma()),
                constant(layer.outputNorm().beta()));
    }

    private static IntegerLayers.Layer integers(BertWeights.Layer layer) {
        Columns query = Columns.of(layer.query());
        Columns key = Columns.of(layer.key());
        Columns value = Columns.of(layer.value());
        Columns mix = Columns.of(layer.attentionOutput());
        Columns inner = Columns.of(layer.intermediate());
        Columns outer = Columns.of(layer.output());
        return new IntegerLayers.Layer(
                query.integers(),
                query.factors(),
                constant(layer.query().bias()),
                key.integers(),
                key.factors(),
                constant(layer.key().bias()),
                value.integers(),
                value.factors(),
                constant(layer.value().bias()),
                mix.integers(),
                mix.factors(),
                constant(layer.attentionOutput().bias()),
                constant(layer.attentionNorm().gamma()),
                constant(layer.attentionNorm().beta()),
                inner.integers(),
                inner.factors(),
                constant(layer.intermediate().bias()),
                outer.integers(),
                outer.factors(),
                constant(layer.output().bias()),
                constant(layer.outputNorm().gamma()),
                constant(layer.outputNorm().beta()));
    }

    /** A weight as integers with a factor for each column. */
    private record Columns(Tensor integers, Tensor factors) {
        static Columns of(BertWeights.Dense dense) {
            Matrix columns = dense.weight().transpose();
            RowIntegers rows = RowIntegers.of(columns);
            return new Columns(
                    Tensor.of(rows.integers(), columns.rows(), columns.columns())
                            .constant()
                            .transpose(),
                    constant(rows.factors()));
        }
    }

    /** A matrix that is multiplied by. */
    private Tensor weight(Matrix matrix) {
        return precision
                .format()
                .map(format -> Tensor.of(matrix.values(), matrix.rows(), matrix.columns())
                        .quantize(format))
                .orElseGet(() -> constant(matrix));
    }

    private static Tensor constant(Matrix matrix) {
        return Tensor.of(matrix.values(), matrix.rows(), matrix.columns()).constant();
    }

    private static Tensor constant(float[] vector) {
        return Tensor.of(vector, vector.length).constant();
    }
}
