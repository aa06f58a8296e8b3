package org.jdvm.examples.spark;

import org.apache.spark.broadcast.Broadcast;
import org.jdvm.embeddings.Embedder;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jdvm.onnx.OnnxModel;
import org.jspecify.annotations.Nullable;

/** The one embedder of this process: made by its first task, used by all of them, until the process ends. */
final class ExecutorEmbedder {
    /** What an embedder was made of. */
    private record Origin(long model, long tokenizer, int threads) {}

    private static @Nullable Origin origin;
    private static @Nullable Embedder embedder;

    private ExecutorEmbedder() {}

    /**
     * {@return the embedder}
     *
     * @param model the bytes of the model's file
     * @param tokenizer those of {@code tokenizer.json}
     * @param threads how many threads a call may use: {@code spark.task.cpus}
     */
    static synchronized Embedder get(Broadcast<byte[]> model, Broadcast<byte[]> tokenizer, int threads) {
        Origin wanted = new Origin(model.id(), tokenizer.id(), threads);
        Embedder present = embedder;
        if (present == null || !wanted.equals(origin)) {
            if (present != null) {
                present.close();
            }
            present = Embedder.builder()
                    .model(OnnxModel.parse(model.value(), "the job's model"))
                    .tokenizer(Tokenizer.parse(tokenizer.value(), "the job's tokenizer"))
                    .threads(threads)
                    .build();
            embedder = present;
            origin = wanted;
        }
        return present;
    }
}
