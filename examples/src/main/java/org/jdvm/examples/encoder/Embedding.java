package org.jdvm.examples.encoder;

/**
 * A text as a vector.
 *
 * @param tokens how many tokens the text was encoded as
 * @param vector the vector, of length 1
 */
public record Embedding(int tokens, float[] vector) {}
