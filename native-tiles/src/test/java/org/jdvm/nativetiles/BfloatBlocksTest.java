package org.jdvm.nativetiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.jdvm.exec.gemm.BfloatPanels;
import org.jdvm.exec.gemm.IntegerTiles;
import org.jdvm.exec.gemm.IntegerTiles.Block;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of bfloat16 numbers of many magnitudes against sums in 64-bit floats, by this processor and by the interpreter. */
class BfloatBlocksTest {
    private static final int[] DEPTHS = {1, 2, 3, 7, 31, 32, 33, 64, 65, 97, 384, 1021};

    private final Random random = new Random(11);

    private short number() {
        float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(-20, 20)));
        return (short) (Float.floatToRawIntBits(value) >> Short.SIZE);
    }

    private static double value(short bits) {
        return Float.intBitsToFloat(bits << Short.SIZE);
    }

    private short[] numbers(int count) {
        short[] numbers = new short[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = number();
        }
        return numbers;
    }

    private void check(IntegerTiles tiles, int rows, int depth, int columns) {
        short[] right = numbers(depth * columns);
        BfloatPanels panels = new BfloatPanels(depth, columns);
        panels.fill((k, column) -> right[k * columns + column]);
        int step = panels.groups() * BfloatPanels.GROUP;
        short[] left = numbers(rows * step);
        int count = Math.ceilDiv(columns, IntegerTiles.COLUMNS);
        int pitch = count * IntegerTiles.COLUMNS;
        float[] target = new float[rows * pitch];
        Block block = new Block(
                MemorySegment.ofArray(left),
                0,
                (long) step * Short.BYTES,
                rows,
                panels.bytes(),
                panels.at(0),
                panels.groups(),
                count,
                false);
        tiles.multiply(block, MemorySegment.ofArray(target), 0, 4L * pitch);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                double magnitude = 0;
                for (int k = 0; k < depth; k++) {
                    double product = value(left[row * step + k]) * value(right[k * columns + column]);
                    sum += product;
                    magnitude += Math.abs(product);
                }
                // Each of at most depth + 1 additions is rounded to 24 bits.
                double most = (depth + 1) * magnitude * 0x1p-24;
                double actual = target[row * pitch + column];
                assertTrue(
                        Math.abs(actual - sum) <= most,
                        () -> "%s, not near what it should be, of %d x %d x %d"
                                .formatted(actual, rows, depth, columns));
            }
        }
    }

    private void check(IntegerTiles tiles, int blocks) {
        for (int i = 0; i < blocks; i++) {
            check(tiles, 1 + random.nextInt(70), DEPTHS[random.nextInt(DEPTHS.length)], 1 + random.nextInt(170));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AMX_BF16", "AVX512_BF16"})
    void productsOfThisProcessor(InstructionSet set) {
        assumeTrue(HostReport.read().sets().contains(set), "this host has no " + set);
        check(new NativeTiles(set, TestedKernels.of(set)), 200);
    }

    @ParameterizedTest
    @EnumSource(names = {"AMX_BF16", "AVX512_BF16"})
    void productsOfTheInterpreter(InstructionSet set) {
        check(InterpretedKernelsTest.tiles(set, form -> form.code().bytes()), 25);
    }

    /** The same bits for a row whatever is computed with it: products may be cut anywhere. */
    @ParameterizedTest
    @EnumSource(names = {"AMX_BF16", "AVX512_BF16"})
    void bitsDoNotDependOnTheBlock(InstructionSet set) {
        IntegerTiles tiles = HostReport.read().sets().contains(set)
                ? new NativeTiles(set, TestedKernels.of(set))
                : InterpretedKernelsTest.tiles(set, form -> form.code().bytes());
        int rows = 37;
        int depth = 140;
        int count = 5;
        int pitch = count * IntegerTiles.COLUMNS;
        short[] right = numbers(depth * pitch);
        BfloatPanels panels = new BfloatPanels(depth, pitch);
        panels.fill((k, column) -> right[k * pitch + column]);
        MemorySegment left = MemorySegment.ofArray(numbers(rows * depth));
        float[] whole = new float[rows * pitch];
        tiles.multiply(
                new Block(left, 0, 2L * depth, rows, panels.bytes(), panels.at(0), panels.groups(), count, false),
                MemorySegment.ofArray(whole),
                0,
                4L * pitch);
        for (int part : new int[] {1, 2, 3, 11, 17}) {
            float[] cut = new float[rows * pitch];
            for (int row = 0; row < rows; row += part) {
                for (int panel = 0; panel < count; panel++) {
                    tiles.multiply(
                            new Block(
                                    left,
                                    2L * depth * row,
                                    2L * depth,
                                    Math.min(part, rows - row),
                                    panels.bytes(),
                                    panels.at(panel),
                                    panels.groups(),
                                    1,
                                    false),
                            MemorySegment.ofArray(cut),
                            4L * (pitch * row + IntegerTiles.COLUMNS * panel),
                            4L * pitch);
                }
            }
            for (int i = 0; i < whole.length; i++) {
                assertEquals(Float.floatToRawIntBits(whole[i]), Float.floatToRawIntBits(cut[i]));
            }
        }
    }
}
