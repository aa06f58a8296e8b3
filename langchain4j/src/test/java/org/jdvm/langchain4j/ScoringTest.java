package org.jdvm.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.aggregator.ReRankingContentAggregator;
import dev.langchain4j.rag.query.Query;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jdvm.embeddings.Reranker;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jdvm.onnx.OnnxModel;
import org.junit.jupiter.api.Test;

/** LangChain4j ranks by a model of four nodes: its logit is the sum of the ids of the second text and its end mark. */
class ScoringTest {
    private static final List<String> TEXTS = List.of("a cat", "zebra crossings are striped", "the");

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ScoringTest.class.getClassLoader().getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void contentsAreSortedByTheirScores() throws IOException {
        Tokenizer tokenizer = Tokenizer.parse(resource("all-minilm-l6-v2-tokenizer.json"), "tokenizer.json");
        OnnxModel onnx = OnnxModel.parse(resource("sum-of-second-ids.onnx"), "sum-of-second-ids.onnx");
        JdvmScoringModel model = new JdvmScoringModel(new Reranker(onnx, tokenizer, 64));
        List<Double> scores = model.scoreAll(
                        TEXTS.stream().map(TextSegment::from).toList(), "What is it?")
                .content();
        for (int i = 0; i < TEXTS.size(); i++) {
            int start = tokenizer.encode("").ids()[0];
            int[] ids = tokenizer.encode(TEXTS.get(i)).ids();
            assertEquals(Arrays.stream(ids).sum() - start, scores.get(i));
        }
        Query query = Query.from("What is it?");
        List<Content> ranked = new ReRankingContentAggregator(model)
                .aggregate(
                        Map.of(query, List.of(TEXTS.stream().map(Content::from).toList())));
        assertEquals(
                List.of(TEXTS.get(1), TEXTS.get(0), TEXTS.get(2)),
                ranked.stream().map(c -> c.textSegment().text()).toList());
    }
}
