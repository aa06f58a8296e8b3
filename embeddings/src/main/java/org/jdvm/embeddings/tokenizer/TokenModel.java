package org.jdvm.embeddings.tokenizer;

import java.util.OptionalInt;

/** What makes tokens of words. Any number of threads may use it. */
sealed interface TokenModel permits WordPiece, Bpe, Unigram {
    /** Adds the tokens of a word, some characters of a text, at least one. */
    void tokenize(AlignedText text, int from, int to, TokenBuffer tokens);

    /** {@return the id of what the vocabulary does not have, if the model has one} */
    OptionalInt unknown();
}
