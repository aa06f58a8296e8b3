package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;

class ExplainCommandTest {
    private static void assertUsageError(String message, Cli run) {
        assertEquals(2, run.code(), run.err());
        assertEquals("", run.out());
        assertEquals("jdvm: " + message, run.err().lines().findFirst().orElse(""));
    }

    @Test
    void showsGraphKernelsBytecodeAndTraffic() {
        Cli run = Cli.run("explain", "layerNorm", "--dims", "T=37,H=384");
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.err());
        assertTrue(run.out().contains("operator layerNorm(%0 x: f32[T, H], %1 gamma: f32[H]"), run.out());
        assertTrue(run.out().contains("kernel 0 over [T, H (reduced)]"), run.out());
        assertTrue(run.out().contains("joined kernel 0"), run.out());
        assertTrue(run.out().contains("input x f32 14208"), run.out());
        // 37 rows in and out, gamma and beta once.
        assertTrue(run.out().contains("%,d bytes fused".formatted(4 * (2 * 37 * 384 + 2 * 384))), run.out());
    }

    @Test
    void everyOperatorCanBeExplainedForEveryMachine() {
        Cli list = Cli.run("explain");
        assertEquals(0, list.code(), list.err());
        int operators = 0;
        for (String line : list.out().lines().skip(1).toList()) {
            String[] words = line.strip().split(",? +");
            StringBuilder dims = new StringBuilder();
            for (int i = 1; i < words.length; i++) {
                // 12 divides by the 4 heads, and no position is beyond the table.
                String size = words[i].equals("heads") ? "4" : "12";
                dims.append(i == 1 ? "" : ",").append(words[i]).append('=').append(size);
            }
            for (NpuSpec machine : NpuSpec.known()) {
                Cli run = Cli.run("explain", words[0], "--dims", dims.toString(), "--machine", machine.name());
                assertEquals(0, run.code(), run.err());
                assertTrue(run.out().contains("program " + words[0]), run.out());
                assertTrue(run.out().contains(machine.name()), run.out());
            }
            operators++;
        }
        assertTrue(operators >= 10, list.out());
    }

    @Test
    void namesWhatIsWrong() {
        assertUsageError(
                "There is no operator norm; there are attention, cosines, denseGelu, embed, embedHalves,"
                        + " embedIntegers, finish, firstVector, gatedFeedForward, integerFinish, integerLayer,"
                        + " integerProjections, layer, layerNorm, meanVector, projections, rmsNorm, softmax",
                Cli.run("explain", "norm"));
        assertUsageError(
                "layerNorm: the size of H is missing; it needs H, T",
                Cli.run("explain", "layerNorm", "--dims", "T=37"));
        assertUsageError("layerNorm: the size of H, T is missing; it needs H, T", Cli.run("explain", "layerNorm"));
        assertUsageError(
                "layerNorm: there is no dim Q; it has H, T",
                Cli.run("explain", "layerNorm", "--dims", "T=37,H=384,Q=1"));
        assertUsageError(
                "--dims and --program need an OPERATOR; without one, all are listed",
                Cli.run("explain", "--dims", "T=37"));
        Cli noNumber = Cli.run("explain", "layerNorm", "--dims", "T=x");
        assertEquals(2, noNumber.code());
        assertTrue(noNumber.err().contains("'x' is not a long"), noNumber.err());
        Cli negative = Cli.run("explain", "layerNorm", "--dims", "T=-1,H=4");
        assertEquals(2, negative.code(), negative.err());
        Cli broken = Cli.run("explain", "layer", "--dims", "T=3,H=10,M=4,heads=4");
        assertEquals(2, broken.code(), broken.err());
        assertTrue(broken.err().contains("H % heads == 0"), broken.err());
    }
}
