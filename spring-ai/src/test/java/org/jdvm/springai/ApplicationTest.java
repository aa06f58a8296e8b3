package org.jdvm.springai;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.JdvmException;
import org.junit.jupiter.api.Test;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** A Spring Boot application gets its embedding model by properties. */
class ApplicationTest {
    private static final String MODEL = "spring.ai.jdvm.embedding.model=classpath:all-minilm-l6-v2.onnx";
    private static final String TOKENIZER =
            "spring.ai.jdvm.embedding.tokenizer=classpath:all-minilm-l6-v2-tokenizer.json";
    private static final List<String> TEXTS = List.of(
            "The invoice must be paid within thirty days.",
            "Photosynthesis turns light into chemical energy in plants.",
            "The goalkeeper saved a penalty in the last minute.");

    @EnableAutoConfiguration
    static class Application {}

    private static ConfigurableApplicationContext start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.main.banner-mode=off",
                "--logging.level.root=off",
                "--spring.main.web-application-type=none"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        return SpringApplication.run(Application.class, arguments.toArray(String[]::new));
    }

    private static String failure(String... properties) {
        Throwable cause = assertThrows(RuntimeException.class, () -> start(properties));
        while (cause.getCause() != null && !(cause instanceof JdvmException)) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    @Test
    void questionsFindTheirAnswers() {
        try (ConfigurableApplicationContext context = start(MODEL, TOKENIZER)) {
            EmbeddingModel model = context.getBean(EmbeddingModel.class);
            SimpleVectorStore store = SimpleVectorStore.builder(model).build();
            store.add(TEXTS.stream().map(Document::new).toList());
            List<String> questions =
                    List.of("When is the bill due?", "How do leaves use the sun?", "Who won the football match?");
            for (int i = 0; i < TEXTS.size(); i++) {
                List<Document> found = store.similaritySearch(
                        SearchRequest.builder().query(questions.get(i)).topK(1).build());
                assertEquals(TEXTS.get(i), found.getFirst().getText());
            }
        }
    }

    @Test
    void allWaysToEmbedGiveTheSameVectors() {
        try (ConfigurableApplicationContext context = start(MODEL, TOKENIZER)) {
            EmbeddingModel model = context.getBean(EmbeddingModel.class);
            assertEquals(384, model.dimensions());
            List<float[]> all = model.embed(TEXTS);
            for (int i = 0; i < TEXTS.size(); i++) {
                assertArrayEquals(model.embed(TEXTS.get(i)), all.get(i), 1e-5f);
                assertArrayEquals(model.embed(new Document(TEXTS.get(i))), all.get(i), 1e-5f);
            }
            EmbeddingOptions other = EmbeddingOptions.builder().dimensions(100).build();
            String message = assertThrows(JdvmException.class, () -> model.call(new EmbeddingRequest(TEXTS, other)))
                    .getMessage();
            assertEquals("vectors of 100 elements are asked for, but those of the model have 384", message);
        }
    }

    @Test
    void propertiesReachTheEmbedder() {
        try (ConfigurableApplicationContext context = start(
                MODEL,
                TOKENIZER,
                "spring.ai.jdvm.embedding.pooling=cls",
                "spring.ai.jdvm.embedding.normalize=false",
                "spring.ai.jdvm.embedding.max-tokens=6",
                "spring.ai.jdvm.embedding.threads=1",
                "spring.ai.jdvm.embedding.refuse-long-texts=true")) {
            EmbeddingModel model = context.getBean(EmbeddingModel.class);
            double squares = 0;
            for (float value : model.embed("the invoice")) {
                squares += value * value;
            }
            assertTrue(Math.abs(squares - 1) > 0.1, "squares " + squares);
            String message = assertThrows(JdvmException.class, () -> model.embed("the invoice must be paid"))
                    .getMessage();
            assertTrue(message.contains("the model gets at most 6"), message);
        }
    }

    @Test
    void aNumberOfThreadsThatIsNoneIsRefused() {
        assertEquals(
                "threads is 0; at least 1 is expected",
                failure(MODEL, TOKENIZER, "spring.ai.jdvm.embedding.threads=0"));
    }

    @Test
    void withoutAFileOrWithAnotherKindThereIsNoModel() {
        try (ConfigurableApplicationContext context = start()) {
            assertEquals(0, context.getBeanNamesForType(EmbeddingModel.class).length);
        }
        try (ConfigurableApplicationContext context = start(MODEL, TOKENIZER, "spring.ai.model.embedding=other")) {
            assertEquals(0, context.getBeanNamesForType(EmbeddingModel.class).length);
        }
    }

    @Test
    void whatIsMissingIsNamedByItsProperty() {
        assertEquals(
                "the property spring.ai.jdvm.embedding.tokenizer is not set; it names a file or a resource",
                failure(MODEL));
        String message = failure("spring.ai.jdvm.embedding.model=classpath:absent.onnx", TOKENIZER);
        assertTrue(message.contains("absent.onnx"), message);
        assertTrue(message.contains("spring.ai.jdvm.embedding.model names, cannot be read"), message);
    }
}
