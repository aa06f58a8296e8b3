package org.jdvm.examples.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextLinesTest {
    private static List<String> lines(String text) {
        TextLines lines = open(text.getBytes(StandardCharsets.UTF_8));
        List<String> out = new ArrayList<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            out.add(line);
        }
        return out;
    }

    private static TextLines open(byte[] bytes) {
        return new TextLines(new ByteArrayInputStream(bytes), "texts.txt");
    }

    @Test
    void splitsAtLineFeeds() {
        assertEquals(List.of(), lines(""));
        assertEquals(List.of(""), lines("\n"));
        assertEquals(List.of("a", "", "b"), lines("a\n\nb"));
        assertEquals(List.of("a", "b"), lines("a\r\nb\r\n"));
        assertEquals(List.of("a\rb", "c\r"), lines("a\rb\nc\r"));
        assertEquals(List.of("é", "日本"), lines("\uFEFFé\n日本\n"));
    }

    @Test
    void refusesOtherEncodingsAtTheirLine() throws IOException {
        try (TextLines lines = open(new byte[] {'a', '\n', 'b', (byte) 0xE9, '\n'})) {
            assertEquals("a", lines.next());
            InputException refused = assertThrows(InputException.class, lines::next);
            assertEquals("texts.txt, line 2 is not UTF-8; convert the file to UTF-8 first", refused.getMessage());
        }
        try (TextLines empty = open(new byte[0])) {
            assertNull(empty.next());
            assertEquals(0, empty.number());
        }
    }
}
