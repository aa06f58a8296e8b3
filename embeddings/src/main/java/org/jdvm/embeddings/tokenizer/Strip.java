package org.jdvm.embeddings.tokenizer;

/**
 * Removes white space at the ends of a text.
 *
 * @param left whether at its start
 * @param right whether at its end
 */
record Strip(boolean left, boolean right) implements NormalizerStep {
    @Override
    public AlignedText apply(AlignedText from) {
        int start = 0;
        int end = from.length();
        while (left && start < end && isSpace(from, start)) {
            start++;
        }
        while (right && start < end && isSpace(from, end - 1)) {
            end--;
        }
        AlignedText to = new AlignedText(end - start);
        to.add(from, start, end);
        return to;
    }

    /** All white space is of the basic plane. */
    private static boolean isSpace(AlignedText text, int at) {
        return CodePoints.is(text.chars()[at], CodePoints.SPACE);
    }
}
