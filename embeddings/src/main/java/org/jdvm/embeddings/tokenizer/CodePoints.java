package org.jdvm.embeddings.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Classes of code points, lower case and decomposition as the tokenizers have them with which models were trained, whatever Unicode version
 * the JDK has. The table is in {@code unicode.txt}, which says where it comes from.
 */
final class CodePoints {
    /** White_Space. */
    static final int SPACE = 1;

    /** Removed when text is cleaned: controls, formats, private use, and the replacement character; tab and line ends are not. */
    static final int REMOVED = 2;

    /** Ideographs, which are words. */
    static final int HAN = 4;

    /** Punctuation, and all other printable ASCII that is neither letter nor digit. */
    static final int PUNCTUATION = 8;

    /** Nonspacing marks. */
    static final int MARK = 16;

    /** Newer code points, which are neither decomposed nor reordered. */
    private static final int STARTER = 32;

    /** Newer code points that NFKC and NFKD leave as they are. */
    private static final int UNMAPPED = 64;

    /** Letters, as {@code \\p{L}} of patterns. */
    static final int LETTER = 128;

    /** Numbers, as {@code \\p{N}} of patterns. */
    static final int NUMBER = 256;

    /** Newer numbers, which the pre-tokenizer Digits knows. */
    static final int NUMERIC = 512;

    /** Marks of all kinds, but none of newer scripts. */
    static final int ACCENT = 1024;

    /** Part of the grapheme cluster before them. */
    static final int EXTENDING = 2048;

    /** Part of the grapheme cluster after them. */
    static final int PREPENDED = 4096;

    private static final int PAGE = 256;
    private static final short[] NOTHING = new short[PAGE];
    private static final short[][] PAGES = new short[(Character.MAX_CODE_POINT + 1) / PAGE][];
    private static final Map<Integer, Integer> LOWER = new HashMap<>();

    /** Decompositions found so far, of the basic plane; threads that race write the same. */
    private static final String[] DECOMPOSED = new String[Character.MAX_VALUE + 1];

    static {
        Arrays.fill(PAGES, NOTHING);
        try (InputStream in = CodePoints.class.getResourceAsStream("unicode.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(CodePoints::row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CodePoints() {}

    private static void row(String line) {
        String[] words = line.split(" ");
        boolean isLower = words[0].equals("lower");
        for (int i = isLower ? 2 : 1; i < words.length; i++) {
            String[] ends = words[i].split("-");
            int last = Integer.parseInt(ends[ends.length - 1], 16);
            for (int c = Integer.parseInt(ends[0], 16); c <= last; c++) {
                if (isLower) {
                    LOWER.put(c, c + Integer.parseInt(words[1], 16));
                } else {
                    add(c, flag(words[0]));
                }
            }
        }
    }

    private static void add(int codePoint, int flag) {
        int page = codePoint / PAGE;
        if (PAGES[page] == NOTHING) {
            PAGES[page] = new short[PAGE];
        }
        PAGES[page][codePoint % PAGE] |= (short) flag;
    }

    private static int flag(String name) {
        return switch (name) {
            case "space" -> SPACE;
            case "removed" -> REMOVED;
            case "han" -> HAN;
            case "punctuation" -> PUNCTUATION;
            case "mark" -> MARK;
            case "starter" -> STARTER;
            case "unmapped" -> UNMAPPED;
            case "letter" -> LETTER;
            case "number" -> NUMBER;
            case "numeric" -> NUMERIC;
            case "accent" -> ACCENT;
            case "extending" -> EXTENDING;
            case "prepended" -> PREPENDED;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** {@return whether a code point is in one of some classes} */
    static boolean is(int codePoint, int classes) {
        return (PAGES[codePoint >> 8][codePoint & 0xff] & classes) != 0;
    }

    /** {@return the lower case of a code point other than U+0130, the only one with two} */
    static int lower(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= 'A' && codePoint <= 'Z' ? codePoint + ('a' - 'A') : codePoint;
        }
        int lower = Character.toLowerCase(codePoint);
        return lower != codePoint || codePoint < 0xa000 ? lower : LOWER.getOrDefault(codePoint, codePoint);
    }

    /** {@return whether a code point may be reordered among its neighbours} */
    static boolean mayMove(int codePoint) {
        int type = Character.getType(codePoint);
        return (type == Character.NON_SPACING_MARK
                        || type == Character.COMBINING_SPACING_MARK
                        || type == Character.ENCLOSING_MARK)
                && !is(codePoint, STARTER);
    }

    /** {@return whether normalization leaves a code point as it is, whatever the JDK knows about it} */
    static boolean isLeft(int codePoint) {
        return is(codePoint, STARTER | UNMAPPED);
    }

    /** {@return whether normalization may put a code point, or what it becomes, before the code points before it, or make it one with them} */
    static boolean joins(int codePoint) {
        if (codePoint < 0x300) {
            return false;
        }
        boolean isHalfWidthMark = codePoint == 0xff9e || codePoint == 0xff9f;
        boolean isVowelOrFinalOfHangul = codePoint >= 0x1161 && codePoint <= 0x11c2;
        boolean mayBecomeOne = codePoint >= 0x3131 && codePoint <= 0x318e || codePoint >= 0xffa0 && codePoint <= 0xffdc;
        return isHalfWidthMark || isVowelOrFinalOfHangul || mayBecomeOne || mayMove(codePoint);
    }

    /** {@return the canonical decomposition of a code point} */
    static String decomposed(int codePoint) {
        if (codePoint > Character.MAX_VALUE) {
            return decompose(codePoint);
        }
        String known = DECOMPOSED[codePoint];
        if (known == null) {
            known = decompose(codePoint);
            DECOMPOSED[codePoint] = known;
        }
        return known;
    }

    private static String decompose(int codePoint) {
        String text = Character.toString(codePoint);
        return is(codePoint, STARTER) ? text : Normalizer.normalize(text, Normalizer.Form.NFD);
    }
}
