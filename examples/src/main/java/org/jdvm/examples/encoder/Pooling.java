package org.jdvm.examples.encoder;

/** How the vectors of a text's tokens become one vector. */
public enum Pooling {
    /** The mean over all tokens. */
    MEAN,
    /** The first token's vector, for models trained that way. */
    CLS
}
