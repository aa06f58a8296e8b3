package org.jdvm.examples.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jdvm.Dvm;
import org.jdvm.examples.generate.Generator.End;
import org.jdvm.examples.generate.Generator.Request;
import org.jdvm.examples.generate.Generator.Text;
import org.jdvm.examples.models.LlamaConfig;
import org.jdvm.examples.models.LlamaModel;
import org.jdvm.examples.models.LlamaWeights;
import org.jdvm.examples.models.NamedNumbers;
import org.jdvm.examples.models.Positions;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts are continued with the most likely tokens, alone and in batches, until something ends them. */
class GeneratorTest {
    private static final LlamaConfig CONFIG = new LlamaConfig(2, 48, 4, 64, 60);
    private static final LlamaWeights WEIGHTS = LlamaWeights.named("generator", CONFIG);
    private static final int CAPACITY = 80;

    private static long[] prompt(int length) {
        return NamedNumbers.tokens("generator/ids/" + length, length, CONFIG.vocabulary());
    }

    /** Requests with prompts of 1 to 40 tokens. */
    private static List<Request> requests(int count) {
        Random random = new Random(count);
        return Stream.generate(() -> Request.of(
                        prompt(1 + random.nextInt(40)), 1 + random.nextInt(20), random.nextInt(CONFIG.vocabulary())))
                .limit(count)
                .toList();
    }

    private static Generator generator(Dvm dvm, int chunk) {
        return new Generator(WEIGHTS, dvm, CAPACITY, chunk);
    }

    private static List<Text> oneByOne(Generator generator, List<Request> requests) {
        return requests.stream()
                .map(request -> generator.generate(request, _ -> true))
                .toList();
    }

    /** Each new token is the most likely one for a decoder that reads the whole text at once, up to rounding. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 16, 40})
    void takesTheMostLikelyToken(int length) {
        try (Dvm dvm = new Dvm(NpuSpec.host(2))) {
            LlamaModel model = new LlamaModel(WEIGHTS, dvm);
            Text text = generator(dvm, 8).generate(Request.of(prompt(length), 20), _ -> true);
            assertEquals(20, text.tokens().size());
            assertSame(End.LENGTH, text.end());
            for (int i = 0; i < text.tokens().size(); i++) {
                long[] ids = LongStream.concat(
                                LongStream.of(prompt(length)),
                                text.tokens().stream().limit(i).mapToLong(t -> t))
                        .toArray();
                float[] logits = model.logits(ids, Positions.first(ids.length, CONFIG.headSize()))
                        .toFloatArray();
                int last = (ids.length - 1) * CONFIG.vocabulary();
                float chosen = logits[last + text.tokens().get(i).intValue()];
                for (int word = 0; word < CONFIG.vocabulary(); word++) {
                    assertTrue(logits[last + word] <= chosen + 5e-5, "token " + i + ": " + word + " is more likely");
                }
            }
        }
    }

    @Test
    void chunksMakeNoDifference() {
        List<Request> requests = requests(12);
        try (Dvm dvm = new Dvm(NpuSpec.host(2))) {
            List<Text> expected = oneByOne(generator(dvm, CAPACITY), requests);
            for (int chunk : new int[] {1, 3, 7}) {
                assertEquals(expected, oneByOne(generator(dvm, chunk), requests));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aBatchIsAsOneByOne(int cores) {
        List<Request> requests = requests(17);
        try (Dvm dvm = new Dvm(NpuSpec.host(cores))) {
            Generator generator = generator(dvm, 6);
            List<List<Long>> heard = Stream.generate(() -> (List<Long>) new ArrayList<Long>())
                    .limit(requests.size())
                    .toList();
            List<Text> texts = generator.generate(
                    requests, (text, token) -> heard.get(text).add(token));
            assertEquals(oneByOne(generator, requests), texts);
            assertEquals(heard, texts.stream().map(Text::tokens).toList());
            assertEquals(List.of(), generator.generate(List.of(), (_, _) -> true));
        }
    }

    @Test
    void aStopTokenEndsAText() {
        Generator generator = generator(Dvm.shared(), 16);
        List<Long> free =
                generator.generate(Request.of(prompt(5), 20), _ -> true).tokens();
        long stop = free.get(7);
        int first = free.indexOf(stop);
        Text text = generator.generate(Request.of(prompt(5), 20, 59, stop), _ -> true);
        assertEquals(free.subList(0, first + 1), text.tokens());
        assertSame(End.STOP, text.end());
    }

    @Test
    void theListenerEndsItsTextOnly() {
        Generator generator = generator(Dvm.shared(), 4);
        Request request = Request.of(prompt(9), 12);
        List<Long> free = generator.generate(request, _ -> true).tokens();
        int[] calls = new int[3];
        List<Text> texts =
                generator.generate(List.of(request, request, request), (text, _) -> ++calls[text] < 3 || text != 1);
        assertEquals(new Text(free, End.LENGTH), texts.get(0));
        assertEquals(new Text(free.subList(0, 3), End.LISTENER), texts.get(1));
        assertEquals(new Text(free, End.LENGTH), texts.get(2));
        assertEquals(3, calls[1]);
    }

    @Test
    void tokensComeOneAtATime() {
        try (Dvm dvm = new Dvm(NpuSpec.host(1))) {
            Generator generator = generator(dvm, 4);
            List<Long> launches = new ArrayList<>();
            generator.generate(
                    Request.of(prompt(4), 6), _ -> launches.add(dvm.statistics().launches()));
            assertEquals(6, launches.size());
            for (int i = 1; i < launches.size(); i++) {
                assertEquals(2 + 3 * CONFIG.layers(), launches.get(i) - launches.get(i - 1));
            }
        }
    }

    @Test
    void anExceptionOfTheListenerIsThrown() {
        Generator generator = generator(Dvm.shared(), 4);
        Request request = Request.of(prompt(3), 5);
        Text expected = generator.generate(request, _ -> true);
        IllegalStateException failure = new IllegalStateException("no more");
        assertSame(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> generator.generate(request, _ -> {
                            throw failure;
                        })));
        assertEquals(expected, generator.generate(request, _ -> true));
    }

    @Test
    void aTextMayFillTheCapacity() {
        Generator generator = generator(Dvm.shared(), 32);
        assertEquals(
                40,
                generator
                        .generate(Request.of(prompt(40), 40), _ -> true)
                        .tokens()
                        .size());
        assertEquals(
                1,
                new Generator(WEIGHTS, Dvm.shared(), 2, 1)
                        .generate(Request.of(prompt(1), 1), _ -> true)
                        .tokens()
                        .size());
    }

    /** Two generators on one machine, each used by two threads. */
    @Test
    void generatorsShareAMachine() throws Exception {
        List<Request> requests = requests(6);
        LlamaWeights others = LlamaWeights.named("other", new LlamaConfig(3, 32, 2, 40, 60));
        try (Dvm dvm = new Dvm(NpuSpec.host(2));
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Generator> generators = List.of(generator(dvm, 5), new Generator(others, dvm, CAPACITY, 7));
            List<List<Text>> expected = generators.stream()
                    .map(generator -> oneByOne(generator, requests))
                    .toList();
            List<Future<List<Text>>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Generator generator = generators.get(i % 2);
                boolean isBatch = i % 4 < 2;
                results.add(threads.submit(
                        () -> isBatch ? generator.generate(requests, (_, _) -> true) : oneByOne(generator, requests)));
            }
            for (int i = 0; i < results.size(); i++) {
                assertEquals(expected.get(i % 2), results.get(i).get());
            }
        }
    }

    private static void refused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Test
    void wrongRequestsAreRefused() {
        refused(
                "LlamaDecoder: the capacity is -1, but at least 1 is expected",
                () -> new Generator(WEIGHTS, Dvm.shared(), -1, 1));
        refused("Generator: a chunk of 0 tokens; at least 1 is expected", () -> generator(Dvm.shared(), 0));
        Generator generator = generator(Dvm.shared(), 8);
        Request good = Request.of(prompt(3), 2);
        List<Long> heard = new ArrayList<>();
        for (var wrong : List.of(
                List.of(Request.of(new long[0], 5), "the prompt is empty"),
                List.of(Request.of(new long[] {1, 60}, 5), "token 1 of the prompt is 60, but tokens are 0 to 59"),
                List.of(Request.of(new long[] {-1}, 5), "token 0 of the prompt is -1, but tokens are 0 to 59"),
                List.of(Request.of(new long[] {1}, 5, 60), "the stop token is 60, but tokens are 0 to 59"),
                List.of(
                        Request.of(new long[] {1}, 0),
                        "at most 0 new tokens are asked for, but at least 1 is expected"),
                List.of(
                        Request.of(prompt(40), 41),
                        "40 tokens of prompt and up to 41 new ones are more than the capacity, 80"),
                List.of(
                        Request.of(prompt(81), Integer.MAX_VALUE),
                        "81 tokens of prompt and up to 2147483647 new ones are more than the capacity, 80"))) {
            Request request = (Request) wrong.get(0);
            refused("generate: text 0: " + wrong.get(1), () -> generator.generate(request, heard::add));
            refused(
                    "generate: text 1: " + wrong.get(1),
                    () -> generator.generate(List.of(good, request), (_, token) -> heard.add(token)));
        }
        assertEquals(List.of(), heard);
    }
}
