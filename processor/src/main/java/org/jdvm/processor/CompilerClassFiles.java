package org.jdvm.processor;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.JavaFileObject;
import org.jdvm.front.ClassFiles;
import org.jspecify.annotations.Nullable;

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

    /** The class of a binary name, in which a dollar sign may be before a nested class, or part of a name. */
    private @Nullable TypeElement type(String binaryName) {
        TypeElement type = elements.getTypeElement(binaryName);
        for (int i = binaryName.lastIndexOf('$'); type == null && i > 0; i = binaryName.lastIndexOf('$', i - 1)) {
            TypeElement outer = type(binaryName.substring(0, i));
            String name = binaryName.substring(i + 1);
            type = outer == null
                    ? null
                    : ElementFilter.typesIn(outer.getEnclosedElements()).stream()
                            .filter(nested -> nested.getSimpleName().contentEquals(name))
                            .findFirst()
                            .orElse(null);
        }
        return type;
    }

    private Optional<byte[]> read(String className) {
        TypeElement type = type(className);
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
