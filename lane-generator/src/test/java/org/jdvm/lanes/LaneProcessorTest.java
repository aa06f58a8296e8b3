package org.jdvm.lanes;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is generated from a small description, and what is refused, where and with which words. */
final class LaneProcessorTest {
    private static final Path ROOT = Path.of("src/test/resources");
    private static final String MARK = "// MESSAGE: ";

    private static Compilation compile(Path source) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        try (Stream<Path> stubs = Files.list(ROOT.resolve("stubs"))) {
            for (Path file : Stream.concat(stubs.sorted(), Stream.of(source)).toList()) {
                sources.add(JavaFileObjects.forResource(file.toUri().toURL()));
            }
        }
        return javac().withProcessors(new LaneProcessor(), new ProductBlocksProcessor())
                .withOptions("--add-modules", "jdk.incubator.vector", "-Xlint:all,-incubating,-processing", "-Werror")
                .compile(sources);
    }

    /** {@code -Djdvm.golden.rewrite=true} writes the file anew. */
    @ParameterizedTest
    @ValueSource(strings = {"Sample", "Blocks"})
    void generatedClasses(String name) throws IOException {
        Compilation compilation = compile(ROOT.resolve("golden").resolve(name + ".java"));
        assertEquals(List.of(), compilation.errors());
        assertEquals(
                List.of(),
                compilation.warnings().stream()
                        .filter(warning -> !warning.getMessage(Locale.ROOT).contains("incubat"))
                        .toList());
        String actual = compilation.generatedSourceFiles().stream()
                .map(LaneProcessorTest::content)
                .sorted()
                .collect(Collectors.joining("\n"));
        Path golden = ROOT.resolve("golden").resolve(name + ".golden");
        if (Boolean.getBoolean("jdvm.golden.rewrite")) {
            Files.writeString(golden, actual);
        }
        assertEquals(Files.readString(golden), actual);
    }

    private static String content(JavaFileObject file) {
        try {
            return file.getCharContent(true).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The line before the one concerned holds the message. */
    @Test
    void refusedConstructs() throws IOException {
        Path source = ROOT.resolve("messages/Refused.java");
        List<String> lines = Files.readAllLines(source);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            int mark = lines.get(i).indexOf(MARK);
            if (mark >= 0) {
                expected.add(i + 2 + " " + lines.get(i).substring(mark + MARK.length()));
            }
        }
        List<String> actual = compile(source).errors().stream()
                .map(error -> error.getLineNumber() + " " + error.getMessage(Locale.ROOT))
                .sorted()
                .toList();
        assertEquals(String.join("\n", expected.stream().sorted().toList()), String.join("\n", actual));
    }
}
