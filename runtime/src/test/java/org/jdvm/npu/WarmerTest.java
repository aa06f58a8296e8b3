package org.jdvm.npu;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.jdvm.ir.Op;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When vector code takes over from scalar code. */
class WarmerTest {
    @AfterEach
    void restore() {
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
        assertFalse(Routine.isReady(Routine.UNARY, Op.EXP));
        Routine.use(Routine.Forms.VECTOR);
        assertTrue(Routine.isReady(Routine.UNARY, Op.EXP));
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
}
