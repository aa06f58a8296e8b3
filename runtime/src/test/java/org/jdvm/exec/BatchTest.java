package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.exec.state.Binding;
import org.jdvm.testing.Machines;
import org.junit.jupiter.api.Test;

/** Programs of a batch: one launch, expensive ones on all cores, the others each on one. */
class BatchTest {
    private static final WorkingMemory NONE = (program, bindings, run) -> run.run();

    /** Doubles each of some rows of 4, and says of itself what it costs. */
    private static Program doubling(int rows, long cost) {
        return Assembler.parse("""
            program double
            machine host, cores 2, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
            scalars 1
            input x f32 %1$d
            output y f32 %1$d
            section grid i0 %2$d; rows 1; columns 4; cost %3$d; local 64
              load.f32 row@0x0, x[0 + 4*i0; rows 0, cols 1]
              mul.f32 row@0x0, row@0x0, s0
              store.f32 row@0x0, y[0 + 4*i0; rows 0, cols 1]
            end
            """.formatted(4 * rows, rows, cost));
    }

    private static Npu machine(int cores) {
        return new Npu(Machines.plain(cores).withSpawnCost(100));
    }

    /** Doubles one array in batches of sequences of given costs, two rows each; how many sections all cores shared. */
    private static long shared(Npu npu, long... costs) {
        float[] x = new float[8 * costs.length];
        float[] y = new float[x.length];
        float[] expected = new float[x.length];
        List<SequenceRun> batch = new ArrayList<>();
        for (int i = 0; i < costs.length; i++) {
            Binding[] bindings = {new Binding(x, 8 * i, null), new Binding(y, 8 * i, null)};
            batch.add(new SequenceRun(npu.tiers().open(doubling(2, costs[i])), bindings, new double[] {2}));
        }
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
            expected[i] = 2 * i;
        }
        long launches = npu.launches();
        long sections = npu.sections();
        long tasks = npu.tasks();
        long before = npu.sharedSections();
        npu.run("double", batch, NONE);
        assertArrayEquals(expected, y);
        assertEquals(launches + 1, npu.launches());
        assertEquals(sections + costs.length, npu.sections());
        assertEquals(tasks + 2L * costs.length, npu.tasks());
        return npu.sharedSections() - before;
    }

    @Test
    void sequencesTooExpensiveForOneCoreAreShared() {
        try (Npu npu = machine(2)) {
            assertEquals(1, shared(npu, 1000));
            assertEquals(0, shared(npu, 1000, 1000));
            assertEquals(1, shared(npu, 10, 5000, 20, 30));
            assertEquals(1, shared(npu, 1000, 1000, 1000));
            assertEquals(0, shared(npu, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100));
            assertEquals(
                    1,
                    shared(npu, 100, 100, 100, 100, 100, 100, 100, 100, 100),
                    "else 5 on one core and 4 on the other");
            assertEquals(0, shared(npu, 20, 20, 20), "less than what is worth sharing");
            assertEquals(0, shared(npu));
        }
    }

    @Test
    void oneCoreSharesNothing() {
        try (Npu npu = machine(1)) {
            assertEquals(0, shared(npu, 1000));
            assertEquals(0, shared(npu, 10, 5000, 20, 30));
        }
    }

    @Test
    void allMemoryComesBackAfterAFailure() {
        try (Npu npu = machine(3)) {
            AtomicInteger lent = new AtomicInteger();
            IllegalStateException cause = new IllegalStateException("no memory");
            WorkingMemory memory = (program, bindings, run) -> {
                if (bindings[0].offset() == 24) {
                    throw cause;
                }
                lent.incrementAndGet();
                run.run();
                lent.decrementAndGet();
            };
            List<SequenceRun> batch = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                Binding binding = new Binding(new float[80], 8 * i, null);
                batch.add(new SequenceRun(
                        npu.tiers().open(doubling(2, 100)), new Binding[] {binding, binding}, new double[] {2}));
            }
            for (int i = 0; i < 50; i++) {
                IllegalStateException e =
                        assertThrows(IllegalStateException.class, () -> npu.run("double", batch, memory));
                assertEquals("double, sequence 3: no memory", e.getMessage());
                assertSame(cause, e.getCause());
                assertEquals(0, lent.get());
            }
            assertEquals(0, shared(npu, 100, 100, 100, 100, 100, 100, 100, 100, 100));
        }
    }

    @Test
    void aClosedMachineRefuses() {
        Npu npu = machine(2);
        npu.close();
        assertEquals(
                "cannot run double: the NPU 'test' is closed",
                assertThrows(IllegalStateException.class, () -> npu.run("double", List.of(), NONE))
                        .getMessage());
    }
}
