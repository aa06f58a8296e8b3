package org.jdvm.langchain4j;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import java.nio.file.Path;
import org.jdvm.JdvmException;

/**
 * The model that LangChain4j takes where a program names none. The system properties {@value #MODEL} and {@value #TOKENIZER} name its
 * files, {@value #THREADS} gives it threads. LangChain4j refuses to choose where a second factory is on the class path, such as that of a jar
 * {@code langchain4j-embeddings-...}; programs with such a jar name their model.
 */
public final class JdvmEmbeddingModelFactory implements EmbeddingModelFactory {
    /** The property that names the ONNX file. */
    public static final String MODEL = "jdvm.embedding.model";

    /** The property that names the {@code tokenizer.json}. */
    public static final String TOKENIZER = "jdvm.embedding.tokenizer";

    /** The property with the number of threads that only this model uses; without it, it runs on those that all share. */
    public static final String THREADS = "jdvm.embedding.threads";

    /** Creates the factory; LangChain4j does so. */
    public JdvmEmbeddingModelFactory() {}

    @Override
    public EmbeddingModel create() {
        JdvmEmbeddingModelBuilder builder =
                JdvmEmbeddingModel.builder().model(path(MODEL)).tokenizer(path(TOKENIZER));
        String threads = System.getProperty(THREADS);
        if (threads != null) {
            builder.threads(number(threads));
        }
        return builder.build();
    }

    private static int number(String threads) {
        try {
            return Integer.parseInt(threads);
        } catch (NumberFormatException e) {
            throw new JdvmException(
                    "the system property %s is '%s'; a number is expected".formatted(THREADS, threads), e);
        }
    }

    private static Path path(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new JdvmException(
                    "no embedding model is given, and the system property %s, which names a file, is not set"
                            .formatted(property));
        }
        return Path.of(value);
    }
}
