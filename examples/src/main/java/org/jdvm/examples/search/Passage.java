package org.jdvm.examples.search;

/**
 * A piece of text that a search can find.
 *
 * @param name where it is, as the answer shows it
 * @param subject what it is about, in words; may be empty
 * @param text the text, as the answer shows it
 * @param isType whether it describes a type as a whole
 */
public record Passage(String name, String subject, String text, boolean isType) {
    /** Some descriptions run over pages; their subject is at their beginning. */
    private static final int MAX_CHARACTERS = 1200;

    /**
     * The passage as it is embedded.
     *
     * @return subject and text
     */
    public String embedded() {
        return subject.isEmpty() ? text : subject + ": " + text;
    }

    /** Cuts a text at the end of the last sentence that fits. */
    static String shorten(String text) {
        if (text.length() <= MAX_CHARACTERS) {
            return text;
        }
        int end = text.lastIndexOf(". ", MAX_CHARACTERS);
        return end > 0 ? text.substring(0, end + 1) : text.substring(0, MAX_CHARACTERS);
    }
}
