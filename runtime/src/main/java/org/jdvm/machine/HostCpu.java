package org.jdvm.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the system says of its CPU.
 *
 * @param name make and model, as far as they are known
 * @param features what of its instruction set matters for arithmetic on vectors; empty if unknown
 * @param caches its data caches, the nearest first; empty if unknown
 */
public record HostCpu(String name, List<String> features, List<Cache> caches) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

    /** Instructions for vectors of floats, conversions, and products of small numbers, on x86 and Arm. */
    private static final Set<String> SHOWN = Set.of(
            "avx2",
            "fma",
            "f16c",
            "avx512f",
            "avx512bw",
            "avx512vl",
            "avx512_bf16",
            "avx512_fp16",
            "avx512_vnni",
            "avx_vnni",
            "amx_tile",
            "amx_int8",
            "amx_bf16",
            "asimd",
            "asimdhp",
            "asimddp",
            "sve",
            "sve2",
            "bf16",
            "i8mm");

    /**
     * A cache.
     *
     * @param level 1 is the nearest one to the core
     * @param bytes its size, of all cores that share it together
     */
    public record Cache(int level, long bytes) {}

    /** {@return the CPU of this machine; on systems other than Linux little is known} */
    public static HostCpu read() {
        List<String> lines = lines(CPUINFO);
        String other = Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER"))
                .orElseGet(() -> System.getProperty("os.arch"));
        return new HostCpu(lines.isEmpty() ? other : name(lines), features(lines), caches(CACHES));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Map<String, String> values(List<String> cpuinfo) {
        return cpuinfo.stream()
                .filter(line -> line.contains(":"))
                .map(line -> line.split(":", 2))
                .collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip(), (first, _) -> first));
    }

    /**
     * {@return the model of the processor in the lines of {@code /proc/cpuinfo}} Virtual machines may hide all of the name but the make, as in
     * {@code AMD EPYC}; what differs between generations is then found in the numbers.
     *
     * @param cpuinfo the lines
     */
    static String name(List<String> cpuinfo) {
        Map<String, String> values = values(cpuinfo);
        String name = values.getOrDefault("model name", System.getProperty("os.arch"));
        String family = values.getOrDefault("cpu family", "");
        String model = values.getOrDefault("model", "");
        if (name.matches(".*\\d.*") || family.isEmpty() || model.isEmpty()) {
            return name;
        }
        Optional<String> generation =
                name.startsWith("AMD") ? zen(Integer.parseInt(family), Integer.parseInt(model)) : Optional.empty();
        return name + " " + generation.orElse("family %s model %s".formatted(family, model));
    }

    /** The generation of an AMD processor, by the family and model that the manufacturer's revision guides list. */
    private static Optional<String> zen(int family, int model) {
        return switch (family) {
            case 0x17 -> Optional.of(model < 0x30 ? "Zen" : "Zen 2");
            case 0x19 -> Optional.of(model < 0x10 || model >= 0x20 && model < 0x60 ? "Zen 3" : "Zen 4");
            case 0x1a -> Optional.of("Zen 5");
            default -> Optional.empty();
        };
    }

    /**
     * {@return the features in the lines of {@code /proc/cpuinfo} that matter, in their order}
     *
     * @param cpuinfo the lines
     */
    static List<String> features(List<String> cpuinfo) {
        Map<String, String> values = values(cpuinfo);
        String all = values.getOrDefault("flags", values.getOrDefault("Features", ""));
        return Stream.of(all.split("\\s+")).filter(SHOWN::contains).toList();
    }

    /**
     * {@return the data caches that a directory of Linux describes}
     *
     * @param directory it has a directory {@code index} and a number for each cache
     */
    static List<Cache> caches(Path directory) {
        List<Cache> caches = new ArrayList<>();
        for (int i = 0; Files.isDirectory(directory.resolve("index" + i)); i++) {
            Path cache = directory.resolve("index" + i);
            String size = String.join("", lines(cache.resolve("size")));
            if (!lines(cache.resolve("type")).contains("Instruction") && size.matches("\\d+[KM]")) {
                long unit = size.endsWith("K") ? 1L << 10 : 1L << 20;
                int level = Integer.parseInt(String.join("", lines(cache.resolve("level"))));
                caches.add(new Cache(level, unit * Long.parseLong(size.substring(0, size.length() - 1))));
            }
        }
        caches.sort(Comparator.comparingInt(Cache::level));
        return List.copyOf(caches);
    }
}
