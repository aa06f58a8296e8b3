package org.jdvm.tier;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where code that is made at run time is written to, if that is asked for.
 *
 * @param path the folder; null if nothing is written
 */
public record DumpFolder(@Nullable Path path) {
    /** The system property that names the folder. */
    public static final String PROPERTY = "jdvm.dump";

    /** {@return the folder that the property names, if it does} */
    public static DumpFolder fromProperty() {
        String name = System.getProperty(PROPERTY);
        return new DumpFolder(name == null ? null : Path.of(name));
    }

    /**
     * Writes a file if there is a folder; a failure is logged.
     *
     * @param name of the file, within the folder
     * @param contents all of it
     */
    public void write(String name, byte[] contents) {
        if (path == null) {
            return;
        }
        Path file = path.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, contents);
        } catch (IOException e) {
            System.getLogger(DumpFolder.class.getName()).log(Level.WARNING, "cannot write " + file, e);
        }
    }
}
