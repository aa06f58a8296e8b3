package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated classes against files; {@code -Djdvm.golden.rewrite=true} writes the files anew. */
final class GoldenTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/golden");

    static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void generated(Path source) throws IOException {
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .withOptions("-Xlint:all", "-Werror")
                .compile(JavaFileObjects.forResource(source.toUri().toURL()));
        assertEquals(List.of(), compilation.diagnostics());
        String actual = compilation.generatedSourceFiles().stream()
                .map(GoldenTest::content)
                .sorted()
                .reduce("", String::concat);
        Path golden = DIRECTORY.resolve(source.getFileName().toString().replace(".java", ".golden"));
        if (Boolean.getBoolean("jdvm.golden.rewrite")) {
            Files.writeString(golden, actual);
        }
        assertEquals(Files.readString(golden), actual);
    }

    private static String content(JavaFileObject file) {
        try {
            return "// " + file.getName() + "\n" + file.getCharContent(true);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
