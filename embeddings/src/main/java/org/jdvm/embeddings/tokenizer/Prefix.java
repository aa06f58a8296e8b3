package org.jdvm.embeddings.tokenizer;

/**
 * Puts characters before a text that is not empty.
 *
 * @param content the characters
 */
record Prefix(String content) implements NormalizerStep {
    @Override
    public AlignedText apply(AlignedText from) {
        AlignedText to = new AlignedText(from.length() + content.length());
        if (from.length() > 0) {
            to.add(content, from.start(0), from.end(0));
            to.add(from, 0, from.length());
        }
        return to;
    }
}
