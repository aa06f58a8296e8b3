package org.jdvm.springai;

import java.io.IOException;
import org.jdvm.JdvmException;
import org.jdvm.embeddings.Embedder;
import org.jdvm.embeddings.EmbedderBuilder;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jdvm.onnx.OnnxModel;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.model.SpringAIModelProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.Resource;

/**
 * Makes the embedding model of an application that names a file for it, unless it has one, or the property
 * {@code spring.ai.model.embedding} names another kind than {@code jdvm}.
 */
@AutoConfiguration
@ConditionalOnClass(EmbeddingModel.class)
@ConditionalOnProperty(name = SpringAIModelProperties.EMBEDDING_MODEL, havingValue = "jdvm", matchIfMissing = true)
@ConditionalOnProperty(prefix = JdvmEmbeddingProperties.PREFIX, name = "model")
@EnableConfigurationProperties(JdvmEmbeddingProperties.class)
public final class JdvmEmbeddingAutoConfiguration {
    /** Creates the configuration; Spring does so. */
    public JdvmEmbeddingAutoConfiguration() {}

    /**
     * Reads the files and builds the model.
     *
     * @param properties what to read, and how to embed
     * @return the model; the context closes it
     * @throws JdvmException if a file is missing or cannot be read, the files do not fit each other, or the model is no encoder
     */
    @Bean
    @ConditionalOnMissingBean(EmbeddingModel.class)
    JdvmSpringEmbeddingModel jdvmEmbeddingModel(JdvmEmbeddingProperties properties) {
        EmbedderBuilder embedder = Embedder.builder()
                .model(OnnxModel.parse(bytes("model", properties.model()), name(properties.model())))
                .tokenizer(Tokenizer.parse(bytes("tokenizer", properties.tokenizer()), name(properties.tokenizer())))
                .pooling(properties.pooling())
                .normalize(properties.normalize())
                .maxTokens(properties.maxTokens())
                .refuseLongTexts(properties.refuseLongTexts());
        if (properties.threads() != null) {
            embedder.threads(properties.threads());
        }
        return new JdvmSpringEmbeddingModel(embedder.build());
    }

    private static byte[] bytes(String property, @Nullable Resource resource) {
        String name = JdvmEmbeddingProperties.PREFIX + "." + property;
        if (resource == null) {
            throw new JdvmException("the property %s is not set; it names a file or a resource".formatted(name));
        }
        try {
            return resource.getContentAsByteArray();
        } catch (IOException e) {
            throw new JdvmException("%s, which %s names, cannot be read: %s".formatted(resource, name, e), e);
        }
    }

    private static String name(@Nullable Resource resource) {
        String file = resource == null ? null : resource.getFilename();
        return file == null ? String.valueOf(resource) : file;
    }
}
