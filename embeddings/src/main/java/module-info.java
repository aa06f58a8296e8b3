/** Embeds texts with ONNX models, and tokenizes them. */
module org.jdvm.embeddings {
    requires transitive org.jdvm.onnx;
    requires com.fasterxml.jackson.core;
    requires static org.jspecify;

    exports org.jdvm.embeddings;
    exports org.jdvm.embeddings.tokenizer;
}
