package org.jdvm.exec.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.machine.HostVectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocks of any height, whatever heights have vector code that is ready, give the bits of scalar code and touch nothing below them. */
class DirectKernelsTest {
    private static final int GUARD_ROWS = 2;

    private final SplittableRandom random = new SplittableRandom(11);

    @AfterEach
    void restore() {
        KernelVariants.use(KernelVariants.Forms.fromProperty());
    }

    @Test
    void lowerBlocksReplaceOnesThatAreNotReady() {
        assumeTrue(HostVectors.areUsable());
        List<Integer> heights = IntStream.rangeClosed(1, MicroKernels.HIGHEST)
                .filter(ProductHeights::has)
                .boxed()
                .toList();
        for (int kind : new int[] {KernelVariants.DIRECT_PRODUCT, KernelVariants.COPIED_PRODUCT}) {
            for (int ready = 0; ready < 1 << heights.size(); ready++) {
                KernelVariants.use(KernelVariants.Forms.AUTO);
                for (int i = 0; i < heights.size(); i++) {
                    if ((ready >> i & 1) != 0) {
                        KernelVariants.setReady(kind, heights.get(i));
                    }
                }
                for (int height : heights) {
                    check(height, kind == KernelVariants.COPIED_PRODUCT ? DirectKernels.PITCH : 0);
                }
            }
        }
    }

    private void check(int height, int pitch) {
        int depth = 1 + random.nextInt(40);
        int step = pitch > 0 ? pitch : depth + random.nextInt(3);
        float[] a = floats(height * step);
        float[] b = floats(MicroKernels.COLUMNS * depth);
        int row = MicroKernels.COLUMNS * Float.BYTES;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found =
                    arena.allocate((long) (height + GUARD_ROWS) * row, row).fill((byte) 0x7b);
            MemorySegment expected = arena.allocate(found.byteSize(), row).copyFrom(found);
            DirectKernels.multiply(height, a, 0, step, b, 0, depth, found, 0, row);
            ScalarProducts.multiply(height, a, 0, step, 1, b, 0, MicroKernels.COLUMNS, depth, expected, 0, row);
            assertArrayEquals(
                    expected.toArray(ValueLayout.JAVA_INT),
                    found.toArray(ValueLayout.JAVA_INT),
                    () -> "%d rows of %d, depth %d".formatted(height, step, depth));
        }
    }

    private float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
