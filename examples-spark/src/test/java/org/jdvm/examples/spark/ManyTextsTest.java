package org.jdvm.examples.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jdvm.embeddings.Embedder;
import org.jdvm.examples.text.MixedTexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on made-up texts of mixed lengths: 500 of them, or what {@code -Dtexts=100000} says. Each id has one vector, that of its text. */
final class ManyTextsTest {
    private static final long SEED = 7;
    private static final int EXECUTORS = 2;
    private static final int PARTS = 4;
    /** The vectors of that many texts are computed once more, each text alone. */
    private static final int COMPARED = 500;

    @TempDir
    private static Path directory;

    @Test
    void eachIdHasTheVectorOfItsText() throws IOException {
        int count = Integer.getInteger("texts", 500);
        Path model = LocalCluster.copy("all-minilm-l6-v2.onnx", directory);
        Path tokenizer = LocalCluster.copy("all-minilm-l6-v2-tokenizer.json", directory);
        String texts = directory.resolve("texts").toString();
        String vectors = directory.resolve("vectors").toString();
        try (SparkSession spark = LocalCluster.start(EXECUTORS)) {
            List<Row> rows = LongStream.range(0, count)
                    .mapToObj(id -> RowFactory.create(id, MixedTexts.text(SEED, id)))
                    .toList();
            StructType schema = new StructType().add("id", DataTypes.LongType).add("text", DataTypes.StringType);
            spark.createDataFrame(rows, schema)
                    .repartition(2 * EXECUTORS)
                    .write()
                    .parquet(texts);
            long start = System.nanoTime();
            assertEquals(count, new EmbedCorpus(texts, vectors, model, tokenizer, PARTS).run(spark));
            double seconds = (System.nanoTime() - start) * 1e-9;
            System.out.printf(
                    "EmbedCorpus: %d texts in %.1f s, %.0f a second and core (%d executors of a core)%n",
                    count, seconds, count / seconds / EXECUTORS, EXECUTORS);
            try (Embedder embedder =
                    Embedder.builder().model(model).tokenizer(tokenizer).build()) {
                check(spark.read().parquet(vectors).select("id", "vector").toLocalIterator(), count, embedder);
            }
        }
    }

    private static void check(Iterator<Row> rows, int count, Embedder embedder) {
        float[][] found = new float[count][];
        while (rows.hasNext()) {
            Row row = rows.next();
            int id = Math.toIntExact(row.getLong(0));
            assertNull(found[id], "embedded twice: " + id);
            List<Float> elements = row.getList(1);
            found[id] = new float[elements.size()];
            for (int i = 0; i < found[id].length; i++) {
                found[id][i] = elements.get(i);
            }
        }
        int step = Math.max(1, count / COMPARED);
        for (int id = 0; id < count; id++) {
            double squares = 0;
            for (float element : found[id]) {
                squares += (double) element * element;
            }
            assertEquals(1, squares, 1e-4, "the vector of text " + id);
            if (id % step == 0) {
                String text = MixedTexts.text(SEED, id);
                assertArrayEquals(embedder.embed(text), found[id], 1e-4f, text);
            }
        }
    }
}
