package org.jdvm.embeddings.tokenizer;

/** What of a pair of texts is cut if it has too many tokens. A single text is cut at its end. */
public enum Truncation {
    /** The longer one, until both are equally long; then both. */
    LONGEST_FIRST,
    /** The first one only. */
    ONLY_FIRST
}
