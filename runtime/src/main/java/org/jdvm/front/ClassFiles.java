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
     * {@return the bytes of a resource; empty if there is none}
     *
     * @param path its path, without a slash at the beginning
     */
    default Optional<byte[]> resource(String path) {
        return Optional.empty();
    }

    /**
     * {@return the class files that a class sees}
     *
     * @param type the class
     */
    static ClassFiles of(Class<?> type) {
        return new ClassFiles() {
            @Override
            public Optional<byte[]> find(String className) {
                return resource(className.replace('.', '/') + ".class");
            }

            @Override
            public Optional<byte[]> resource(String path) {
                ClassLoader loader = type.getClassLoader();
                try (InputStream bytes = loader == null
                        ? ClassLoader.getSystemResourceAsStream(path)
                        : loader.getResourceAsStream(path)) {
                    return bytes == null ? Optional.empty() : Optional.of(bytes.readAllBytes());
                } catch (IOException e) {
                    throw new UncheckedIOException(path + " cannot be read", e);
                }
            }
        };
    }
}
