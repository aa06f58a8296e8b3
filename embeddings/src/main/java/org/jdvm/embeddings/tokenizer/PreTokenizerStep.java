package org.jdvm.embeddings.tokenizer;

/** A step that cuts a normalized text into words. The pre-tokenizers of files are sequences of these. */
sealed interface PreTokenizerStep permits ClassCut, PatternCut, Metaspace, ByteLevel {
    /** {@return the words that become of words} */
    CutText apply(CutText words);
}
