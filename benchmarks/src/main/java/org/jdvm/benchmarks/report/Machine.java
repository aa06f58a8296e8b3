package org.jdvm.benchmarks.report;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import jdk.incubator.vector.FloatVector;
import org.jdvm.machine.HostCpu;

/** What is said about a measurement: where, with what and when it was made. */
final class Machine {
    static final String DATE = "date";
    static final String MODE = "settings";
    static final String COMMIT = "commit";
    static final String TOOK = "taking";

    private static final String PROCESSOR = "processor";
    private static final String CORES = "cores";
    private static final String VECTORS = "vectors";
    private static final String BITS = " bits";
    /** Processors with vectors of 512 bits, which a hypervisor may hide. */
    private static final Pattern WITH_512_BITS = Pattern.compile("Zen [45]|Xeon");

    private Machine() {}

    /** A description of this machine and of a measurement on it. */
    static Map<String, String> describe(Path root, String mode) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put(DATE, LocalDate.now(ZoneOffset.UTC).toString());
        about.put(MODE, mode);
        output(root, "git", "rev-parse", "--short", "HEAD").ifPresent(commit -> about.put(COMMIT, commit));
        about.put(PROCESSOR, HostCpu.read().name());
        about.put(CORES, Integer.toString(Runtime.getRuntime().availableProcessors()));
        about.put(VECTORS, FloatVector.SPECIES_PREFERRED.vectorBitSize() + BITS);
        about.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        about.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
        about.put("ONNX Runtime", OrtEnvironment.getEnvironment().getVersion());
        return about;
    }

    /**
     * The machine of a measurement in a few words, the same for all measurements on it. A processor that shows narrower vectors than it has is another
     * machine than one that shows all.
     */
    static String label(Map<String, String> about) {
        String processor = about.getOrDefault(PROCESSOR, "unknown");
        String vectors = about.getOrDefault(VECTORS, 512 + BITS);
        String shown = switch (vectors) {
            case 256 + BITS -> " (AVX2)";
            case 512 + BITS -> "";
            default -> " (vectors of " + vectors + ")";
        };
        return "%s%s, %s cores"
                .formatted(
                        processor,
                        WITH_512_BITS.matcher(processor).find() ? shown : "",
                        about.getOrDefault(CORES, "unknown"));
    }

    /** The label as the name of a folder. */
    static String folder(Map<String, String> about) {
        return slug(label(about));
    }

    /** Text as part of the name of a file or folder. */
    static String slug(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    /** What a program prints; empty if it cannot be run or fails. */
    private static Optional<String> output(Path directory, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 && !text.isEmpty()
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
