package org.jdvm.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;

/**
 * Sources compiled by the Eclipse compiler, without errors.
 *
 * @param classes the directory of the class files
 * @param messages what the compiler and the processors said
 */
record EclipseCompilation(Path classes, List<String> messages) {
    /** Compiles sources; processors run only if there are any. */
    static EclipseCompilation of(Path classes, List<Path> sources, Processor... processors) {
        JavaCompiler compiler = new EclipseCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        StringWriter output = new StringWriter();
        try (var files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
            String directory = classes.toString();
            List<String> options = new ArrayList<>(List.of("--release", "25", "-g", "-d", directory, "-s", directory));
            options.addAll(List.of("-classpath", System.getProperty("java.class.path")));
            if (processors.length == 0) {
                options.add("-proc:none");
            }
            Files.createDirectories(classes);
            JavaCompiler.CompilationTask task = compiler.getTask(
                    output, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(sources));
            if (processors.length > 0) {
                task.setProcessors(List.of(processors));
            }
            boolean success = task.call();
            List<String> errors = diagnostics.getDiagnostics().stream()
                    .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                    .map(EclipseCompilation::text)
                    .toList();
            assertEquals(List.of(), errors);
            assertTrue(success, output.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new EclipseCompilation(
                classes,
                diagnostics.getDiagnostics().stream()
                        .map(EclipseCompilation::text)
                        .toList());
    }

    private static String text(Diagnostic<?> diagnostic) {
        return diagnostic.getKind() + ": " + diagnostic.getMessage(Locale.ROOT);
    }

    /** {@return a loader of the classes} */
    ClassLoader loader() {
        try {
            return new URLClassLoader(new URL[] {classes.toUri().toURL()}, EclipseCompilation.class.getClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
