package org.jdvm.nativetiles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.jdvm.exec.gemm.BfloatPanels;
import org.jdvm.exec.gemm.IntegerPanels;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jdvm.exec.gemm.IntegerTiles.Block;
import org.jdvm.exec.gemm.IntegerTiles.LeftForm;

/**
 * Blocks of random sizes and numbers against plain Java, with memory around them that must stay as it was.
 *
 * @param rows what sizes are taken from
 * @param depths the same
 * @param panels the same
 */
record RandomBlocks(int[] rows, int[] depths, int[] panels, Random random) {
    private static final int CANARY = 0x7e57ab1e;

    RandomBlocks(int[] rows, int[] depths, int[] panels) {
        this(rows, depths, panels, new Random(5));
    }

    private int any(int... sizes) {
        return sizes[random.nextInt(sizes.length)];
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        if (random.nextInt(3) == 0) {
            Arrays.fill(bytes, (byte) (random.nextBoolean() ? -128 : 127));
        }
        return bytes;
    }

    /** Numbers of a left operand. */
    private short[] numbers(LeftForm form, int count) {
        int lowest = form != LeftForm.OFFSET_BYTES && random.nextBoolean() ? -128 : 0;
        int highest = lowest + 255;
        if (form == LeftForm.BFLOATS) {
            // Sums of all depths are exact in 32-bit floats then, in any order.
            lowest = -16;
            highest = 16;
        }
        boolean isExtreme = random.nextInt(3) == 0;
        short[] numbers = new short[count];
        for (int i = 0; i < count; i++) {
            numbers[i] =
                    (short) (isExtreme ? random.nextBoolean() ? lowest : highest : random.nextInt(lowest, highest + 1));
        }
        return numbers;
    }

    /** The bits of an integer that a bfloat16 number holds exactly. */
    private static short bfloat(int number) {
        return (short) (Float.floatToRawIntBits(number) >> Short.SIZE);
    }

    /**
     * A right operand as kernels read it.
     *
     * @param bytes the panels
     * @param groups of depths
     */
    record Packed(byte[] bytes, int groups) {
        static Packed of(
                LeftForm form, byte[] from, int at, int depthStride, int columnStride, int depth, int columns) {
            if (form == LeftForm.BFLOATS) {
                BfloatPanels panels = new BfloatPanels(depth, columns);
                panels.fill((k, column) -> bfloat(from[at + k * depthStride + column * columnStride]));
                return new Packed(panels.bytes(), panels.groups());
            }
            IntegerPanels panels = IntegerPanels.of(from, at, depthStride, columnStride, depth, columns);
            return new Packed(panels.bytes(), panels.groups());
        }

        /** Numbers of a row. */
        int depths(LeftForm form) {
            return groups * form.groupBytes() / form.bytes();
        }

        int at() {
            return IntegerTiles.HEAD_BYTES;
        }
    }

    /** The numbers as kernels read them. */
    static MemorySegment memory(LeftForm form, short[] numbers) {
        if (form == LeftForm.SHORTS) {
            return MemorySegment.ofArray(numbers);
        }
        if (form == LeftForm.BFLOATS) {
            short[] bfloats = new short[numbers.length];
            for (int i = 0; i < bfloats.length; i++) {
                bfloats[i] = bfloat(numbers[i]);
            }
            return MemorySegment.ofArray(bfloats);
        }
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return MemorySegment.ofArray(bytes);
    }

    /** Computes some blocks. */
    void check(IntegerTiles tiles, int blocks) {
        LeftForm form = tiles.leftForm();
        for (int i = 0; i < blocks; i++) {
            int rows = any(this.rows);
            int depth = any(depths);
            int panels = any(this.panels);
            int columns = panels * IntegerTiles.COLUMNS - random.nextInt(IntegerTiles.COLUMNS);
            boolean isTransposed = random.nextBoolean();
            boolean isSigned = form == LeftForm.OFFSET_BYTES && random.nextBoolean();
            int before = random.nextInt(70);
            byte[] right = bytes(before + depth * columns);
            int byDepth = isTransposed ? 1 : columns;
            int byColumn = isTransposed ? depth : 1;
            Packed packed = Packed.of(form, right, before, byDepth, byColumn, depth, columns);
            int step = packed.depths(form) + random.nextInt(9);
            int leftAt = random.nextInt(9);
            short[] left = numbers(form, leftAt + step * (rows - 1) + packed.depths(form));
            int margin = 1 + random.nextInt(40);
            int pitch = panels * IntegerTiles.COLUMNS + margin;
            int size = margin + rows * pitch;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment target = arena.allocate(ValueLayout.JAVA_INT, size);
                for (int j = 0; j < size; j++) {
                    target.setAtIndex(ValueLayout.JAVA_INT, j, CANARY);
                }
                tiles.multiply(
                        new Block(
                                memory(form, left),
                                (long) leftAt * form.bytes(),
                                (long) step * form.bytes(),
                                rows,
                                packed.bytes(),
                                packed.at(),
                                packed.groups(),
                                panels,
                                isSigned),
                        target,
                        4L * margin,
                        4L * pitch);
                String what = "%d x %d x %d, signed %b".formatted(rows, depth, columns, isSigned);
                for (int j = 0; j < size; j++) {
                    int row = Math.floorDiv(j - margin, pitch);
                    int column = Math.floorMod(j - margin, pitch);
                    int expected = CANARY;
                    if (j >= margin && column < panels * IntegerTiles.COLUMNS) {
                        expected = 0;
                        for (int k = 0; k < depth && column < columns; k++) {
                            int number = left[leftAt + row * step + k] - (isSigned ? 128 : 0);
                            expected += number * right[before + k * byDepth + column * byColumn];
                        }
                        expected = form == LeftForm.BFLOATS ? Float.floatToRawIntBits(expected) : expected;
                    }
                    assertEquals(expected, target.getAtIndex(ValueLayout.JAVA_INT, j), what);
                }
            }
        }
    }
}
