package org.jdvm.front;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * The classes from which the operators of a class were read, each with the checksum of its class file.
 *
 * <p>The annotation processor writes them to a resource when the compiler has written all class files; a program compares them with the
 * class files that it runs with. A class file that has another checksum need not mean another operator, but one with the same checksum
 * means the same one.
 *
 * @param checksums by binary name
 */
public record ReadClasses(Map<String, Long> checksums) {
    /** Copies the map, in the order of names. */
    public ReadClasses {
        checksums = new TreeMap<>(checksums);
    }

    /**
     * {@return the name of the resource for the operators of a class}
     *
     * @param owner the binary name of the class that declares them
     */
    public static String resource(String owner) {
        return "META-INF/jdvm/" + owner + ".classes";
    }

    /**
     * {@return the checksum of a class file}
     *
     * @param classFile its bytes
     */
    public static long checksum(byte[] classFile) {
        CRC32 checksum = new CRC32();
        checksum.update(classFile);
        return checksum.getValue();
    }

    /**
     * {@return what {@link #toString} wrote}
     *
     * @param text a line for each class; others are left out
     */
    public static ReadClasses parse(String text) {
        Map<String, Long> checksums = new TreeMap<>();
        text.lines()
                .map(line -> line.split(" "))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> {
                    try {
                        checksums.put(parts[0], Long.parseUnsignedLong(parts[1], 16));
                    } catch (NumberFormatException _) {
                        // not a line of this format: there is nothing to compare
                    }
                });
        return new ReadClasses(checksums);
    }

    /**
     * {@return what was written for the operators of a class; empty if there is nothing}
     *
     * @param files where the resource is found
     * @param owner the binary name of the class
     */
    public static Optional<ReadClasses> of(ClassFiles files, String owner) {
        return files.resource(resource(owner)).map(bytes -> parse(new String(bytes, StandardCharsets.UTF_8)));
    }

    /**
     * {@return the classes whose class files are others now; those that cannot be found are not among them}
     *
     * @param files the class files
     */
    public List<String> changed(ClassFiles files) {
        List<String> changed = new ArrayList<>();
        checksums.forEach((name, checksum) ->
                files.find(name).filter(bytes -> checksum(bytes) != checksum).ifPresent(_ -> changed.add(name)));
        return changed;
    }

    /** {@return a line for each class: its name and the checksum} */
    @Override
    public String toString() {
        return checksums.entrySet().stream()
                .map(entry -> entry.getKey() + " " + Long.toHexString(entry.getValue()) + "\n")
                .collect(Collectors.joining());
    }
}
