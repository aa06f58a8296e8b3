package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Random programs with views and writes in place give the same, computed lazily, operation by operation, and plainly. */
class LazyFuzzTest {
    private static final long FIRST = Long.getLong("jdvm.fuzz.seed", 1);
    private static final int PROGRAMS = Integer.getInteger("jdvm.fuzz.programs", 10_000);

    @AfterEach
    void lazyAgain() {
        Dvm.shared().sync(false);
    }

    @Test
    void programsGiveTheSameLazilyAndPlainly() {
        run(FIRST, PROGRAMS);
    }

    @Test
    void programsGiveTheSameOperationByOperation() {
        Dvm.shared().sync(true);
        run(FIRST, PROGRAMS / 10);
    }

    private static void run(long first, int programs) {
        for (long seed = first; seed < first + programs; seed++) {
            LazyProgram program = LazyProgramGenerator.program(seed);
            String failure = program.failure();
            if (failure != null) {
                LazyProgram small = program.shrunk();
                String again = small.failure();
                fail("seed " + seed + ": " + (again == null ? failure : again) + "\n" + small);
            }
        }
    }

    @Test
    void aFailureShrinksToTheStepsThatMatter() {
        List<LazyProgram.Step> steps =
                new ArrayList<>(LazyProgramGenerator.program(7).steps());
        LazyProgram.Step input = steps.getFirst();
        steps.add(new LazyProgram.Step("$0.add(1)", new int[] {0}, t -> t[0].add(1), t -> t[0].map(e -> e + 2), false));
        LazyProgram small = new LazyProgram(steps).shrunk();
        assertEquals(2, small.steps().size());
        assertEquals(input.java(), small.steps().getFirst().java());
        assertTrue(small.toString().contains("Tensor t1 = t0.add(1);"), small::toString);
    }
}
