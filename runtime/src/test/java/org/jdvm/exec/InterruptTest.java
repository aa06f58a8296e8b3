package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jdvm.LaunchInterruptedException;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.exec.state.Binding;
import org.jdvm.testing.Machines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that are interrupted: launches that would take minutes end, and the machine can be used further. */
@Timeout(120)
class InterruptTest {
    private static final WorkingMemory NONE = (program, bindings, run) -> run.run();

    private static Program program(String section) {
        Program program = Assembler.parse("""
            program long
            machine host, cores 2, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
            scalars 1
            input x f32 4
            """ + section);
        Verifier.verify(program);
        return program;
    }

    private static final Program TASKS = program("""
        section grid i0 4000000000; rows 1; columns 1; cost 1000; local 64
          fill.f32 one@0x0, s0
        end
        """);

    private static final Program LOOP = program("""
        section loop i0 4000000000; rows 1; columns 1; cost 1000; local 64
          fill.f32 one@0x0, s0
          loop i0
            add.f32 one@0x0, one@0x0, s0
          next i0
        end
        """);

    /** Two tasks, so that the second core is in a loop as well. */
    private static final Program LOOPS = program("""
        section grid i0 2, loop i1 60000, loop i2 30000; rows 1; columns 1; cost 1000; local 64
          fill.f32 one@0x0, s0
          loop i1
            loop i2
              add.f32 one@0x0, one@0x0, s0
            next i2
          next i1
        end
        """);

    private static Binding[] bindings() {
        return new Binding[] {new Binding(new float[4], 0, null)};
    }

    /** Interrupts a thread during a launch; returns what the launch ended with. */
    private static RuntimeException interrupted(Npu npu, Runnable launch) throws InterruptedException {
        AtomicReference<RuntimeException> thrown = new AtomicReference<>();
        AtomicBoolean isInterrupted = new AtomicBoolean();
        long before = npu.launches();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                launch.run();
            } catch (RuntimeException e) {
                thrown.set(e);
            }
            isInterrupted.set(Thread.currentThread().isInterrupted());
        });
        while (npu.launches() == before) {
            Thread.onSpinWait();
        }
        Thread.sleep(20);
        caller.interrupt();
        caller.join();
        assertTrue(isInterrupted.get());
        return Objects.requireNonNull(thrown.get(), "the launch ended by itself");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void launchesEnd(int cores) throws InterruptedException {
        try (Npu npu = new Npu(Machines.plain(cores))) {
            for (Program program : List.of(TASKS, LOOP, LOOPS)) {
                RuntimeException thrown = interrupted(npu, () -> npu.run(program, bindings(), new double[] {1}));
                assertEquals(LaunchInterruptedException.class, thrown.getClass());
                assertEquals(
                        "long: the calling thread was interrupted, so the launch ended before it was done",
                        thrown.getMessage());
                NpuTest.assertSoftmax(npu);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void batchesEnd(int cores) throws InterruptedException {
        try (Npu npu = new Npu(Machines.plain(cores))) {
            SequenceRun[] runs = new SequenceRun[4];
            Arrays.setAll(
                    runs, i -> new SequenceRun(npu.tiers().open(i == 2 ? TASKS : LOOPS), bindings(), new double[] {1}));
            RuntimeException thrown = interrupted(npu, () -> npu.run("long", List.of(runs), NONE));
            assertEquals(LaunchInterruptedException.class, thrown.getClass());
            assertTrue(
                    thrown.getMessage().matches("long, sequence \\d: the calling thread was interrupted, so .*"),
                    thrown.getMessage());
            NpuTest.assertSoftmax(npu);
        }
    }

    @Test
    void callersThatAreInterruptedBefore() {
        try (Npu npu = new Npu(Machines.plain(2))) {
            Thread.currentThread().interrupt();
            assertThrows(LaunchInterruptedException.class, () -> npu.run(TASKS, bindings(), new double[] {1}));
            assertTrue(Thread.interrupted());
            NpuTest.assertSoftmax(npu);
        }
    }
}
