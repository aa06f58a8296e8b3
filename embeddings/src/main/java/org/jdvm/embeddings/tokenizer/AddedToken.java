package org.jdvm.embeddings.tokenizer;

/**
 * A token that is found in texts before they are cut into words.
 *
 * @param id its id
 * @param content its text
 * @param singleWord whether it must not be part of a word
 * @param stripLeft whether white space before it belongs to it
 * @param stripRight whether white space after it belongs to it
 * @param normalized whether it is looked for in the normalized text, normalized itself
 */
record AddedToken(
        int id, String content, boolean singleWord, boolean stripLeft, boolean stripRight, boolean normalized) {}
