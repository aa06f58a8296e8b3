package org.jdvm.examples.search;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.io.InputFiles;

/** The project's own documents, which come with the program: what is searched where a JDK has no sources. */
public final class DocsCorpus {
    private static final List<String> FILES =
            List.of("README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/internals.md", "docs/isa.md");

    private DocsCorpus() {}

    /**
     * Reads the documents.
     *
     * @return one passage a paragraph, named by file and heading
     */
    public static List<Passage> read() {
        List<Passage> passages = new ArrayList<>();
        for (String file : FILES) {
            try (InputStream in = DocsCorpus.class.getResourceAsStream("/project-docs/" + file)) {
                if (in != null) {
                    passages.addAll(paragraphs(file, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
                }
            } catch (IOException e) {
                throw InputFiles.unreadable(file, "document", e);
            }
        }
        if (passages.isEmpty()) {
            throw new InputException("none of the documents %s is on the class path".formatted(FILES));
        }
        return passages;
    }

    /** Splits Markdown at blank lines; headings name what follows; code and tables, which are not sentences, are left out. */
    static List<Passage> paragraphs(String file, String markdown) {
        List<Passage> passages = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        String heading = "";
        boolean code = false;
        for (String line : (markdown + "\n\n").split("\r?\n", -1)) {
            boolean fence = line.stripLeading().startsWith("```");
            boolean isHeading = !code && line.startsWith("#");
            if (fence || isHeading || line.isBlank()) {
                if (!paragraph.isEmpty()) {
                    passages.add(new Passage(
                            heading.isEmpty() ? file : file + ", " + heading,
                            heading,
                            Passage.shorten(paragraph.toString()),
                            false));
                    paragraph.setLength(0);
                }
                code ^= fence;
                heading = isHeading ? line.replaceFirst("^#+\\s*", "") : heading;
            } else if (!code && !line.startsWith("|")) {
                paragraph.append(paragraph.isEmpty() ? "" : " ").append(line.strip());
            }
        }
        return passages;
    }
}
