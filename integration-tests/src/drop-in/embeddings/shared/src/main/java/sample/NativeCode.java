package sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The native libraries of this process. */
public final class NativeCode {
    private static final Path MAPS = Path.of("/proc/self/maps");
    /** Address, permissions, offset, device, inode, path. */
    private static final Pattern EXECUTABLE = Pattern.compile("\\S+ ..x. \\S+ \\S+ \\d+ +(/.*)");
    /** What the C library consists of, under the names of GNU and musl. */
    private static final Pattern C_LIBRARY =
            Pattern.compile("(ld-(linux|musl)|lib(c|m|dl|rt|pthread|resolv|nss_\\w+)\\b).*\\.so[.\\d]*");
    /** What would have run the models. */
    private static final List<String> ABSENT =
            List.of("ai.onnxruntime.OrtEnvironment", "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer");

    private NativeCode() {}

    /** {@return the files with machine code that are mapped into this process; none where the system does not tell} */
    public static Set<String> libraries() {
        Set<String> files = new TreeSet<>();
        try {
            for (String line : Files.exists(MAPS) ? Files.readAllLines(MAPS) : List.<String>of()) {
                var match = EXECUTABLE.matcher(line);
                if (match.matches()) {
                    files.add(match.group(1));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return files;
    }

    /**
     * Checks that all native code is that of the JDK and of the C library, and prints what is loaded.
     *
     * @param atStart the libraries when the program began: those that the virtual machine was linked with
     */
    public static void check(Set<String> atStart) {
        for (String name : ABSENT) {
            try {
                Class.forName(name);
            } catch (ClassNotFoundException e) {
                continue;
            }
            throw new IllegalStateException(name + " is on the class path");
        }
        if (!Files.exists(MAPS)) {
            System.out.println("native libraries: not checked, " + MAPS + " is a file of Linux");
            return;
        }
        Path jdk = Path.of(System.getProperty("java.home")).toAbsolutePath().normalize();
        Set<String> loaded = libraries();
        System.out.println("native libraries: " + String.join(" ", loaded));
        Corpus.require(
                loaded.stream().anyMatch(file -> file.contains("libjvm")), MAPS + " does not name the JVM: " + loaded);
        for (String library : loaded) {
            Path file = Path.of(library);
            boolean isKnown = file.startsWith(jdk)
                    || C_LIBRARY.matcher(file.getFileName().toString()).matches()
                    || atStart.contains(library);
            Corpus.require(isKnown, library + " was loaded, which is neither of the JDK nor of the C library");
        }
    }
}
