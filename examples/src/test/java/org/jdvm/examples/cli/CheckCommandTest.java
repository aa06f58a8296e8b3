package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.check.CheckResult;
import org.jdvm.check.Stage;
import org.junit.jupiter.api.Test;

/** What {@code check} prints; that operations pass is for the tests of the harness. */
class CheckCommandTest {
    @Test
    void aLineForEachStageAndType() {
        Cli run = Cli.run("check", "softmax", "neg", "--type", "f32,i32", "--stage", "smoke,edges", "--seed", "3");
        assertEquals(0, run.code(), run.out() + run.err());
        List<String> lines = run.out().lines().toList();
        for (int i = 0; i < 6; i++) {
            String line = lines.get(i);
            assertTrue(line.startsWith(i < 2 ? "softmax " : "neg "), line);
            assertTrue(line.contains(i % 2 == 0 ? " smoke " : " edges "), line);
            assertTrue(line.contains(i < 4 ? " f32 " : " i32 "), line);
            assertTrue(line.endsWith(" ms  ok"), line);
        }
        assertEquals("", lines.get(6));
        assertTrue(lines.get(8).matches(" *smoke +3 +4 +0 .*"), lines.get(8));
        assertTrue(lines.get(9).matches(" *edges +3 .*"), lines.get(9));
    }

    @Test
    void aFailureIsPrintedWithTheCommandThatRepeatsIt() {
        String command = "./jdvm check neg --type f32 --stage smoke --seed 4";
        CheckResult failed = new CheckResult(
                "neg", DType.F32, Stage.SMOKE, 2, 3.5, Duration.ofMillis(1500), "element 1 is 2, not -2", command);
        CheckResult passed =
                new CheckResult("neg", DType.I32, Stage.SMOKE, 3, 0.25, Duration.ofMillis(500), null, command);
        StringWriter out = new StringWriter();
        CheckCommand.printSummary(new PrintWriter(out), List.of(failed, passed));
        List<String> lines = out.toString().lines().toList();
        assertEquals(List.of("", command, "element 1 is 2, not -2", ""), lines.subList(0, 4));
        assertTrue(lines.get(5).matches(" *smoke +2 +5 +1 +3[.]50 +2[.]0 .*"), lines.get(5));
        assertTrue(failed.line().endsWith("1500.0 ms  FAILED"), failed.line());
    }

    @Test
    void unknownNamesAreMisuse() {
        Cli operation = Cli.run("check", "soft");
        assertEquals(2, operation.code());
        assertTrue(operation.err().startsWith("jdvm: There is no operation soft; known are abs, "), operation.err());
        Cli type = Cli.run("check", "abs", "--type", "f31");
        assertEquals(2, type.code());
        assertTrue(type.err().startsWith("jdvm: There is no element type f31; known are [f32, "), type.err());
    }
}
