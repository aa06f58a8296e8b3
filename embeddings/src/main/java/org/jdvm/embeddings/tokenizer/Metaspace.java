package org.jdvm.embeddings.tokenizer;

/**
 * Makes blanks a visible character, with which words start.
 *
 * @param replacement the character
 * @param scheme to which words it is added if they do not start with it
 * @param split whether words end before it
 */
record Metaspace(int replacement, Scheme scheme, boolean split) implements PreTokenizerStep {
    /** To which words the character is added. */
    enum Scheme {
        ALWAYS,
        /** To the one with which the text starts. */
        FIRST,
        NEVER
    }

    @Override
    public CutText apply(CutText words) {
        AlignedText from = words.text();
        AlignedText to = new AlignedText(from.length() + words.count() + 16);
        CutText result = new CutText(to);
        for (int word = 0; word < words.count(); word++) {
            int start = to.length();
            int at = words.from(word);
            int first = from.codePoint(at);
            boolean isAdded = switch (scheme) {
                case ALWAYS -> true;
                case FIRST -> from.start(at) == 0;
                case NEVER -> false;
            };
            if (isAdded && first != ' ' && first != replacement) {
                to.add(replacement, from.start(at), from.end(at));
            }
            while (at < words.to(word)) {
                int codePoint = from.codePoint(at);
                boolean isStart = codePoint == ' ' || codePoint == replacement;
                if (split && isStart) {
                    result.add(start, to.length());
                    start = to.length();
                }
                to.add(isStart ? replacement : codePoint, from.start(at), from.end(at));
                at += Character.charCount(codePoint);
            }
            result.add(start, to.length());
        }
        return result;
    }
}
