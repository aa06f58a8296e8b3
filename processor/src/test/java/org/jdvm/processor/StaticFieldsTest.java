package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.testing.compile.Compilation;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jdvm.Dvm;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.front.ClassFileReader;
import org.jdvm.front.ClassFiles;
import org.jdvm.front.DiagnosticException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Static fields have the value that the initialisation of their class gives them, or are refused: read from trees, from class files of
 * javac and of the Eclipse compiler, and in the direct call.
 */
final class StaticFieldsTest {
    private static final Path SOURCE = Sources.ROOT.resolve("statics/Statics.java");
    /** What is set by something that no operator can compute with. */
    private static final Set<String> REFUSED = Set.of("random", "library", "lambda", "passed", "opaque", "written");

    private static CollectingProcessor collector;
    private static ClassLoader javac;
    private static ClassLoader eclipse;

    @BeforeAll
    static void compile(@TempDir Path directory) {
        collector = new CollectingProcessor();
        Compilation compilation = javac().withProcessors(collector).compile(Sources.compiled(SOURCE));
        assertEquals(List.of(), compilation.errors());
        javac = new RunTest.Compiled(compilation);
        eclipse = EclipseCompilation.of(directory, List.of(SOURCE)).loader();
    }

    @Test
    void allOthersAreOperators() {
        Set<String> refused = new TreeSet<>();
        collector.operators.values().stream()
                .filter(read -> !read.text().startsWith("operator"))
                .forEach(read -> refused.add(read.signature().name()));
        assertEquals(new TreeSet<>(REFUSED), refused);
    }

    @TestFactory
    Stream<DynamicTest> sameMeaning() {
        return collector.operators.values().stream()
                .map(read -> DynamicTest.dynamicTest(read.signature().name(), () -> compare(read)));
    }

    private static void compare(CollectingProcessor.Read read) throws ReflectiveOperationException {
        Class<?> owner = javac.loadClass(read.owner());
        assertEquals(read.text(), fromClassFile(owner, read));
        assertEquals(read.text(), fromClassFile(eclipse.loadClass(read.owner()), read), "of the Eclipse compiler");
        if (read.text().startsWith("operator")) {
            Method method = owner.getDeclaredMethod(read.signature().name(), Tensor.class);
            method.setAccessible(true);
            Tensor x = Tensor.of(new float[] {0.5f, -3}, 2);
            float[] direct = ((Tensor) method.invoke(null, x)).toFloatArray();
            float[] called = OperatorTemplate.parse(read.text())
                    .call(Dvm.shared(), new Tensor[] {x}, new double[0])
                    .toFloatArray();
            assertArrayEquals(direct, called);
        }
    }

    private static String fromClassFile(Class<?> owner, CollectingProcessor.Read read) {
        try {
            return ClassFileReader.read(ClassFiles.of(owner), read.owner(), read.signature())
                    .toString();
        } catch (DiagnosticException e) {
            return e.message().code();
        }
    }
}
