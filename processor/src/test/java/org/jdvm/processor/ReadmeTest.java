package org.jdvm.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The snippets of README.md as they are there: its classes are compiled with the processor and run, its pom agrees with this build. */
class ReadmeTest {
    private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");

    @Test
    void classesCompileAndRun(@TempDir Path folder) throws Exception {
        compile(folder, classes());
        String printed = printed(folder, "Example");
        double[] actual = Arrays.stream(
                        printed.strip().replaceAll("[\\[\\]]", "").split(", "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        double[] expected = new double[8];
        normalise(new double[] {1, 2, 3, 4}, expected, 0);
        normalise(new double[] {8, 6, 4, 2}, expected, 4);
        assertEquals(expected.length, actual.length, printed);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-5, printed);
        }
        assertEquals(
                List.of("1 rows", "2 rows", "3 rows"),
                printed(folder, "Growing").lines().toList());
    }

    private static String printed(Path folder, String name) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            run(folder, name);
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static void normalise(double[] row, double[] result, int start) {
        double mean = Arrays.stream(row).average().orElseThrow();
        double variance =
                Arrays.stream(row).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        for (int i = 0; i < row.length; i++) {
            result[start + i] = (row[i] - mean) / Math.sqrt(variance + 1e-12);
        }
    }

    @Test
    void aWrongCallHasTheMessage(@TempDir Path folder) throws Exception {
        List<String> sources = new ArrayList<>(classes());
        sources.add("""
            import org.jdvm.Tensor;

            public final class Wrong {
                public static void main(String[] arguments) {
                    LayersOperators.layerNorm(Tensor.of(new float[37 * 384], 37, 384), Tensor.of(new float[512], 512),
                            Tensor.of(new float[384], 384), 1e-12f);
                }
            }
            """);
        compile(folder, sources);
        String message = "";
        try {
            run(folder, "Wrong");
        } catch (InvocationTargetException e) {
            message = String.valueOf(e.getCause().getMessage());
        }
        assertTrue(blocks("").contains(message + "\n"), message);
    }

    @Test
    void pomAgreesWithTheBuild() throws Exception {
        Document pom = xml(blocks("xml").getFirst());
        Document parent = xml(Files.readString(Path.of("../pom.xml")));
        String version = value(parent, "/project/version");
        assertEquals(version, value(pom, "//dependency[artifactId='jdvm-runtime']/version"));
        assertEquals(version, value(pom, "//path[artifactId='jdvm-processor']/version"));
        assertEquals(
                value(parent, "//properties/compiler-plugin.version"),
                value(pom, "//plugin[artifactId='maven-compiler-plugin']/version"));
        assertEquals("25", value(pom, "//plugin[artifactId='maven-compiler-plugin']/configuration/release"));
    }

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String value(Document document, String path) throws Exception {
        String value = XPathFactory.newInstance().newXPath().evaluate(path, document);
        assertTrue(!value.isBlank(), path);
        return value;
    }

    /** Blocks that are whole classes. */
    private static List<String> classes() throws Exception {
        List<String> classes = blocks("java").stream()
                .filter(block -> CLASS.matcher(block).find())
                .toList();
        assertEquals(3, classes.size(), "the operator and its callers");
        return classes;
    }

    private static List<String> blocks(String language) throws Exception {
        return Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../README.md")))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map((MatchResult block) -> block.group(2))
                .toList();
    }

    private static void compile(Path folder, List<String> sources) throws Exception {
        List<Path> files = new ArrayList<>();
        for (String source : sources) {
            String name =
                    CLASS.matcher(source).results().findFirst().orElseThrow().group(1);
            files.add(Files.writeString(folder.resolve(name + ".java"), source));
        }
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        JavaCompiler.CompilationTask task = javac.getTask(
                messages,
                null,
                null,
                List.of("-d", folder.toString(), "-classpath", System.getProperty("java.class.path")),
                null,
                javac.getStandardFileManager(null, null, null).getJavaFileObjectsFromPaths(files));
        task.setProcessors(List.of(new OperatorProcessor()));
        assertTrue(task.call(), messages::toString);
    }

    private static void run(Path folder, String name) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeTest.class.getClassLoader())) {
            loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }
}
