package org.jdvm.asm;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes class files to a directory, if one is asked for, each with the bytecode listing that is its source file and its methods as
 * Java-like text.
 */
final class Dump {
    /** The system property that names the directory. */
    static final String PROPERTY = "jdvm.dump";

    /** The ending of listings. */
    static final String LISTING = ".dvm";

    private static final Logger LOG = System.getLogger(Dump.class.getName());

    private final @Nullable Path directory;

    Dump(@Nullable Path directory) {
        this.directory = directory;
    }

    static Dump fromProperty() {
        String name = System.getProperty(PROPERTY);
        return new Dump(name == null ? null : Path.of(name));
    }

    void write(String className, Listing listing, SectionClassWriter.Written written) {
        if (directory == null) {
            return;
        }
        Path file = directory.resolve(className + ".class");
        String simpleName = className.substring(className.lastIndexOf('/') + 1);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, written.bytes());
            Files.writeString(file.resolveSibling(simpleName + LISTING), listing.toString());
            Files.writeString(file.resolveSibling(simpleName + ".txt"), written.text());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot write " + file, e);
        }
    }
}
