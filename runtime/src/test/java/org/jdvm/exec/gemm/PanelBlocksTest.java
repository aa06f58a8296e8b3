package org.jdvm.exec.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Memory of panels: begins with a cache line behind the header of the array, and belongs to one panel only. */
class PanelBlocksTest {
    private static final int LINE = 16;

    private final PanelBlocks blocks = new PanelBlocks();

    @Test
    void placesAreAlignedAndDoNotOverlap() {
        Random random = new Random(5);
        List<PanelBlocks.Place> places = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        Set<float[]> arrays = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            int count = random.nextInt(1, PanelBlocks.ROOM / 20);
            PanelBlocks.Place place = blocks.allocate(count);
            assertEquals(PanelBlocks.FIRST % LINE, place.first() % LINE);
            for (int at = 0; at < count; at++) {
                assertEquals(0f, place.array()[place.first() + at], "already in use");
            }
            Arrays.fill(place.array(), place.first(), place.first() + count, i + 1f);
            places.add(place);
            counts.add(count);
            arrays.add(place.array());
        }
        for (int i = 0; i < places.size(); i++) {
            PanelBlocks.Place place = places.get(i);
            assertEquals(i + 1f, place.array()[place.first()]);
            assertEquals(i + 1f, place.array()[place.first() + counts.get(i) - 1]);
        }
        assertTrue(arrays.size() > 1 && arrays.size() < 20, arrays.size() + " blocks");
    }

    @Test
    void aBlockIsFilledToItsEnd() {
        PanelBlocks.Place first = blocks.allocate(1);
        PanelBlocks.Place rest = blocks.allocate(PanelBlocks.ROOM - LINE);
        assertSame(first.array(), rest.array());
        assertEquals(first.array().length, rest.first() + PanelBlocks.ROOM - LINE);
        assertNotSame(first.array(), blocks.allocate(1).array());
    }

    @Test
    void whatIsLargerThanABlockHasAnArrayForItself() {
        PanelBlocks.Place large = blocks.allocate(PanelBlocks.ROOM + 1);
        assertEquals(PanelBlocks.FIRST, large.first());
        assertEquals(PanelBlocks.FIRST + PanelBlocks.ROOM + 1, large.array().length);
        assertNotSame(large.array(), blocks.allocate(1).array());
    }
}
