package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jdvm.annotations.DType;
import org.jdvm.call.Engine;
import org.junit.jupiter.api.Test;

/** Which calls of operators run at once, and what becomes of arrays that the caller changes afterwards. */
class WhenCallsRunTest {
    private static final OperatorTemplate ADD = OperatorTemplate.parse("""
        operator plus(%0 x: f32[T], %1 y: f32[T]) {
          %2: f32[T] = add %0, %1
          return %2
        }
        """);

    private static Tensor add(Tensor x, Tensor y) {
        return ADD.call(Dvm.shared(), new Tensor[] {x, y}, new double[0]);
    }

    private static void assertSeesTheArrayAsItWas(Tensor other, float expected) {
        float[] array = {1, 2, 3};
        Tensor sum = add(Tensor.of(array, 3), other);
        array[0] = 100;
        array[1] = 100;
        array[2] = 100;
        assertArrayEquals(new float[] {1 + expected, 2 + expected, 3 + expected}, sum.toFloatArray());
    }

    @Test
    void constantsAreValues() {
        assertSeesTheArrayAsItWas(Tensor.full(2, 3), 2);
        assertSeesTheArrayAsItWas(Tensor.full(2).broadcastTo(3), 2);
        assertSeesTheArrayAsItWas(Tensor.zeros(DType.F32, 3), 0);
        assertSeesTheArrayAsItWas(Tensor.range(3).cast(DType.F32).mul(0), 0);
        assertSeesTheArrayAsItWas(Tensor.full(1, 3).add(Tensor.full(1, 3)), 2);
    }

    @Test
    void aRecordedArgumentDoesNotDelayReadingTheOthers() {
        assertSeesTheArrayAsItWas(Tensor.of(new float[] {1, 1, 1}, 3).mul(2), 2);
        Tensor computed = add(Tensor.zeros(DType.F32, 3), Tensor.full(1, 3));
        assertSeesTheArrayAsItWas(computed.mul(2), 2);
    }

    @Test
    void largeArgumentsAreNotCopied() {
        float[] array = new float[1 << 17];
        Tensor other = Tensor.full(1, array.length);
        Tensor recorded = add(other, other).mul(2);
        Tensor sum = add(recorded, Tensor.of(array, array.length));
        array[5] = 100;
        assertFalse(sum.lazy().isRecorded());
        assertEquals(4, sum.toFloatArray()[5]);
    }

    @Test
    void viewsAreCopiedAsTheyAreSeen() {
        float[] array = {1, 2, 3, 4, 5, 6};
        Tensor column = Tensor.of(array, 3, 2).slice(1, 1, 2).squeeze(1);
        Tensor sum = add(Tensor.of(new float[] {1, 1, 1}, 3).mul(2), column);
        assertTrue(sum.lazy().isRecorded());
        array[1] = 100;
        assertArrayEquals(new float[] {4, 6, 8}, sum.toFloatArray());
    }

    @Test
    void copiesDoNotChange() {
        float[] floats = {1, 2, 3};
        Tensor sum = Tensor.copyOf(floats, 3).add(1);
        floats[0] = 100;
        assertArrayEquals(new float[] {2, 3, 4}, sum.toFloatArray());
        long[] longs = {1, 2};
        Tensor same = Tensor.copyOf(longs, 2).add(1);
        longs[0] = 100;
        assertArrayEquals(new long[] {2, 3}, same.toLongArray());
    }

    @Test
    void callsOnResultsAreStillFused() {
        Tensor result = add(Tensor.full(1, 3), Tensor.full(2, 3));
        Tensor sum = add(result.mul(2), Tensor.of(new float[] {1, 2, 3}, 3).constant());
        assertTrue(sum.lazy().isRecorded());
        assertArrayEquals(new float[] {7, 8, 9}, sum.toFloatArray());
    }

    /** The caller may change the elements of an array of results like those of any other array. */
    @Test
    void sharedResultsAreTheCallersArrays() {
        Tensor result = add(Tensor.full(1, 3), Tensor.full(2, 3));
        float[] shared = result.floatArray();
        Tensor other = add(Tensor.full(1, 3), Tensor.full(2, 3));
        Tensor sum = add(other.mul(2), result);
        shared[0] = 100;
        assertArrayEquals(new float[] {9, 9, 9}, sum.toFloatArray());
    }

    @Test
    void theSharedMachineIsClosedAndStartedAgain() {
        Dvm first = Dvm.shared();
        Dvm.closeShared();
        assertNull(Engine.sharedIfStarted());
        Tensor recorded = Tensor.full(1, 3).add(1);
        assertNull(Engine.sharedIfStarted());
        assertArrayEquals(new float[] {2, 2, 2}, recorded.toFloatArray());
        assertNotSame(first, Dvm.shared());
        assertArrayEquals(new float[] {4, 4, 4}, add(recorded, recorded).toFloatArray());
        Dvm.shared().close();
        assertNull(Engine.sharedIfStarted());
        Dvm.closeShared();
    }

    @Test
    void aMachineOfOnesOwnComputesItsRecordedArguments() {
        Dvm.closeShared();
        try (Dvm own = Dvm.builder().cores(1).start()) {
            Tensor recorded = Tensor.full(1, 3).add(1);
            Tensor view = Tensor.copyOf(new float[] {1, 0, 2, 0, 3, 0}, 3, 2)
                    .slice(1, 0, 1)
                    .squeeze(1);
            Tensor sum = ADD.call(own, new Tensor[] {recorded, view}, new double[0]);
            assertFalse(sum.lazy().isRecorded());
            assertArrayEquals(new float[] {3, 4, 5}, sum.toFloatArray());
            assertNull(Engine.sharedIfStarted());
        }
    }
}
