package org.jdvm.embeddings.tokenizer;

/** A step of normalization. The normalizers of files are sequences of these. */
sealed interface NormalizerStep permits CodePointStep, Composition, Charsmap, Replacement, Strip, Prefix {
    /** {@return what becomes of a text, which is not changed} */
    AlignedText apply(AlignedText from);
}
