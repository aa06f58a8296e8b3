package org.jdvm.embeddings.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdvm.JdvmException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens against those of the library with which models are trained. */
class TokenizerTest {
    private static final String FILE = "all-minilm-l6-v2-tokenizer.json";
    private static final byte[] JSON = ReferenceTokenizer.resource(FILE);
    private static final String BERT =
            "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,\"strip_accents\":null,\"lowercase\":true}";
    private static final String UNSEEN_TOKENS = """
        "added_tokens":[
        {"id":30522,"content":"Word","single_word":true,"lstrip":false,"rstrip":false,"normalized":true,"special":false},
        {"id":30523,"content":"<x>","single_word":false,"lstrip":true,"rstrip":true,"normalized":false,"special":false},
        {"id":30524,"content":"<x>y","single_word":false,"lstrip":true,"rstrip":false,"normalized":true,"special":false},
        """;

    private static String compact(byte[] json) {
        return new String(json, StandardCharsets.UTF_8)
                .replaceAll("\\s*\\n\\s*", "")
                .replaceAll("\": ", "\":");
    }

    private static String withNormalizer(String normalizer) {
        String json = compact(JSON);
        int from = json.indexOf("\"normalizer\":") + 13;
        int to = json.indexOf("\"pre_tokenizer\":");
        return json.substring(0, from) + normalizer + "," + json.substring(to);
    }

    private static void compare(String json, int count, long seed) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Tokenizer tokenizer = Tokenizer.parse(bytes, "changed");
        SplittableRandom random = new SplittableRandom(seed);
        try (ReferenceTokenizer reference = new ReferenceTokenizer(bytes, Map.of())) {
            for (int i = 0; i < count; i++) {
                String text = RandomTexts.next(random);
                assertSame(reference.encode(text), tokenizer.encode(text), text);
            }
        }
    }

    static void assertSame(Encoding expected, TokenizedText actual, String text) {
        assertArrayEquals(ReferenceTokenizer.ints(expected.getIds()), actual.ids(), () -> "ids of " + escaped(text));
        assertArrayEquals(ReferenceTokenizer.ints(expected.getTypeIds()), actual.typeIds());
        assertArrayEquals(ReferenceTokenizer.ints(expected.getAttentionMask()), actual.attentionMask());
    }

    private static void assertSameSpans(Encoding expected, TokenizedText actual, String text) {
        CharSpan[] spans = expected.getCharTokenSpans();
        String wellFormed = ReferenceTokenizer.wellFormed(text);
        for (int i = 0; i < spans.length; i++) {
            int start = spans[i] == null ? 0 : wellFormed.offsetByCodePoints(0, spans[i].getStart());
            int end = spans[i] == null ? 0 : wellFormed.offsetByCodePoints(0, spans[i].getEnd());
            int token = i;
            assertEquals(
                    start + "-" + end,
                    actual.start(i) + "-" + actual.end(i),
                    () -> "span of token " + token + " of " + escaped(text));
        }
    }

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(c > ' ' && c < 0x7f ? Character.toString(c) : "\\u%04x".formatted(c)));
        return escaped.toString();
    }

    @Test
    void idsAndSpansAreThoseOfTheReference() {
        agree(4000, 1);
    }

    @Test
    @Tag("long")
    void idsAndSpansOfManyTextsAreThoseOfTheReference() {
        agree(100_000, 2);
    }

    private static void agree(int count, long seed) {
        Tokenizer tokenizer = Tokenizer.parse(JSON, FILE);
        SplittableRandom random = new SplittableRandom(seed);
        try (ReferenceTokenizer reference = new ReferenceTokenizer(JSON, Map.of())) {
            for (int i = 0; i < count; i++) {
                String text = RandomTexts.next(random);
                Encoding expected = reference.encode(text);
                TokenizedText actual = tokenizer.encode(text);
                assertSame(expected, actual, text);
                assertSameSpans(expected, actual, text);
            }
        }
    }

    @Test
    void eachCodePointIsAsInTheReference() {
        Tokenizer tokenizer = Tokenizer.parse(JSON, FILE);
        try (ReferenceTokenizer reference = new ReferenceTokenizer(JSON, Map.of())) {
            StringBuilder text = new StringBuilder();
            for (int c = 0; c < 0x32000; c++) {
                text.append('a')
                        .appendCodePoint(c >= 0xd800 && c < 0xe000 ? 'x' : c)
                        .append("\u0323b ");
                if (c % 64 == 63) {
                    assertSame(reference.encode(text.toString()), tokenizer.encode(text.toString()), text.toString());
                    text.setLength(0);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"type\":\"NFD\"}",
                "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Lowercase\"},{\"type\":\"NFD\"}]}",
                "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":false,\"strip_accents\":null,\"lowercase\":false}",
                "{\"type\":\"BertNormalizer\",\"clean_text\":false,\"handle_chinese_chars\":true,\"strip_accents\":true,\"lowercase\":false}",
                "{\"type\":\"BertNormalizer\",\"clean_text\":false,\"handle_chinese_chars\":true,\"strip_accents\":false,\"lowercase\":true}"
            })
    void normalizers(String normalizer) {
        compare(withNormalizer(normalizer), 400, 3);
    }

    @Test
    void tokensThatAreAdded() {
        String json = withNormalizer(BERT).replaceFirst("\"added_tokens\":\\[", UNSEEN_TOKENS);
        compare(json, 3000, 4);
        Tokenizer tokenizer = Tokenizer.parse(json.getBytes(StandardCharsets.UTF_8), "changed");
        assertEquals(30525, tokenizer.size());
        assertEquals(
                "[101, 30522, 30523, 1061, 1010, 30522, 2616, 102]",
                tokenizer.encode("word <x> y, WORD words").toString());
    }

    @Test
    void wordsBetweenWhiteSpaceAndOtherProcessors() {
        String json = withNormalizer(BERT).replace("BertPreTokenizer", "WhitespaceSplit");
        compare(json, 500, 5);
        int from = json.indexOf("\"post_processor\":") + 17;
        int to = json.indexOf("\"decoder\":");
        String start = json.substring(0, from);
        String end = "," + json.substring(to);
        compare(start + "{\"type\":\"BertProcessing\",\"sep\":[\"[SEP]\",102],\"cls\":[\"[CLS]\",101]}" + end, 100, 6);
        compare(start + "null" + end, 100, 7);
    }

    @ParameterizedTest
    @CsvSource({"true, LONGEST_FIRST", "only_first, ONLY_FIRST"})
    void pairsAreCutAsInTheReference(String option, Truncation truncation) {
        Tokenizer tokenizer = Tokenizer.parse(JSON, FILE);
        SplittableRandom random = new SplittableRandom(8);
        for (int most : new int[] {5, 16, 17, 40, 512}) {
            Map<String, String> options =
                    Map.of("truncation", option, "maxLength", "" + most, "modelMaxLength", "" + most);
            try (ReferenceTokenizer reference = new ReferenceTokenizer(JSON, options);
                    ReferenceTokenizer whole = new ReferenceTokenizer(JSON, Map.of())) {
                for (int i = 0; i < 200; i++) {
                    String text = RandomTexts.next(random);
                    String pair = RandomTexts.next(random);
                    int all = whole.encode(text, pair).getIds().length;
                    int inFirst = whole.encode(text).getIds().length - 2;
                    if (truncation == Truncation.ONLY_FIRST && all > most && inFirst <= all - most) {
                        assertThrows(JdvmException.class, () -> tokenizer.encode(text, pair, most, truncation));
                        continue;
                    }
                    TokenizedText actual = tokenizer.encode(text, pair, most, truncation);
                    assertSame(reference.encode(text, pair), actual, text + " | " + pair);
                    assertEquals(Math.max(0, all - most), actual.cut());
                    assertSame(reference.encode(text), tokenizer.encode(text, most), text);
                }
            }
        }
    }

    @Test
    void spansArePlacesInTheText() {
        TokenizedText tokens = Tokenizer.parse(JSON, FILE).encode("Hi 👍 the Café");
        assertEquals("[101, 7632, 100, 1996, 7668, 102]", tokens.toString());
        assertEquals(
                "3-5, 10-14", tokens.start(2) + "-" + tokens.end(2) + ", " + tokens.start(4) + "-" + tokens.end(4));
    }

    @Test
    void longRunsOfMarks() {
        byte[] json = withNormalizer("{\"type\":\"NFD\"}").getBytes(StandardCharsets.UTF_8);
        Tokenizer tokenizer = Tokenizer.parse(json, "nfd");
        SplittableRandom random = new SplittableRandom(10);
        try (ReferenceTokenizer reference = new ReferenceTokenizer(json, Map.of())) {
            for (int count : new int[] {2, 3, 17, 90, 5000}) {
                StringBuilder text = new StringBuilder("a");
                for (int i = 0; i < count; i++) {
                    text.appendCodePoint(random.nextInt(0x300, 0x370)).append(i % 9 == 8 ? "\u302e" : "");
                }
                Encoding expected = reference.encode(text.toString());
                TokenizedText actual = tokenizer.encode(text.toString());
                assertSame(expected, actual, text.toString());
                assertSameSpans(expected, actual, text.toString());
            }
        }
    }

    @Test
    void theTablesKnowMoreThanOneUnicodeVersion() {
        String newLetter = Character.toString(0x113c7);
        assertTrue(!Normalizer.normalize(newLetter, Normalizer.Form.NFD).equals(newLetter));
        assertEquals(newLetter, CodePoints.decomposed(0x113c7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"WordPiece\",\"unk | \"WordLevel\",\"unk | tokenizer f: model is of type WordLevel; WordPiece, BPE"
                        + " and Unigram are what is known",
                "BertNormalizer | Nmt | tokenizer f: normalizer is of type Nmt; BertNormalizer, NFC, NFD, NFKC, NFKD,"
                    + " Lowercase, StripAccents, Strip, Prepend, Replace, Precompiled and Sequence are what is known",
                "BertPreTokenizer | Whitespace | tokenizer f: pre_tokenizer is of type Whitespace; BertPreTokenizer,"
                        + " WhitespaceSplit, Punctuation, Digits, Split, Metaspace, ByteLevel and Sequence are what is"
                        + " known",
                "TemplateProcessing | Other | tokenizer f: post_processor is of type Other; TemplateProcessing,"
                        + " BertProcessing, RobertaProcessing, ByteLevel and Sequence are what is known",
                "\"unk_token\":\"[UNK]\" | \"unk_token\":\"[?]\" | tokenizer f: model.unk_token is '[?]', which the"
                        + " vocabulary does not have"
            })
    void whatIsNotKnownIsRefusedByName(String from, String to, String message) {
        String changed = compact(JSON).replace(from, to);
        JdvmException e =
                assertThrows(JdvmException.class, () -> Tokenizer.parse(changed.getBytes(StandardCharsets.UTF_8), "f"));
        assertEquals(message, e.getMessage());
    }

    @Test
    void damagedFilesAreRefused() {
        SplittableRandom random = new SplittableRandom(9);
        for (String json : new String[] {"", "[]", "{}", "{\"model\":{}}", "<html>", "{\"model\""}) {
            assertTrue(assertThrows(
                            JdvmException.class, () -> Tokenizer.parse(json.getBytes(StandardCharsets.UTF_8), "f"))
                    .getMessage()
                    .startsWith("tokenizer f"));
        }
        for (int i = 0; i < 20; i++) {
            byte[] cut = java.util.Arrays.copyOf(JSON, random.nextInt(JSON.length - 2));
            assertThrows(JdvmException.class, () -> Tokenizer.parse(cut, "f"));
        }
    }
}
