package org.jdvm.examples.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.examples.encoder.MiniLm;
import org.jdvm.examples.io.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTokenizerTest {
    private static final int START = 101;
    private static final int END = 102;

    private static TextTokenizer tokenizer(List<String> warnings) {
        return TextTokenizer.parse(MiniLm.tokenizerBytes(), "tokenizer.json", 512, warnings::add);
    }

    @Test
    void marksStartAndEndAndDoesNotPad() {
        try (TextTokenizer tokenizer = MiniLm.tokenizer()) {
            assertArrayEquals(new long[] {START, END}, tokenizer.tokenize("").ids());
            assertArrayEquals(
                    new long[] {START, 7592, 2088, 999, END},
                    tokenizer.tokenize("Hello world!").ids());
        }
    }

    @Test
    void doesNotTruncateWhereTheFileSaysSo() {
        assertTrue(new String(MiniLm.tokenizerBytes(), StandardCharsets.UTF_8).contains("\"max_length\": 128"));
        try (TextTokenizer tokenizer = MiniLm.tokenizer()) {
            assertEquals(302, tokenizer.tokenize("word ".repeat(300)).count());
        }
    }

    @Test
    void cutsAtTheModelsPositionsKeepingTheEndAndWarnsOnce() {
        List<String> warnings = new ArrayList<>();
        try (TextTokenizer tokenizer = tokenizer(warnings)) {
            assertEquals(512, tokenizer.tokenize("word ".repeat(510)).count());
            assertEquals(List.of(), warnings);

            Tokens cut = tokenizer.tokenize("word ".repeat(511));
            assertEquals(512, cut.count());
            assertEquals(513, cut.uncut());
            assertEquals(END, cut.ids()[511]);
            long[] whole = tokenizer.tokenize("word ".repeat(510)).ids();
            assertArrayEquals(Arrays.copyOf(whole, 511), Arrays.copyOf(cut.ids(), 511));

            tokenizer.tokenize("word ".repeat(9000));
            assertEquals(1, warnings.size());
            assertTrue(warnings.getFirst().startsWith("a text of 513 tokens was cut to the 512"), warnings.getFirst());
        }
    }

    /** Texts of which only a part is read give the same tokens as when all of it is. */
    @Test
    void longTextsAreNotReadToTheirEnd() {
        List<String> patterns = List.of(
                "some words, and more of them; ", "\uD83D\uDE00\uD83D\uDE80", "x", "\u4F60\u597D", "a-b.c", " \t ");
        for (String pattern : patterns) {
            List<String> warnings = new ArrayList<>();
            try (TextTokenizer cutting = tokenizer(warnings);
                    TextTokenizer whole = TextTokenizer.parse(
                            MiniLm.tokenizerBytes(), "tokenizer.json", Integer.MAX_VALUE / 4, warnings::add)) {
                String text = "begin " + pattern.repeat(100_000 / pattern.length()) + " end";
                long[] all = whole.tokenize(text).ids();
                long[] expected = all.length <= 512 ? all : Arrays.copyOf(all, 512);
                expected[expected.length - 1] = END;
                assertArrayEquals(expected, cutting.tokenize(text).ids(), pattern);
                boolean isCut = all.length > 512;
                assertEquals(isCut ? 1 : 0, warnings.size());
                assertTrue(!isCut || warnings.getFirst().startsWith("a text of more than "), () -> warnings.toString());
            }
        }
    }

    @Test
    void takesTextThatHasNoUtf8Form() {
        try (TextTokenizer tokenizer = MiniLm.tokenizer()) {
            assertArrayEquals(
                    tokenizer.tokenize("? x").ids(),
                    tokenizer.tokenize("\uD800 x").ids());
            assertEquals(3, tokenizer.tokenize("a\0b").count());
        }
    }

    @Test
    void refusesFilesThatAreNoTokenizer(@TempDir Path directory) {
        InputException noTokenizer = assertThrows(
                InputException.class,
                () -> TextTokenizer.parse("{\"a\": 1}".getBytes(StandardCharsets.UTF_8), "x.json", 512, _ -> {}));
        assertTrue(
                noTokenizer.getMessage().startsWith("tokenizer x.json is not a tokenizer.json"),
                noTokenizer.getMessage());
        InputException notText = assertThrows(
                InputException.class,
                () -> TextTokenizer.parse(new byte[] {(byte) 0xC3, 0x28}, "x.json", 512, _ -> {}));
        assertEquals("tokenizer x.json is not UTF-8; expected a tokenizer.json", notText.getMessage());
        InputException isDirectory =
                assertThrows(InputException.class, () -> TextTokenizer.read(directory, 512, _ -> {}));
        assertEquals("tokenizer " + directory + " is a directory; a file is needed", isDirectory.getMessage());
        Path missing = directory.resolve("missing.json");
        InputException isMissing = assertThrows(InputException.class, () -> TextTokenizer.read(missing, 512, _ -> {}));
        assertEquals("cannot read tokenizer " + missing + ": there is no such file", isMissing.getMessage());
    }
}
