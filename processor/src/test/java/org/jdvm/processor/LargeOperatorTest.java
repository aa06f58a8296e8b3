package org.jdvm.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.JavaFileObjects;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jdvm.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator whose graph and plan are far longer than a constant of a class file may be. */
final class LargeOperatorTest {
    private static final int TURNS = 4999;
    private static final String SOURCE = """
        package sample;
        import org.jdvm.Tensor;
        import org.jdvm.annotations.*;
        public class Deep {
            @Operator
            public static Tensor deep(@Dims("T") Tensor x) {
                for (int i = 0; i < %d; i++) {
                    x = x.mul(0.5f).add(1 + i %% 3);
                }
                return x.neg();
            }
        }
        """.formatted(TURNS);

    @TempDir
    private Path directory;

    @Test
    void tenThousandNodesCompileAndRun() throws Exception {
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        var task = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        null,
                        null,
                        said,
                        List.of(
                                "-d",
                                directory.toString(),
                                "-Ajdvm.report=none",
                                "-cp",
                                System.getProperty("java.class.path")),
                        null,
                        List.of(JavaFileObjects.forSourceString("sample.Deep", SOURCE)));
        task.setProcessors(List.of(new OperatorProcessor()));
        assertTrue(task.call(), () -> said.getDiagnostics().toString());
        float[] input = {0, 1, -3};
        double[] expected = {0, 1, -3};
        for (int i = 0; i < TURNS; i++) {
            for (int element = 0; element < expected.length; element++) {
                expected[element] = expected[element] * 0.5 + 1 + i % 3;
            }
        }
        URL[] urls = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, LargeOperatorTest.class.getClassLoader())) {
            float[] result = ((Tensor) loader.loadClass("sample.DeepOperators")
                            .getMethod("deep", Tensor.class)
                            .invoke(null, Tensor.of(input, 3)))
                    .toFloatArray();
            for (int element = 0; element < expected.length; element++) {
                assertEquals(-expected[element], result[element], 1e-5);
            }
        }
    }
}
