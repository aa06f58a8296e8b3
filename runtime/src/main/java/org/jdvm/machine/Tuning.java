package org.jdvm.machine;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which of two ways that give the same bits was found to be faster on a host, for each class of work; and on which host. Kept in a file,
 * it makes the first calls of a process as good as later ones.
 *
 * @param host what the choices depend on: processor, caches, width of vectors, and virtual machine
 * @param choices for each class of work what was found
 */
public record Tuning(SortedMap<String, String> host, SortedMap<String, Choice> choices) {
    /** The system property that names the file, or is {@code off}: then nothing is measured, and the usual way is taken always. */
    public static final String PROPERTY = "jdvm.tuning";

    /** The value of the property that switches choices off. */
    public static final String OFF = "off";

    private static final String HOST = "host.";
    private static final String CHOICE = "choice.";

    /**
     * What was found for a class of work.
     *
     * @param isTaken whether the second way is taken, not the usual one
     * @param ratio time of the second way divided by that of the usual one
     */
    public record Choice(boolean isTaken, double ratio) {}

    /** Keeps copies. */
    public Tuning {
        host = new TreeMap<>(host);
        choices = new TreeMap<>(choices);
    }

    /**
     * {@return choices of this host}
     *
     * @param choices what was found
     */
    public static Tuning here(Map<String, Choice> choices) {
        HostCpu cpu = HostCpu.read();
        SortedMap<String, String> host = new TreeMap<>();
        host.put("processor", cpu.name());
        host.put("features", String.join(" ", cpu.features()));
        host.put(
                "caches",
                cpu.caches().stream()
                        .map(cache -> "L%d=%d".formatted(cache.level(), cache.bytes()))
                        .collect(Collectors.joining(" ")));
        host.put("vectors", Integer.toString(Byte.SIZE * HostVectors.bytes()));
        host.put("java", Runtime.version().toString());
        return new Tuning(host, new TreeMap<>(choices));
    }

    /** {@return the folder of the default files} */
    public static Path defaultFolder() {
        return Path.of(System.getProperty("user.home"), ".cache", "jdvm", "tuning");
    }

    /** {@return the file where choices of this host are kept unless the property names another one} */
    public static Path defaultFile() {
        String name = "%s-%d-bits-java-%d.properties"
                .formatted(
                        HostCpu.read().name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
                        Byte.SIZE * HostVectors.bytes(),
                        Runtime.version().feature());
        return defaultFolder().resolve(name);
    }

    /**
     * Writes a file; its folder is made if it is missing.
     *
     * @param file the file
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Properties properties = new Properties();
        host.forEach((key, value) -> properties.setProperty(HOST + key, value));
        choices.forEach((name, choice) -> properties.setProperty(
                CHOICE + name, String.format(Locale.ROOT, "%b %.3f", choice.isTaken(), choice.ratio())));
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path written = Files.createTempFile(folder, "tuning", ".tmp");
        try (Writer writer = Files.newBufferedWriter(written)) {
            properties.store(writer, "Which ways jdvm takes on this host, as measured");
        }
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * {@return what a file holds}
     *
     * @param file the file
     * @throws IOException if it cannot be read, or holds something else; the message says what
     */
    public static Tuning read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new IOException("it is no file of properties: " + e.getMessage(), e);
        }
        SortedMap<String, String> host = new TreeMap<>();
        SortedMap<String, Choice> choices = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            String value = properties.getProperty(key);
            if (key.startsWith(HOST)) {
                host.put(key.substring(HOST.length()), value);
            } else if (key.startsWith(CHOICE)) {
                choices.put(key.substring(CHOICE.length()), choice(key, value));
            } else {
                throw new IOException("'%s' is neither a fact of the host nor a choice".formatted(key));
            }
        }
        return new Tuning(host, choices);
    }

    private static Choice choice(String key, String value) throws IOException {
        if (!value.matches("(true|false) \\d+\\.\\d+")) {
            throw new IOException("'%s' is '%s', but a choice is true or false and a ratio".formatted(key, value));
        }
        String[] parts = value.split(" ");
        return new Choice(Boolean.parseBoolean(parts[0]), Double.parseDouble(parts[1]));
    }

    /**
     * {@return what of this host differs, or an empty text if the choices are for this host}
     */
    public String difference() {
        return here(Map.of()).host().entrySet().stream()
                .filter(fact -> !fact.getValue().equals(host.get(fact.getKey())))
                .map(fact -> "%s is '%s', not '%s'"
                        .formatted(fact.getKey(), fact.getValue(), host.getOrDefault(fact.getKey(), "")))
                .collect(Collectors.joining(", "));
    }
}
