package org.jdvm.embeddings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jdvm.JdvmException;
import org.jdvm.embeddings.tokenizer.TokenizedText;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Turns texts into vectors whose products measure how close their meanings are.
 *
 * <pre>{@code
 * try (Embedder embedder = Embedder.builder()
 *         .model(Path.of("model.onnx"))
 *         .tokenizer(Path.of("tokenizer.json"))
 *         .build()) {
 *     float[] vector = embedder.embed("some text");
 * }
 * }</pre>
 *
 * <p>Any number of threads may use it. The model runs on the threads of {@link org.jdvm.Dvm#shared()}, or on those of the embedder
 * if {@link EmbedderBuilder#threads} asks for some.
 */
public final class Embedder implements AutoCloseable {
    /** How many texts of a list have tokens at a time. */
    private static final int WINDOW = 1024;

    /** How many tokens a batch has at most, unless it is a single text. */
    private static final int BATCH_TOKENS = 2048;

    private final TextEncoder encoder;
    private final EncoderThreads threads;
    private final Tokenizer tokenizer;
    private final Pooling pooling;
    private final boolean normalize;
    private final int maxTokens;
    private final boolean refuseLongTexts;
    private final Consumer<String> warnings;
    private final int markers;
    private final AtomicBoolean warnedOfLong = new AtomicBoolean();
    private final AtomicBoolean warnedOfEmpty = new AtomicBoolean();
    private final AtomicBoolean warnedOfUnknown = new AtomicBoolean();
    private volatile boolean closed;

    Embedder(
            TextEncoder encoder,
            EncoderThreads threads,
            Tokenizer tokenizer,
            Pooling pooling,
            boolean normalize,
            int maxTokens,
            boolean refuseLongTexts,
            Consumer<String> warnings) {
        this.encoder = encoder;
        this.threads = threads;
        this.tokenizer = tokenizer;
        this.pooling = pooling;
        this.normalize = normalize;
        this.maxTokens = maxTokens;
        this.refuseLongTexts = refuseLongTexts;
        this.warnings = warnings;
        this.markers = tokenizer.encode("").length();
    }

    /** {@return what builds an embedder} */
    public static EmbedderBuilder builder() {
        return new EmbedderBuilder();
    }

    /** {@return how many elements vectors have} */
    public int dimension() {
        return encoder.dimension();
    }

    /**
     * {@return the vector of a text}
     *
     * <p>A text without tokens has the vector of the tokens that mark start and end. The first such text, and the first one of unknown tokens
     * alone, whose vector says nothing, is a warning.
     *
     * @param text the text
     * @throws JdvmException if it has too many tokens and the embedder refuses such texts
     * @throws IllegalStateException if the embedder is closed
     */
    public float[] embed(String text) {
        return embed(Collections.singletonList(text))[0];
    }

    /**
     * {@return the vectors of texts, in their order}
     *
     * <p>Texts of the same number of tokens are run together; a vector does not depend on the texts around it but for the rounding of sums.
     *
     * @param texts the texts; apart from the vectors, memory does not grow with their number
     * @throws JdvmException if one has too many tokens and the embedder refuses such texts
     * @throws IllegalStateException if the embedder is closed
     */
    public float[][] embed(List<String> texts) {
        requireOpen();
        float[][] vectors = new float[texts.size()][];
        for (int from = 0; from < vectors.length; from += WINDOW) {
            List<TokenizedText> window = new ArrayList<>();
            for (int i = from; i < Math.min(from + WINDOW, vectors.length); i++) {
                window.add(tokens(texts.get(i), i));
            }
            run(window, from, vectors);
        }
        return vectors;
    }

    /**
     * {@return the vectors of texts that are tokens already, in their order} For callers that need the tokens too.
     *
     * @param texts the tokens of each text, from the tokenizer of this embedder
     * @throws JdvmException if one has more tokens than the embedder gives its model
     * @throws IllegalStateException if the embedder is closed
     */
    public float[][] embedTokens(List<TokenizedText> texts) {
        requireOpen();
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).length() > maxTokens) {
                throw new JdvmException("Embedder: text %d has %d tokens, but the model gets at most %d"
                        .formatted(i, texts.get(i).length(), maxTokens));
            }
        }
        float[][] vectors = new float[texts.size()][];
        run(texts, 0, vectors);
        return vectors;
    }

    /**
     * {@return the vectors of texts, in their order} Texts are taken and embedded some hundred at a time, when their vectors are asked for.
     *
     * @param texts the texts, any number; memory does not grow with it
     * @throws JdvmException from the stream, if a text has too many tokens and the embedder refuses such texts
     * @throws IllegalStateException from the stream, if the embedder is closed
     */
    public Stream<float[]> embed(Stream<String> texts) {
        return texts.gather(Gatherers.windowFixed(WINDOW)).flatMap(window -> Arrays.stream(embed(window)));
    }

    private TokenizedText tokens(@Nullable String text, int index) {
        if (text == null) {
            throw new JdvmException("Embedder: text %d is null".formatted(index));
        }
        TokenizedText tokens = tokenizer.encode(text, maxTokens);
        if (tokens.cut() > 0) {
            String what = "text %d has %d tokens, but the model gets at most %d"
                    .formatted(index, tokens.length() + tokens.cut(), maxTokens);
            if (refuseLongTexts) {
                throw new JdvmException("Embedder: " + what);
            }
            warn(warnedOfLong, what + "; it is cut, as are further ones, without a warning");
        } else if (tokens.length() == markers) {
            warn(warnedOfEmpty, "text %d has no tokens; its vector says nothing".formatted(index));
        } else if (hasOnlyUnknown(tokens)) {
            warn(
                    warnedOfUnknown,
                    "text %d has only tokens that the vocabulary does not know; its vector says nothing"
                            .formatted(index));
        }
        return tokens;
    }

    /** Tokens that mark start and end have no place in the text. */
    private boolean hasOnlyUnknown(TokenizedText tokens) {
        OptionalInt unknown = tokenizer.unknownId();
        int[] ids = tokens.ids();
        for (int i = 0; i < ids.length; i++) {
            if (tokens.end(i) > 0 && (unknown.isEmpty() || ids[i] != unknown.getAsInt())) {
                return false;
            }
        }
        return true;
    }

    private void warn(AtomicBoolean warned, String message) {
        if (warned.compareAndSet(false, true)) {
            warnings.accept("Embedder: " + message);
        }
    }

    /** Texts of the same number of tokens together. */
    private void run(List<TokenizedText> window, int from, float[][] vectors) {
        Map<Integer, List<Integer>> byLength = new TreeMap<>();
        for (int i = 0; i < window.size(); i++) {
            byLength.computeIfAbsent(window.get(i).length(), _ -> new ArrayList<>())
                    .add(from + i);
        }
        for (Map.Entry<Integer, List<Integer>> group : byLength.entrySet()) {
            int most = Math.max(1, BATCH_TOKENS / Math.max(1, group.getKey()));
            List<Integer> indices = group.getValue();
            for (int at = 0; at < indices.size(); at += most) {
                run(indices.subList(at, Math.min(at + most, indices.size())), window, from, vectors);
            }
        }
    }

    private void run(List<Integer> indices, List<TokenizedText> window, int from, float[][] vectors) {
        requireOpen();
        float[] states =
                encoder.run(indices.stream().map(i -> window.get(i - from)).toList());
        int text = states.length / indices.size();
        for (int i = 0; i < indices.size(); i++) {
            vectors[indices.get(i)] = pooled(states, i * text, text / encoder.dimension());
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this Embedder is closed");
        }
    }

    private float[] pooled(float[] states, int from, int tokens) {
        int size = encoder.dimension();
        int rows = pooling == Pooling.CLS ? 1 : tokens;
        double[] sums = new double[size];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < size; i++) {
                sums[i] += states[from + row * size + i];
            }
        }
        double squares = 0;
        for (int i = 0; i < size; i++) {
            sums[i] /= rows;
            squares += sums[i] * sums[i];
        }
        double scale = normalize && squares > 0 ? 1 / Math.sqrt(squares) : 1;
        float[] vector = new float[size];
        for (int i = 0; i < size; i++) {
            vector[i] = (float) (sums[i] * scale);
        }
        return vector;
    }

    /**
     * Closes the embedder, and ends its threads if it has some: later calls are refused; those under way end with an
     * {@link IllegalStateException}, at the latest where their next batch would start.
     */
    @Override
    public void close() {
        closed = true;
        threads.close();
    }
}
