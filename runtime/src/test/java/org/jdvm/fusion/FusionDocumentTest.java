package org.jdvm.fusion;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.fusion.rule.Rule;
import org.jdvm.fusion.rule.Rules;
import org.jdvm.testing.WrittenFile;
import org.junit.jupiter.api.Test;

/** The tables of docs/fusion.md are what the list of rules says. */
class FusionDocumentTest {
    private static final Path FILE = Path.of("../docs/fusion.md");

    @Test
    void theTablesAreWhatTheRulesSay() throws IOException {
        String document = Files.readString(FILE);
        String written = replace(replace(document, "rules", rules()), "refusals", refusals());
        WrittenFile.check(FILE, written);
    }

    @Test
    void theDocumentExplainsEachRule() throws IOException {
        String document = Files.readString(FILE);
        for (String rule : Rules.STANDARD.names()) {
            assertTrue(document.contains("**" + rule + "**"), rule);
        }
    }

    private static String replace(String document, String name, String table) {
        String begin = "<!-- " + name + ": written by FusionDocumentTest -->\n\n";
        int start = document.indexOf(begin);
        assertTrue(start >= 0, begin);
        int end = document.indexOf("\n<!-- end of " + name + " -->", start);
        assertTrue(end >= 0, name);
        return document.substring(0, start + begin.length()) + table + document.substring(end);
    }

    private static String rules() {
        return "| rule | reason |\n|---|---|\n"
                + Rules.STANDARD.list().stream()
                        .map(rule -> "| `" + rule.name() + "` | " + rule.reason() + " |\n")
                        .collect(Collectors.joining());
    }

    /** A line for each reason, with the rules that give it. */
    private static String refusals() {
        Map<String, String> rules = new LinkedHashMap<>();
        for (Refusal refusal : Refusal.General.values()) {
            rules.put(refusal.text(), "any");
        }
        for (Rule rule : Rules.STANDARD.list()) {
            for (Refusal refusal : rule.refusals()) {
                rules.merge(refusal.text(), "`" + rule.name() + "`", (known, more) -> known + ", " + more);
            }
        }
        return "| reason | rules |\n|---|---|\n"
                + rules.entrySet().stream()
                        .map(entry -> "| " + entry.getKey().replace("%s", "...") + " | " + entry.getValue() + " |\n")
                        .collect(Collectors.joining());
    }
}
