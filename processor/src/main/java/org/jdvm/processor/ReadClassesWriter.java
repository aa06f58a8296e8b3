package org.jdvm.processor;

import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.Filer;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;
import javax.tools.FileObject;
import javax.tools.StandardLocation;
import org.jdvm.front.ReadClasses;

/**
 * Writes which classes operators were read from, with the checksums of their class files.
 *
 * <p>Class files of the same compilation do not exist before processors have ended. So the resources are created in time, and written
 * when the compiler says that it has finished.
 */
final class ReadClassesWriter implements TaskListener {
    /** The resource of one class with operators: what is known, and the classes of this compilation. */
    private record Pending(FileObject resource, Map<String, Long> known, List<String> open) {}

    private final Filer filer;
    private final CompilerClassFiles classFiles;
    private final List<Pending> pending = new ArrayList<>();

    private ReadClassesWriter(ProcessingEnvironment environment) {
        this.filer = environment.getFiler();
        this.classFiles = new CompilerClassFiles(environment.getElementUtils());
    }

    /**
     * A writer that waits for the end of the compilation; empty under a compiler that does not tell of it.
     *
     * @param environment what writes files; a build tool may look at them
     * @param compiler the environment that the compiler made
     */
    static Optional<ReadClassesWriter> of(ProcessingEnvironment environment, ProcessingEnvironment compiler) {
        try {
            ReadClassesWriter writer = new ReadClassesWriter(environment);
            JavacTask.instance(compiler).addTaskListener(writer);
            return Optional.of(writer);
        } catch (IllegalArgumentException | LinkageError _) {
            return Optional.empty();
        }
    }

    /** Notes the classes that the operators of a class were read from. */
    void add(TypeElement owner, String ownerName, Set<String> classes) throws IOException {
        FileObject resource =
                filer.createResource(StandardLocation.CLASS_OUTPUT, "", ReadClasses.resource(ownerName), owner);
        Map<String, Long> known = new HashMap<>();
        List<String> open = new ArrayList<>();
        for (String name : classes) {
            classFiles
                    .find(name)
                    .ifPresentOrElse(bytes -> known.put(name, ReadClasses.checksum(bytes)), () -> open.add(name));
        }
        pending.add(new Pending(resource, known, open));
    }

    @Override
    public void finished(TaskEvent event) {
        if (event.getKind() == TaskEvent.Kind.COMPILATION) {
            pending.forEach(this::write);
            pending.clear();
        }
    }

    private void write(Pending operators) {
        Map<String, Long> checksums = new HashMap<>(operators.known());
        for (String name : operators.open()) {
            written(name).ifPresent(bytes -> checksums.put(name, ReadClasses.checksum(bytes)));
        }
        try (Writer writer = operators.resource().openWriter()) {
            writer.write(new ReadClasses(checksums).toString());
        } catch (IOException _) {
            // without it programs do not compare class files; the compiler no longer takes messages
        }
    }

    /** A class file of this compilation. */
    private Optional<byte[]> written(String className) {
        String path = className.replace('.', '/') + ".class";
        String packageName = className.substring(0, Math.max(0, className.lastIndexOf('.')));
        String file = path.substring(path.lastIndexOf('/') + 1);
        try (InputStream bytes = filer.getResource(StandardLocation.CLASS_OUTPUT, packageName, file)
                .openInputStream()) {
            return Optional.of(bytes.readAllBytes());
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
