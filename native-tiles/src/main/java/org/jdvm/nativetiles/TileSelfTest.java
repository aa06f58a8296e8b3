package org.jdvm.nativetiles;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.jdvm.exec.gemm.IntegerPanels;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jdvm.exec.gemm.IntegerTiles.Block;

/** Compares kernels with sums in Java before they are used, and what is around their blocks with what was there before. */
final class TileSelfTest {
    private static final int CANARY = 0x5ca1ab1e;

    /** One turn of the unrolled loop, less, more, and several. */
    private static final int[] DEPTHS = {1, 4, 13, 16, 20, 55};

    /** Integers around the block on both sides, and between its rows. */
    private static final int MARGIN = 16;

    private TileSelfTest() {}

    /** @throws IllegalStateException if a kernel computes something else; the message names it */
    static void run(VnniTiles tiles) {
        SplittableRandom random = new SplittableRandom(31);
        for (BlockForm form : BlockForm.all(tiles.width())) {
            for (int depth : DEPTHS) {
                run(tiles, form, depth, random);
            }
        }
    }

    private static void run(VnniTiles tiles, BlockForm form, int depth, SplittableRandom random) {
        int columns = form.panels() * IntegerTiles.COLUMNS;
        byte[] right = new byte[depth * columns];
        random.nextBytes(right);
        IntegerPanels panels = IntegerPanels.of(right, 0, columns, 1, depth, columns);
        int step = panels.groups() * IntegerTiles.GROUP + 3;
        byte[] left = new byte[step * form.rows()];
        random.nextBytes(left);
        int pitch = columns + MARGIN;
        int size = 2 * MARGIN + form.rows() * pitch;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(ValueLayout.JAVA_INT, size);
            for (int i = 0; i < size; i++) {
                target.setAtIndex(ValueLayout.JAVA_INT, i, CANARY);
            }
            Block block = new Block(
                    left,
                    0,
                    step,
                    form.rows(),
                    panels.bytes(),
                    panels.at(0),
                    panels.groups(),
                    form.panels(),
                    form.isSigned());
            tiles.run(form, block, target, MARGIN * (long) Integer.BYTES, pitch * (long) Integer.BYTES);
            for (int i = 0; i < size; i++) {
                int row = Math.floorDiv(i - MARGIN, pitch);
                int column = Math.floorMod(i - MARGIN, pitch);
                int expected = row >= 0 && row < form.rows() && column < columns
                        ? sum(left, row * step, form.isSigned(), right, column, columns, depth)
                        : CANARY;
                int actual = target.getAtIndex(ValueLayout.JAVA_INT, i);
                if (actual != expected) {
                    throw new IllegalStateException(
                            "the kernel for %s computes %d, not %d, at row %d, column %d of depth %d"
                                    .formatted(form, actual, expected, row, column, depth));
                }
            }
        }
    }

    private static int sum(byte[] left, int at, boolean isSigned, byte[] right, int column, int columns, int depth) {
        int sum = 0;
        for (int k = 0; k < depth; k++) {
            int number = Byte.toUnsignedInt(left[at + k]) - (isSigned ? 128 : 0);
            sum += number * right[k * columns + column];
        }
        return sum;
    }
}
