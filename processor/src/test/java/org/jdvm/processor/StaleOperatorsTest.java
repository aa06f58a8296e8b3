package org.jdvm.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jdvm.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes that operators were read from are compiled again alone. */
final class StaleOperatorsTest {
    private static final String LAYERS = """
        package sample;
        import org.jdvm.Tensor;
        import org.jdvm.annotations.*;
        public class Layers {
            @Operator
            public static Tensor layer(@Dims("H") Tensor x) {
                return Helper.scaled(x).add(Numbers.SHIFT).add(new Helper.Pair(x, 3).second());
            }
        }
        """;
    private static final String HELPER = """
        package sample;
        import org.jdvm.Tensor;
        class Helper {
            static final float[] FACTORS = {2, 3};
            static final int COUNT = Integer.max(1, 2);
            enum Kind { TWICE, THRICE }
            static final Kind KIND = Kind.TWICE;
            record Pair(Tensor first, int second) {}
            static Tensor scaled(Tensor x) {
                for (int i = 0; i < COUNT; i++) {
                    x = x.mul(FACTORS[i]);
                }
                return switch (KIND) {
                    case TWICE -> x;
                    case THRICE -> x.neg();
                };
            }
        }
        """;
    private static final String NUMBERS = """
        package sample;
        interface Numbers {
            float SHIFT = Float.max(1, 0);
        }
        """;

    @TempDir
    private Path directory;

    private void compile(boolean process, List<String> options, String... sources) throws IOException {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-d", directory.toString(), "-Ajdvm.notes=off", "-Ajdvm.report=none"));
        all.addAll(List.of("-cp", directory + java.io.File.pathSeparator + System.getProperty("java.class.path")));
        if (!process) {
            all.add("-proc:none");
        }
        List<JavaFileObject> files = new ArrayList<>();
        for (String source : sources) {
            String name = source.replaceAll("(?s).*?(?:class|interface) (\\w+).*", "$1");
            files.add(JavaFileObjects.forSourceString("sample." + name, source));
        }
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        var task = ToolProvider.getSystemJavaCompiler().getTask(null, null, said, all, null, files);
        if (process) {
            task.setProcessors(List.of(new OperatorProcessor()));
        }
        assertTrue(task.call(), () -> said.getDiagnostics().toString());
        List<String> warnings = said.getDiagnostics().stream()
                .filter(d -> d.getKind() != Diagnostic.Kind.NOTE)
                .map(d -> d.getMessage(Locale.ROOT))
                .toList();
        assertEquals(List.of(), warnings);
    }

    private float[] call() throws ReflectiveOperationException, IOException {
        return call("sample.LayersOperators");
    }

    private float[] call(String type) throws ReflectiveOperationException, IOException {
        URL[] urls = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, StaleOperatorsTest.class.getClassLoader())) {
            Method layer = loader.loadClass(type).getMethod("layer", Tensor.class);
            return ((Tensor) layer.invoke(null, Tensor.of(new float[] {1, 2}, 2))).toFloatArray();
        }
    }

    private void assertFresh() throws ReflectiveOperationException, IOException {
        assertArrayEquals(new float[] {10, 16}, call());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x.mul(FACTORS[i]) | x.div(FACTORS[i]) | sample.Helper",
                "{2, 3} | {2, 4} | sample.Helper",
                "max(1, 2) | max(1, 1) | sample.Helper",
                "KIND = Kind.TWICE | KIND = Kind.THRICE | sample.Helper",
                "case TWICE -> x; | case TWICE -> x.neg(); | sample.Helper",
                "Float.max(1, 0) | Float.max(5, 0) | sample.Numbers"
            })
    void aChangeIsFound(String before, String after, String culprit) throws Exception {
        compile(true, List.of(), LAYERS, HELPER, NUMBERS);
        assertFresh();
        String source = HELPER.contains(before) ? HELPER : NUMBERS;
        compile(false, List.of(), source.replace(before, after));
        Throwable thrown =
                assertThrows(InvocationTargetException.class, this::call).getCause();
        assertTrue(thrown instanceof IllegalStateException, thrown.toString());
        assertTrue(thrown.getMessage().startsWith("layer: "), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("another version of " + culprit), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("compile sample.Layers again"), thrown.getMessage());
        compile(true, List.of(), LAYERS);
        assertArrayEquals(call("sample.Layers"), call());
    }

    @Test
    void itsOwnClassCompiledWithoutTheProcessorIsFound() throws Exception {
        compile(true, List.of(), LAYERS, HELPER, NUMBERS);
        compile(false, List.of(), LAYERS.replace("add(Numbers", "sub(Numbers"));
        Throwable thrown =
                assertThrows(InvocationTargetException.class, this::call).getCause();
        assertTrue(thrown.getMessage().contains("another version of sample.Layers"), thrown.getMessage());
    }

    @Test
    void aLibraryThatChangesIsFound() throws Exception {
        compile(false, List.of(), HELPER, NUMBERS);
        compile(true, List.of(), LAYERS);
        assertFresh();
        compile(false, List.of(), HELPER.replace("{2, 3}", "{2, 5}"));
        assertThrows(InvocationTargetException.class, this::call);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-g", "-g:none", "-parameters"})
    void theSameSourceWithOtherOptionsIsNoChange(String option) throws Exception {
        compile(true, List.of(), LAYERS, HELPER, NUMBERS);
        compile(false, List.of(option), HELPER, NUMBERS);
        assertFresh();
    }

    @ParameterizedTest
    @ValueSource(strings = {"static int other() { return 1; }", "static final int[] OTHER = {1};", "// a line\n\n"})
    void otherMembersAreNoChange(String added) throws Exception {
        compile(true, List.of(), LAYERS, HELPER, NUMBERS);
        compile(false, List.of(), HELPER.replace("class Helper {", "class Helper {\n    " + added));
        assertFresh();
    }

    private static final String SHAPES = """
        package sample;
        import org.jdvm.Tensor;
        class Shapes {
            enum Kind { A, B }
            static final Kind KIND = Kind.A;
            record Pair(Tensor first, Tensor second) {}
        }
        """;

    private void compileWithShapes(String result, String before, String after) throws IOException {
        String layer = LAYERS.replaceFirst("return .*;", "return " + result + ";");
        compile(false, List.of(), SHAPES);
        compile(true, List.of(), layer);
        assertTrue(SHAPES.contains(before), before);
        compile(false, List.of(), SHAPES.replace(before, after));
    }

    /** The order of constants and of components means something to operators, though no body changes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x.add(Shapes.Kind.B.ordinal()) | A, B | B, A",
                "Shapes.Kind.values()[0] == Shapes.Kind.A ? x.exp() : x | A, B | B, A",
                "x.add(Shapes.Kind.values().length) | A, B | A, B, C",
                "new Shapes.Pair(x, x.exp()).first() | Tensor first, Tensor second | Tensor second, Tensor first"
            })
    void anotherOrderIsFound(String result, String before, String after) throws Exception {
        compileWithShapes(result, before, after);
        Throwable thrown =
                assertThrows(InvocationTargetException.class, this::call).getCause();
        assertTrue(thrown instanceof IllegalStateException, thrown.toString());
        assertTrue(thrown.getMessage().contains("another version of sample.Shapes."), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("compile sample.Layers again"), thrown.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "switch (Shapes.KIND) { case A -> x.add(1); case B -> x; } | A, B | B, A",
                "Shapes.KIND == Shapes.Kind.A ? x.add(1) : x | A, B | B, A"
            })
    void anotherOrderThatMeansTheSameIsNoChange(String result, String before, String after) throws Exception {
        compileWithShapes(result, before, after);
        assertArrayEquals(new float[] {2, 3}, call());
        assertArrayEquals(call("sample.Layers"), call());
    }

    /** What is computed in another order, twice, or for nothing makes no difference. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x = x.mul(FACTORS[i]); | Tensor unused = x.exp(); x = x.mul(FACTORS[i]);",
                "case TWICE -> x; | case TWICE -> x.mul(1).permute(0);",
                "static final float[] FACTORS = {2, 3}; | static final float[] FACTORS = new float[2]; static {"
                        + " FACTORS[0] = 2; FACTORS[1] = 3; }"
            })
    void anotherWayToTheSameIsNoChange(String before, String after) throws Exception {
        compile(true, List.of(), LAYERS, HELPER, NUMBERS);
        assertTrue(HELPER.contains(before), before);
        compile(false, List.of(), HELPER.replace(before, after));
        assertFresh();
    }

    private static final String PARTS = """
        package sample;
        import org.jdvm.Tensor;
        import org.jdvm.annotations.*;
        public class Parts {
            public record Pair(Tensor first, Tensor second) {}
            static Pair pair(Tensor a, Tensor b) {
                return new Pair(a, b);
            }
        }
        """;

    private List<List<Float>> pair(String type) throws ReflectiveOperationException, IOException {
        URL[] urls = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, StaleOperatorsTest.class.getClassLoader())) {
            Object pair = loader.loadClass(type)
                    .getMethod("layer", Tensor.class)
                    .invoke(null, Tensor.of(new float[] {1, 2}, 2));
            List<List<Float>> all = new ArrayList<>();
            for (String component : List.of("first", "second")) {
                float[] values = ((Tensor) pair.getClass().getMethod(component).invoke(pair)).toFloatArray();
                all.add(List.of(values[0], values[1]));
            }
            return all;
        }
    }

    /** A generated class makes the record of a result by the order of its components, as bodies do that were not compiled again. */
    @ParameterizedTest
    @ValueSource(strings = {"new Parts.Pair(x.add(1), x.neg())", "Parts.pair(x.add(1), x.neg())"})
    void swappedComponentsOfAResultAreThoseOfTheDirectCall(String result) throws Exception {
        String layers = LAYERS.replaceFirst("return .*;", "return " + result + ";")
                .replace("static Tensor layer", "static Parts.Pair layer");
        compile(true, List.of(), layers, PARTS);
        assertEquals(List.of(List.of(2f, 3f), List.of(-1f, -2f)), pair("sample.LayersOperators"));
        String swapped = PARTS.replace("Tensor first, Tensor second", "Tensor second, Tensor first");
        compile(false, List.of(), swapped);
        assertEquals(List.of(List.of(-1f, -2f), List.of(2f, 3f)), pair("sample.Layers"));
        assertEquals(pair("sample.Layers"), pair("sample.LayersOperators"));
        if (result.contains("Parts.pair")) {
            // here the direct call gives what it gave at first
            compile(false, List.of(), swapped.replace("new Pair(a, b)", "new Pair(b, a)"));
            assertThrows(InvocationTargetException.class, () -> pair("sample.LayersOperators"));
        }
    }

    private static final String LEVELS = """
        package sample;
        import org.jdvm.Tensor;
        class Base {
            static final float[] OFFSETS = {1, 2};
            static Tensor moved(Tensor x) { return x.add(OFFSETS[0]); }
        }
        """;
    private static final String MIDDLE = """
        package sample;
        import org.jdvm.Tensor;
        class Middle extends Base {
        }
        """;

    /** A class between the one that is named and the one that has the member gets a member of that name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Lowest.moved(x) | static Tensor moved(Tensor x) { return x.add(7); }",
                "x.add(Lowest.OFFSETS[0]) | static final float[] OFFSETS = {5, 6};"
            })
    void aMemberThatHidesAnotherIsFound(String result, String added) throws Exception {
        String layers = LAYERS.replaceFirst("return .*;", "return " + result + ";");
        compile(true, List.of(), layers, LEVELS, MIDDLE, "package sample; class Lowest extends Middle {}");
        assertArrayEquals(new float[] {2, 3}, call());
        compile(false, List.of(), MIDDLE.replace("Base {", "Base {\n    " + added));
        Throwable thrown =
                assertThrows(InvocationTargetException.class, this::call).getCause();
        assertTrue(thrown.getMessage().contains("another version of sample.Middle"), thrown.getMessage());
    }

    @Test
    void whereNothingWasNotedNothingIsCompared() throws Exception {
        compile(true, List.of(), LAYERS, HELPER, NUMBERS);
        Files.delete(directory.resolve("META-INF/jdvm/sample.Layers.classes"));
        compile(false, List.of(), HELPER.replace("{2, 3}", "{2, 5}"));
        assertFresh();
    }
}
