package org.jdvm.examples.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jdvm.Tensor;

/** Passages with their vectors; finds those nearest to a vector. */
public final class SearchIndex {
    private final List<Passage> passages;
    private final Tensor vectors;

    /**
     * Makes an index.
     *
     * @param passages the passages, at least one
     * @param vectors their vectors, of length 1
     */
    public SearchIndex(List<Passage> passages, List<float[]> vectors) {
        if (passages.size() != vectors.size() || passages.isEmpty()) {
            throw new IllegalArgumentException(
                    "%d passages with %d vectors".formatted(passages.size(), vectors.size()));
        }
        this.passages = List.copyOf(passages);
        int size = vectors.getFirst().length;
        float[] rows = new float[Math.multiplyExact(size, vectors.size())];
        for (int i = 0; i < vectors.size(); i++) {
            System.arraycopy(vectors.get(i), 0, rows, i * size, size);
        }
        this.vectors = Tensor.of(rows, vectors.size(), size);
    }

    /**
     * A passage found.
     *
     * @param passage the passage
     * @param score the cosine of the angle between its vector and the query's
     */
    public record Hit(Passage passage, float score) {}

    /**
     * Finds the nearest passages.
     *
     * @param query a vector of length 1
     * @param count how many to find
     * @return the passages, nearest first
     */
    public List<Hit> nearest(float[] query, int count) {
        float[] scores = SimilarityOperators.cosines(vectors, Tensor.of(query, query.length))
                .toFloatArray();
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            hits.add(new Hit(passages.get(i), scores[i]));
        }
        hits.sort(Comparator.comparingDouble(Hit::score).reversed());
        return List.copyOf(hits.subList(0, Math.min(count, hits.size())));
    }
}
