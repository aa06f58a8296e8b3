package org.jdvm.examples.search;

/**
 * A piece of text that a search can find.
 *
 * @param name where it stands, as the answer shows it
 * @param text what is embedded and shown
 * @param isType whether it describes a type as a whole
 */
public record Passage(String name, String text, boolean isType) {}
