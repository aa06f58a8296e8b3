package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.testing.compile.Compilation;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jdvm.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated classes compile without warnings, whatever the author's names are and whatever the author has silenced. */
final class GeneratedClassTest {
    static Stream<Path> sources() {
        return Stream.of("generated", "golden").flatMap(directory -> Sources.in(directory).stream());
    }

    @ParameterizedTest
    @MethodSource("sources")
    void noWarnings(Path source) {
        compile(source);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void noWarningsWithoutTrees(Path source) {
        compile(source, "-Ajdvm.trees=false");
    }

    /**
     * {@code processing} is about annotations that no processor claims, wherever they are, and {@code auxiliaryclass} about classes in
     * the file of another one, which no annotation suppresses.
     */
    private static Compilation compile(Path source, String... options) {
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .withOptions(Stream.concat(
                                Stream.of("-Xlint:all,-processing,-auxiliaryclass,-classfile", "-Werror"),
                                Stream.of(options))
                        .toArray())
                .compile(Sources.compiled(source));
        assertEquals(List.of(), compilation.warnings());
        assertEquals(List.of(), compilation.errors());
        return compilation;
    }

    @Test
    void parametersKeepTheirMeaning() throws ReflectiveOperationException {
        Class<?> generated = new RunTest.Compiled(compile(Sources.ROOT.resolve("generated/Parameters.java")))
                .loadClass("generated.ParametersOperators");
        Tensor two = Tensor.of(new float[] {2}, 1);
        Tensor three = Tensor.of(new float[] {3}, 1);
        assertEquals(6, call(generated, "w", two, three));
        assertEquals(5, call(generated, "machine", two, three));
        assertEquals(-1, call(generated, "template", two, three));
        assertEquals(2, call(generated, "template", two));
        assertEquals(-2, call(generated, "Template", two));
        assertEquals(-1, call(generated, "of", two, three));
        assertEquals(14, call(generated, "hashCode", two, 7));
        assertEquals(-3, call(generated, "templates", three));
    }

    private static double call(Class<?> generated, String name, Object... arguments)
            throws ReflectiveOperationException {
        return ((Tensor) method(generated, name, arguments).invoke(null, arguments)).toFloatArray()[0];
    }

    private static Method method(Class<?> generated, String name, Object... arguments) {
        return Stream.of(generated.getMethods())
                .filter(m -> m.getName().equals(name)
                        && m.getParameterCount() == arguments.length
                        && m.getParameterTypes()[0] == Tensor.class)
                .findFirst()
                .orElseThrow();
    }
}
