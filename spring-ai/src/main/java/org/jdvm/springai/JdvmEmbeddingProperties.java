package org.jdvm.springai;

import org.jdvm.embeddings.Pooling;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * What the embedding model is made of.
 *
 * @param model the ONNX file, such as {@code classpath:all-minilm-l6-v2.onnx} or {@code file:model.onnx}
 * @param tokenizer its {@code tokenizer.json}
 * @param pooling how hidden states become one vector, as the model was trained
 * @param normalize whether vectors are scaled to length 1
 * @param maxTokens how many tokens of a text the model gets at most
 * @param refuseLongTexts whether a longer text is an error; otherwise it is cut
 * @param threads how many cores a call uses at most, of threads that belong to the model; without it, it runs on those that all share
 */
@ConfigurationProperties(JdvmEmbeddingProperties.PREFIX)
public record JdvmEmbeddingProperties(
        @Nullable Resource model,
        @Nullable Resource tokenizer,
        @DefaultValue("mean") Pooling pooling,
        @DefaultValue("true") boolean normalize,
        @DefaultValue("512") int maxTokens,
        @DefaultValue("false") boolean refuseLongTexts,
        @Nullable Integer threads) {
    /** What the names of all these properties begin with. */
    public static final String PREFIX = "spring.ai.jdvm.embedding";
}
