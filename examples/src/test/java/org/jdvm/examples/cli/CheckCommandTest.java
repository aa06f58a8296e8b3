package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
        assertTrue(lines.get(8).matches(" *smoke +3 +3 +0 .*"), lines.get(8));
        assertTrue(lines.get(9).matches(" *edges +3 .*"), lines.get(9));
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
