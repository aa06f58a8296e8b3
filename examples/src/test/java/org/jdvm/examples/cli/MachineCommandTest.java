package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jdvm.machine.HostCpu;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;

/** What {@code machine} prints; how fast the machine is decides nothing. */
class MachineCommandTest {
    @Test
    void showsCpuAndDescription() {
        Cli run = Cli.run("machine");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains(HostCpu.read().name()), run.out());
        assertTrue(run.out().contains(NpuSpec.host().toString()), run.out());
        assertTrue(run.out().matches("(?s).*\\d GFLOP/s.*\\d GB/s from memory.*"), run.out());
    }

    @Test
    void takesNoArguments() {
        assertEquals(2, Cli.run("machine", "odd").code());
    }
}
