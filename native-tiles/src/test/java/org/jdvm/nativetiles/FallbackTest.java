package org.jdvm.nativetiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;

/** Virtual machines with options that leave out kernels: they say so once, and compute the same integers. */
class FallbackTest {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final String ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** Prints which way is taken and the sum of a product's elements, each times its place. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            System.out.println(Dvm.integerProductsDescription());
            System.out.println(checksum());
        }
    }

    private static long checksum() {
        Random random = new Random(3);
        byte[] left = new byte[19 * 70];
        byte[] right = new byte[70 * 45];
        random.nextBytes(left);
        random.nextBytes(right);
        Tensor weight = Tensor.of(DType.I8, right, 70, 45).constant();
        long sum = 0;
        for (DType type : new DType[] {DType.U8, DType.I8}) {
            long[] product =
                    Tensor.of(type, left.clone(), 19, 70).matmulInteger(weight).toLongArray();
            for (int i = 0; i < product.length; i++) {
                sum += (i + 1) * product[i];
            }
        }
        return sum;
    }

    private static void check(String expected, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), VECTORS));
        command.addAll(List.of(options));
        command.add(Program.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        String output = String.join("\n", lines);
        assertEquals(0, process.exitValue(), output);
        assertEquals(Long.toString(checksum()), lines.getLast(), output);
        assertTrue(lines.get(lines.size() - 2).contains(expected), output);
        // What is printed, and one line of the log.
        assertEquals(2, lines.stream().filter(line -> line.contains(expected)).count(), output);
    }

    @Test
    void withoutNativeAccess() throws Exception {
        check("by Java code, not by native tiles: native access is not enabled");
    }

    @Test
    void withNarrowerVectors() throws Exception {
        assumeTrue(!HostReport.read().sets().isEmpty(), "this host has no kernels");
        check(
                "by Java code, not by native tiles: the virtual machine uses vectors of 128 bits only",
                ACCESS,
                "-XX:UseAVX=1");
    }

    @Test
    void withVectorsOf256Bits() throws Exception {
        List<InstructionSet> sets = HostReport.read().sets();
        assumeTrue(!sets.isEmpty(), "this host has no kernels");
        InstructionSet widest =
                sets.stream().filter(set -> set.bytes() <= 32).findFirst().orElseThrow();
        check("by native tiles (" + widest + ", ", ACCESS, "-XX:UseAVX=2");
    }
}
