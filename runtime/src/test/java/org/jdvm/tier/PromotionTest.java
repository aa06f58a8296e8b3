package org.jdvm.tier;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jdvm.bytecode.Program;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphParser;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.junit.jupiter.api.Test;

/** Code that the compiler made badly is not published. */
class PromotionTest {
    private static final long PATIENCE_NANOS = 300_000_000L;
    private static final long LONG_NANOS = 500_000;

    private final AtomicLong allocated = new AtomicLong();
    private final List<Long> rests = new ArrayList<>();

    private final TrialRun trial = Objects.requireNonNull(TrialRun.of(program(), 0, false));

    private static Program program() {
        Template template = new Template(Planner.plan(GraphParser.parse("""
            operator twice(%0 x: f32[N]) {
              %1: f32[N] = add %0, %0
              return %1
            }
            """)));
        long[] environment = template.binder().bind(new int[][] {{64}}, new int[][] {{1}}, new double[0]);
        return new Specializer(NpuSpec.host(1)).specialize(template, environment);
    }

    private Promotion.Verdict judge(SectionCode code, long interpretedNanos) throws InterruptedException {
        return new Promotion((_, _, _) -> spend(interpretedNanos), allocated::get, PATIENCE_NANOS, rests::add)
                .judge(code, trial);
    }

    private static void spend(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void codeThatAllocatesIsRejected() throws InterruptedException {
        Promotion.Verdict verdict = judge((_, _, _, _, _, _, _) -> allocated.addAndGet(10_000), LONG_NANOS);
        assertFalse(verdict.accepted());
        assertTrue(verdict.reason().contains("10000 bytes allocated"), verdict.reason());
    }

    @Test
    void codeThatIsSlowerThanTheInterpreterIsRejected() throws InterruptedException {
        Promotion.Verdict verdict = judge((_, _, _, _, _, _, _) -> spend(LONG_NANOS), 0);
        assertFalse(verdict.accepted());
    }

    @Test
    void trialsRestAfterEachRound() throws InterruptedException {
        judge((_, _, _, _, _, _, _) -> allocated.addAndGet(10_000), LONG_NANOS);
        assertTrue(rests.stream().allMatch(nanos -> nanos > 0), () -> "rests after " + rests);
        assertTrue(
                rests.stream().mapToLong(Long::longValue).sum() > PATIENCE_NANOS,
                () -> "all of the patience was spent in rounds, with rests after " + rests);
    }
}
