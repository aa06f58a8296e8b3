package org.jdvm.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The documentation holds every message as it is said. */
final class DiagnosticCodeTest {
    private static List<String> sections() throws IOException {
        String text = Files.readString(Path.of("../docs/diagnostics.md"));
        return List.of(text.split("\n## ")).stream().skip(1).toList();
    }

    @ParameterizedTest
    @EnumSource(DiagnosticCode.class)
    void documented(DiagnosticCode message) throws IOException {
        String title = message.code() + " (" + message.kind().name().toLowerCase(Locale.ROOT) + ")";
        String section =
                sections().stream().filter(s -> s.startsWith(title)).findFirst().orElse("");
        assertTrue(section.contains("\n> " + message.sentence()), () -> title + " with its sentence");
        String remedy = message.remedy().isEmpty() ? "" : "\n**Remedy:** " + message.remedy() + ".";
        assertTrue(section.contains(remedy), () -> title + " with its remedy");
    }

    @Test
    void nothingElseIsDocumented() throws IOException {
        assertEquals(
                Arrays.stream(DiagnosticCode.values()).map(DiagnosticCode::code).toList(),
                sections().stream().map(s -> s.substring(0, s.indexOf(' '))).toList());
    }

    @Test
    void codesAreUnique() {
        Set<String> codes = new HashSet<>();
        for (DiagnosticCode message : DiagnosticCode.values()) {
            assertTrue(codes.add(message.code()), message.code());
        }
    }
}
