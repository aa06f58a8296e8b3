package org.jdvm.examples.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jdvm.Dvm;
import org.jdvm.RaggedTensor;
import org.jdvm.Tensor;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.onnx.OnnxModel;
import org.jdvm.examples.text.TextTokenizer;
import org.jdvm.examples.text.Tokens;

/** Turns texts into vectors: tokenizer, encoder and pooling in one. Safe for use by several threads. */
public final class SentenceEncoder implements TextVectors {
    /** How many tokens are encoded at once: enough for full tiles and all cores, few enough for the last-level cache. */
    private static final int BATCH_TOKENS = 1024;

    private final String name;
    private final TextTokenizer tokenizer;
    private final String tokenizerName;
    private final BertConfig config;
    private final BertEncoder encoder;
    private final Pooling pooling;

    private SentenceEncoder(
            ModelFiles files, TextTokenizer tokenizer, BertConfig config, BertEncoder encoder, Pooling pooling) {
        this.name = files.modelName();
        this.tokenizerName = files.tokenizerName();
        this.tokenizer = tokenizer;
        this.config = config;
        this.encoder = encoder;
        this.pooling = pooling;
    }

    /**
     * Makes the encoder of a model.
     *
     * @param files the model and its tokenizer
     * @param heads the number of attention heads, for models that do not tell
     * @param precision how exactly the matrices of the model are kept
     * @param pooling how one vector is made of a text's tokens
     * @param warnings told once, when the first text is cut to what the model takes
     * @return the encoder
     */
    public static SentenceEncoder open(
            ModelFiles files,
            OptionalInt heads,
            WeightPrecision precision,
            Pooling pooling,
            Consumer<String> warnings) {
        return open(files, heads, precision, ActivationPrecision.F32, pooling, warnings);
    }

    /**
     * Makes the encoder of a model.
     *
     * @param files the model and its tokenizer
     * @param heads the number of attention heads, for models that do not tell
     * @param precision how exactly the matrices of the model are kept
     * @param activations how exactly they are multiplied
     * @param pooling how one vector is made of a text's tokens
     * @param warnings told once, when the first text is cut to what the model takes
     * @return the encoder
     */
    public static SentenceEncoder open(
            ModelFiles files,
            OptionalInt heads,
            WeightPrecision precision,
            ActivationPrecision activations,
            Pooling pooling,
            Consumer<String> warnings) {
        // The virtual machine's work when operators first run takes longer than everything else, so it is done in
        // parallel.
        CompletableFuture<Void> rehearsal =
                CompletableFuture.runAsync(() -> BertEncoder.rehearse(Dvm.shared(), precision, activations, pooling));
        BertWeights weights = BertReader.read(OnnxModel.parse(files.model(), files.modelName()), heads);
        BertConfig config = weights.config();
        BertEncoder encoder = new BertEncoder(weights, precision, activations, Dvm.shared());
        TextTokenizer tokenizer =
                TextTokenizer.parse(files.tokenizer(), files.tokenizerName(), config.maxPositions(), warnings);
        rehearsal.join();
        return new SentenceEncoder(files, tokenizer, config, encoder, pooling);
    }

    /**
     * The model's name.
     *
     * @return the name of its file
     */
    public String name() {
        return name;
    }

    /**
     * The model's sizes.
     *
     * @return the sizes
     */
    public BertConfig config() {
        return config;
    }

    /**
     * The size of the model.
     *
     * @return the bytes of all its parameters
     */
    public long weightBytes() {
        return encoder.weightBytes();
    }

    /**
     * Encodes a text at its own length.
     *
     * @param text the text
     * @return its vector
     */
    public Embedding embed(String text) {
        long[] ids = ids(text);
        return checked(ids.length, encoder.pool(encoder.hiddenStates(ids), pooling));
    }

    /** Encodes texts, each at its own length, many of them in one call. */
    @Override
    public List<Embedding> embedAll(List<String> texts) {
        List<Embedding> embeddings = new ArrayList<>(texts.size());
        List<long[]> batch = new ArrayList<>();
        int tokens = 0;
        for (String text : texts) {
            long[] ids = ids(text);
            if (!batch.isEmpty() && tokens + ids.length > BATCH_TOKENS) {
                embedBatch(batch, embeddings);
                batch.clear();
                tokens = 0;
            }
            batch.add(ids);
            tokens += ids.length;
        }
        embedBatch(batch, embeddings);
        return embeddings;
    }

    @Override
    public int dimension() {
        return config.hidden();
    }

    private void embedBatch(List<long[]> batch, List<Embedding> embeddings) {
        if (batch.isEmpty()) {
            return;
        }
        long[] ids = batch.stream().flatMapToLong(LongStream::of).toArray();
        int[] lengths = batch.stream().mapToInt(text -> text.length).toArray();
        RaggedTensor states = encoder.hiddenStates(RaggedTensor.of(Tensor.of(ids, ids.length), lengths));
        float[] vectors = encoder.pool(states, pooling).toFloatArray();
        for (int i = 0; i < lengths.length; i++) {
            float[] vector = Arrays.copyOfRange(vectors, i * config.hidden(), (i + 1) * config.hidden());
            embeddings.add(checked(lengths[i], vector));
        }
    }

    private long[] ids(String text) {
        Tokens tokens = tokenizer.tokenize(text);
        for (long id : tokens.ids()) {
            if (id < 0 || id >= config.vocabulary()) {
                throw new InputException(
                        "tokenizer %s yields token id %d, but model %s has %d token ids: they do not belong together"
                                .formatted(tokenizerName, id, name, config.vocabulary()));
            }
        }
        return tokens.ids();
    }

    private Embedding checked(int tokens, float[] vector) {
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw new InputException("model %s yields %s for a text of %d tokens; expected finite numbers"
                        .formatted(name, value, tokens));
            }
        }
        return new Embedding(tokens, vector);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
