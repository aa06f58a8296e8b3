package org.jdvm.examples.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Embeds a table of texts, on one {@code Embedder} for each executor.
 *
 * <p>The table has the columns {@code id} (long, unique) and {@code text} (string); the result has {@code id} and {@code vector} (array of floats). The rows
 * are cut into parts by a hash of their id, and each part is written to its own directory {@code part=N}. Spark marks a part that is complete with a file
 * {@code _SUCCESS}; what an executor that dies has written is dropped, and its rows are computed again by another one. A job that is started again leaves
 * complete parts as they are.
 *
 * @param texts where the table of texts is
 * @param vectors where the result goes
 * @param model the ONNX file of the encoder, here; its bytes are broadcast to the executors
 * @param tokenizer its {@code tokenizer.json}, here
 * @param parts how many parts the result has; each reads the whole table of texts
 */
public record EmbedCorpus(String texts, String vectors, Path model, Path tokenizer, int parts) {
    /** In the directory of the result: what it was made of, so that parts of two jobs never mix. */
    private static final String ORIGIN = "_origin";

    /** {@code TEXTS VECTORS MODEL TOKENIZER [PARTS]}; prints how many texts were embedded, and how fast. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 4 || arguments.length > 5) {
            System.err.println(
                    "expected TEXTS VECTORS MODEL TOKENIZER [PARTS], got " + arguments.length + " arguments");
            System.exit(2);
        }
        int parts = arguments.length == 5 ? Integer.parseInt(arguments[4]) : 16;
        EmbedCorpus job =
                new EmbedCorpus(arguments[0], arguments[1], Path.of(arguments[2]), Path.of(arguments[3]), parts);
        try (SparkSession spark = SparkSession.builder().appName("embed").getOrCreate()) {
            long start = System.nanoTime();
            long embedded = job.run(spark);
            double seconds = (System.nanoTime() - start) * 1e-9;
            System.out.printf("%d texts in %.1f s, %.1f a second%n", embedded, seconds, embedded / seconds);
        }
    }

    /**
     * Computes the parts that are missing.
     *
     * @param spark the session
     * @return how many texts were embedded now
     * @throws IOException if the result's directory cannot be read or written
     * @throws IllegalArgumentException if the directory has parts of another job
     */
    public long run(SparkSession spark) throws IOException {
        org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(vectors);
        FileSystem files = target.getFileSystem(spark.sparkContext().hadoopConfiguration());
        claim(files, target);
        EmbedRows embed = EmbedRows.of(spark, Files.readAllBytes(model), Files.readAllBytes(tokenizer));
        Dataset<Row> corpus = spark.read().parquet(texts).select("id", "text");
        long embedded = 0;
        for (int part = 0; part < parts; part++) {
            org.apache.hadoop.fs.Path place = new org.apache.hadoop.fs.Path(target, "part=" + part);
            if (!files.exists(new org.apache.hadoop.fs.Path(place, "_SUCCESS"))) {
                corpus.filter(pmod(xxhash64(col("id")), lit(parts)).equalTo(part))
                        .mapPartitions(embed, Encoders.row(EmbedRows.SCHEMA))
                        .write()
                        .mode("overwrite")
                        .parquet(place.toString());
                embedded += spark.read().parquet(place.toString()).count();
            }
        }
        return embedded;
    }

    private String origin() {
        return "texts %s\nmodel %s, %d bytes\ntokenizer %s, %d bytes\nparts %d\n"
                .formatted(
                        texts,
                        model.getFileName(),
                        model.toFile().length(),
                        tokenizer.getFileName(),
                        tokenizer.toFile().length(),
                        parts);
    }

    private void claim(FileSystem files, org.apache.hadoop.fs.Path target) throws IOException {
        org.apache.hadoop.fs.Path note = new org.apache.hadoop.fs.Path(target, ORIGIN);
        if (!files.exists(note)) {
            try (FSDataOutputStream stream = files.create(note)) {
                stream.write(origin().getBytes(StandardCharsets.UTF_8));
            }
            return;
        }
        try (FSDataInputStream stream = files.open(note)) {
            String found = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            if (!found.equals(origin())) {
                throw new IllegalArgumentException(
                        "%s has the result of another job:\n%sthis one is:\n%s".formatted(vectors, found, origin()));
            }
        }
    }
}
