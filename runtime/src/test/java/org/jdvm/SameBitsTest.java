package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.jdvm.annotations.DType;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A product whose rows are reduced may be written in between, rounded to bf16: whether it is must not depend on the cores. */
class SameBitsTest {
    private static final OperatorTemplate CENTRED_PRODUCT = OperatorTemplate.parse("""
        operator centredProduct(%0 x: bf16[M, K], %1 y: bf16[K, N]) {
          %2: bf16[M, N] = matmul %0, %1
          %3: bf16[M, 1] = reduce_max %2 axes [1] keep
          %4: bf16[M, N] = sub %2, %3
          return %4
        }
        """);

    @ParameterizedTest
    @CsvSource({"2, 129, 2", "7, 33, 64", "100, 300, 128", "512, 512, 40", "1, 2048, 1500"})
    void anyNumberOfCores(int m, int k, int n) {
        Random random = new Random(m);
        Tensor[] arguments = {halves(random, m, k), halves(random, k, n)};
        float[] expected = on(1, arguments);
        for (int cores : new int[] {2, 3, 8}) {
            assertArrayEquals(expected, on(cores, arguments));
        }
    }

    private static float[] on(int cores, Tensor[] arguments) {
        try (Dvm dvm = new Dvm(NpuSpec.host(cores))) {
            return CENTRED_PRODUCT.call(dvm, arguments, new double[0]).toFloatArray();
        }
    }

    private static Tensor halves(Random random, int rows, int columns) {
        short[] bits = new short[rows * columns];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (short) (Float.floatToRawIntBits(random.nextFloat()) >>> 16);
        }
        return Tensor.of(DType.BF16, bits, rows, columns);
    }
}
