package org.jdvm.embeddings.tokenizer;

/**
 * Where the extended grapheme clusters of Unicode end that are short.
 *
 * <p>Rules that join Hangul, flags, pictographs and Indic conjuncts are left out: what they join has 6 bytes or more in UTF-8, and no map of
 * characters has one of the marks before numbers that would make a difference.
 */
final class GraphemeClusters {
    private GraphemeClusters() {}

    /**
     * {@return where the cluster ends that starts at a place of a text}
     *
     * @param most how many code points are looked at, at least; a cluster of more may end after them
     */
    static int end(AlignedText text, int start, int most) {
        int codePoint = text.codePoint(start);
        int at = start + Character.charCount(codePoint);
        for (int count = 1; at < text.length() && count <= most; count++) {
            int next = text.codePoint(at);
            if (!isJoined(codePoint, next)) {
                break;
            }
            codePoint = next;
            at += Character.charCount(next);
        }
        return at;
    }

    private static boolean isJoined(int codePoint, int next) {
        if (codePoint == '\r' && next == '\n') {
            return true;
        }
        if (codePoint < 0x20 || isControl(codePoint) || next >= 0x20 && next < 0x7f && codePoint < 0x600) {
            return false;
        }
        return CodePoints.is(next, CodePoints.EXTENDING)
                || CodePoints.is(codePoint, CodePoints.PREPENDED) && !isControl(next);
    }

    private static boolean isControl(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> !CodePoints.is(codePoint, CodePoints.EXTENDING | CodePoints.PREPENDED);
            // Without a meaning yet, but not to be shown.
            case Character.UNASSIGNED ->
                codePoint == 0x2065
                        || codePoint >= 0xfff0 && codePoint <= 0xfff8
                        || codePoint >= 0xe0000 && codePoint < 0xe1000;
            default -> false;
        };
    }
}
