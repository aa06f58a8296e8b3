package org.jdvm.examples.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jdvm.embeddings.Embedder;

/**
 * Turns rows of {@code id} and {@code text} into rows of {@code id} and {@code vector}, some hundred at a time.
 *
 * @param model the bytes of the model's file
 * @param tokenizer those of {@code tokenizer.json}
 */
record EmbedRows(Broadcast<byte[]> model, Broadcast<byte[]> tokenizer) implements MapPartitionsFunction<Row, Row> {
    /** The result's columns. */
    static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.LongType, false)
            .add("vector", DataTypes.createArrayType(DataTypes.FloatType, false), false);

    /** How many texts are embedded together; those of the same number of tokens share a launch. */
    private static final int TEXTS = 512;

    /** {@return the function, for the executors of a session} */
    static EmbedRows of(SparkSession spark, byte[] model, byte[] tokenizer) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        return new EmbedRows(context.broadcast(model), context.broadcast(tokenizer));
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        Embedder embedder =
                ExecutorEmbedder.get(model, tokenizer, TaskContext.get().cpus());
        return new Iterator<>() {
            private Iterator<Row> ready = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                return ready.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!ready.hasNext()) {
                    ready = embedded(embedder, rows).iterator();
                }
                return ready.next();
            }
        };
    }

    private static List<Row> embedded(Embedder embedder, Iterator<Row> rows) {
        List<Row> taken = new ArrayList<>(TEXTS);
        while (taken.size() < TEXTS && rows.hasNext()) {
            taken.add(rows.next());
        }
        float[][] vectors = embedder.embed(taken.stream()
                .map(row -> row.isNullAt(1) ? "" : row.getString(1))
                .toList());
        List<Row> results = new ArrayList<>(taken.size());
        for (int i = 0; i < vectors.length; i++) {
            results.add(RowFactory.create(taken.get(i).getLong(0), vectors[i]));
        }
        return results;
    }
}
