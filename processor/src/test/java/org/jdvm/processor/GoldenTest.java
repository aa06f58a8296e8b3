package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated classes against files; {@code -Djdvm.golden.rewrite=true} writes the files anew. */
final class GoldenTest {
    static List<Path> sources() {
        return Sources.in("golden");
    }

    @ParameterizedTest
    @MethodSource("sources")
    void generated(Path source) throws IOException {
        compare(source, ".golden");
    }

    @ParameterizedTest
    @MethodSource("sources")
    void generatedWithoutTrees(Path source) throws IOException {
        compare(source, ".traced.golden", "-Ajdvm.trees=false");
    }

    private static void compare(Path source, String suffix, String... options) throws IOException {
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .withOptions((Object[]) options)
                .compile(Sources.compiled(source));
        assertEquals(List.of(), compilation.errors());
        assertEquals(List.of(), compilation.warnings());
        String actual = compilation.generatedSourceFiles().stream()
                .map(Sources::content)
                .sorted()
                .collect(Collectors.joining("\n"));
        Path golden = source.resolveSibling(source.getFileName().toString().replace(".java", suffix));
        if (Boolean.getBoolean("jdvm.golden.rewrite")) {
            Files.writeString(golden, actual);
        }
        assertEquals(Files.readString(golden), actual);
    }
}
