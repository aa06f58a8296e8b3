package org.jdvm.examples.text;

/**
 * A text as token ids.
 *
 * @param ids the ids, with those that mark start and end; shared, not copied
 * @param uncut how many tokens the text has, at least; more than {@code ids} holds if it was cut
 */
public record Tokens(long[] ids, int uncut) {
    /**
     * The number of tokens.
     *
     * @return the number of ids
     */
    public int count() {
        return ids.length;
    }
}
