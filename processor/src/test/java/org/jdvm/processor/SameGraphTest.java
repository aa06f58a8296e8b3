package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import org.jdvm.front.ClassFiles;
import org.jdvm.front.Signature;
import org.jdvm.ir.GraphParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** An operator gives the same graph from javac's trees and from its class file, and the text of the graph gives it back. */
final class SameGraphTest {
    @TestFactory
    Stream<DynamicTest> operators() {
        return Stream.of("samples", "golden")
                .flatMap(directory -> Sources.in(directory).stream())
                .flatMap(source -> tests(source, "operator "));
    }

    /** What cannot be an operator is refused for the same reason. */
    @TestFactory
    Stream<DynamicTest> refusals() {
        return Stream.of("messages/Bodies.java", "messages/Mistakes.java")
                .flatMap(source -> tests(Sources.ROOT.resolve(source), ""));
    }

    private static Stream<DynamicTest> tests(Path source, String beginning) {
        CollectingProcessor collector = new CollectingProcessor();
        Compilation compilation = javac().withProcessors(collector).compile(Sources.compiled(source));
        assertEquals(List.of(), compilation.errors());
        ClassFiles files = classFiles(compilation);
        return collector.operators.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> compare(files, e.getValue(), beginning)));
    }

    private static void compare(ClassFiles files, CollectingProcessor.Read read, String beginning) {
        assertTrue(read.text().startsWith(beginning), read.text());
        assertEquals(read.signature(), Signature.parse(read.signature().toString()));
        assertEquals(read.text(), read.from(files));
        if (!beginning.isEmpty()) {
            assertEquals(read.text(), GraphParser.parse(read.text()).toString());
        }
    }

    private static ClassFiles classFiles(Compilation compilation) {
        return className -> compilation
                .generatedFile(StandardLocation.CLASS_OUTPUT, className.replace('.', '/') + ".class")
                .map(SameGraphTest::bytes)
                .or(() -> ClassFiles.of(SameGraphTest.class).find(className));
    }

    private static byte[] bytes(JavaFileObject file) {
        try (InputStream in = file.openInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
