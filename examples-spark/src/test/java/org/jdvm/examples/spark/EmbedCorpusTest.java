package org.jdvm.examples.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jdvm.embeddings.Embedder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on two executors, each in a separate process. */
final class EmbedCorpusTest {
    private static final int TEXTS = 2_000;
    private static final List<String> WORDS = List.of(
            "tensor", "kernel", "the", "shape", "of", "compiles", "river", "Zürich", "fast", "quiet", "42", "!");

    @TempDir
    private static Path directory;

    private static SparkSession spark;
    private static String texts;
    private static Path model;
    private static Path tokenizer;

    @BeforeAll
    static void start() throws IOException {
        spark = LocalCluster.start(2);
        model = LocalCluster.copy("all-minilm-l6-v2.onnx", directory);
        tokenizer = LocalCluster.copy("all-minilm-l6-v2-tokenizer.json", directory);
        texts = directory.resolve("texts").toString();
        List<Row> rows = LongStream.range(0, TEXTS)
                .mapToObj(id -> RowFactory.create(id, text(id)))
                .toList();
        StructType schema = new StructType().add("id", DataTypes.LongType).add("text", DataTypes.StringType);
        spark.createDataFrame(rows, schema).repartition(8).write().parquet(texts);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** Of 0 to 40 words; each text begins with its number, so that no two are equal. */
    private static String text(long id) {
        Random random = new Random(id);
        StringBuilder text = new StringBuilder(Long.toString(id));
        for (int i = random.nextInt(41); i > 0; i--) {
            text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    private static Map<Long, List<Float>> vectors(String place) {
        Map<Long, List<Float>> vectors = new HashMap<>();
        for (Row row : spark.read().parquet(place).select("id", "vector").collectAsList()) {
            assertEquals(null, vectors.put(row.getLong(0), row.getList(1)), "embedded twice: " + row.getLong(0));
        }
        return vectors;
    }

    private static void assertComplete(String place) {
        Map<Long, List<Float>> vectors = vectors(place);
        assertEquals(TEXTS, vectors.size());
        try (Embedder embedder =
                Embedder.builder().model(model).tokenizer(tokenizer).threads(1).build()) {
            for (long id = 0; id < TEXTS; id += 97) {
                List<Float> found = vectors.get(id);
                float[] array = new float[found.size()];
                for (int i = 0; i < array.length; i++) {
                    array[i] = found.get(i);
                }
                assertArrayEquals(embedder.embed(text(id)), array, 1e-5f, "text " + id);
            }
        }
    }

    @Test
    void nothingIsLostOrTwiceWhenAnExecutorIsKilled() throws IOException {
        String place = directory.resolve("killed").toString();
        AtomicInteger tasks = new AtomicInteger();
        AtomicInteger kills = new AtomicInteger();
        SparkListener killer = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                if (tasks.incrementAndGet() == 5) {
                    kills.addAndGet(killAnExecutor());
                }
            }
        };
        spark.sparkContext().addSparkListener(killer);
        try {
            assertEquals(TEXTS, new EmbedCorpus(texts, place, model, tokenizer, 4).run(spark));
        } finally {
            spark.sparkContext().removeSparkListener(killer);
        }
        assertEquals(1, kills.get());
        assertComplete(place);
    }

    /** Executors are the only processes that this one starts. */
    private static int killAnExecutor() {
        return ProcessHandle.current()
                .descendants()
                .findFirst()
                .map(process -> process.destroyForcibly() ? 1 : 0)
                .orElse(0);
    }

    @Test
    void aJobThatIsStartedAgainGoesOn() throws IOException {
        String place = directory.resolve("stopped").toString();
        Path first = directory.resolve("stopped/part=0/_SUCCESS");
        AtomicBoolean stopped = new AtomicBoolean();
        SparkListener stopper = new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                // each time, since there may be no job just then
                if (Files.exists(first)) {
                    stopped.set(true);
                    spark.sparkContext().cancelAllJobs();
                }
            }
        };
        EmbedCorpus job = new EmbedCorpus(texts, place, model, tokenizer, 4);
        spark.sparkContext().addSparkListener(stopper);
        try {
            assertThrows(Exception.class, () -> job.run(spark));
        } finally {
            spark.sparkContext().removeSparkListener(stopper);
        }
        assertTrue(stopped.get());
        long before = Files.getLastModifiedTime(first).toMillis();
        long embedded = job.run(spark);
        assertTrue(embedded < TEXTS, embedded + " texts were embedded after the restart");
        assertEquals(before, Files.getLastModifiedTime(first).toMillis());
        assertComplete(place);
        assertEquals(0, job.run(spark));
    }

    @Test
    void anotherJobsResultIsRefused() throws IOException {
        String place = directory.resolve("other").toString();
        new EmbedCorpus(texts, place, model, tokenizer, 1).run(spark);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> new EmbedCorpus(texts, place, model, tokenizer, 2).run(spark));
        assertTrue(refused.getMessage().contains("has the result of another job"), refused.getMessage());
    }
}
