package org.jdvm.embeddings.tokenizer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces what a pattern finds.
 *
 * @param pattern the pattern
 * @param content what replaces it
 */
record Replacement(Pattern pattern, String content) implements NormalizerStep {
    @Override
    public AlignedText apply(AlignedText from) {
        Matcher matcher = pattern.matcher(from.sequence(0, from.length()));
        if (!matcher.find()) {
            return from;
        }
        AlignedText to = new AlignedText(from.length() + 16);
        int done = 0;
        do {
            to.add(from, done, matcher.start());
            done = matcher.end();
            if (done > matcher.start()) {
                to.add(content, from.start(matcher.start()), from.end(done - 1));
            }
        } while (matcher.find());
        to.add(from, done, from.length());
        return to;
    }
}
