package sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Stores texts by their vectors, and asks for those that answer questions. The model comes from properties. */
@SpringBootApplication
public class SpringAiApplication {
    public static void main(String[] arguments) throws IOException {
        Set<String> atStart = NativeCode.libraries();
        retrieve("all-minilm-l6-v2", "mean");
        retrieve("bge-small-en-v1.5", "cls");
        NativeCode.check(atStart);
    }

    private static void retrieve(String name, String pooling) throws IOException {
        System.out.println("Spring AI, " + name + ":");
        Path file = Files.createTempFile("vectors", ".json");
        try (ConfigurableApplicationContext context = SpringApplication.run(
                SpringAiApplication.class,
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn",
                "--spring.ai.jdvm.embedding.model=classpath:" + name + ".onnx",
                "--spring.ai.jdvm.embedding.tokenizer=classpath:" + name + "-tokenizer.json",
                "--spring.ai.jdvm.embedding.pooling=" + pooling)) {
            EmbeddingModel model = context.getBean(EmbeddingModel.class);
            List<float[]> stored = model.embed(Corpus.TEXTS);
            SimpleVectorStore filled = SimpleVectorStore.builder(model).build();
            filled.add(Corpus.TEXTS.stream().map(Document::new).toList());
            filled.save(file.toFile());
            SimpleVectorStore store = SimpleVectorStore.builder(model).build();
            store.load(file.toFile());
            for (int i = 0; i < Corpus.QUESTIONS.size(); i++) {
                List<Document> found = store.similaritySearch(SearchRequest.builder()
                        .query(Corpus.QUESTIONS.get(i))
                        .topK(Corpus.TEXTS.size())
                        .build());
                Corpus.check(
                        i,
                        model.embed(Corpus.QUESTIONS.get(i)),
                        stored,
                        found.stream().map(Document::getText).toList());
            }
        } finally {
            Files.delete(file);
        }
    }
}
