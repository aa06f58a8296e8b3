package org.jdvm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jdvm.machine.HostCpu.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from the descriptions that Linux has of a CPU. */
class HostCpuTest {
    @Test
    void processorsOfHiddenNames() {
        assertEquals(
                "AMD EPYC Zen 3", HostCpu.name(List.of("cpu family\t: 25", "model\t\t: 1", "model name\t: AMD EPYC")));
        assertEquals(
                "AMD EPYC Zen 5", HostCpu.name(List.of("cpu family\t: 26", "model\t\t: 2", "model name\t: AMD EPYC")));
        assertEquals(
                "AMD EPYC Zen 4", HostCpu.name(List.of("cpu family\t: 25", "model\t\t: 17", "model name\t: AMD EPYC")));
        assertEquals(
                "AMD EPYC 7763",
                HostCpu.name(List.of("cpu family\t: 25", "model\t\t: 1", "model name\t: AMD EPYC 7763")));
        assertEquals(
                "Some Xeon family 6 model 85",
                HostCpu.name(List.of("cpu family\t: 6", "model\t\t: 85", "model name\t: Some Xeon")));
    }

    /** Pictures are well-formed, say how large they are, and are no wider than a page shows them. */
    @Test
    void featuresThatMatter() {
        assertEquals(
                List.of("fma", "f16c", "avx2"),
                HostCpu.features(List.of("processor : 0", "flags\t\t: fpu sse fma f16c avx2 umip", "flags : avx512f")));
        assertEquals(List.of("asimd"), HostCpu.features(List.of("Features\t: fp asimd evtstrm")));
        assertEquals(List.of(), HostCpu.features(List.of()));
    }

    @Test
    void dataCachesByLevel(@TempDir Path directory) throws IOException {
        cache(directory, 0, "2", "Unified", "512K");
        cache(directory, 1, "1", "Data", "32K");
        cache(directory, 2, "1", "Instruction", "64K");
        cache(directory, 3, "3", "Unified", "32M");
        cache(directory, 4, "4", "Unified", "odd");
        assertEquals(
                List.of(new Cache(1, 32 << 10), new Cache(2, 512 << 10), new Cache(3, 32 << 20)),
                HostCpu.caches(directory));
        assertEquals(List.of(), HostCpu.caches(directory.resolve("missing")));
    }

    private static void cache(Path directory, int index, String level, String type, String size) throws IOException {
        Path cache = Files.createDirectory(directory.resolve("index" + index));
        Files.writeString(cache.resolve("level"), level + "\n");
        Files.writeString(cache.resolve("type"), type + "\n");
        Files.writeString(cache.resolve("size"), size + "\n");
    }

    @Test
    void thisMachineHasAName() {
        assertFalse(HostCpu.read().name().isBlank());
    }
}
