package org.jdvm.examples.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jdvm.Tensor;
import org.jdvm.examples.Main;
import org.jdvm.examples.encoder.BertLayersOperators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fresh virtual machines with and without the module of the Vector API. */
class WithoutVectorsTest {
    private static final String ADD_MODULE = "--add-modules=jdk.incubator.vector";
    private static final String WARNING = "WARNING: programs run as scalar code, which is slower: the module "
            + "jdk.incubator.vector is missing; start the virtual machine with --add-modules jdk.incubator.vector";

    @TempDir
    private Path directory;

    private record Run(String output, String errors) {}

    @Test
    void numbersAreTheSameBits() throws Exception {
        Run without = run(List.of(), Program.class);
        Run with = run(List.of(ADD_MODULE), Program.class);
        assertEquals(5, without.output().lines().count(), without.output() + without.errors());
        assertEquals(with.output(), without.output());
        assertEquals(1, without.errors().lines().filter(WARNING::equals).count(), "warnings in: " + without.errors());
        assertFalse(with.errors().contains(WARNING), with.errors());
    }

    @Test
    void explainSaysWhatIsMissing() throws Exception {
        Run run = run(List.of(), Main.class, "explain", "softmax", "--dims", "T=3,H=5");
        assertTrue(run.output().contains("""
            == run by: auto: scalar loops: jdk.incubator.vector is not among the modules
            == interpreter: scalar routines: the module jdk.incubator.vector is missing; \
            start the virtual machine with --add-modules jdk.incubator.vector
            """), run.output() + run.errors());
    }

    @Test
    void vectorRoutinesCannotBeForced() throws Exception {
        Run run = run(List.of("-Djdvm.routines=vector"), Program.class);
        assertEquals("", run.output());
        assertTrue(
                run.errors()
                        .contains(
                                "-Djdvm.routines=vector: the module jdk.incubator.vector is missing; start the virtual "
                                        + "machine with --add-modules jdk.incubator.vector"),
                run.errors());
    }

    @Test
    void theLibraryOfVectorFunctionsDoesNotMatter() throws Exception {
        String property = "-Djdk.incubator.vector.VectorMathLibrary=java";
        Run plain = run(List.of(ADD_MODULE, "-Djdvm.routines=vector"), Program.class);
        Run other = run(List.of(ADD_MODULE, "-Djdvm.routines=vector", property), Program.class);
        assertEquals(5, plain.output().lines().count(), plain.output() + plain.errors());
        assertEquals(plain.output(), other.output());
        assertTrue(
                other.errors().contains("INFO: " + property + " changes nothing: jdvm has its own vector functions"),
                other.errors());
    }

    private Run run(List<String> options, Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(arguments));
        Path errors = Files.createTempFile(directory, "errors", ".txt");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return new Run(output, Files.readString(errors));
    }

    /** Calls operators of all kinds and prints a line of numbers for each. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            Tensor x = numbers(1, 37, 384);
            Tensor vector = numbers(2, 384);
            print("layerNorm", LayersOperators.layerNorm(x, vector, vector, 1e-5f));
            print("softmax", LayersOperators.softmax(numbers(3, 3, 1001)));
            print("denseGelu", LayersOperators.denseGelu(x, numbers(4, 384, 100), numbers(5, 100)));
            print("attention", BertLayersOperators.attention(x, x, numbers(6, 37, 384), 12));
            print(
                    "plain",
                    x.sin().pow(numbers(7, 37, 384).abs()).maximum(x.exp()).sum(0));
        }

        private static void print(String name, Tensor result) {
            float[] elements = result.toFloatArray();
            System.out.println(name + " " + elements[0] + " " + Arrays.hashCode(elements));
        }

        private static Tensor numbers(int seed, int... dims) {
            int count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
            SplittableRandom random = new SplittableRandom(seed);
            float[] elements = new float[count];
            for (int i = 0; i < count; i++) {
                elements[i] = (float) random.nextDouble(-2, 2);
            }
            return Tensor.of(elements, dims);
        }
    }
}
