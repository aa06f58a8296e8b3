package org.jdvm.nativetiles;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jdvm.exec.gemm.BfloatPanels;
import org.jdvm.exec.gemm.IntegerPanels;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jdvm.exec.gemm.IntegerTiles.Block;
import org.jdvm.exec.gemm.IntegerTiles.LeftForm;

/** Compares kernels with sums in Java before they are used, and what is around their blocks with what was there before. */
final class TileSelfTest {
    private static final int CANARY = 0x5ca1ab1e;

    /** Integers around the block on both sides, and between its rows. */
    private static final int MARGIN = 16;

    /** Of the left operand: all numbers that two 8-bit integers and their difference from zero can have. */
    private static final int LOWEST = -128;

    private static final int HIGHEST = 255;

    private TileSelfTest() {}

    /** {@return what a kernel does that it should not; empty if it passes} */
    static Optional<String> difference(BlockForm form, MemorySegment kernel) {
        SplittableRandom random = new SplittableRandom(31);
        int turn = form.set().unrolled() * IntegerTiles.GROUP;
        // One turn of the unrolled loop, less, more, and several.
        for (int depth : new int[] {1, 4, 13, turn, turn + 4, 3 * turn + 7}) {
            Optional<String> difference = difference(form, kernel, depth, random);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> difference(
            BlockForm form, MemorySegment kernel, int depth, SplittableRandom random) {
        int columns = form.panels() * IntegerTiles.COLUMNS;
        byte[] right = new byte[depth * columns];
        random.nextBytes(right);
        LeftForm leftForm = form.set().leftForm();
        int groups;
        byte[] packed;
        if (form.set().isOfFloats()) {
            BfloatPanels panels = new BfloatPanels(depth, columns);
            panels.fill((k, column) -> bfloat(right[k * columns + column]));
            groups = panels.groups();
            packed = panels.bytes();
        } else {
            IntegerPanels panels = IntegerPanels.of(right, 0, columns, 1, depth, columns);
            groups = panels.groups();
            packed = panels.bytes();
        }
        int step = groups * IntegerTiles.GROUP + 3;
        short[] left = new short[step * form.rows()];
        for (int i = 0; i < left.length; i++) {
            left[i] = (short)
                    switch (leftForm) {
                        case OFFSET_BYTES -> random.nextInt(HIGHEST + 1);
                        case SHORTS, BFLOATS -> random.nextInt(LOWEST, HIGHEST + 1);
                    };
        }
        int pitch = columns + MARGIN;
        int size = 2 * MARGIN + form.rows() * pitch;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(ValueLayout.JAVA_INT, size);
            for (int i = 0; i < size; i++) {
                target.setAtIndex(ValueLayout.JAVA_INT, i, CANARY);
            }
            Block block = new Block(
                    segment(left, leftForm),
                    0,
                    (long) step * leftForm.bytes(),
                    form.rows(),
                    packed,
                    IntegerTiles.HEAD_BYTES,
                    groups,
                    form.panels(),
                    form.isSigned());
            NativeTiles.run(kernel, form, block, target, MARGIN * (long) Integer.BYTES, pitch * (long) Integer.BYTES);
            for (int i = 0; i < size; i++) {
                int row = Math.floorDiv(i - MARGIN, pitch);
                int column = Math.floorMod(i - MARGIN, pitch);
                int expected = row >= 0 && row < form.rows() && column < columns
                        ? sum(left, row * step, form.isSigned(), right, column, columns, depth)
                        : CANARY;
                if (form.set().isOfFloats() && expected != CANARY) {
                    // Integers that are exact in both formats: any order of sums gives the same.
                    expected = Float.floatToRawIntBits(expected);
                }
                int actual = target.getAtIndex(ValueLayout.JAVA_INT, i);
                if (actual != expected) {
                    return Optional.of("the kernel for %s computes %d, not %d, at row %d, column %d of depth %d"
                            .formatted(form, actual, expected, row, column, depth));
                }
            }
        }
        return Optional.empty();
    }

    /** The bits of an integer that a bfloat16 number holds exactly. */
    private static short bfloat(int number) {
        return (short) (Float.floatToRawIntBits(number) >> Short.SIZE);
    }

    /** The numbers as kernels read them. */
    private static MemorySegment segment(short[] numbers, LeftForm form) {
        return switch (form) {
            case SHORTS -> MemorySegment.ofArray(numbers);
            case BFLOATS -> {
                short[] halves = new short[numbers.length];
                for (int i = 0; i < halves.length; i++) {
                    halves[i] = bfloat(numbers[i]);
                }
                yield MemorySegment.ofArray(halves);
            }
            case OFFSET_BYTES -> {
                byte[] bytes = new byte[numbers.length];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) numbers[i];
                }
                yield MemorySegment.ofArray(bytes);
            }
        };
    }

    private static int sum(short[] left, int at, boolean isSigned, byte[] right, int column, int columns, int depth) {
        int sum = 0;
        for (int k = 0; k < depth; k++) {
            sum += (left[at + k] - (isSigned ? 128 : 0)) * right[k * columns + column];
        }
        return sum;
    }
}
