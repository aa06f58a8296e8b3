package org.jdvm.nativetiles;

import java.lang.foreign.MemorySegment;
import org.jdvm.exec.gemm.IntegerTiles;

/**
 * Kernels of two instruction sets, which read the same operands.
 *
 * @param many those for blocks of many rows, from their {@link InstructionSet#leastRows} on
 * @param few those for the others
 */
record TilesByRows(NativeTiles many, NativeTiles few) implements IntegerTiles {
    TilesByRows {
        if (many.leftForm() != few.leftForm()) {
            throw new IllegalArgumentException("%s and %s read different rows".formatted(many, few));
        }
    }

    @Override
    public LeftForm leftForm() {
        return many.leftForm();
    }

    @Override
    public int mostDepth() {
        return Math.min(many.mostDepth(), few.mostDepth());
    }

    @Override
    public void multiply(Block block, MemorySegment target, long to, long pitch) {
        (block.rows() < many.set().leastRows() ? few : many).multiply(block, target, to, pitch);
    }

    @Override
    public String toString() {
        return "%s from %d rows on, %s".formatted(many, many.set().leastRows(), few);
    }
}
