package org.jdvm.nativetiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jdvm.exec.gemm.IntegerPanels;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jdvm.exec.gemm.IntegerTiles.Block;
import org.jdvm.exec.gemm.IntegerTilesProvider.Offer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels against plain Java, with memory around their blocks that must stay as it was; and hosts without them. */
class NativeTilesTest {
    private static final int[] ROWS = {1, 2, 3, 4, 5, 7, 11, 12, 13, 24, 25, 37, 61};
    private static final int[] DEPTHS = {1, 2, 3, 4, 5, 15, 16, 17, 31, 64, 131, 384, 4099};
    private static final int[] PANELS = {1, 2, 3, 4, 5, 8, 9};
    private static final int CANARY = 0x7e57ab1e;

    private final Random random = new Random(5);

    private static VnniTiles tiles(VectorWidth width) {
        Set<CpuExtension> extensions = HostReport.read().extensions();
        assumeTrue(
                extensions.contains(width == VectorWidth.BITS_512 ? CpuExtension.AVX512_VNNI : CpuExtension.AVX_VNNI),
                "this host has no " + width.extension());
        return VnniTiles.write(width);
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

    @ParameterizedTest
    @EnumSource
    void computesBlocks(VectorWidth width) {
        VnniTiles tiles = tiles(width);
        for (int i = 0; i < 150; i++) {
            int rows = any(ROWS);
            int depth = any(DEPTHS);
            int panels = any(PANELS);
            int columns = panels * IntegerTiles.COLUMNS - random.nextInt(IntegerTiles.COLUMNS);
            boolean isTransposed = random.nextBoolean();
            boolean isSigned = random.nextBoolean();
            int before = random.nextInt(70);
            byte[] right = bytes(before + depth * columns);
            int byDepth = isTransposed ? 1 : columns;
            int byColumn = isTransposed ? depth : 1;
            IntegerPanels packed = IntegerPanels.of(right, before, byDepth, byColumn, depth, columns);
            int step = packed.groups() * IntegerTiles.GROUP + random.nextInt(9);
            int leftAt = random.nextInt(9);
            byte[] left = bytes(leftAt + step * (rows - 1) + packed.groups() * IntegerTiles.GROUP);
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
                                left,
                                leftAt,
                                step,
                                rows,
                                packed.bytes(),
                                packed.at(0),
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
                            int number = (left[leftAt + row * step + k] & 0xff) - (isSigned ? 128 : 0);
                            expected += number * right[before + k * byDepth + column * byColumn];
                        }
                    }
                    assertEquals(expected, target.getAtIndex(ValueLayout.JAVA_INT, j), what);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesItsTest(VectorWidth width) {
        TileSelfTest.run(tiles(width));
    }

    @Test
    void refusesWhatIsOutOfBounds() {
        VnniTiles tiles = tiles(VectorWidth.BITS_512);
        IntegerPanels packed = IntegerPanels.of(new byte[8 * 32], 0, 32, 1, 8, 32);
        byte[] left = new byte[3 * 8];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(3 * 128);
            Block fits = new Block(left, 0, 8, 3, packed.bytes(), packed.at(0), 2, 1, false);
            tiles.multiply(fits, target, 0, 128);
            List<Block> wrong = List.of(
                    new Block(left, 1, 8, 3, packed.bytes(), packed.at(0), 2, 1, false),
                    new Block(left, -1, 8, 3, packed.bytes(), packed.at(0), 2, 1, false),
                    new Block(left, 0, 9, 3, packed.bytes(), packed.at(0), 2, 1, false),
                    new Block(left, 0, 8, 4, packed.bytes(), packed.at(0), 2, 1, false),
                    new Block(left, 0, 8, 3, packed.bytes(), packed.at(0) - 1, 2, 1, false),
                    new Block(left, 0, 8, 3, packed.bytes(), packed.at(0) + 1, 2, 1, false),
                    new Block(left, 0, 0, 3, packed.bytes(), packed.at(0), 3, 1, false),
                    new Block(left, 0, 8, 3, packed.bytes(), packed.at(0), 2, 2, false));
            for (Block block : wrong) {
                assertThrows(IndexOutOfBoundsException.class, () -> tiles.multiply(block, target, 0, 128));
            }
            assertThrows(IndexOutOfBoundsException.class, () -> tiles.multiply(fits, target, 4, 128));
            assertThrows(IndexOutOfBoundsException.class, () -> tiles.multiply(fits, target, 0, 132));
            assertThrows(IndexOutOfBoundsException.class, () -> tiles.multiply(fits, target, -4, 128));
            assertThrows(IllegalArgumentException.class, () -> tiles.multiply(fits, target, 0, -128));
            assertThrows(IllegalArgumentException.class, () -> tiles.multiply(fits, target.asReadOnly(), 0, 128));
            Block none = new Block(left, 0, 8, 0, packed.bytes(), packed.at(0), 2, 1, false);
            assertThrows(IllegalArgumentException.class, () -> tiles.multiply(none, target, 0, 128));
        }
    }

    private static String refusal(String system, String architecture, boolean isEnabled, Set<CpuExtension> extensions) {
        Offer offer = NativeTilesProvider.offer(new HostReport(system, architecture, isEnabled, extensions));
        return assertInstanceOf(Offer.Refused.class, offer).reason();
    }

    @Test
    void otherHostsHaveNone() {
        Set<CpuExtension> all = EnumSet.allOf(CpuExtension.class);
        assertEquals(
                "there are kernels for Linux on x86-64 only, and this is Windows 11 on amd64",
                refusal("Windows 11", "amd64", true, all));
        assertTrue(refusal("Linux", "aarch64", true, all).contains("Linux on aarch64"));
        assertTrue(refusal("Linux", "amd64", false, all).contains("--enable-native-access="));
        assertEquals("the processor has neither AVX512-VNNI nor AVX-VNNI", refusal("Linux", "amd64", true, Set.of()));
    }

    @Test
    void takesTheWidestRegisters() {
        assertEquals(
                VectorWidth.BITS_512,
                new HostReport("Linux", "amd64", true, EnumSet.allOf(CpuExtension.class)).width());
        assertEquals(
                VectorWidth.BITS_256, new HostReport("Linux", "amd64", true, Set.of(CpuExtension.AVX_VNNI)).width());
    }
}
