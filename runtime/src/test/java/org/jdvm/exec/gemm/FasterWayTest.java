package org.jdvm.exec.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.machine.Tuning.Choice;
import org.junit.jupiter.api.Test;

/** Which way is taken follows what both were measured to take, with a clock that is moved by hand. */
class FasterWayTest {
    private long now;

    private List<Boolean> take(FasterWay way, int times, long usual, long other) {
        List<Boolean> taken = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            boolean isOther = way.begin(1);
            now += isOther ? other : usual;
            way.end();
            taken.add(isOther);
        }
        return taken;
    }

    @Test
    void bothWaysAreMeasuredInTurns() {
        FasterWay way = new FasterWay(() -> "turns", () -> now, 4);
        List<Boolean> taken = take(way, 2 * FasterWay.SAMPLES + 3, 100, 50);
        for (int i = 0; i < 2 * FasterWay.SAMPLES; i++) {
            assertEquals(i / 4 % 2 == 1, taken.get(i));
        }
        assertEquals(List.of(true, true, true), taken.subList(2 * FasterWay.SAMPLES, taken.size()));
        assertEquals(new Choice(true, 0.5), Ways.all().get("turns"));
    }

    @Test
    void someSlowTimesDoNotDecide() {
        FasterWay way = new FasterWay(() -> "outliers", () -> now, 1);
        for (int i = 0; i < 2 * FasterWay.SAMPLES; i++) {
            now += way.begin(1) && i % 3 != 0 ? 80 : i % 7 == 0 ? 500 : 100;
            way.end();
        }
        assertTrue(way.begin(1));
    }

    @Test
    void theWorkOfEachTimeCounts() {
        FasterWay way = new FasterWay(() -> "work", () -> now, 1);
        for (int i = 0; i < 2 * FasterWay.SAMPLES; i++) {
            int units = 1 + i % 5;
            now += (way.begin(units) ? 11L : 10L) * units;
            way.end();
        }
        assertFalse(way.begin(1));
    }
}
