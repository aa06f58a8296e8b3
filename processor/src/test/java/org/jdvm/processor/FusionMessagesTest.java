package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the processor says about fusion, and where. In the sources under {@code fusion} the line before the one concerned holds {@code
 * // SAYS:} with severity, code and beginning of the text; the first line may hold {@code // OPTIONS:}.
 */
final class FusionMessagesTest {
    private static final String SAYS = "// SAYS: ";
    private static final String OPTIONS = "// OPTIONS: ";
    private static final String NO_REPORT = "-Ajdvm.report=none";

    private static final JavaFileObject CENTRED = JavaFileObjects.forSourceLines(
            "sample.Centred",
            "package sample;",
            "import org.jdvm.Tensor;",
            "import org.jdvm.annotations.*;",
            "class Centred {",
            "  @Operator static Tensor centred(@Dims(\"N, 64\") Tensor x) {",
            "    Tensor y = x.sub(x.mean(1, Keep.KEEP_DIMS));",
            "    return y.sub(y.mean(0, Keep.KEEP_DIMS));",
            "  }",
            "}");

    static List<Path> sources() {
        return Sources.in("fusion");
    }

    @ParameterizedTest
    @MethodSource("sources")
    void said(Path source) throws IOException {
        List<String> lines = Files.readAllLines(source);
        List<String> options = new ArrayList<>(List.of(NO_REPORT));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith(OPTIONS)) {
                options.addAll(List.of(line.substring(OPTIONS.length()).split(" ")));
            } else if (line.startsWith(SAYS)) {
                // the method's name is below its annotations
                int concerned = i + 1;
                while (lines.get(concerned).strip().startsWith("@")) {
                    concerned++;
                }
                expected.add(concerned + 1 + " " + line.substring(SAYS.length()));
            }
        }
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .withOptions(options)
                .compile(Sources.compiled(source));
        List<String> unexpected = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : compilation.diagnostics()) {
            String text =
                    diagnostic.getLineNumber() + " " + severity(diagnostic) + " " + diagnostic.getMessage(Locale.ROOT);
            if (!expected.removeIf(text::startsWith)) {
                unexpected.add(text);
            }
        }
        assertEquals("", String.join("\n", unexpected), "messages that the source does not announce");
        assertEquals(List.of(), expected, "messages announced but not given");
    }

    private static String severity(Diagnostic<?> diagnostic) {
        return switch (diagnostic.getKind()) {
            case ERROR -> "Error";
            case WARNING, MANDATORY_WARNING -> "Warning";
            case NOTE, OTHER -> "Note";
        };
    }

    @ParameterizedTest
    @CsvSource({
        // options, notes, warnings
        "'', 1, 1",
        "-Ajdvm.notes=off, 0, 1",
        "-Ajdvm.warnBytes=off, 1, 0",
        "-Ajdvm.warnBytes=66560, 1, 1",
        "-Ajdvm.warnBytes=66561, 1, 0",
        "-Ajdvm.warnBytes=66561 -Ajdvm.sizes=N=257, 1, 1"
    })
    void options(String options, int notes, int warnings) {
        Compilation compilation = compile(options);
        assertEquals(List.of(), compilation.errors());
        assertEquals(notes, compilation.notes().size());
        assertEquals(warnings, compilation.warnings().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-Ajdvm.notes=perhaps | JDVM060: -Ajdvm.notes=perhaps has no meaning: it takes 'on' or 'off'",
                "-Ajdvm.report=xml | JDVM060: -Ajdvm.report=xml has no meaning: it takes 'none'",
                "-Ajdvm.warnBytes=-1 | JDVM060: -Ajdvm.warnBytes=-1 has no meaning: it takes a number of bytes",
                "-Ajdvm.sizes=N | JDVM060: -Ajdvm.sizes=N has no meaning: it takes sizes of symbols"
            })
    void wrongOptions(String option, String expected) {
        Compilation compilation = compile(option);
        assertEquals(1, compilation.errors().size());
        String text = compilation.errors().getFirst().getMessage(Locale.ROOT);
        assertEquals(expected, text.substring(0, Math.min(expected.length(), text.length())));
    }

    @Test
    void notesDoNotBreakStrictBuilds() {
        assertEquals(
                Compilation.Status.SUCCESS,
                compile("-Ajdvm.warnBytes=off -Xlint:all,-processing -Werror").status());
        assertEquals(Compilation.Status.FAILURE, compile("-Werror").status());
    }

    private static Compilation compile(String options) {
        List<Object> all = new ArrayList<>(List.of(NO_REPORT));
        all.addAll(options.isBlank() ? List.of() : List.of(options.split(" ")));
        return javac().withProcessors(new OperatorProcessor()).withOptions(all).compile(CENTRED);
    }
}
