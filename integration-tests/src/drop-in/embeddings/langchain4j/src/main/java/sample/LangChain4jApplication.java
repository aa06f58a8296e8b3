package sample;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.List;
import java.util.Set;
import org.jdvm.embeddings.Pooling;
import org.jdvm.langchain4j.JdvmEmbeddingModel;

/** Stores texts by their vectors, and asks for those that answer questions. */
public final class LangChain4jApplication {
    private LangChain4jApplication() {}

    public static void main(String[] arguments) {
        Set<String> atStart = NativeCode.libraries();
        retrieve("all-minilm-l6-v2", Pooling.MEAN);
        retrieve("bge-small-en-v1.5", Pooling.CLS);
        NativeCode.check(atStart);
    }

    private static void retrieve(String name, Pooling pooling) {
        System.out.println("LangChain4j, " + name + ":");
        try (JdvmEmbeddingModel model = JdvmEmbeddingModel.builder()
                .resources(name + ".onnx", name + "-tokenizer.json")
                .pooling(pooling)
                .build()) {
            List<TextSegment> segments =
                    Corpus.TEXTS.stream().map(TextSegment::from).toList();
            List<Embedding> vectors = model.embedAll(segments).content();
            InMemoryEmbeddingStore<TextSegment> filled = new InMemoryEmbeddingStore<>();
            filled.addAll(vectors, segments);
            InMemoryEmbeddingStore<TextSegment> store = InMemoryEmbeddingStore.fromJson(filled.serializeToJson());
            List<float[]> stored = vectors.stream().map(Embedding::vector).toList();
            for (int i = 0; i < Corpus.QUESTIONS.size(); i++) {
                Embedding question = model.embed(Corpus.QUESTIONS.get(i)).content();
                List<EmbeddingMatch<TextSegment>> matches = store.search(EmbeddingSearchRequest.builder()
                                .queryEmbedding(question)
                                .maxResults(Corpus.TEXTS.size())
                                .build())
                        .matches();
                List<String> found =
                        matches.stream().map(match -> match.embedded().text()).toList();
                Corpus.check(i, question.vector(), stored, found);
            }
        }
    }
}
