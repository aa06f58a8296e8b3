package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jdvm.front.DiagnosticCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the processor says, and where. In the sources under {@code messages} the line before the one concerned holds {@code // MESSAGE:}
 * with code and beginning of the text.
 */
final class MessageTest {
    private static final String MARK = "// MESSAGE: ";

    /** Here and in {@link FusionMessagesTest}. */
    private static final Pattern MARKS = Pattern.compile("// (?:MESSAGE: |SAYS: \\w+ )(JDVM\\d{3})");

    /** Messages that take more than a source to provoke; each has a separate test here or elsewhere. */
    private static final Set<DiagnosticCode> ELSEWHERE = EnumSet.of(
            DiagnosticCode.CLASS_CLASH,
            DiagnosticCode.TOO_MANY_PARAMETERS,
            DiagnosticCode.WITHOUT_TREES,
            DiagnosticCode.INTERNAL,
            DiagnosticCode.UNRESOLVED,
            DiagnosticCode.NO_OVERLOAD,
            DiagnosticCode.OPTION,
            DiagnosticCode.REPORT);

    /** A message at a line. */
    private record Said(long line, String text) {}

    static List<Path> sources() {
        return Sources.in("messages");
    }

    private static List<Said> expected(Path source) throws IOException {
        List<String> lines = Files.readAllLines(source);
        List<Said> expected = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            int mark = lines.get(i).indexOf(MARK);
            if (mark >= 0) {
                int concerned = i;
                while (lines.get(concerned).contains(MARK)) {
                    concerned++;
                }
                String text = lines.get(i).substring(mark + MARK.length());
                expected.add(new Said(concerned + 1, text.replaceFirst(" ", ": ")));
            }
        }
        return expected;
    }

    @ParameterizedTest
    @MethodSource("sources")
    void said(Path source) throws IOException {
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .withOptions("-Xmaxerrs", "1000")
                .compile(Sources.compiled(source));
        List<Said> open = new ArrayList<>(expected(source));
        List<String> unexpected = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : compilation.errors()) {
            String text = diagnostic.getMessage(Locale.ROOT);
            if (!open.removeIf(e -> e.line() == diagnostic.getLineNumber() && text.startsWith(e.text()))) {
                unexpected.add(diagnostic.getLineNumber() + " " + text);
            }
        }
        assertEquals("", String.join("\n", unexpected), "messages that the source does not announce");
        assertEquals(List.of(), open, "messages announced but not given");
    }

    @Test
    void allMessagesAreTested() {
        Set<String> tested = Stream.concat(sources().stream(), FusionMessagesTest.sources().stream())
                .flatMap(MessageTest::lines)
                .map(MARKS::matcher)
                .filter(Matcher::find)
                .map(mark -> mark.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> all = Stream.of(DiagnosticCode.values())
                .filter(m -> !ELSEWHERE.contains(m))
                .map(DiagnosticCode::code)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(all, tested);
    }

    private static Stream<String> lines(Path source) {
        try {
            return Files.readAllLines(source).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final JavaFileObject PLAIN = JavaFileObjects.forSourceLines(
            "sample.Plain",
            "package sample;",
            "import org.jdvm.Tensor;",
            "import org.jdvm.annotations.*;",
            "class Plain {",
            "  @Operator static Tensor twice(@Dims(\"H\") Tensor x) { return x.add(x); }",
            "}");

    @Test
    void oneNoteWithoutTrees() {
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .withOptions("-Ajdvm.trees=false")
                .compile(PLAIN, Sources.compiled(Sources.in("golden").getFirst()));
        assertEquals(List.of(), compilation.errors());
        assertEquals(1, compilation.notes().size());
        String note = compilation.notes().getFirst().getMessage(Locale.ROOT);
        assertTrue(note.startsWith("JDVM090: "), note);
        assertTrue(note.contains("-Ajdvm.trees=false"), note);
    }

    @Test
    void declarationsAreCheckedWithoutTreesToo() {
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .withOptions("-Ajdvm.trees=false")
                .compile(JavaFileObjects.forSourceLines(
                        "sample.Wrong",
                        "package sample;",
                        "import org.jdvm.Tensor;",
                        "import org.jdvm.annotations.*;",
                        "class Wrong {",
                        "  @Operator static Tensor twice(@Dims(\"H +\") Tensor x) { return x.add(x); }",
                        "}"));
        assertEquals(1, compilation.errors().size());
        String error = compilation.errors().getFirst().getMessage(Locale.ROOT);
        assertTrue(error.startsWith("JDVM007: "), error);
    }

    @Test
    void namesWithoutMeaning() {
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .compile(
                        PLAIN,
                        JavaFileObjects.forSourceLines(
                                "sample.Typo",
                                "package sample;",
                                "import org.jdvm.Tensor;",
                                "import org.jdvm.annotations.*;",
                                "class Typo {",
                                "  @Operator static Tensor twice(@Dims(\"H\") Tensor x) {",
                                "    return x.add(y);",
                                "  }",
                                "}"));
        Diagnostic<? extends JavaFileObject> error = compilation.errors().getFirst();
        assertEquals(6, error.getLineNumber());
        assertTrue(
                error.getMessage(Locale.ROOT).startsWith("JDVM041: 'y' is not known here; correct the name"),
                error.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x.conv2D(x)|'conv2D' is not known here (did you mean 'conv2d'?); correct the name",
                "x.max_pool2d(2)|'max_pool2d' is not known here (did you mean 'maxPool2d'?); correct the name",
                "x.sofmax(1)|'sofmax' is not known here (did you mean 'softmax'?); correct the name",
                "x.maskedFill(x, 1)|'maskedFill' is not known here (did you mean 'select'?); correct the name",
                "Tensor.cat(x, x)|'cat' is not known here (did you mean 'concat'?); correct the name",
                "x.abc()|'abc' is not known here; correct the name",
                "x.somethingElse()|'somethingElse' is not known here; correct the name"
            })
    void similarMethods(String call, String expected) {
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .compile(JavaFileObjects.forSourceLines(
                        "sample.Names",
                        "package sample;",
                        "import org.jdvm.Tensor;",
                        "import org.jdvm.annotations.*;",
                        "class Names {",
                        "  @Operator static Tensor f(@Dims(\"N, C, H, V\") Tensor x) {",
                        "    return " + call + ";",
                        "  }",
                        "}"));
        Diagnostic<? extends JavaFileObject> error = compilation.errors().getFirst();
        assertEquals(6, error.getLineNumber());
        String text = error.getMessage(Locale.ROOT);
        assertTrue(text.startsWith("JDVM041: " + expected), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x.conv2d(w, 1, 1)|'conv2d' takes (Tensor, int, int); it takes (Tensor weight), (Tensor weight, Tensor"
                        + " bias), (Tensor weight, int stride, int padding, int dilation, int groups), ",
                "x.sum(true)|'sum' takes (boolean); it takes (), (int axis), (int[] axes), (int axis, Keep keep) or"
                        + " (int[] axes, Keep keep);",
                "x.add(null, 1)|'add' takes (null, int); it takes (Tensor other) or (double other)",
                "Tensor.concat(x, 0)|'concat' takes (Tensor, int); it takes (int axis, Tensor... tensors)",
                "twice(x, 1f)|'twice' takes (Tensor, float); it takes (Tensor t) or (Tensor t, int n)",
                "x.mul(Math.abs(\"1\"))|'abs' takes (String); it takes (double",
                "new Pair(x).first()|'Pair' takes (Tensor); it takes (Tensor first, Tensor second)"
            })
    void overloadsThatDoNotFit(String call, String expected) {
        Compilation compilation = javac().withProcessors(new OperatorProcessor())
                .compile(JavaFileObjects.forSourceLines(
                        "sample.Overloads",
                        "package sample;",
                        "import org.jdvm.Tensor;",
                        "import org.jdvm.annotations.*;",
                        "class Overloads {",
                        "  record Pair(Tensor first, Tensor second) {}",
                        "  static Tensor twice(Tensor t) { return t.add(t); }",
                        "  static Tensor twice(Tensor t, int n) { return t.add(t); }",
                        "  @Operator static Tensor f(@Dims(\"N, C, H, V\") Tensor x, @Dims(\"F, C, 3, 3\") Tensor w) {",
                        "    return " + call + ";",
                        "  }",
                        "}"));
        Diagnostic<? extends JavaFileObject> error = compilation.errors().getFirst();
        assertEquals(9, error.getLineNumber());
        String text = error.getMessage(Locale.ROOT);
        assertTrue(text.startsWith("JDVM043: no overload of " + expected), text);
    }

    @Test
    void aWrongOperatorHoldsUpOnlyItsClass(@TempDir Path directory) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-d", directory.toString(), "-s", directory.toString(), "-Ajdvm.notes=off");
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<JavaFileObject> sources =
                List.of(Sources.compiled(Sources.ROOT.resolve("messages/Libraries.java")), PLAIN);
        JavaCompiler.CompilationTask task = compiler.getTask(null, null, said, options, null, sources);
        task.setProcessors(List.of(new OperatorProcessor()));
        assertFalse(task.call());
        assertEquals(1, said.getDiagnostics().size());
        assertTrue(Files.exists(directory.resolve("sample/PlainOperators.java")));
        assertFalse(Files.exists(directory.resolve("sample/LibrariesOperators.java")));
    }
}
