package org.jdvm.embeddings.tokenizer;

/**
 * Cuts at each code point of some classes.
 *
 * @param classes the classes, of {@link CodePoints}
 * @param behavior what becomes of them
 */
record ClassCut(int classes, CutBehavior behavior) implements PreTokenizerStep {
    @Override
    public CutText apply(CutText words) {
        AlignedText text = words.text();
        CutText cut = new CutText(text);
        CutPieces pieces = new CutPieces();
        for (int word = 0; word < words.count(); word++) {
            pieces.reset(words.from(word));
            int to = words.to(word);
            int next;
            boolean isOpen = false;
            for (int at = words.from(word); at < to; at = next) {
                int codePoint = text.codePoint(at);
                next = at + Character.charCount(codePoint);
                if (!CodePoints.is(codePoint, classes)) {
                    isOpen = true;
                    continue;
                }
                if (isOpen) {
                    pieces.add(at, false);
                    isOpen = false;
                }
                pieces.add(next, true);
            }
            if (isOpen) {
                pieces.add(to, false);
            }
            behavior.cut(pieces, cut);
        }
        return cut;
    }
}
