package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One name, one meaning: no two top-level classes of the published modules have the same simple name. */
class ClassNamesTest {
    private static final Path SOURCES = Path.of("src", "main", "java");

    @Test
    void noSimpleNameOccursTwice() throws IOException {
        List<Path> modules = publishedModules();
        assertTrue(modules.size() >= 4, "annotations, runtime, processor and back end, but found " + modules);
        Map<String, List<Path>> byName = new TreeMap<>();
        for (Path module : modules) {
            for (Path file : sources(module)) {
                byName.computeIfAbsent(file.getFileName().toString(), _ -> new ArrayList<>())
                        .add(module.relativize(file));
            }
        }
        assertTrue(byName.containsKey("Tensor.java") && byName.containsKey("AsmSectionCompiler.java"));
        byName.values().removeIf(files -> files.size() == 1);
        assertEquals(Map.of(), byName);
    }

    private static List<Path> publishedModules() throws IOException {
        List<Path> modules = new ArrayList<>();
        try (Stream<Path> directories = Files.list(Path.of("..").toRealPath())) {
            for (Path module : directories.sorted().toList()) {
                Path pom = module.resolve("pom.xml");
                if (Files.isDirectory(module.resolve(SOURCES))
                        && Files.exists(pom)
                        && !Files.readString(pom).contains("<maven.deploy.skip>true<")) {
                    modules.add(module);
                }
            }
        }
        return modules;
    }

    private static List<Path> sources(Path module) throws IOException {
        try (Stream<Path> files = Files.walk(module.resolve(SOURCES))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().endsWith("-info.java"))
                    .toList();
        }
    }
}
