package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.testing.compile.Compilation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jdvm.front.ClassFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies mean the same read from trees, from class files of javac, from class files of the Eclipse compiler, and in the direct call; or
 * all readers refuse them with the same code. Those that must be refused have a name that begins with {@code refused}.
 */
final class SameMeaningTest {
    @TempDir
    static Path directory;

    @TestFactory
    Stream<DynamicTest> sameMeaning() {
        return Sources.in("meaning").stream().flatMap(SameMeaningTest::tests);
    }

    private static Stream<DynamicTest> tests(Path source) {
        CollectingProcessor collector = new CollectingProcessor();
        // the generated classes read class files, so that refused bodies are not errors
        Compilation compilation = javac().withProcessors(collector, new OperatorProcessor())
                .withOptions("-A" + Options.TREES + "=false")
                .compile(Sources.compiled(source));
        assertEquals(List.of(), compilation.errors());
        ClassLoader javac = new RunTest.Compiled(compilation);
        Path classes = directory.resolve(source.getFileName().toString());
        ClassLoader eclipse = EclipseCompilation.of(classes, List.of(source)).loader();
        return collector.operators.values().stream()
                .map(read -> DynamicTest.dynamicTest(read.signature().name(), () -> compare(javac, eclipse, read)));
    }

    private static void compare(ClassLoader javac, ClassLoader eclipse, CollectingProcessor.Read read)
            throws Exception {
        String name = read.signature().name();
        assertEquals(
                name.startsWith("refused") ? "JDVM" : "oper", read.text().substring(0, 4), name + ": " + read.text());
        assertEquals(read.text(), read.from(ClassFiles.of(javac.loadClass(read.owner()))), name);
        assertEquals(
                read.text(), read.from(ClassFiles.of(eclipse.loadClass(read.owner()))), name + ", Eclipse compiler");
        if (!name.startsWith("refused")) {
            RunTest.compare(javac, read);
        }
    }
}
