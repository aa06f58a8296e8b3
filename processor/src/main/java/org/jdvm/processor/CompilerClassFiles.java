package org.jdvm.processor;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.JavaFileObject;
import org.jdvm.front.ClassFiles;

/** The class files that the compiler sees. */
final class CompilerClassFiles implements ClassFiles {
    private final Elements elements;
    private final Map<String, Optional<byte[]>> known = new HashMap<>();

    CompilerClassFiles(Elements elements) {
        this.elements = elements;
    }

    @Override
    public Optional<byte[]> find(String className) {
        return known.computeIfAbsent(className, this::read);
    }

    private Optional<byte[]> read(String className) {
        TypeElement type = elements.getTypeElement(className.replace('$', '.'));
        if (type == null) {
            return Optional.empty();
        }
        try {
            JavaFileObject file = elements.getFileObjectOf(type);
            if (file == null || file.getKind() != JavaFileObject.Kind.CLASS) {
                return Optional.empty();
            }
            try (InputStream bytes = file.openInputStream()) {
                return Optional.of(bytes.readAllBytes());
            }
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }
}
