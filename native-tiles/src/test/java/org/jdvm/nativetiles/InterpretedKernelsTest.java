package org.jdvm.nativetiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jdvm.exec.gemm.IntegerTiles.Block;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels of all instruction sets, also of those that this machine has not, run by an interpreter. */
class InterpretedKernelsTest {
    private static final int[] ROWS = {1, 2, 3, 11, 12, 13, 15, 16, 17, 23, 31, 32, 33, 37, 61, 65};
    private static final int[] DEPTHS = {1, 3, 4, 5, 17, 60, 61, 64, 65, 68, 128, 131, 250, 320};
    private static final int[] PANELS = {1, 2, 3, 4, 5, 8};

    /** Kernels that are taken as they are written. */
    static NativeTiles tiles(InstructionSet set, Function<BlockForm, byte[]> writer) {
        Map<BlockForm, MemorySegment> kernels = new LinkedHashMap<>();
        BlockForm.all(set).forEach(form -> kernels.put(form, MemorySegment.ofArray(writer.apply(form))));
        return new NativeTiles(set, new TestedKernels(kernels, List.of()), InterpretedKernelsTest::interpret);
    }

    private static NativeTiles tiles(InstructionSet set) {
        return tiles(set, form -> form.code().bytes());
    }

    private static void interpret(
            MemorySegment kernel,
            MemorySegment left,
            MemorySegment right,
            MemorySegment target,
            long groups,
            long leftStep,
            long pitch) {
        GuardedMemory memory = new GuardedMemory();
        // Heads are before the address that kernels get.
        MemorySegment whole = MemorySegment.ofArray((byte[]) right.heapBase().orElseThrow());
        long leftAt = memory.add(left, false);
        long rightAt = memory.add(whole, false) + whole.byteSize() - right.byteSize();
        long targetAt = memory.add(target, true);
        byte[] code = kernel.toArray(ValueLayout.JAVA_BYTE);
        X86Interpreter.call(memory, code, leftAt, rightAt, targetAt, groups, leftStep, pitch);
    }

    @ParameterizedTest
    @EnumSource
    void computesBlocks(InstructionSet set) {
        new RandomBlocks(ROWS, DEPTHS, PANELS).check(tiles(set), 150);
    }

    /** Every height, at depths that end in a whole tile and in a part of one. */
    @ParameterizedTest
    @EnumSource
    void computesEachHeight(InstructionSet set) {
        NativeTiles tiles = tiles(set);
        for (int rows = 1; rows <= set.mostRows(); rows++) {
            for (int depth : new int[] {64, 67, 128}) {
                for (int panels : new int[] {1, BlockForm.MANY}) {
                    new RandomBlocks(new int[] {rows}, new int[] {depth}, new int[] {panels}).check(tiles, 1);
                }
            }
        }
    }

    /** The comparison finds kernels of other heights and of other left operands, and the guards find those that go too far. */
    @Test
    void wrongKernelsAreFound() {
        NativeTiles tooFewRows = tiles(
                InstructionSet.AMX_INT8,
                form -> new BlockForm(form.set(), Math.max(1, form.rows() - 1), form.panels(), form.isSigned())
                        .code()
                        .bytes());
        RandomBlocks blocks = new RandomBlocks(new int[] {16, 31}, new int[] {70}, new int[] {1});
        assertThrows(AssertionError.class, () -> blocks.check(tooFewRows, 1));
        NativeTiles tooManyRows = tiles(
                InstructionSet.AMX_INT8,
                form -> new BlockForm(form.set(), form.rows() + 1, form.panels(), form.isSigned())
                        .code()
                        .bytes());
        assertThrows(IndexOutOfBoundsException.class, () -> blocks.check(tooManyRows, 1));
        NativeTiles otherSign = tiles(
                InstructionSet.AVX512_VNNI,
                form -> new BlockForm(form.set(), form.rows(), form.panels(), !form.isSigned())
                        .code()
                        .bytes());
        assertThrows(AssertionError.class, () -> blocks.check(otherSign, 1));
    }

    @Test
    void twoInstructionSetsShareBlocks() {
        NativeTiles amx = tiles(InstructionSet.AMX_INT8);
        NativeTiles vnni = tiles(InstructionSet.AVX512_VNNI);
        TilesByRows both = new TilesByRows(amx, vnni);
        new RandomBlocks(ROWS, DEPTHS, PANELS).check(both, 60);
        assertEquals("AMX-INT8, 128 kernels from 12 rows on, AVX512-VNNI, 30 kernels", both.toString());
        NativeTiles nothing = new NativeTiles(
                InstructionSet.AVX512_VNNI, passed(InstructionSet.AVX512_VNNI), (_, _, _, _, _, _, _) -> {
                    throw new AssertionError("few rows");
                });
        TilesByRows onlyMany = new TilesByRows(amx, nothing);
        RandomBlocks many = new RandomBlocks(new int[] {12, 40}, new int[] {9}, new int[] {2});
        many.check(onlyMany, 2);
        RandomBlocks few = new RandomBlocks(new int[] {11}, new int[] {9}, new int[] {2});
        assertThrows(AssertionError.class, () -> few.check(onlyMany, 1));
        assertThrows(IllegalArgumentException.class, () -> new TilesByRows(amx, tiles(InstructionSet.AVX2)));
    }

    private static TestedKernels passed(InstructionSet set) {
        Map<BlockForm, MemorySegment> kernels = new LinkedHashMap<>();
        BlockForm.all(set).forEach(form -> kernels.put(form, MemorySegment.NULL));
        return new TestedKernels(kernels, List.of());
    }

    /** A call of several panels has no more products than the bound says, at the largest depth that takes several. */
    @ParameterizedTest
    @EnumSource
    void callsAreShort(InstructionSet set) {
        for (int groups : new int[] {1, 96, 1024, 1025, 4096}) {
            Map<BlockForm, MemorySegment> kernels = new LinkedHashMap<>();
            BlockForm.all(set)
                    .forEach(form -> kernels.put(
                            form, MemorySegment.ofArray(new byte[] {(byte) form.rows(), (byte) form.panels()})));
            NativeTiles tiles =
                    new NativeTiles(set, new TestedKernels(kernels, List.of()), (kernel, _, _, _, depth, _, _) -> {
                        long rows = kernel.get(ValueLayout.JAVA_BYTE, 0);
                        long panels = kernel.get(ValueLayout.JAVA_BYTE, 1);
                        long products = rows * panels * set.stripe() / Integer.BYTES * depth * IntegerTiles.GROUP;
                        assertTrue(products <= set.mostProducts(), () -> rows + " x " + panels + " x " + depth);
                    });
            int rows = 70;
            int depth = groups * tiles.leftForm().groupBytes();
            byte[] right = new byte[IntegerTiles.panelBytes(groups) * 5];
            Block block = new Block(
                    MemorySegment.ofArray(new byte[rows * depth]),
                    0,
                    depth,
                    rows,
                    right,
                    IntegerTiles.HEAD_BYTES,
                    groups,
                    5,
                    false);
            tiles.multiply(block, MemorySegment.ofArray(new int[rows * 160]), 0, 640);
        }
    }
}
