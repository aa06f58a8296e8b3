package org.jdvm.npu;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdvm.ir.Op;
import org.jdvm.machine.HostVectors;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When vector code takes over from scalar code. */
class WarmerTest {
    @AfterEach
    void restore() {
        Warmer.fault = null;
        Warmer.jobFault = null;
        Routine.use(Routine.Forms.fromProperty());
    }

    @Test
    void fasterTwiceInARowIsGood() {
        Warmer.Comparison comparison = new Warmer.Comparison();
        assertFalse(comparison.add(10, 20, 0));
        assertTrue(comparison.add(10, 20, 0));
    }

    @Test
    void beingFasterOnceIsLuck() {
        Warmer.Comparison comparison = new Warmer.Comparison();
        assertFalse(comparison.add(10, 20, 0));
        assertFalse(comparison.add(20, 20, 0));
        assertFalse(comparison.add(10, 20, 0));
    }

    @Test
    void codeThatAllocatesIsNotTakenHoweverFastItIs() {
        Warmer.Comparison comparison = new Warmer.Comparison();
        for (int i = 0; i < 10; i++) {
            assertFalse(comparison.add(1, 1000, 64));
        }
    }

    @Test
    void nothingIsReadyBeforeItWasMeasured() throws InterruptedException {
        Routine.use(Routine.Forms.AUTO);
        assertFalse(Routine.isReady(Routine.FLOATS, Op.ADD));
        Warmer.await();
    }

    @Test
    void aFormThatIsGivenIsNeverMeasured() {
        Routine.use(Routine.Forms.SCALAR);
        assertFalse(Routine.isReady(Routine.FLOATS, Op.EXP));
        Routine.use(Routine.Forms.VECTOR);
        assertTrue(Routine.isReady(Routine.FLOATS, Op.EXP));
    }

    @Test
    void eachRoutineHasANameOfItsOwn() {
        Set<String> names = new HashSet<>();
        for (int pattern = 0; pattern < 3; pattern++) {
            assertTrue(names.add(Routine.name(Routine.FLOATS + pattern, Op.ADD.ordinal())));
            assertTrue(names.add(Routine.name(Routine.INTS + pattern, Op.ADD.ordinal())));
        }
        assertNotEquals(
                Routine.name(Routine.REDUCE_ROWS, Op.SUM.ordinal()),
                Routine.name(Routine.REDUCE_COLUMNS, Op.SUM.ordinal()));
    }

    /** Waits for a routine as long as it may take; {@link Warmer#await} gives up earlier. */
    private static void assertBecomesReady(Op op) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!Routine.isReady(Routine.FLOATS, op) && System.nanoTime() < end) {
            Warmer.await();
            Thread.sleep(10);
        }
        assertTrue(Routine.isReady(Routine.FLOATS, op));
    }

    @Test
    void aThreadThatDiesKeepsNobodyWaiting() throws InterruptedException {
        assumeTrue(HostVectors.areUsable());
        Routine.use(Routine.Forms.AUTO);
        try (Npu _ = new Npu(NpuSpec.host(1))) {
            Warmer.fault = () -> {
                throw new OutOfMemoryError("made up");
            };
            assertFalse(Routine.isReady(Routine.FLOATS, Op.ADD));
            Warmer.await();
            assertFalse(Warmer.isBusy());
            Warmer.fault = null;
            assertBecomesReady(Op.ADD);
        }
    }

    @Test
    void aRoutineThatFailsIsTriedAgainButNotForEver() throws InterruptedException {
        assumeTrue(HostVectors.areUsable());
        Routine.use(Routine.Forms.AUTO);
        try (Npu _ = new Npu(NpuSpec.host(1))) {
            AtomicInteger failures = new AtomicInteger();
            Warmer.jobFault = () -> {
                if (failures.incrementAndGet() <= 2) {
                    throw new OutOfMemoryError("made up");
                }
            };
            assertBecomesReady(Op.MUL);
            Warmer.jobFault = () -> {
                throw new NoClassDefFoundError("made up");
            };
            assertFalse(Routine.isReady(Routine.FLOATS, Op.SUB));
            Warmer.await();
            Warmer.jobFault = null;
            assertFalse(Routine.isReady(Routine.FLOATS, Op.SUB));
            assertBecomesReady(Op.MAX);
        }
    }

    @Test
    void anInterruptChangesNothing() throws InterruptedException {
        assumeTrue(HostVectors.areUsable());
        Routine.use(Routine.Forms.AUTO);
        try (Npu _ = new Npu(NpuSpec.host(1))) {
            assertFalse(Routine.isReady(Routine.FLOATS, Op.MIN));
            Thread thread = Warmer.thread();
            if (thread != null) {
                thread.interrupt();
            }
            assertBecomesReady(Op.MIN);
        }
    }
}
