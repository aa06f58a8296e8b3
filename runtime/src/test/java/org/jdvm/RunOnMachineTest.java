package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;

/** On which machine recorded operations are computed. */
class RunOnMachineTest {
    private static final OperatorTemplate ADD = OperatorTemplate.parse("""
        operator plus(%0 x: f32[T], %1 y: f32[T]) {
          %2: f32[T] = add %0, %1
          return %2
        }
        """);

    private static Tensor recorded() {
        return Tensor.of(new float[] {1, 2, 3}, 3).mul(2).add(1);
    }

    @Test
    void whatIsReadWithinRunIsComputedOnItsMachine() {
        try (Dvm machine = Dvm.builder().cores(1).start();
                Dvm inner = Dvm.builder().cores(2).start()) {
            long shared = Dvm.shared().statistics().launches();
            float[] values = machine.run(() -> {
                assertEquals(9, inner.run(() -> recorded().sum(0).add(-6).toFloatArray()[0]));
                return recorded().toFloatArray();
            });
            assertArrayEquals(new float[] {3, 5, 7}, values);
            assertEquals(shared, Dvm.shared().statistics().launches());
            assertTrue(machine.statistics().launches() > 0);
            assertTrue(inner.statistics().launches() > 0);
            long before = machine.statistics().launches();
            Tensor later = machine.run(() -> recorded());
            assertArrayEquals(new float[] {3, 5, 7}, later.toFloatArray());
            assertEquals(before, machine.statistics().launches());
            assertTrue(Dvm.shared().statistics().launches() > shared);
        }
    }

    @Test
    void callsWithRecordedArgumentsAreRecordedAsOnTheSharedMachine() {
        try (Dvm machine = Dvm.builder().cores(1).start()) {
            boolean isRecorded = machine.run(() -> ADD.call(
                            machine, new Tensor[] {recorded(), Tensor.zeros(DType.F32, 3)}, new double[0])
                    .lazy()
                    .isRecorded());
            assertTrue(isRecorded);
        }
    }

    @Test
    void anExceptionEndsIt() {
        try (Dvm machine = Dvm.builder().cores(1).start()) {
            assertThrows(
                    JdvmException.class,
                    () -> machine.run(() -> {
                        throw new JdvmException("told");
                    }));
            long before = machine.statistics().launches();
            assertArrayEquals(new float[] {3, 5, 7}, recorded().toFloatArray());
            assertEquals(before, machine.statistics().launches());
        }
    }

    @Test
    void aClosedMachineIsRefused() {
        Dvm machine = Dvm.builder().cores(1).start();
        machine.close();
        assertThrows(IllegalStateException.class, () -> machine.run(() -> 1));
    }
}
