package org.jdvm.embeddings.tokenizer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts at the matches of a pattern.
 *
 * @param pattern the pattern
 * @param isInverted whether what is between matches counts as a match, and they do not
 * @param behavior what becomes of them
 */
record PatternCut(Pattern pattern, boolean isInverted, CutBehavior behavior) implements PreTokenizerStep {
    @Override
    public CutText apply(CutText words) {
        AlignedText text = words.text();
        CutText cut = new CutText(text);
        CutPieces pieces = new CutPieces();
        for (int word = 0; word < words.count(); word++) {
            int from = words.from(word);
            int to = words.to(word);
            pieces.reset(from);
            Matcher matcher = pattern.matcher(text.sequence(from, to));
            int done = 0;
            while (matcher.find()) {
                if (done < matcher.start()) {
                    pieces.add(from + matcher.start(), isInverted);
                }
                pieces.add(from + matcher.end(), !isInverted);
                done = matcher.end();
            }
            if (from + done < to) {
                pieces.add(to, isInverted);
            }
            behavior.cut(pieces, cut);
        }
        return cut;
    }
}
