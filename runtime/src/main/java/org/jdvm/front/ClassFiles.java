package org.jdvm.front;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Where class files are found. */
@FunctionalInterface
public interface ClassFiles {
    /**
     * {@return the bytes of a class file; empty if there is none}
     *
     * @param className the binary name of the class
     */
    Optional<byte[]> find(String className);

    /**
     * {@return the class files that a class sees}
     *
     * @param type the class
     */
    static ClassFiles of(Class<?> type) {
        return className -> {
            String path = className.replace('.', '/') + ".class";
            ClassLoader loader = type.getClassLoader();
            try (InputStream bytes =
                    loader == null ? ClassLoader.getSystemResourceAsStream(path) : loader.getResourceAsStream(path)) {
                return bytes == null ? Optional.empty() : Optional.of(bytes.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException("the class file of " + className + " cannot be read", e);
            }
        };
    }
}
