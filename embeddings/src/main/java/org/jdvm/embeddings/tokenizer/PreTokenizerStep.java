package org.jdvm.embeddings.tokenizer;

/** How a normalized text is cut into words. */
enum PreTokenizerStep {
    /** At white space; punctuation is words of one character. */
    BERT,
    /** At white space. */
    WHITESPACE
}
