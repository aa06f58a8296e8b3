package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.testing.compile.Compilation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;

/** Dynamic operators: the generated method checks the arguments and calls the author's. */
final class DynamicOperatorTest {
    private static final Path SOURCE = Path.of("src/test/resources/dynamic/Search.java");

    private static Compilation compile(String... options) {
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .withOptions((Object[]) options)
                .compile(Sources.compiled(SOURCE));
        assertEquals(List.of(), compilation.errors());
        return compilation;
    }

    @Test
    void generated() throws Exception {
        Path golden = SOURCE.resolveSibling("Search.golden");
        for (String trees : List.of("-Ajdvm.trees=true", "-Ajdvm.trees=false")) {
            String actual = compile(trees).generatedSourceFiles().stream()
                    .map(Sources::content)
                    .collect(Collectors.joining("\n"));
            if (Boolean.getBoolean("jdvm.golden.rewrite")) {
                Files.writeString(golden, actual);
            }
            assertEquals(Files.readString(golden), actual);
        }
    }

    private static Object halve(Object[] seen, int rows, int columns, double limit) throws Throwable {
        RunTest.Compiled loader = new RunTest.Compiled(compile());
        Constructor<?> weights = loader.loadClass("sample.Search$Weights").getDeclaredConstructors()[0];
        Method method = List.of(loader.loadClass("sample.SearchOperators").getDeclaredMethods()).stream()
                .filter(m -> m.getName().equals("halve"))
                .findFirst()
                .orElseThrow();
        float[] data = new float[rows * columns];
        java.util.Arrays.fill(data, 1);
        Tensor identity = Tensor.of(new float[] {1, 0, 0, 1}, 2, 2);
        try {
            return method.invoke(
                    null, Tensor.of(data, rows, columns), weights.newInstance(identity, "name"), seen[0], limit, 100);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void theBodyMayDependOnData() throws Throwable {
        int[] seen = new int[1];
        Tensor result = assertInstanceOf(Tensor.class, halve(new Object[] {seen}, 3, 2, 1));
        assertEquals(3, seen[0]);
        assertArrayEquals(new float[] {0.125f, 0.125f, 0.125f, 0.125f, 0.125f, 0.125f}, result.toFloatArray());
        assertEquals(DType.F32, result.type());
    }

    @Test
    void argumentsAreChecked() {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> halve(new Object[] {new int[1]}, 3, 5, 1));
        assertEquals("halve: weights.w has 2 in dim 0, but H = 5 (from x, dim 1)", failure.getMessage());
    }
}
