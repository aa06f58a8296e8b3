package org.jdvm.exec.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which way panels go follows what both were measured to take, with a clock that is moved by hand. */
class PrefetchTest {
    private final float[] panel = {1, 2, 3, 4};
    private long now;

    /** Multiplies panels, whose time depends on the way they go; returns how many were read ahead after the measurement. */
    private int readAhead(Prefetch prefetch, int rows, long plainNanos, long aheadNanos, int panels) {
        int count = 0;
        for (int i = 0; i < 2 * FasterWay.SAMPLES + panels; i++) {
            boolean measured = i < 2 * FasterWay.SAMPLES;
            boolean ahead = prefetch.begin(rows, panel, 0, panel.length);
            now += ahead ? aheadNanos : plainNanos;
            prefetch.end();
            count += ahead && !measured ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @CsvSource({"100, 80, 100", "100, 98, 0", "100, 120, 0", "0, 0, 0"})
    void theFasterWayIsTaken(long plain, long ahead, int expected) {
        assertEquals(expected, readAhead(new Prefetch(() -> now), 8, plain, ahead, 100));
    }

    @Test
    void eachClassOfProductsHasItsOwn() {
        Prefetch prefetch = new Prefetch(() -> now);
        assertEquals(100, readAhead(prefetch, 4, 100, 50, 100));
        assertEquals(0, readAhead(prefetch, 512, 100, 101, 100));
        assertEquals(0, readAhead(prefetch, 2, 100, 101, 100));
    }

    @Test
    void measuresAgain() {
        Prefetch prefetch = new Prefetch(() -> now);
        assertEquals(FasterWay.KEPT, readAhead(prefetch, 100, 100, 50, FasterWay.KEPT));
        assertEquals(0, readAhead(prefetch, 100, 100, 200, 100));
    }
}
