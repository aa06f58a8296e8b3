package org.jdvm.examples.spark;

import java.nio.file.Path;
import org.apache.spark.SparkFiles;
import org.jdvm.embeddings.Embedder;
import org.jspecify.annotations.Nullable;

/** The one embedder of this process: made by its first task, used by all of them, until the process ends. */
final class ExecutorEmbedder {
    private record Key(String model, String tokenizer, int threads) {}

    private static @Nullable Key key;
    private static @Nullable Embedder embedder;

    private ExecutorEmbedder() {}

    /**
     * {@return the embedder}
     *
     * @param model the name of the model's file among those that Spark copied
     * @param tokenizer the name of the tokenizer's file
     * @param threads how many threads a call may use: {@code spark.task.cpus}
     */
    static synchronized Embedder get(String model, String tokenizer, int threads) {
        Key wanted = new Key(model, tokenizer, threads);
        Embedder present = embedder;
        if (present == null || !wanted.equals(key)) {
            if (present != null) {
                present.close();
            }
            present = Embedder.builder()
                    .model(Path.of(SparkFiles.get(model)))
                    .tokenizer(Path.of(SparkFiles.get(tokenizer)))
                    .threads(threads)
                    .build();
            embedder = present;
            key = wanted;
        }
        return present;
    }
}
