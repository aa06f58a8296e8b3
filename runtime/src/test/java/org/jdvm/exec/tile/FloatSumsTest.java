package org.jdvm.exec.tile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.CoreState;
import org.jdvm.machine.HostVectors;
import org.jdvm.tier.SumTree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vector sums of rows have the bits of {@link SumTree}, whatever the number of terms. */
class FloatSumsTest {
    /** A group of rows whose lanes are combined at the same time, and some more. */
    private static final int ROWS = Layout.COUNT + 3;

    private static final int MOST = 4 * SumTree.BLOCK;
    private static final int PITCH = MOST * Float.BYTES;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void rowsOfAnyLength(int firstBlock) {
        assumeTrue(HostVectors.areUsable());
        CoreState core = new CoreState(ROWS * PITCH);
        Random random = new Random(1);
        int[] lengths = IntStream.concat(
                        IntStream.rangeClosed(0, 3 * SumTree.PARTIALS + 1),
                        random.ints(60, SumTree.BLOCK - 9, MOST + 1))
                .toArray();
        for (int count : lengths) {
            boolean zeros = random.nextInt(4) == 0;
            float[][] rows = new float[ROWS][MOST];
            for (int r = 0; r < ROWS; r++) {
                for (int i = 0; i < MOST; i++) {
                    // The memory after a row holds NaNs, which would be seen in any sum.
                    rows[r][i] = i >= count ? Float.NaN : zeros ? -0f : (float) random.nextGaussian();
                    core.local.setAtIndex(Layout.FLOAT, (long) r * MOST + i, rows[r][i]);
                }
            }
            int first = firstBlock * SumTree.BLOCK;
            float[] actual = new float[ROWS];
            FloatSums.rows(core, actual, 0, PITCH, ROWS, first, count);
            int[] expected = new int[ROWS];
            int[] bits = new int[ROWS];
            for (int r = 0; r < ROWS; r++) {
                expected[r] =
                        Float.floatToRawIntBits(SumTree.row(rows[r], 0, first, first + count, new float[SumTree.ROOM]));
                bits[r] = Float.floatToRawIntBits(actual[r]);
            }
            assertArrayEquals(expected, bits, count + " terms from " + first + " on");
        }
    }
}
