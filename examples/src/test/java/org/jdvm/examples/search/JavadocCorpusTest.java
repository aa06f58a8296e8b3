package org.jdvm.examples.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jdvm.examples.io.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavadocCorpusTest {
    @Test
    void readsPublicTypesAndMethods(@TempDir Path directory) throws IOException {
        Path archive = SourceArchive.write(directory.resolve("src.zip"));
        assertTrue(JavadocCorpus.isAvailable(archive));
        assertEquals(
                List.of(
                        new Passage("demo.box.Box", "Box", "A box for a List.of(E) & more, x < y.", true),
                        new Passage("demo.box.Box.size()", "Box size", "Returns the number of things.", false),
                        new Passage(
                                "demo.box.Box.putIfAbsent(String, List)",
                                "Box put If Absent",
                                "Puts a thing in. Unless it is full.",
                                false),
                        new Passage("demo.box.Box.Lid", "Box Lid", "Closes a box.", true),
                        new Passage("demo.box.Box.Lid.open()", "Box Lid open", "Opens the lid.", false)),
                JavadocCorpus.read(archive, List.of("demo.box", "not.there")));
        assertEquals(List.of(), JavadocCorpus.read(archive, List.of("demo")));
    }

    @Test
    void namesBecomeWords() {
        assertEquals(
                "Map compute if absent",
                JavadocCorpus.words("Map.computeIfAbsent").replace("If A", "if a"));
        assertEquals("URI Parser", JavadocCorpus.words("URIParser"));
    }

    @Test
    void longTextsEndWithASentence() {
        String sentence = "This is a sentence. ";
        String text = Passage.shorten(sentence.repeat(100).strip());
        assertTrue(text.length() <= 1200 && text.length() > 1150 && text.endsWith("."), text);
        assertEquals(1200, Passage.shorten("x".repeat(5000)).length());
    }

    @Test
    void refusesWhatIsNoArchive(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("src.zip"), "not a zip file");
        InputException refused = assertThrows(InputException.class, () -> JavadocCorpus.read(file, List.of("a")));
        assertTrue(refused.getMessage().startsWith("cannot read source archive " + file), refused.getMessage());
        assertFalse(JavadocCorpus.isAvailable(directory));
    }

    @Test
    void documentsAreSplitIntoParagraphs() {
        String markdown = "# Title\nOne\ntwo.\n\n## Part\n```\ncode\n\n# no heading\n```\nThree.\n\n| a | table |\n";
        assertEquals(
                List.of(
                        new Passage("a.md, Title", "Title", "One two.", false),
                        new Passage("a.md, Part", "Part", "Three.", false)),
                DocsCorpus.paragraphs("a.md", markdown));
    }

    @Test
    void theProjectsDocumentsAreThere() {
        assertTrue(DocsCorpus.read().size() > 10);
    }
}
