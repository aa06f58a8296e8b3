package org.jdvm.langchain4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.spi.model.embedding.EmbeddingModelFactory;
import dev.langchain4j.store.embedding.EmbeddingStoreIngestor;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.jdvm.JdvmException;
import org.jdvm.embeddings.Pooling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents are ingested, stored and retrieved by LangChain4j, with the model of one of its jars. */
class RetrievalTest {
    private static final String MODEL = "all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";
    private static final List<String> TEXTS = List.of(
            "The invoice must be paid within thirty days.",
            "Photosynthesis turns light into chemical energy in plants.",
            "The goalkeeper saved a penalty in the last minute.");

    private static JdvmEmbeddingModelBuilder builder() {
        return JdvmEmbeddingModel.builder().resources(MODEL, TOKENIZER);
    }

    @Test
    void questionsFindTheirAnswers() {
        try (JdvmEmbeddingModel model = builder().build()) {
            InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
            EmbeddingStoreIngestor.builder()
                    .embeddingModel(model)
                    .embeddingStore(store)
                    .build()
                    .ingest(TEXTS.stream().map(Document::from).toList());
            EmbeddingStoreContentRetriever retriever = EmbeddingStoreContentRetriever.builder()
                    .embeddingModel(model)
                    .embeddingStore(store)
                    .maxResults(1)
                    .build();
            List<String> questions =
                    List.of("When is the bill due?", "How do leaves use the sun?", "Who won the football match?");
            for (int i = 0; i < TEXTS.size(); i++) {
                assertEquals(
                        TEXTS.get(i),
                        retriever
                                .retrieve(Query.from(questions.get(i)))
                                .getFirst()
                                .textSegment()
                                .text());
            }
        }
    }

    @Test
    void vectorsAreInTheOrderOfTheTextsAndHaveTheirDimension() {
        try (JdvmEmbeddingModel model = builder().build()) {
            assertEquals(384, model.dimension());
            List<Embedding> all = model.embedAll(
                            TEXTS.stream().map(TextSegment::from).toList())
                    .content();
            for (int i = 0; i < TEXTS.size(); i++) {
                Embedding single = model.embed(TEXTS.get(i)).content();
                assertEquals(384, single.dimension());
                assertArrayEquals(single.vector(), all.get(i).vector(), 1e-5f);
            }
        }
    }

    @Test
    void optionsReachTheEmbedder() {
        try (JdvmEmbeddingModel plain = builder().normalize(false).build();
                JdvmEmbeddingModel first =
                        builder().normalize(false).pooling(Pooling.CLS).build();
                JdvmEmbeddingModel cut = builder().maxTokens(5).build()) {
            double squares = 0;
            float[] vector = plain.embed(TEXTS.getFirst()).content().vector();
            for (float value : vector) {
                squares += value * value;
            }
            assertTrue(Math.abs(squares - 1) > 0.1, "squares " + squares);
            assertTrue(
                    Math.abs(vector[0] - first.embed(TEXTS.getFirst()).content().vector()[0]) > 1e-3);
            assertArrayEquals(
                    cut.embed("the invoice must").content().vector(),
                    cut.embed("the invoice must be paid").content().vector());
        }
    }

    @Test
    void theServiceReadsTheFilesThatPropertiesName(@TempDir Path folder) throws IOException {
        EmbeddingModelFactory factory = ServiceLoader.load(EmbeddingModelFactory.class).stream()
                .filter(p -> p.type() == JdvmEmbeddingModelFactory.class)
                .findFirst()
                .orElseThrow()
                .get();
        String message = assertThrows(JdvmException.class, factory::create).getMessage();
        assertTrue(message.contains("system property jdvm.embedding.model"), message);
        for (String name : List.of(MODEL, TOKENIZER)) {
            try (InputStream in = RetrievalTest.class.getClassLoader().getResourceAsStream(name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
        System.setProperty(
                JdvmEmbeddingModelFactory.MODEL, folder.resolve(MODEL).toString());
        System.setProperty(
                JdvmEmbeddingModelFactory.TOKENIZER, folder.resolve(TOKENIZER).toString());
        try {
            assertEquals(384, factory.create().dimension());
            System.setProperty(JdvmEmbeddingModelFactory.THREADS, "many");
            assertEquals(
                    "the system property jdvm.embedding.threads is 'many'; a number is expected",
                    assertThrows(JdvmException.class, factory::create).getMessage());
        } finally {
            System.clearProperty(JdvmEmbeddingModelFactory.THREADS);
            System.clearProperty(JdvmEmbeddingModelFactory.MODEL);
            System.clearProperty(JdvmEmbeddingModelFactory.TOKENIZER);
        }
    }

    @Test
    void aResourceThatIsNotThereIsNamed() {
        String message = assertThrows(
                        JdvmException.class, () -> JdvmEmbeddingModel.builder().resources("absent.onnx", TOKENIZER))
                .getMessage();
        assertTrue(message.startsWith("Embedder: no resource absent.onnx is found by "), message);
    }
}
