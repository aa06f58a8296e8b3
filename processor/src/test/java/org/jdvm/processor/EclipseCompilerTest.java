package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.Compilation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.annotation.processing.Processor;
import org.jdvm.Tensor;
import org.jdvm.front.ClassFileReader;
import org.jdvm.front.DiagnosticException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Operators compiled by the Eclipse compiler, which shows no trees: their class files give the graphs that javac's trees give. */
final class EclipseCompilerTest {
    private static final Path FORMS = Sources.ROOT.resolve("eclipse/Forms.java");
    private static final Path MIXED = Sources.ROOT.resolve("eclipse/Mixed.java");

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> graphs() {
        return Stream.concat(
                        Stream.of("samples", "golden").flatMap(name -> Sources.in(name).stream()), Stream.of(FORMS))
                .flatMap(source -> sameGraphs(source, "operator "));
    }

    @TestFactory
    Stream<DynamicTest> refusals() {
        return Stream.concat(sameGraphs(Sources.ROOT.resolve("messages/Bodies.java"), ""), sameGraphs(MIXED, ""));
    }

    /** The processor runs in the Eclipse compiler; what it writes gives what the bodies give. */
    @TestFactory
    Stream<DynamicTest> numbers() {
        return Stream.concat(Sources.in("golden").stream(), Stream.of(FORMS)).flatMap(source -> {
            var collector = new CollectingProcessor();
            compiledByJavac(source, collector);
            EclipseCompilation eclipse = compiled(source, new OperatorProcessor());
            assertTrue(
                    eclipse.messages().stream().anyMatch(m -> m.contains("JDVM090")),
                    eclipse.messages().toString());
            ClassLoader loader = eclipse.loader();
            return collector.operators.values().stream()
                    .map(read ->
                            DynamicTest.dynamicTest(read.signature().toString(), () -> RunTest.compare(loader, read)));
        });
    }

    @Test
    void aRefusedOperatorFailsAloneAtItsCall() throws ReflectiveOperationException {
        failsAlone(compiled(MIXED, new OperatorProcessor()).loader());
    }

    @Test
    void aRefusedOperatorFailsAloneAtItsCallFromJavacWithoutTrees() throws ReflectiveOperationException {
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .withOptions("-A" + Options.TREES + "=false")
                .compile(Sources.compiled(MIXED));
        assertEquals(List.of(), compilation.errors());
        failsAlone(new RunTest.Compiled(compilation));
    }

    private static void failsAlone(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> operators = loader.loadClass("sample.MixedOperators");
        // twice: a refusal must not depend on what was called before it
        for (int i = 0; i < 2; i++) {
            assertRefused(operators, "lambda", "lambda");
            assertRefused(operators, "reference", "lambda");
            assertRefused(operators, "pattern", "'instanceof'");
            assertRefused(operators, "thrown", "would throw");
            assertArrayEquals(new float[] {3, 5}, call(operators, "before").toFloatArray());
            assertArrayEquals(new float[] {2, 6}, call(operators, "after").toFloatArray());
        }
    }

    private static void assertRefused(Class<?> operators, String name, String reason) {
        Throwable thrown = assertThrows(InvocationTargetException.class, () -> call(operators, name))
                .getCause();
        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.contains(reason) && message.contains("Mixed.java:"), thrown.toString());
    }

    private static Tensor call(Class<?> operators, String name) throws ReflectiveOperationException {
        Method method = operators.getDeclaredMethod(name, Tensor.class);
        method.setAccessible(true);
        return (Tensor) method.invoke(null, Tensor.of(new float[] {1, 3}, 2));
    }

    private Stream<DynamicTest> sameGraphs(Path source, String beginning) {
        var collector = new CollectingProcessor();
        ClassLoader javac = new RunTest.Compiled(compiledByJavac(source, collector));
        ClassLoader eclipse = compiled(source).loader();
        return collector.operators.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    CollectingProcessor.Read read = e.getValue();
                    assertTrue(read.text().startsWith(beginning), read.text());
                    assertEquals(read.text(), read(javac, read));
                    assertEquals(read.text(), read(eclipse, read));
                }));
    }

    private static Compilation compiledByJavac(Path source, CollectingProcessor collector) {
        Compilation compilation = javac().withProcessors(collector).compile(Sources.compiled(source));
        assertEquals(List.of(), compilation.errors());
        return compilation;
    }

    private EclipseCompilation compiled(Path source, Processor... processors) {
        Path classes = directory.resolve(source.getFileName().toString().replace(".java", ""));
        return EclipseCompilation.of(classes, List.of(source), processors);
    }

    private static String read(ClassLoader loader, CollectingProcessor.Read read) throws ClassNotFoundException {
        try {
            return ClassFileReader.read(loader.loadClass(read.owner()), read.signature())
                    .toString();
        } catch (DiagnosticException e) {
            return e.message().code();
        }
    }
}
