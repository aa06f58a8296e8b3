package org.jdvm.examples.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jdvm.Dvm;
import org.jdvm.RaggedTensor;
import org.jdvm.examples.models.LlamaWeights;
import org.jspecify.annotations.Nullable;

/**
 * Continues texts with a Llama-style decoder: the most likely token each time (greedy decoding), for one text or many at once.
 *
 * <p>Prompts are read in chunks. In each round, every text that goes on has its next chunk or its last new token read, so that long prompts do
 * not hold up the other texts. A text that is done leaves the batch. What comes out does not depend on the chunks or on the other texts,
 * but for rounding.
 *
 * <p>May be used by several threads at once.
 */
public final class Generator {
    private final LlamaDecoder decoder;
    private final int chunk;

    /**
     * A text to be continued.
     *
     * @param prompt its first tokens
     * @param most the largest number of new tokens
     * @param stops tokens that end it
     */
    public record Request(List<Long> prompt, int most, Set<Long> stops) {
        /** Keeps copies. */
        public Request {
            prompt = List.copyOf(prompt);
            stops = Set.copyOf(stops);
        }

        /**
         * {@return a text to be continued}
         *
         * @param prompt its first tokens
         * @param most the largest number of new tokens
         * @param stops tokens that end it
         */
        public static Request of(long[] prompt, int most, long... stops) {
            return new Request(
                    LongStream.of(prompt).boxed().toList(),
                    most,
                    Set.copyOf(LongStream.of(stops).boxed().toList()));
        }
    }

    /** Why a text ended. */
    public enum End {
        /** With a token that ends it. */
        STOP,
        /** It has as much as was asked for. */
        LENGTH,
        /** The listener wanted no more. */
        LISTENER
    }

    /**
     * What a text was continued with.
     *
     * @param tokens the new tokens, a stop token included
     * @param end why there are no more
     */
    public record Text(List<Long> tokens, End end) {}

    /** Gets new tokens as soon as they are known. */
    @FunctionalInterface
    public interface TokenListener {
        /**
         * Takes a token.
         *
         * @param text which text it belongs to, by the order of the requests
         * @param token the token
         * @return whether the text shall go on
         */
        boolean accept(int text, long token);
    }

    /**
     * Makes a generator.
     *
     * @param weights the model
     * @param dvm the machine that runs it
     * @param capacity how many tokens a text may have, prompt and new ones together
     * @param chunk how many tokens of a prompt are read at once, at most
     * @throws IllegalArgumentException if the capacity or the size of chunks is not positive
     */
    public Generator(LlamaWeights weights, Dvm dvm, int capacity, int chunk) {
        if (chunk < 1) {
            throw new IllegalArgumentException("Generator: a chunk of " + chunk + " tokens; at least 1 is expected");
        }
        this.decoder = new LlamaDecoder(weights, dvm, capacity);
        this.chunk = chunk;
    }

    /**
     * {@return what a text is continued with}
     *
     * @param request the text
     * @param listener gets each new token, and returns whether to go on
     * @throws IllegalArgumentException if the prompt is empty, a token is none of the model's, no new token is asked for, or the text may
     *     become longer than the capacity
     */
    public Text generate(Request request, LongPredicate listener) {
        return generate(List.of(request), (_, token) -> listener.test(token)).getFirst();
    }

    /**
     * {@return what texts are continued with, in the order of the requests}
     *
     * @param requests the texts
     * @param listener gets each new token, and returns whether its text goes on
     * @throws IllegalArgumentException if a prompt is empty, a token is none of the model's, no new token is asked for, or a text may
     *     become longer than the capacity
     */
    public List<Text> generate(List<Request> requests, TokenListener listener) {
        List<Sequence> all = new ArrayList<>();
        for (Request request : requests) {
            check(all.size(), request);
            all.add(new Sequence(all.size(), request));
        }
        List<Sequence> open = new ArrayList<>(all);
        while (!open.isEmpty()) {
            RaggedTensor read =
                    decoder.read(open.stream().map(Sequence::nextPiece).toList());
            int[] waiting = IntStream.range(0, open.size())
                    .filter(i -> open.get(i).isRead())
                    .toArray();
            if (waiting.length > 0) {
                float[] logits = decoder.next(read, waiting).toFloatArray();
                for (int i = 0; i < waiting.length; i++) {
                    open.get(waiting[i]).add(best(logits, i), listener);
                }
            }
            open.removeIf(sequence -> sequence.end != null);
        }
        return all.stream().map(Sequence::text).toList();
    }

    /** The most likely word of a row of logits; of several, the one with the smallest number. */
    private long best(float[] logits, int row) {
        int words = decoder.config().vocabulary();
        int best = 0;
        for (int word = 1; word < words; word++) {
            best = logits[row * words + word] > logits[row * words + best] ? word : best;
        }
        return best;
    }

    private void check(int text, Request request) {
        if (request.prompt().isEmpty()) {
            throw refused(text, "the prompt is empty");
        }
        int words = decoder.config().vocabulary();
        for (int i = 0; i < request.prompt().size(); i++) {
            long token = request.prompt().get(i);
            if (token < 0 || token >= words) {
                throw refused(text, "token %d of the prompt is %d, but tokens are 0 to %d", i, token, words - 1);
            }
        }
        for (long token : request.stops()) {
            if (token < 0 || token >= words) {
                throw refused(text, "the stop token is %d, but tokens are 0 to %d", token, words - 1);
            }
        }
        if (request.most() < 1) {
            throw refused(text, "at most %d new tokens are asked for, but at least 1 is expected", request.most());
        }
        int prompt = request.prompt().size();
        if (request.most() > decoder.capacity() - prompt) {
            throw refused(
                    text,
                    "%d tokens of prompt and up to %d new ones are more than the capacity, %d",
                    prompt,
                    request.most(),
                    decoder.capacity());
        }
    }

    private static IllegalArgumentException refused(int text, String what, Object... values) {
        return new IllegalArgumentException("generate: text " + text + ": " + what.formatted(values));
    }

    /** A text as far as it is known. */
    private final class Sequence {
        final int number;
        final Request request;
        final KeyValueCache cache = decoder.newCache();

        /** The prompt, and new tokens after it. */
        final long[] tokens;

        /** How many tokens are known. */
        int length;

        @Nullable
        End end;

        Sequence(int number, Request request) {
            this.number = number;
            this.request = request;
            this.length = request.prompt().size();
            this.tokens = Arrays.copyOf(
                    request.prompt().stream().mapToLong(Long::longValue).toArray(), length + request.most());
        }

        /** The tokens to be read next. */
        LlamaDecoder.Piece nextPiece() {
            int from = cache.length();
            return new LlamaDecoder.Piece(cache, Arrays.copyOfRange(tokens, from, Math.min(length, from + chunk)));
        }

        /** True if all tokens are read, so that the next one can be known. */
        boolean isRead() {
            return cache.length() == length;
        }

        void add(long token, TokenListener listener) {
            tokens[length++] = token;
            if (!listener.accept(number, token)) {
                end = End.LISTENER;
            } else if (request.stops().contains(token)) {
                end = End.STOP;
            } else if (length == tokens.length) {
                end = End.LENGTH;
            }
        }

        Text text() {
            List<Long> added = LongStream.of(tokens)
                    .limit(length)
                    .skip(request.prompt().size())
                    .boxed()
                    .toList();
            return new Text(added, Objects.requireNonNull(end));
        }
    }
}
