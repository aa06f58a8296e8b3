package org.jdvm.examples.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A small archive laid out as a JDK's src.zip. */
public final class SourceArchive {
    private static final String BOX = """
        package demo.box;

        import java.util.List;

        /**
         * A box for a {@link List#of(Object) List.of(E)} &amp; more, {@code x < y}.
         * <pre>
         *   Box box = new Box();
         * </pre>
         */
        public class Box {
            /** Makes a box. */
            public Box() {}

            /** {@return the number of things} */
            public int size() { return 0; }

            /**
             * Puts a <em>thing</em> in.
             *
             * <p>Unless it is full.
             *
             * @param name what
             */
            public void putIfAbsent(String name, List<String> things) {}

            /** Another overload. */
            public void putIfAbsent(String name) {}

            /** Not public. */
            void hidden() {}

            public void undocumented() {}

            /** Closes a box. */
            public interface Lid {
                /** Opens the lid. */
                void open();
            }

            /** Not public. */
            private interface Hinge {
                /** Turns. */
                void turn();
            }
        }
        """;

    private SourceArchive() {}

    /** Writes the archive: package demo.box with one file, and a file in a module of another name. */
    public static Path write(Path file) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            add(zip, "java.base/demo/box/package-info.java", "/** A package. */ package demo.box;");
            add(zip, "java.base/demo/box/Box.java", BOX);
            add(zip, "java.other/demo/box/Other.java", "package demo.box; /** Other. */ public class Other {}");
        }
        return file;
    }

    private static void add(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
