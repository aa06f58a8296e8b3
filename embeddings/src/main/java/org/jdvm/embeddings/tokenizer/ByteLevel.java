package org.jdvm.embeddings.tokenizer;

/**
 * Makes each byte of the text in UTF-8 a character that can be seen: printable ones of Latin-1 stay, the others are those from U+0100 on.
 *
 * @param addSpace whether words that do not start with a blank get one
 * @param split whether words are cut first: into contractions of English, letters, digits and other characters, each with a blank before them, and
 *     white space
 */
record ByteLevel(boolean addSpace, boolean split) implements PreTokenizerStep {
    private static final char[] CHARS = chars();

    private static char[] chars() {
        char[] chars = new char[256];
        char next = 0x100;
        for (char c = 0; c < chars.length; c++) {
            boolean isPrintable = c >= '!' && c <= '~' || c >= 0xa1 && c <= 0xac || c >= 0xae;
            chars[c] = isPrintable ? c : next++;
        }
        return chars;
    }

    @Override
    public CutText apply(CutText words) {
        AlignedText to = new AlignedText(2 * words.text().length() + 16);
        CutText result = new CutText(to);
        for (int word = 0; word < words.count(); word++) {
            AlignedText text = words.text();
            int from = words.from(word);
            int end = words.to(word);
            if (addSpace && text.chars()[from] != ' ') {
                AlignedText longer = new AlignedText(end - from + 1);
                longer.add(' ', text.start(from), text.end(from));
                longer.add(text, from, end);
                text = longer;
                from = 0;
                end = longer.length();
            }
            while (from < end) {
                int next = split ? EnglishWords.end(text, from, end) : end;
                int start = to.length();
                addBytes(text, from, next, to);
                result.add(start, to.length());
                from = next;
            }
        }
        return result;
    }

    private static void addBytes(AlignedText from, int start, int end, AlignedText to) {
        for (int at = start; at < end; ) {
            int c = from.codePoint(at);
            int first = from.start(at);
            int last = from.end(at);
            if (c < 0x80) {
                to.add(CHARS[c], first, last);
            } else if (c < 0x800) {
                to.add(CHARS[0xc0 | c >> 6], first, last);
                to.add(CHARS[0x80 | c & 0x3f], first, last);
            } else {
                if (c < 0x10000) {
                    to.add(CHARS[0xe0 | c >> 12], first, last);
                } else {
                    to.add(CHARS[0xf0 | c >> 18], first, last);
                    to.add(CHARS[0x80 | c >> 12 & 0x3f], first, last);
                }
                to.add(CHARS[0x80 | c >> 6 & 0x3f], first, last);
                to.add(CHARS[0x80 | c & 0x3f], first, last);
            }
            at += Character.charCount(c);
        }
    }
}
