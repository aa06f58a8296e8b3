package org.jdvm.examples.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Passages with their vectors; finds those nearest to a vector. */
public final class SearchIndex {
    private final List<Passage> passages = new ArrayList<>();
    private final List<float[]> vectors = new ArrayList<>();

    /**
     * A passage found.
     *
     * @param passage the passage
     * @param score the cosine of the angle between its vector and the query's
     */
    public record Hit(Passage passage, float score) {}

    /**
     * Adds a passage.
     *
     * @param passage the passage
     * @param vector its vector, of length 1
     */
    public void add(Passage passage, float[] vector) {
        passages.add(passage);
        vectors.add(vector);
    }

    /**
     * Finds the nearest passages.
     *
     * @param query a vector of length 1
     * @param count how many to find
     * @return the passages, nearest first
     */
    public List<Hit> nearest(float[] query, int count) {
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            float score = 0;
            for (int k = 0; k < query.length; k++) {
                score += query[k] * vectors.get(i)[k];
            }
            hits.add(new Hit(passages.get(i), score));
        }
        hits.sort(Comparator.comparingDouble(Hit::score).reversed());
        return List.copyOf(hits.subList(0, Math.min(count, hits.size())));
    }
}
