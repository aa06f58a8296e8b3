package org.jdvm.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.jdvm.Dvm;
import org.jdvm.benchmarks.SoakWork.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short soak with one collector. */
class SoakTest {
    private static final int THREADS = 8;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allValuesAreRight(boolean isNative) throws Exception {
        Optional<Outcome> outcome = Soak.run(Soak.Collector.SERIAL, isNative, 3, THREADS);
        assertTrue(outcome.isPresent(), "the virtual machine crashed");
        assertEquals(0, outcome.get().wrong());
        assertTrue(outcome.get().calls() >= THREADS);
        boolean isThere = Dvm.integerProductsDescription().contains("by native tiles (");
        assertEquals(isNative && isThere, outcome.get().isNative());
        SafepointPauses pauses = outcome.get().pauses();
        assertTrue(pauses.count() > 0 && pauses.longest() > 0, pauses::toString);
        assertTrue(pauses.percentile99() <= pauses.longest(), pauses::toString);
        assertTrue(pauses.longestWait() <= pauses.longest(), pauses::toString);
    }
}
