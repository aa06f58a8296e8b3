package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/extending.md touch as few files as it says, compile and work. */
class ExtendingTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern EXAMPLE =
            Pattern.compile("(?ms)^## [^\n]*: (\\d+) files?\n(?:(?!^## ).)*?^```diff\n(.*?)^```$");
    private static final Pattern CHANGE = Pattern.compile("(?ms)^--- [^\n]*\n\\+\\+\\+ b/([^\n]*)\n(.*?)(?=^--- |\\z)");

    @Test
    void examplesApplyCompileAndRun(@TempDir Path directory) throws IOException, InterruptedException {
        Matcher example = EXAMPLE.matcher(Files.readString(ROOT.resolve("docs/extending.md")));
        List<String> sources = new ArrayList<>();
        int examples = 0;
        while (example.find()) {
            int files = 0;
            Matcher change = CHANGE.matcher(example.group(2));
            while (change.find()) {
                String name = change.group(1);
                Path target = directory.resolve("src").resolve(name.substring(name.indexOf("/org/") + 1));
                Files.createDirectories(target.getParent());
                Path source = ROOT.resolve(name);
                String before = Files.exists(source) ? Files.readString(source) : "";
                Files.writeString(target, apply(change.group(2), before, name));
                sources.add(target.toString());
                files++;
            }
            assertEquals(Integer.parseInt(example.group(1)), files, example.group());
            examples++;
        }
        assertEquals(2, examples);
        Path classes = Files.createDirectory(directory.resolve("classes"));
        String path = System.getProperty("java.class.path");
        sources.add("src/test/resources/extending/Additions.java");
        List<String> compile = new ArrayList<>(
                List.of("javac", "-proc:none", "--add-modules=jdk.incubator.vector", "-cp", path, "-d", "" + classes));
        compile.addAll(sources);
        run(compile);
        String both = classes + System.getProperty("path.separator") + path;
        run(List.of("java", "--add-modules=jdk.incubator.vector", "-cp", both, "org.jdvm.asm.Additions"));
    }

    /** Applies a change whose parts begin with {@code @@}: each replaces its old lines, which are there once. */
    private static String apply(String change, String before, String name) {
        String text = before;
        for (String part : change.split("(?m)^@@\n")) {
            if (part.isEmpty()) {
                continue;
            }
            StringBuilder old = new StringBuilder();
            StringBuilder replacement = new StringBuilder();
            part.lines().forEach(line -> {
                String rest = line.isEmpty() ? "" : line.substring(1);
                if (!line.startsWith("+")) {
                    old.append(rest).append('\n');
                }
                if (!line.startsWith("-")) {
                    replacement.append(rest).append('\n');
                }
            });
            int at = text.indexOf(old.toString());
            assertTrue(
                    at >= 0 && text.indexOf(old.toString(), at + 1) < 0 || before.isEmpty(),
                    () -> name + " has not once\n" + old);
            text = text.substring(0, at) + replacement + text.substring(at + old.length());
        }
        return text;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(command);
        whole.set(
                0,
                Path.of(System.getProperty("java.home"), "bin", command.getFirst())
                        .toString());
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
