package sample;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Texts, and for each of them a question that it answers, in other words. */
public final class Corpus {
    /** What is stored. */
    public static final List<String> TEXTS = List.of(
            "The invoice must be paid within thirty days.",
            "Photosynthesis turns light into chemical energy in plants.",
            "The goalkeeper saved a penalty in the last minute.",
            "Bread dough has to rise in a warm place for an hour.",
            "The satellite circles the earth every ninety minutes.",
            "She plays the violin in an orchestra.");

    /** What is asked, in the order of the texts. */
    public static final List<String> QUESTIONS = List.of(
            "When is the bill due?",
            "How do leaves use the sun?",
            "How did the football match end?",
            "What do I do before I bake a loaf?",
            "How long does an orbit in space take?",
            "Which musical instrument does she know?");

    private Corpus() {}

    /**
     * Checks what a store found for a question: the answer first, and further texts in the order of their cosines.
     *
     * @param question its place
     * @param asked its vector, of length 1
     * @param stored the vectors of the texts, of length 1
     * @param found texts, the best one first; a store may leave out those that are too far away
     */
    public static void check(int question, float[] asked, List<float[]> stored, List<String> found) {
        List<String> expected = IntStream.range(0, TEXTS.size())
                .boxed()
                .sorted(Comparator.comparingDouble(text -> -product(asked, stored.get(text))))
                .map(TEXTS::get)
                .toList();
        require(
                !found.isEmpty() && found.size() <= expected.size() && found.equals(expected.subList(0, found.size())),
                "the store found " + found + ", but by their cosines it is " + expected);
        require(
                found.getFirst().equals(TEXTS.get(question)),
                QUESTIONS.get(question) + " is answered by " + found.getFirst());
        System.out.printf(
                "  %.3f  %s %s%n", product(asked, stored.get(question)), QUESTIONS.get(question), found.getFirst());
    }

    private static double product(float[] a, float[] b) {
        require(a.length == 384 && b.length == 384, "vectors have " + a.length + " and " + b.length + " elements");
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /**
     * Ends the program with a message unless something is true.
     *
     * @param isTrue what is expected
     * @param otherwise the message
     */
    public static void require(boolean isTrue, String otherwise) {
        if (!isTrue) {
            throw new IllegalStateException(otherwise);
        }
    }
}
