package org.jdvm.embeddings.tokenizer;

/** What becomes of the matches at which a word is cut. */
enum CutBehavior {
    /** They are left out. */
    REMOVED,
    /** Each is a word. */
    ISOLATED,
    /** Each belongs to what precedes it, unless that is a match. */
    MERGED_WITH_PREVIOUS,
    /** Each belongs to what follows it, unless that is a match. */
    MERGED_WITH_NEXT,
    /** Neighbours are one word. */
    CONTIGUOUS;

    /** Adds the words that the pieces of a word become. */
    void cut(CutPieces pieces, CutText words) {
        int from = pieces.from();
        for (int i = 0; i < pieces.count(); i++) {
            boolean isLast = i + 1 == pieces.count();
            boolean isMatch = pieces.isMatch(i);
            boolean isMerged = !isLast
                    && switch (this) {
                        case REMOVED, ISOLATED -> false;
                        case MERGED_WITH_PREVIOUS -> pieces.isMatch(i + 1) && !isMatch;
                        case MERGED_WITH_NEXT -> isMatch && !pieces.isMatch(i + 1);
                        case CONTIGUOUS -> isMatch == pieces.isMatch(i + 1);
                    };
            if (isMerged) {
                continue;
            }
            if (this != REMOVED || !isMatch) {
                words.add(from, pieces.to(i));
            }
            from = pieces.to(i);
        }
    }
}
