package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import org.jdvm.front.ClassFileReader;
import org.jdvm.front.ClassFiles;
import org.jdvm.front.Signature;
import org.jdvm.ir.GraphParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** An operator gives the same graph from javac's trees and from its class file, and the text of the graph gives it back. */
final class SameGraphTest {
    @TestFactory
    Stream<DynamicTest> operators() {
        List<DynamicTest> tests = new ArrayList<>();
        Stream.of("samples", "golden").flatMap(d -> Sources.in(d).stream()).forEach(source -> {
            CollectingProcessor collector = new CollectingProcessor();
            Compilation compilation = javac().withProcessors(collector).compile(Sources.compiled(source));
            assertEquals(List.of(), compilation.errors());
            ClassFiles files = classFiles(compilation);
            collector.operators.forEach((name, read) -> tests.add(DynamicTest.dynamicTest(name, () -> {
                Signature signature = Signature.parse(read.signature().toString());
                assertEquals(read.signature(), signature);
                String fromTrees = read.graph().toString();
                assertEquals(
                        fromTrees,
                        ClassFileReader.read(files, read.owner(), signature).toString());
                assertEquals(fromTrees, GraphParser.parse(fromTrees).toString());
            })));
        });
        return tests.stream();
    }

    private static ClassFiles classFiles(Compilation compilation) {
        return className -> compilation
                .generatedFile(StandardLocation.CLASS_OUTPUT, className.replace('.', '/') + ".class")
                .map(SameGraphTest::bytes);
    }

    private static byte[] bytes(JavaFileObject file) {
        try (InputStream in = file.openInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
