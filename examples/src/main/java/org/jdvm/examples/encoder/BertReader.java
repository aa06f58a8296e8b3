package org.jdvm.examples.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jdvm.examples.encoder.BertWeights.Dense;
import org.jdvm.examples.encoder.BertWeights.Layer;
import org.jdvm.examples.encoder.BertWeights.Matrix;
import org.jdvm.examples.encoder.BertWeights.Norm;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.onnx.OnnxModel;
import org.jdvm.examples.onnx.OnnxTensor;

/**
 * Finds the parameters of a BERT encoder in a model file.
 *
 * <p>Embeddings, biases and norms keep their names when a model is exported; dense weights often do not, so they are
 * found through the node that uses the named bias. Every size comes from the file. Whatever does not fit is refused
 * with the name of the tensor or node that does not.
 */
public final class BertReader {
    private static final String WORDS = "embeddings.word_embeddings.weight";

    private final OnnxModel model;
    private final BertGraph graph;
    private final String prefix;

    private BertReader(OnnxModel model, String prefix) {
        this.model = model;
        this.graph = new BertGraph(model);
        this.prefix = prefix;
    }

    /**
     * Reads the parameters; the number of heads comes from the file.
     *
     * @param model the model
     * @return its parameters
     */
    public static BertWeights read(OnnxModel model) {
        return read(model, OptionalInt.empty());
    }

    /**
     * Reads the parameters.
     *
     * @param model the model
     * @param heads the number of attention heads, for files that do not tell
     * @return its parameters
     */
    public static BertWeights read(OnnxModel model, OptionalInt heads) {
        List<String> words = named(model, name -> name.equals(WORDS) || name.endsWith("." + WORDS));
        if (words.size() != 1) {
            List<String> found = words.isEmpty() ? named(model, name -> name.contains("word_embeddings")) : words;
            throw new InputException(("model %s is not a BERT encoder in floating point with its parameter names kept: "
                            + "expected one tensor named '%s', found %s among %d tensors")
                    .formatted(
                            model.source(),
                            WORDS,
                            found.isEmpty() ? "none like it" : String.join(" and ", found),
                            model.tensorNames().size()));
        }
        String name = words.getFirst();
        return new BertReader(model, name.substring(0, name.length() - WORDS.length())).read(heads);
    }

    private BertWeights read(OptionalInt givenHeads) {
        Matrix words = matrix(prefix + WORDS);
        int hidden = words.columns();
        Matrix positions = table("position_embeddings", hidden);
        Matrix types = table("token_type_embeddings", hidden);
        graph.requirePositionsCountFromZero(prefix + "embeddings.position_embeddings.weight");
        graph.requireNoRelativePositions();
        Norm embeddingNorm = norm(prefix + "embeddings.LayerNorm", hidden);
        float epsilon = graph.epsilon(prefix + "embeddings.LayerNorm.weight");

        List<Layer> layers = new ArrayList<>();
        while (model.tensor(layer(layers.size()) + ".attention.self.query.bias").isPresent()) {
            layers.add(readLayer(layer(layers.size()), hidden, epsilon));
        }
        if (layers.isEmpty()) {
            throw new InputException("model %s has no tensor '%s.attention.self.query.bias': it holds no BERT layer"
                    .formatted(model.source(), layer(0)));
        }
        int intermediate = layers.getFirst().intermediate().bias().length;
        int heads = givenHeads.orElseGet(() -> graph.heads(layer(0) + ".attention.self.query.bias", hidden));
        if (heads < 1 || hidden % heads != 0) {
            throw new InputException(
                    "model %s: %d heads do not divide the hidden size %d".formatted(model.source(), heads, hidden));
        }
        BertConfig config = new BertConfig(
                layers.size(), hidden, heads, intermediate, words.rows(), positions.rows(), types.rows(), epsilon);
        return new BertWeights(config, words, positions, types, embeddingNorm, layers);
    }

    private static List<String> named(OnnxModel model, Predicate<String> condition) {
        return model.tensorNames().stream().filter(condition).limit(3).toList();
    }

    private String layer(int index) {
        return prefix + "encoder.layer." + index;
    }

    private Layer readLayer(String layer, int hidden, float epsilon) {
        int intermediate = vector(layer + ".intermediate.dense.bias", OptionalInt.empty()).length;
        for (String norm : List.of(".attention.output.LayerNorm", ".output.LayerNorm")) {
            float other = graph.epsilon(layer + norm + ".weight");
            if (other != epsilon) {
                throw new InputException(("model %s: layer norm '%s%s' adds %s to the variance; "
                                + "expected %s, as the embeddings' layer norm does")
                        .formatted(model.source(), layer, norm, other, epsilon));
            }
        }
        graph.requireGelu(layer + ".intermediate.dense.bias");
        return new Layer(
                dense(layer + ".attention.self.query", hidden, hidden),
                dense(layer + ".attention.self.key", hidden, hidden),
                dense(layer + ".attention.self.value", hidden, hidden),
                dense(layer + ".attention.output.dense", hidden, hidden),
                norm(layer + ".attention.output.LayerNorm", hidden),
                dense(layer + ".intermediate.dense", hidden, intermediate),
                dense(layer + ".output.dense", intermediate, hidden),
                norm(layer + ".output.LayerNorm", hidden));
    }

    private Dense dense(String name, int inputs, int outputs) {
        float[] bias = vector(name + ".bias", OptionalInt.of(outputs));
        BertGraph.DenseWeight found = graph.denseWeight(name + ".bias");
        Matrix weight = matrix(found.value());
        if (found.transposed()) {
            weight = weight.transpose();
        }
        if (weight.rows() != inputs || weight.columns() != outputs) {
            throw new InputException("model %s: the weight '%s' of '%s' is %d x %d; expected %d inputs x %d outputs"
                    .formatted(model.source(), found.value(), name, weight.rows(), weight.columns(), inputs, outputs));
        }
        return new Dense(weight, bias);
    }

    private Norm norm(String name, int size) {
        return new Norm(vector(name + ".weight", OptionalInt.of(size)), vector(name + ".bias", OptionalInt.of(size)));
    }

    private Matrix table(String name, int columns) {
        Matrix table = matrix(prefix + "embeddings." + name + ".weight");
        if (table.columns() != columns) {
            throw new InputException(
                    "model %s: tensor '%sembeddings.%s.weight' has %d columns; expected %d, as the word embeddings have"
                            .formatted(model.source(), prefix, name, table.columns(), columns));
        }
        return table;
    }

    private Matrix matrix(String name) {
        OnnxTensor tensor = tensor(name);
        int[] dims = tensor.dims();
        if (dims.length != 2) {
            throw wrongDims(name, "a matrix", dims);
        }
        return new Matrix(dims[0], dims[1], tensor.floats());
    }

    private float[] vector(String name, OptionalInt size) {
        OnnxTensor tensor = tensor(name);
        int[] dims = tensor.dims();
        if (dims.length != 1 || (size.isPresent() && dims[0] != size.getAsInt())) {
            throw wrongDims(name, size.isPresent() ? "a vector of " + size.getAsInt() : "a vector", dims);
        }
        return tensor.floats();
    }

    private OnnxTensor tensor(String name) {
        return model.tensor(name)
                .orElseThrow(() -> new InputException(
                        "model %s has no tensor '%s'; expected a BERT encoder with its parameter names kept"
                                .formatted(model.source(), name)));
    }

    private InputException wrongDims(String name, String expected, int[] dims) {
        return new InputException("model %s: tensor '%s' has the dims %s; expected %s"
                .formatted(model.source(), name, Arrays.toString(dims), expected));
    }
}
