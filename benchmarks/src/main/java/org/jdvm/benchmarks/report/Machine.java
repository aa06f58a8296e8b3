package org.jdvm.benchmarks.report;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;

/** What is said about a measurement: where, with what and when it was made. */
final class Machine {
    static final String DATE = "date";
    static final String MODE = "settings";
    static final String COMMIT = "commit";
    static final String TOOK = "taking";

    private Machine() {}

    /** A description of this machine and of a measurement on it. */
    static Map<String, String> describe(Path root, String mode) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put(DATE, LocalDate.now(ZoneOffset.UTC).toString());
        about.put(MODE, mode);
        output(root, "git", "rev-parse", "--short", "HEAD").ifPresent(commit -> about.put(COMMIT, commit));
        about.put("processor", processor());
        about.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        about.put("vectors", FloatVector.SPECIES_PREFERRED.vectorBitSize() + " bits");
        about.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        about.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
        about.put("ONNX Runtime", OrtEnvironment.getEnvironment().getVersion());
        return about;
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            // There is no such file on systems other than Linux.
            return System.getProperty("os.arch");
        }
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
