package org.jdvm.exec.warmup;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdvm.exec.Npu;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.ir.Op;
import org.jdvm.machine.CubeSpec;
import org.jdvm.machine.HostVectors;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When vector code takes over from scalar code. */
class JitWarmupTest {
    @AfterEach
    void restore() {
        JitWarmup.fault = null;
        JitWarmup.jobFault = null;
        KernelVariants.use(KernelVariants.Forms.fromProperty());
    }

    @Test
    void fasterTwiceInARowIsGood() {
        JitWarmup.Comparison comparison = new JitWarmup.Comparison();
        assertFalse(comparison.add(10, 20, 0));
        assertTrue(comparison.add(10, 20, 0));
    }

    @Test
    void beingFasterOnceIsLuck() {
        JitWarmup.Comparison comparison = new JitWarmup.Comparison();
        assertFalse(comparison.add(10, 20, 0));
        assertFalse(comparison.add(20, 20, 0));
        assertFalse(comparison.add(10, 20, 0));
    }

    @Test
    void codeThatAllocatesIsNotTakenHoweverFastItIs() {
        JitWarmup.Comparison comparison = new JitWarmup.Comparison();
        for (int i = 0; i < 10; i++) {
            assertFalse(comparison.add(1, 1000, 64));
        }
    }

    @Test
    void nothingIsReadyBeforeItWasMeasured() throws InterruptedException {
        KernelVariants.use(KernelVariants.Forms.AUTO);
        assertFalse(KernelVariants.isReady(KernelVariants.FLOATS, Op.ADD));
        JitWarmup.await();
    }

    @Test
    void aFormThatIsGivenIsNeverMeasured() {
        KernelVariants.use(KernelVariants.Forms.SCALAR);
        assertFalse(KernelVariants.isReady(KernelVariants.FLOATS, Op.EXP));
        KernelVariants.use(KernelVariants.Forms.VECTOR);
        assertTrue(KernelVariants.isReady(KernelVariants.FLOATS, Op.EXP));
    }

    @Test
    void eachRoutineHasAUniqueName() {
        Set<String> names = new HashSet<>();
        for (int pattern = 0; pattern < 3; pattern++) {
            assertTrue(names.add(KernelVariants.name(KernelVariants.FLOATS + pattern, Op.ADD.ordinal())));
            assertTrue(names.add(KernelVariants.name(KernelVariants.INTS + pattern, Op.ADD.ordinal())));
        }
        assertNotEquals(
                KernelVariants.name(KernelVariants.REDUCE_ROWS, Op.SUM.ordinal()),
                KernelVariants.name(KernelVariants.REDUCE_COLUMNS, Op.SUM.ordinal()));
    }

    /**
     * Waits for a routine as long as it may take; {@link JitWarmup#await} gives up earlier. The routine is one with much arithmetic: of others the
     * compiler makes vectors by itself, so that the vector form may not be faster.
     */
    private static void assertBecomesReady(Op op) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!KernelVariants.isReady(KernelVariants.FLOATS, op) && System.nanoTime() < end) {
            JitWarmup.await();
            Thread.sleep(10);
        }
        assertTrue(KernelVariants.isReady(KernelVariants.FLOATS, op));
    }

    @Test
    void whatIsReadyIsNotMadeReadyAgain() {
        assumeTrue(HostVectors.areUsable());
        KernelVariants.use(KernelVariants.Forms.AUTO);
        KernelVariants.Routine product = new KernelVariants.Routine(KernelVariants.DIRECT_PRODUCT, 4);
        assertFalse(KernelVariants.isKnown(product));
        KernelVariants.setReady(product.kind(), product.number());
        assertTrue(KernelVariants.isKnown(product));
    }

    @Test
    void productsOfOtherHeightsFollow() throws InterruptedException {
        assumeTrue(HostVectors.areUsable());
        KernelVariants.use(KernelVariants.Forms.AUTO);
        List<CubeSpec.Block> blocks = NpuSpec.host(1).cube().blocks();
        try (Npu _ = new Npu(NpuSpec.host(1))) {
            KernelVariants.isReady(
                    KernelVariants.DIRECT_PRODUCT, blocks.getFirst().rows());
            JitWarmup.await();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
            while (!blocks.stream().allMatch(JitWarmupTest::isProductReady) && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            blocks.forEach(block -> assertTrue(isProductReady(block), block::toString));
        }
    }

    private static boolean isProductReady(CubeSpec.Block block) {
        return KernelVariants.isReadyNow(KernelVariants.DIRECT_PRODUCT, block.rows());
    }

    @Test
    void aThreadThatDiesKeepsNoCallerWaiting() throws InterruptedException {
        assumeTrue(HostVectors.areUsable());
        KernelVariants.use(KernelVariants.Forms.AUTO);
        try (Npu _ = new Npu(NpuSpec.host(1))) {
            JitWarmup.fault = () -> {
                throw new OutOfMemoryError("made up");
            };
            assertFalse(KernelVariants.isReady(KernelVariants.FLOATS, Op.EXP));
            JitWarmup.await();
            assertFalse(JitWarmup.isBusy());
            JitWarmup.fault = null;
            assertBecomesReady(Op.EXP);
        }
    }

    @Test
    void aRoutineThatFailsIsTriedAgainButNotForEver() throws InterruptedException {
        assumeTrue(HostVectors.areUsable());
        KernelVariants.use(KernelVariants.Forms.AUTO);
        try (Npu _ = new Npu(NpuSpec.host(1))) {
            AtomicInteger failures = new AtomicInteger();
            JitWarmup.jobFault = () -> {
                if (failures.incrementAndGet() <= 2) {
                    throw new OutOfMemoryError("made up");
                }
            };
            assertBecomesReady(Op.TANH);
            JitWarmup.jobFault = () -> {
                throw new NoClassDefFoundError("made up");
            };
            assertFalse(KernelVariants.isReady(KernelVariants.FLOATS, Op.SIN));
            JitWarmup.await();
            JitWarmup.jobFault = null;
            assertFalse(KernelVariants.isReady(KernelVariants.FLOATS, Op.SIN));
            assertBecomesReady(Op.ERF);
        }
    }

    @Test
    void anInterruptChangesNothing() throws InterruptedException {
        assumeTrue(HostVectors.areUsable());
        KernelVariants.use(KernelVariants.Forms.AUTO);
        try (Npu _ = new Npu(NpuSpec.host(1))) {
            assertFalse(KernelVariants.isReady(KernelVariants.FLOATS, Op.COS));
            Thread thread = JitWarmup.thread();
            if (thread != null) {
                thread.interrupt();
            }
            assertBecomesReady(Op.COS);
        }
    }
}
