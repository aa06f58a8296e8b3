package org.jdvm.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import java.util.ArrayList;
import java.util.List;
import org.jdvm.embeddings.Reranker;

/** Scores texts with a cross-encoder; scores are its logits. Any number of threads may use it. */
public final class JdvmScoringModel implements ScoringModel, AutoCloseable {
    private final Reranker reranker;

    /**
     * Makes a model of a reranker.
     *
     * @param reranker what scores; it is closed with the model
     */
    public JdvmScoringModel(Reranker reranker) {
        this.reranker = reranker;
    }

    /**
     * {@return the logit of each text, in their order: the higher, the better it answers the query}
     *
     * @param segments the texts
     * @param query the query
     * @throws org.jdvm.JdvmException as {@link Reranker#score}
     */
    @Override
    public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
        List<Double> scores = new ArrayList<>();
        for (float score :
                reranker.score(query, segments.stream().map(TextSegment::text).toList())) {
            scores.add((double) score);
        }
        return Response.from(scores);
    }

    /** Closes the reranker. */
    @Override
    public void close() {
        reranker.close();
    }
}
