package org.jdvm.examples.imported;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jdvm.Tensor;

/** Source of models, compiled with the processor as users compile it. */
final class CompiledSource implements AutoCloseable {
    private final URLClassLoader loader;
    private final List<String> messages;

    private CompiledSource(URLClassLoader loader, List<String> messages) {
        this.loader = loader;
        this.messages = messages;
    }

    /** Compiles all sources in a folder. */
    static CompiledSource of(Path folder) throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(folder)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        Path classes = Files.createDirectories(folder.resolve("classes"));
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        boolean compiled;
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavaCompiler.CompilationTask task = compiler.getTask(
                    null,
                    manager,
                    found,
                    List.of(
                            "-d",
                            classes.toString(),
                            "-classpath",
                            path,
                            "-processor",
                            "org.jdvm.processor.OperatorProcessor"),
                    null,
                    manager.getJavaFileObjectsFromPaths(sources));
            compiled = task.call();
        }
        List<String> messages = found.getDiagnostics().stream()
                .filter(message -> message.getKind() != Diagnostic.Kind.OTHER)
                .map(message -> message.getMessage(null))
                .toList();
        assertTrue(compiled, () -> String.join("\n", messages));
        return new CompiledSource(new URLClassLoader(new URL[] {classes.toUri().toURL()}), messages);
    }

    /** {@return what the compiler said} */
    List<String> messages() {
        return messages;
    }

    /** {@return a loaded model} */
    Loaded load(String className, Path weights) throws ReflectiveOperationException {
        Class<?> type = loader.loadClass(className);
        Method call = Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals("call"))
                .findFirst()
                .orElseThrow();
        return new Loaded(call, type.getMethod("load", Path.class).invoke(null, weights));
    }

    /** A model with its weights. */
    record Loaded(Method call, Object weights) {
        /** {@return its only output} */
        Tensor call(Tensor... inputs) throws ReflectiveOperationException {
            Object[] arguments = new Object[inputs.length + 1];
            arguments[0] = weights;
            System.arraycopy(inputs, 0, arguments, 1, inputs.length);
            return (Tensor) call.invoke(null, arguments);
        }
    }

    /** {@return the largest difference of two tensors, relative to the largest magnitude} */
    static double difference(Tensor expected, Tensor actual) {
        assertArrayEquals(expected.dims(), actual.dims());
        float[] wanted = expected.toFloatArray();
        float[] there = actual.toFloatArray();
        double scale = 1e-30;
        double largest = 0;
        for (int i = 0; i < wanted.length; i++) {
            scale = Math.max(scale, Math.abs(wanted[i]));
            largest = Math.max(largest, Math.abs((double) wanted[i] - there[i]));
        }
        return largest / scale;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
