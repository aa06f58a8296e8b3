package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicInteger;
import org.jdvm.annotations.DType;
import org.jdvm.call.EngineFailures;
import org.jdvm.exec.gemm.Failures;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call for which there is not enough memory fails; the next ones are as if it had not been. */
class OutOfMemoryTest {
    private static final OperatorTemplate PRODUCT = OperatorTemplate.parse("""
        operator product(%0 x: f32[T, H], %1 w: f32[H, N]) {
          %2: f32[T, N] = matmul %0, %1
          return %2
        }
        """);

    private final Dvm dvm = new Dvm(NpuSpec.host(2));

    @AfterEach
    void close() {
        Failures.inPack(null);
        dvm.close();
    }

    private static void fail() {
        throw new OutOfMemoryError("made up");
    }

    /** The numbers 1 to 6 times those 1 to 12, by hand. */
    private void assertWorks(Tensor weights) {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertArrayEquals(
                new float[] {38, 44, 50, 56, 83, 98, 113, 128},
                PRODUCT.call(dvm, new Tensor[] {x, weights}, new double[0]).toFloatArray());
    }

    private static Tensor weights() {
        return Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 3, 4);
    }

    @Test
    void whenAProgramIsMade() {
        EngineFailures.inSpecialising(dvm.engine(), OutOfMemoryTest::fail);
        Tensor[] arguments = {Tensor.zeros(DType.F32, 2, 3), weights()};
        assertThrows(OutOfMemoryError.class, () -> PRODUCT.call(dvm, arguments, new double[0]));
        EngineFailures.inSpecialising(dvm.engine(), null);
        assertWorks(weights());
    }

    @Test
    void whenAConstantIsPacked() {
        Tensor constant = weights().constant();
        AtomicInteger failures = new AtomicInteger();
        Failures.inPack(() -> {
            if (failures.incrementAndGet() == 1) {
                fail();
            }
        });
        Tensor[] arguments = {Tensor.zeros(DType.F32, 2, 3), constant};
        assertThrows(OutOfMemoryError.class, () -> PRODUCT.call(dvm, arguments, new double[0]));
        assertWorks(constant);
        assertArrayEquals(weights().toFloatArray(), constant.toFloatArray());
    }

    @Test
    void whenAResultIsTooLarge() {
        Tensor column = Tensor.zeros(DType.F32, 46_000, 1);
        Tensor row = Tensor.zeros(DType.F32, 1, 46_000);
        assertNotNull(assertThrows(
                OutOfMemoryError.class, () -> PRODUCT.call(dvm, new Tensor[] {column, row}, new double[0])));
        assertWorks(weights());
        Tensor recorded = column.add(row);
        assertThrows(OutOfMemoryError.class, recorded::toFloatArray);
        assertWorks(weights());
        assertThrows(OutOfMemoryError.class, recorded::toFloatArray);
    }
}
