package org.jdvm.nativetiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
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
    private static final RandomBlocks BLOCKS = new RandomBlocks(ROWS, DEPTHS, PANELS);

    private static TestedKernels kernels(InstructionSet set) {
        assumeTrue(HostReport.read().sets().contains(set), "this host has no " + set);
        return TestedKernels.of(set);
    }

    @ParameterizedTest
    @EnumSource
    void computesBlocks(InstructionSet set) {
        BLOCKS.check(new NativeTiles(set, kernels(set)), 150);
    }

    @ParameterizedTest
    @EnumSource
    void passesItsTest(InstructionSet set) {
        assertEquals(List.of(), kernels(set).refused());
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsOutOfBounds(InstructionSet set) {
        NativeTiles tiles = new NativeTiles(set, kernels(set));
        int size = tiles.leftForm().bytes();
        // Two groups of depths.
        int depth = 2 * tiles.leftForm().groupBytes() / size;
        RandomBlocks.Packed packed =
                RandomBlocks.Packed.of(tiles.leftForm(), new byte[depth * 32], 0, 32, 1, depth, 32);
        MemorySegment left = RandomBlocks.memory(tiles.leftForm(), new short[3 * depth]);
        long step = (long) depth * size;
        int right = packed.at();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(3 * 128);
            Block fits = new Block(left, 0, step, 3, packed.bytes(), right, 2, 1, false);
            tiles.multiply(fits, target, 0, 128);
            List<Block> wrong = List.of(
                    new Block(left, 1, step, 3, packed.bytes(), right, 2, 1, false),
                    new Block(left, -1, step, 3, packed.bytes(), right, 2, 1, false),
                    new Block(left, 0, step + size, 3, packed.bytes(), right, 2, 1, false),
                    new Block(left, 0, step, 4, packed.bytes(), right, 2, 1, false),
                    new Block(left, 0, step, 3, packed.bytes(), right - 1, 2, 1, false),
                    new Block(left, 0, step, 3, packed.bytes(), right + 1, 2, 1, false),
                    new Block(left, 0, 0, 3, packed.bytes(), right, 3, 1, false),
                    new Block(left, 0, step, 3, packed.bytes(), right, 2, 2, false));
            for (Block block : wrong) {
                assertThrows(IndexOutOfBoundsException.class, () -> tiles.multiply(block, target, 0, 128));
            }
            assertThrows(IndexOutOfBoundsException.class, () -> tiles.multiply(fits, target, 4, 128));
            assertThrows(IndexOutOfBoundsException.class, () -> tiles.multiply(fits, target, 0, 132));
            assertThrows(IndexOutOfBoundsException.class, () -> tiles.multiply(fits, target, -4, 128));
            assertThrows(IllegalArgumentException.class, () -> tiles.multiply(fits, target, 0, -128));
            assertThrows(IllegalArgumentException.class, () -> tiles.multiply(fits, target.asReadOnly(), 0, 128));
            Block none = new Block(left, 0, step, 0, packed.bytes(), right, 2, 1, false);
            assertThrows(IllegalArgumentException.class, () -> tiles.multiply(none, target, 0, 128));
        }
    }

    /** Blocks so deep that a call computes fewer rows than there are registers for. */
    @ParameterizedTest
    @EnumSource
    void deepBlocksAreCut(InstructionSet set) {
        NativeTiles tiles = new NativeTiles(set, kernels(set));
        int depth = tiles.mostDepth();
        int rows = 7;
        byte[] right = new byte[depth * 2];
        Arrays.fill(right, (byte) -3);
        RandomBlocks.Packed packed = RandomBlocks.Packed.of(tiles.leftForm(), right, 0, 2, 1, depth, 2);
        short[] left = new short[rows * depth];
        for (int i = 0; i < left.length; i++) {
            left[i] = (short) (i / depth);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(128L * rows);
            long step = (long) depth * tiles.leftForm().bytes();
            MemorySegment memory = RandomBlocks.memory(tiles.leftForm(), left);
            tiles.multiply(
                    new Block(memory, 0, step, rows, packed.bytes(), packed.at(), packed.groups(), 1, false),
                    target,
                    0,
                    128);
            for (int row = 0; row < rows; row++) {
                int sum = -3 * row * depth;
                assertEquals(
                        set.isOfFloats() ? Float.floatToRawIntBits(sum) : sum,
                        target.get(ValueLayout.JAVA_INT, 128L * row));
                assertEquals(0, target.get(ValueLayout.JAVA_INT, 128L * row + 8));
            }
        }
        assertTrue((long) tiles.mostRows(packed.groups()) * IntegerTiles.COLUMNS * packed.groups() * IntegerTiles.GROUP
                <= set.mostProducts());
    }

    /** Kernels of which some do nothing. */
    private static TestedKernels withFaults(InstructionSet set, Predicate<BlockForm> isFaulty) {
        return TestedKernels.of(set, form -> {
            if (!isFaulty.test(form)) {
                return form.code().bytes();
            }
            X86Assembler code = new X86Assembler();
            code.ret();
            return code.bytes();
        });
    }

    @ParameterizedTest
    @EnumSource
    void refusesKernelsOneByOne(InstructionSet set) {
        int most = set.mostRows();
        assumeTrue(HostReport.read().sets().contains(set), "this host has no " + set);
        for (List<Integer> faulty : List.of(List.of(most), List.of(2, most - 1), List.of(3, 4, 5))) {
            TestedKernels kernels = withFaults(set, form -> faulty.contains(form.rows()));
            assertEquals(
                    BlockForm.all(set).stream()
                            .filter(form -> faulty.contains(form.rows()))
                            .count(),
                    kernels.refused().size());
            assertTrue(kernels.isEnough(set));
            BLOCKS.check(new NativeTiles(set, kernels), 20);
        }
        TestedKernels none = withFaults(set, form -> form.rows() == 1);
        assertFalse(none.isEnough(set));
        assertThrows(IllegalArgumentException.class, () -> new NativeTiles(set, none));
    }

    private static HostReport report(Set<CpuExtension> extensions) {
        return new HostReport("Linux", "amd64", true, 64, extensions);
    }

    private static String refusal(HostReport report) {
        Offer offer = NativeTilesProvider.offer(report, set -> {
            throw new AssertionError("nothing is to be written");
        });
        return assertInstanceOf(Offer.Refused.class, offer).reason();
    }

    @Test
    void otherHostsHaveNone() {
        Set<CpuExtension> all = EnumSet.allOf(CpuExtension.class);
        assertEquals(
                "there are kernels for Linux on x86-64 only, and this is Windows 11 on amd64",
                refusal(new HostReport("Windows 11", "amd64", true, 64, all)));
        assertTrue(refusal(new HostReport("Linux", "aarch64", true, 64, all)).contains("Linux on aarch64"));
        assertTrue(refusal(new HostReport("Linux", "amd64", false, 64, all)).contains("--enable-native-access="));
        assertEquals("the processor has neither AVX512-VNNI nor AVX-VNNI nor AVX2", refusal(report(Set.of())));
        assertEquals(
                "the virtual machine uses vectors of 128 bits only",
                refusal(new HostReport("Linux", "amd64", true, 16, all)));
    }

    @Test
    void takesTheBestInstructionsOfTheHost() {
        Set<CpuExtension> all = EnumSet.allOf(CpuExtension.class);
        assertEquals(List.of(InstructionSet.values()), report(all).sets());
        assertEquals(
                List.of(InstructionSet.AVX2), report(Set.of(CpuExtension.AVX2)).sets());
        // With -XX:UseAVX=2 the virtual machine has vectors of 256 bits on processors with 512.
        assertEquals(
                List.of(InstructionSet.AVX_VNNI, InstructionSet.AVX2),
                new HostReport("Linux", "amd64", true, 32, all).sets());
        assertEquals(
                List.of(InstructionSet.AVX2),
                new HostReport("Linux", "amd64", true, 32, EnumSet.of(CpuExtension.AVX512_VNNI, CpuExtension.AVX2))
                        .sets());
    }

    /** Kernels that are said to have passed or failed; none runs. */
    private static TestedKernels claimed(InstructionSet set, Predicate<BlockForm> passes) {
        Map<BlockForm, MemorySegment> passed = new HashMap<>();
        List<String> refused = new ArrayList<>();
        for (BlockForm form : BlockForm.all(set)) {
            if (passes.test(form)) {
                passed.put(form, MemorySegment.NULL);
            } else {
                refused.add("the kernel for " + form + " is wrong");
            }
        }
        return new TestedKernels(passed, refused);
    }

    private static String offered(Function<InstructionSet, TestedKernels> tested) {
        Offer offer = NativeTilesProvider.offer(report(EnumSet.allOf(CpuExtension.class)), tested);
        return switch (offer) {
            case Offer.Ready(IntegerTiles _, String description) -> description;
            case Offer.Refused(String reason) -> reason;
        };
    }

    private static String offeredFloats(HostReport report, Predicate<BlockForm> passes) {
        return switch (NativeTilesProvider.offerFloats(report, set -> claimed(set, passes))) {
            case Offer.Ready(IntegerTiles _, String description) -> description;
            case Offer.Refused(String reason) -> reason;
        };
    }

    /** One instruction set takes blocks of all sizes, and only if all its kernels pass: sums may not depend on sizes. */
    @Test
    void bfloatsHaveOneInstructionSet() {
        HostReport all = report(EnumSet.allOf(CpuExtension.class));
        assertEquals("AMX-BF16, 64 kernels", offeredFloats(all, _ -> true));
        assertEquals(
                "AVX512-BF16, 15 kernels",
                offeredFloats(all, form -> form.set() != InstructionSet.AMX_BF16 || form.rows() != 7));
        assertTrue(offeredFloats(all, _ -> false).startsWith("kernels fail their test: "));
        String missing = "there is neither AMX-BF16 nor AVX512-BF16 that the virtual machine may use";
        assertEquals(missing, offeredFloats(report(Set.of(CpuExtension.AVX2)), _ -> true));
        assertEquals(
                missing,
                offeredFloats(
                        new HostReport("Linux", "amd64", true, 32, EnumSet.allOf(CpuExtension.class)), _ -> true));
        assertTrue(offeredFloats(new HostReport("Linux", "aarch64", true, 64, Set.of()), _ -> true)
                .contains("Linux on aarch64"));
    }

    @Test
    void goesOnToTheNextInstructionsIfOneRowCannotBeComputed() {
        assertEquals(
                "AMX-INT8, 128 kernels from 12 rows on, AVX512-VNNI, 30 kernels",
                offered(set -> claimed(set, _ -> true)));
        assertEquals(
                "AMX-INT8, 124 kernels from 12 rows on, AVX512-VNNI, 28 kernels; 6 refused",
                offered(set -> claimed(set, form -> form.rows() != 12)));
        assertEquals(
                "AMX-INT8, 128 kernels from 12 rows on, AVX-VNNI, 14 kernels; 1 refused",
                offered(set ->
                        claimed(set, form -> !form.equals(new BlockForm(InstructionSet.AVX512_VNNI, 1, 1, true)))));
        // What reads other rows cannot be used with tiles.
        assertEquals(
                "AMX-INT8, 128 kernels; 44 refused",
                offered(set -> claimed(set, _ -> set == InstructionSet.AMX_INT8 || set == InstructionSet.AVX2)));
        assertEquals(
                "AVX512-VNNI, 30 kernels; 128 refused",
                offered(set -> claimed(set, _ -> set != InstructionSet.AMX_INT8)));
        assertEquals("AVX2, 6 kernels; 172 refused", offered(set -> claimed(set, _ -> set == InstructionSet.AVX2)));
        assertEquals(
                "kernels fail their test: the kernel for AMX-INT8, 1 rows x 1 panels, u8 x i8 is wrong",
                offered(set -> claimed(set, _ -> false)));
    }
}
