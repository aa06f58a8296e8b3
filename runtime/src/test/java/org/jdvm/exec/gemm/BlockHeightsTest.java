package org.jdvm.exec.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.machine.CubeSpec;
import org.jdvm.machine.CubeSpec.Block;
import org.junit.jupiter.api.Test;

/** How the rows of a tile are cut is data of the machine. */
class BlockHeightsTest {
    private static List<Integer> cut(List<Block> blocks, int rows) {
        BlockHeights heights = new BlockHeights(blocks);
        List<Integer> cut = new ArrayList<>();
        for (int left = rows; left > 0; left -= cut.getLast()) {
            cut.add(heights.next(left));
        }
        return cut;
    }

    @Test
    void rowsAreCutIntoTheBlocksOfTheMachine() {
        List<Block> twelve = CubeSpec.of(12, 32).blocks();
        assertEquals(List.of(12, 13), cut(twelve, 25));
        assertEquals(List.of(8, 8), cut(twelve, 16));
        assertEquals(List.of(4), cut(twelve, 3));
        List<Block> six = CubeSpec.of(6, 16).blocks();
        assertEquals(List.of(6, 6, 4), cut(six, 16));
        assertEquals(20, cut(six, 120).size());
    }

    @Test
    void otherTimesGiveOtherCuts() {
        List<Block> blocks = List.of(new Block(8, 80), new Block(4, 20), new Block(1, 30));
        assertEquals(List.of(4, 4, 4), cut(blocks, 12));
        assertEquals(List.of(1), cut(blocks, 1));
    }

    @Test
    void theLastBlockOverlapsIfThereAreRowsEnough() {
        BlockHeights six = new BlockHeights(CubeSpec.of(6, 16).blocks());
        List<Integer> without = new ArrayList<>();
        for (int rows = 1; rows < 100; rows++) {
            if (!six.canOverlap(rows)) {
                without.add(rows);
            }
        }
        assertEquals(List.of(2, 3, 5), without);
    }

    @Test
    void blocksWithoutKernelsAreRefused() {
        List<Block> blocks = List.of(new Block(7, 70), new Block(1, 30));
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> new BlockHeights(blocks));
        assertEquals(
                "products have no blocks of 7 rows; there are blocks of [1, 4, 6, 8, 12, 13]", refused.getMessage());
    }
}
