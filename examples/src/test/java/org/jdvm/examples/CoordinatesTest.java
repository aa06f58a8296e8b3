package org.jdvm.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdvm.examples.cli.JdvmCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Group, version and address are the same wherever they are written; {@code .ci/coordinates} sets them. */
final class CoordinatesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern IN_XML = Pattern.compile(
            "<groupId>([^<]+)</groupId>\\s*<artifactId>jdvm-[^<]+</artifactId>(?:\\s*<version>([^<]+)</version>)?");
    private static final Pattern IN_GRADLE = Pattern.compile("\"([^\":]+):jdvm-[a-z-]+:([^\"]+)\"");
    private static final Pattern PROPERTY = Pattern.compile("<(jdvm\\.(?:version|home))>([^<$@]+)<");

    private static String root(String element) throws IOException {
        Matcher found =
                Pattern.compile("<" + Pattern.quote(element) + ">([^<]+)<").matcher(text(Path.of("pom.xml")));
        found.find();
        return found.group(1);
    }

    private static String text(Path file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    static List<Path> files() throws IOException {
        Set<Path> files = new TreeSet<>(Set.of(
                Path.of("README.md"),
                Path.of("template/pom.xml"),
                Path.of("template/build.gradle.kts"),
                Path.of("onnx/src/main/java/org/jdvm/onnx/source/ProjectFiles.java")));
        for (String folder : List.of("", "integration-tests/src")) {
            try (var found = Files.find(
                    ROOT.resolve(folder),
                    4,
                    (file, _) -> file.endsWith("pom.xml") && !file.toString().contains("target"))) {
                found.map(ROOT::relativize).forEach(files::add);
            }
        }
        return List.copyOf(files);
    }

    @ParameterizedTest
    @MethodSource("files")
    void agreeWithTheRoot(Path file) throws IOException {
        String group = root("groupId");
        String version = root("version");
        String text = text(file);
        int places = 0;
        for (Pattern pattern : List.of(IN_XML, IN_GRADLE)) {
            for (MatchResult place : pattern.matcher(text).results().toList()) {
                assertEquals(group, place.group(1), place.group());
                // Expressions take it from elsewhere.
                if (place.group(2) != null && !place.group(2).matches("[$@].*")) {
                    assertEquals(version, place.group(2), place.group());
                }
                places++;
            }
        }
        for (MatchResult place : PROPERTY.matcher(text).results().toList()) {
            assertEquals(
                    place.group(1).equals("jdvm.home") ? root("jdvm.home") : version, place.group(2), place.group());
        }
        boolean ownProject = text.contains("<groupId>sample</groupId>") && text.contains("<parent>");
        assertFalse(places == 0 && !ownProject, "no artifact of jdvm is named");
    }

    @Test
    void theProgramSaysTheVersion() throws IOException {
        assertArrayEquals(
                new String[] {"jdvm " + root("version")},
                JdvmCommand.class.getAnnotation(CommandLine.Command.class).version());
    }
}
