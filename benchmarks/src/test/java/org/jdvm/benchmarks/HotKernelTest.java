package org.jdvm.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the benchmark of generated classes compares computes the same numbers. */
class HotKernelTest {
    @ParameterizedTest
    @EnumSource
    void allWaysAgree(HotKernel kernel) throws InterruptedException {
        for (int threads = 1; threads <= 2; threads++) {
            for (int columns : new int[] {6, 50, 192}) {
                try (HotWork work = new HotWork(kernel, 24, columns, threads).lower()) {
                    work.interpreted();
                    float[] expected = work.result.clone();
                    check(expected, work, work::lowered, kernel + " lowered");
                    check(expected, work, work::hand, kernel + " by hand");
                }
            }
        }
    }

    private static void check(float[] expected, HotWork work, Runnable way, String what) {
        Arrays.fill(work.result, Float.NaN);
        way.run();
        assertArrayEquals(expected, work.result, 2e-5f, what);
    }
}
