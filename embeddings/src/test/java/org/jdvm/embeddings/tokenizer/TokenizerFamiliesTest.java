package org.jdvm.embeddings.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.jdvm.JdvmException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of byte pair encoding and unigram models against those of the library with which models are trained. */
class TokenizerFamiliesTest {
    /** As RoBERTa: byte-level BPE. */
    static final String BPE = resource("bpe-tokenizer.json.gz");

    /** As XLM-RoBERTa: unigram, with the map of characters of SentencePiece. */
    static final String UNIGRAM = resource("unigram-tokenizer.json.gz");

    private static final String BYTE_LEVEL = field(BPE, "pre_tokenizer");
    private static final String METASPACE = field(UNIGRAM, "pre_tokenizer");
    private static final String CHARSMAP = field(UNIGRAM, "normalizer");

    private static String resource(String name) {
        try (InputStream in = new GZIPInputStream(TokenizerFamiliesTest.class.getResourceAsStream("/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\n", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] place(String json, String name) {
        int from = json.indexOf("\"" + name + "\": ") + name.length() + 4;
        int to = from;
        int open = 0;
        do {
            char c = json.charAt(to++);
            open += c == '{' ? 1 : c == '}' ? -1 : 0;
        } while (open > 0 || json.charAt(to) != ',');
        return new int[] {from, to};
    }

    /** The text of a field of the file. */
    private static String field(String json, String name) {
        int[] place = place(json, name);
        return json.substring(place[0], place[1]);
    }

    private static String with(String json, String name, String value) {
        int[] place = place(json, name);
        return json.substring(0, place[0]) + value + json.substring(place[1]);
    }

    private static String sequence(String list, String... parts) {
        return "{\"type\": \"Sequence\", \"%s\": [%s]}".formatted(list, String.join(", ", parts));
    }

    private static String split(String kind, String pattern, String behavior, boolean invert) {
        return "{\"type\": \"Split\", \"pattern\": {\"%s\": \"%s\"}, \"behavior\": \"%s\", \"invert\": %s}"
                .formatted(kind, pattern.replace("\\", "\\\\"), behavior, invert);
    }

    private static void compare(String json, int count, long seed) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Tokenizer tokenizer = Tokenizer.parse(bytes, "f");
        SplittableRandom random = new SplittableRandom(seed);
        String last = "";
        try (ReferenceTokenizer reference = new ReferenceTokenizer(bytes, Map.of())) {
            for (int i = 0; i < count; i++) {
                String text = RandomTexts.next(random);
                assertArrayEquals(
                        reference.ids(text),
                        tokenizer.encode(text).ids(),
                        () -> "ids of " + TokenizerTest.escaped(text));
                if (i % 20 == 0) {
                    TokenizerTest.assertSame(
                            reference.encode(text, last),
                            tokenizer.encode(text, last, Integer.MAX_VALUE, Truncation.LONGEST_FIRST),
                            text);
                }
                last = text;
            }
        }
    }

    @Test
    void idsAreThoseOfTheReference() {
        compare(BPE, 6000, 1);
        compare(UNIGRAM, 6000, 2);
    }

    @Test
    @Tag("long")
    void idsOfManyTextsAreThoseOfTheReference() {
        compare(BPE, 100_000, 3);
        compare(UNIGRAM, 100_000, 4);
    }

    /** Each code point, alone, after a letter and before a mark. */
    private static void compareCodePoints(String json, int from, int to) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Tokenizer tokenizer = Tokenizer.parse(bytes, "f");
        try (ReferenceTokenizer reference = new ReferenceTokenizer(bytes, Map.of())) {
            StringBuilder text = new StringBuilder();
            for (int c = from; c < to; c++) {
                String each = Character.toString(c >= 0xd800 && c < 0xe000 ? 'x' : c);
                text.append(each).append(" Ａ").append(each).append(each).append("\u0301b１");
                if (c % 32 == 31) {
                    String whole = text.toString();
                    assertArrayEquals(
                            reference.ids(whole),
                            tokenizer.encode(whole).ids(),
                            () -> "ids of " + TokenizerTest.escaped(whole));
                    text.setLength(0);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bpe", "unigram"})
    void eachCodePointIsAsInTheReference(String family) {
        compareCodePoints(family.equals("bpe") ? BPE : UNIGRAM, 0, 0x32000);
        compareCodePoints(family.equals("bpe") ? BPE : UNIGRAM, 0xe0000, 0xe0200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents"})
    void normalizers(String type) {
        compare(with(BPE, "normalizer", "{\"type\": \"%s\"}".formatted(type)), 500, 5);
    }

    @ParameterizedTest
    @Tag("long")
    @ValueSource(strings = {"NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents"})
    void normalizersOfEachCodePoint(String type) {
        String json = with(BPE, "normalizer", "{\"type\": \"%s\"}".formatted(type));
        compareCodePoints(json, 0, 0x3500);
        compareCodePoints(json, 0xa000, 0x20000);
    }

    @Test
    void otherNormalizersOfUnigramModels() {
        String blanks = "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \" {2,}\"}, \"content\": \" \"}";
        String quotes = "{\"type\": \"Replace\", \"pattern\": {\"String\": \"''\"}, \"content\": \"\\\"\"}";
        String strip = "{\"type\": \"Strip\", \"strip_left\": true, \"strip_right\": true}";
        String left = "{\"type\": \"Strip\", \"strip_left\": true, \"strip_right\": false}";
        String prepend = "{\"type\": \"Prepend\", \"prepend\": \"▁\"}";
        for (String normalizer : List.of(
                sequence("normalizers", strip, CHARSMAP, blanks),
                sequence("normalizers", quotes, "{\"type\": \"NFKD\"}", "{\"type\": \"StripAccents\"}", CHARSMAP),
                sequence("normalizers", left, prepend),
                "null")) {
            compare(with(UNIGRAM, "normalizer", normalizer), 500, 6);
        }
    }

    @Test
    void preTokenizersOfUnigramModels() {
        String spaces = "{\"type\": \"WhitespaceSplit\"}";
        String first = METASPACE.replace("always", "first");
        String digits = "{\"type\": \"Digits\", \"individual_digits\": true}";
        String digitRuns = "{\"type\": \"Digits\", \"individual_digits\": false}";
        String punctuation = "{\"type\": \"Punctuation\", \"behavior\": \"%s\"}";
        for (String words : List.of(
                "null",
                first,
                METASPACE.replace("always", "never"),
                METASPACE.replace("true", "false"),
                first.replace("true", "false"),
                sequence("pretokenizers", spaces, METASPACE),
                sequence("pretokenizers", spaces, first),
                sequence("pretokenizers", digits, METASPACE),
                sequence("pretokenizers", punctuation.formatted("Contiguous"), digitRuns, first),
                punctuation.formatted("MergedWithPrevious"),
                punctuation.formatted("MergedWithNext"),
                punctuation.formatted("Removed"),
                punctuation.formatted("Isolated"))) {
            compare(with(UNIGRAM, "pre_tokenizer", words), 300, 7);
        }
    }

    @Test
    void preTokenizersOfBytePairEncoding() {
        String whole = BYTE_LEVEL.replace("\"use_regex\": true", "\"use_regex\": false");
        String newer =
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                        + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
        for (String words : List.of(
                whole,
                BYTE_LEVEL.replace("\"add_prefix_space\": false", "\"add_prefix_space\": true"),
                sequence("pretokenizers", split("Regex", newer, "Isolated", false), whole),
                sequence("pretokenizers", split("Regex", "\\p{N}+|[^\\s\\w]", "Removed", true), whole),
                sequence("pretokenizers", split("Regex", "^.|[A-Z\\s]\\w", "MergedWithNext", false), BYTE_LEVEL),
                sequence("pretokenizers", split("Regex", "\\w{2}|$", "MergedWithPrevious", false), BYTE_LEVEL),
                sequence("pretokenizers", split("String", "a", "Contiguous", false), BYTE_LEVEL),
                sequence("pretokenizers", "{\"type\": \"WhitespaceSplit\"}", BYTE_LEVEL))) {
            compare(with(BPE, "pre_tokenizer", words), 500, 8);
        }
    }

    @Test
    void optionsOfBytePairEncoding() {
        String unknown = BPE.replace("\"unk_token\": null", "\"unk_token\": \"<unk>\"");
        String characters = with(unknown, "pre_tokenizer", "null");
        compare(BPE.replace("\"ignore_merges\": false", "\"ignore_merges\": true"), 300, 9);
        compare(characters, 500, 10);
        compare(characters.replace("\"fuse_unk\": false", "\"fuse_unk\": true"), 500, 11);
        compare(with(BPE, "pre_tokenizer", "null"), 500, 12);
        compare(BPE.replaceAll("\\[(\"(?:[^\"\\\\]|\\\\.)+)\",\\s*\"((?:[^\"\\\\]|\\\\.)+\")\\]", "$1 $2"), 300, 13);
    }

    /** A small model with all that files of this kind may have, and merges that make one token in two ways. */
    private static final String SMALL = """
        {"added_tokens": [], "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null, "decoder": null, \
        "model": {"type": "BPE", "dropout": null, "unk_token": "?", "continuing_subword_prefix": %s, "end_of_word_suffix": %s, \
        "fuse_unk": %s, "byte_fallback": true, "ignore_merges": false, "vocab": {%s}, "merges": [%s]}}\
        """;

    private static String vocabulary(String... tokens) {
        StringBuilder vocabulary = new StringBuilder();
        for (int i = 0; i < tokens.length; i++) {
            vocabulary.append(i == 0 ? "" : ", ").append("\"%s\": %d".formatted(tokens[i], i));
        }
        return vocabulary.toString();
    }

    private static void compareLetters(String json, String letters) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Tokenizer tokenizer = Tokenizer.parse(bytes, "f");
        SplittableRandom random = new SplittableRandom(14);
        int[] known = letters.codePoints().toArray();
        try (ReferenceTokenizer reference = new ReferenceTokenizer(bytes, Map.of())) {
            for (int i = 0; i < 2000; i++) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(30); length > 0; length--) {
                    text.appendCodePoint(known[random.nextInt(known.length)]);
                }
                assertArrayEquals(
                        reference.ids(text.toString()),
                        tokenizer.encode(text.toString()).ids(),
                        text::toString);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytesPrefixesAndSuffixes(boolean fuse) {
        String plain = vocabulary(
                "?", "a", "b", "ab", "ba", "aba", "aa", "abab", "<0xC3>", "<0xA4>", "<0xF0>", "<0x9F>", "<0x98>",
                "<0x80>");
        String merges = "\"a b\", \"b a\", \"a ba\", \"ab a\", \"a a\", \"ab ab\", \"aba b\"";
        compareLetters(SMALL.formatted("null", "null", fuse, plain, merges), "aaabbbäü😀😁 ");
        String marked = vocabulary(
                "?", "a", "b", "##a", "##b", "a</w>", "##a</w>", "##b</w>", "ab", "##ab", "aba", "##ab</w>", "bab</w>");
        String markedMerges = "\"##a ##b</w>\", \"a ##b\", \"##a ##b\", \"b ##ab</w>\", \"ab ##a\"";
        compareLetters(SMALL.formatted("\"##\"", "\"</w>\"", fuse, marked, markedMerges), "aaabbbäü ");
    }

    @Test
    void bytesOfUnigramModels() {
        String bytes = "";
        for (int i = 0x80; i < 0xc8; i++) {
            bytes += ", [\"<0x%02X>\", 0.0]".formatted(i);
        }
        String json = UNIGRAM.replace("\"byte_fallback\": false", "\"byte_fallback\": true")
                .replace("[\"<mask>\",0.0]", "[\"<mask>\",0.0]" + bytes);
        assertTrue(json.contains("<0xC7>"));
        compare(with(json, "normalizer", "null"), 1000, 15);
    }

    @Test
    void postProcessors() {
        String bytes = "{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": false}";
        compare(with(BPE, "post_processor", bytes), 200, 16);
        compare(with(BPE, "post_processor", sequence("processors", bytes, field(BPE, "post_processor"))), 200, 17);
        compare(with(BPE, "post_processor", "null"), 200, 18);
    }

    @ParameterizedTest
    @CsvSource({"true, LONGEST_FIRST", "only_first, ONLY_FIRST"})
    void pairsAreCutAsInTheReference(String option, Truncation truncation) {
        for (String json : List.of(BPE, UNIGRAM)) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            Tokenizer tokenizer = Tokenizer.parse(bytes, "f");
            SplittableRandom random = new SplittableRandom(19);
            Map<String, String> options = Map.of("truncation", option, "maxLength", "40", "modelMaxLength", "40");
            try (ReferenceTokenizer reference = new ReferenceTokenizer(bytes, options)) {
                for (int i = 0; i < 200; i++) {
                    String text = RandomTexts.next(random);
                    String pair = RandomTexts.next(random);
                    int inFirst = tokenizer.encode(text).length() - 2;
                    int all = inFirst + tokenizer.encode(pair).length() - 2 + 4;
                    if (truncation == Truncation.LONGEST_FIRST || all <= 40 || inFirst > all - 40) {
                        TokenizerTest.assertSame(
                                reference.encode(text, pair), tokenizer.encode(text, pair, 40, truncation), text);
                    }
                }
            }
        }
    }

    @Test
    void placesAreThoseOfTheWords() {
        TokenizedText tokens =
                Tokenizer.parse(UNIGRAM.getBytes(StandardCharsets.UTF_8), "f").encode("the kernel ﬁts");
        assertEquals(0, tokens.start(1));
        assertEquals(14, tokens.end(tokens.length() - 2));
        TokenizedText bytes =
                Tokenizer.parse(BPE.getBytes(StandardCharsets.UTF_8), "f").encode("a 😀");
        assertEquals(2, bytes.start(bytes.length() - 2));
        assertEquals(4, bytes.end(bytes.length() - 2));
        assertFalse(Tokenizer.parse(BPE.getBytes(StandardCharsets.UTF_8), "f")
                .unknownId()
                .isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"dropout\": null | \"dropout\": 0.1 | model.dropout is 0.1, which makes tokens random",
                "\"unk_token\": null | \"unk_token\": \"?!\" | model.unk_token is '?!', which the vocabulary does not"
                        + " have",
                "\"merges\": [ | \"merges\": [[\"a\", \"~?~\"], | model.merges[0] needs '~?~', which the vocabulary"
                        + " does not have",
                "\"merges\": [ | \"merges\": [\"a b c\", | model.merges[0] is a b c, which is no pair of tokens"
            })
    void whatIsWrongIsRefused(String from, String to, String message) {
        assertRefused(BPE.replace(from, to), message);
    }

    @Test
    void partsThatAreNotKnownAreRefused() {
        assertRefused(
                with(BPE, "pre_tokenizer", sequence("pretokenizers", BYTE_LEVEL, "{\"type\": \"UnicodeScripts\"}")),
                "pre_tokenizer.pretokenizers[1] is of type UnicodeScripts; BertPreTokenizer, WhitespaceSplit,"
                        + " Punctuation, Digits, Split, Metaspace, ByteLevel and Sequence are what is known");
        assertRefused(
                with(BPE, "pre_tokenizer", split("Regex", "a(?<n>b)", "Isolated", false)),
                "pre_tokenizer.pattern.Regex is 'a(?<n>b)'; (?<n is not known in patterns");
        assertRefused(
                with(BPE, "pre_tokenizer", split("Regex", "\\p{Greek}", "Isolated", false)),
                "pre_tokenizer.pattern.Regex is '\\p{Greek}'; \\p{Greek} is not known in patterns");
        assertRefused(
                with(BPE, "pre_tokenizer", split("Regex", "(a", "Isolated", false)),
                "pre_tokenizer.pattern.Regex is '(a', which is no pattern: Unclosed group");
        assertRefused(
                with(UNIGRAM, "normalizer", "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}"),
                "normalizer.precompiled_charsmap has 3 bytes, which are no trie and its texts");
        assertRefused(
                UNIGRAM.replace("\"unk_id\": 3", "\"unk_id\": 5000"),
                "model.unk_id is 5000, but the vocabulary has 2002 pieces");
    }

    private static void assertRefused(String json, String message) {
        JdvmException e =
                assertThrows(JdvmException.class, () -> Tokenizer.parse(json.getBytes(StandardCharsets.UTF_8), "f"));
        assertEquals("tokenizer f: " + message, e.getMessage());
    }
}
