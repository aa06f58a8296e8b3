package org.jdvm.embeddings.tokenizer;

import java.util.List;
import java.util.SplittableRandom;

/** Texts of all scripts, and of what goes wrong in them. */
public final class RandomTexts {
    private static final int[][] RANGES = {
        {0x20, 0x7f},
        {0, 0x20},
        {0x80, 0x250},
        {0x300, 0x370},
        {0x370, 0x530},
        {0x590, 0x700},
        {0x900, 0xe00},
        {0xe00, 0x1100},
        {0x1100, 0x1200},
        {0x1e00, 0x2000},
        {0x2000, 0x2070},
        {0x2070, 0x2c00},
        {0x3000, 0x3100},
        {0x4e00, 0x4f00},
        {0xac00, 0xad00},
        {0xd800, 0xe000},
        {0xf900, 0x10000},
        {0x10000, 0x12000},
        {0x1d100, 0x1d200},
        {0x1f300, 0x1fa00},
        {0x2b740, 0x2b930},
        {0xe0000, 0xe0080},
        {0, 0x30000},
        {0, 0x110000}
    };
    private static final List<String> PIECES = List.of(
            "[CLS]",
            "[SEP]",
            "[UNK]",
            "[MASK]",
            "[PAD]",
            "[cls]",
            "the",
            "embedding",
            "unbelievable",
            "Ünïcödé",
            "e\u0301",
            "\u0323\u0307q",
            "\u0307\u0323q",
            "İstanbul",
            "ΣΑΣ",
            "ß",
            "Å",
            "가각",
            "日本語",
            "مرحبا",
            "שלום",
            "\u200b",
            "\u200d",
            "\ufeff",
            "\u202e",
            "👩‍👩‍👧",
            "🇩🇪",
            "don't",
            "--",
            "3.14",
            "\t",
            "\r\n",
            "\u0085",
            "\u2028",
            "\u00a0",
            "##ing",
            "<x>",
            "<s>",
            "</s>",
            "<mask>",
            " <mask> ",
            "'s",
            "'ll",
            "'ve",
            "'l",
            "▁",
            "ﬁ",
            "①½",
            "ｶﾞ",
            "Ａ\u0301",
            "각ᆨ",
            "\u1100\u1161\u11a8",
            "\u0600x",
            "aaaaaaaaa",
            "0101",
            "   ",
            "\n\n",
            "١٢٣",
            "word",
            "Word",
            "\ud800",
            "\udc00");

    private RandomTexts() {}

    /** {@return a text} */
    public static String next(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int[] home = RANGES[random.nextInt(RANGES.length)];
        int parts = random.nextInt(random.nextInt(10) == 0 ? 120 : 25);
        for (int i = 0; i < parts; i++) {
            switch (random.nextInt(6)) {
                case 0 -> text.append(PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> text.append(' ');
                case 2 -> appendFrom(text, RANGES[random.nextInt(RANGES.length)], 1, random);
                case 3 -> text.append((char) ('a' + random.nextInt(26)));
                default -> appendFrom(text, home, 1 + random.nextInt(random.nextInt(60) == 0 ? 130 : 8), random);
            }
        }
        return text.toString();
    }

    private static void appendFrom(StringBuilder text, int[] range, int count, SplittableRandom random) {
        for (int i = 0; i < count; i++) {
            text.appendCodePoint(random.nextInt(range[0], range[1]));
        }
    }
}
