package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jdvm.exec.gemm.MicroKernels;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.machine.HostVectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products with a constant left operand, whose operands are exchanged where columns are uneven, have the bits of those without. */
class ExchangedProductTest {
    private static final int[] ROWS = {32, 33, 70, 160};
    private static final int[] COLUMNS = {16, 17, 33, 49, 196};
    private static final int[] DEPTHS = {1, 7, 300};

    private final SplittableRandom random = new SplittableRandom(17);

    @AfterEach
    void restore() {
        KernelVariants.use(KernelVariants.Forms.fromProperty());
    }

    private Tensor random(int... dims) {
        int count = 1;
        for (int dim : dims) {
            count *= dim;
        }
        float[] elements = new float[count];
        for (int i = 0; i < count; i++) {
            elements[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.of(elements, dims);
    }

    private static int[] bits(Tensor tensor) {
        float[] floats = tensor.toFloatArray();
        int[] bits = new int[floats.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(floats[i]);
        }
        return bits;
    }

    private static Tensor constant(Tensor tensor) {
        return Tensor.of(tensor.toFloatArray(), tensor.dims()).constant();
    }

    @ParameterizedTest
    @EnumSource(
            value = KernelVariants.Forms.class,
            names = {"SCALAR", "VECTOR"})
    void productsHaveTheSameBits(KernelVariants.Forms forms) {
        KernelVariants.use(forms);
        for (int rows : ROWS) {
            for (int columns : COLUMNS) {
                for (int depth : DEPTHS) {
                    check(rows, depth, columns);
                }
            }
        }
        // In slices of the depth.
        check(64, 2305, 49);
    }

    private void check(int rows, int depth, int columns) {
        Tensor left = random(rows, depth);
        Tensor right = random(depth, columns);
        Tensor addend = random(rows, columns);
        assertArrayEquals(
                bits(left.matmul(right).add(addend)),
                bits(constant(left).matmul(right).add(addend)),
                () -> "%d x %d x %d".formatted(rows, depth, columns));
    }

    @ParameterizedTest
    @EnumSource(
            value = KernelVariants.Forms.class,
            names = {"SCALAR", "VECTOR"})
    void convolutionsHaveTheSameBits(KernelVariants.Forms forms) {
        KernelVariants.use(forms);
        for (int groups = 1; groups <= 2; groups++) {
            for (int stride = 1; stride <= 2; stride++) {
                for (int size : new int[] {7, 10}) {
                    Tensor image = random(2, 6 * groups, size, size);
                    Tensor weight = random(40 * groups, 6, 3, 3);
                    Tensor bias = random(40 * groups);
                    assertArrayEquals(
                            bits(image.conv2d(weight, bias, stride, 1, 1, groups)
                                    .relu()),
                            bits(image.conv2d(constant(weight), bias, stride, 1, 1, groups)
                                    .relu()),
                            "%d groups, stride %d, size %d".formatted(groups, stride, size));
                }
            }
        }
    }

    @Test
    void aConstantServesBothForms() {
        Tensor left = random(64, 100);
        Tensor constant = constant(left);
        for (int columns : new int[] {49, 64, 49, 196, 49}) {
            Tensor right = random(100, columns);
            assertArrayEquals(bits(left.matmul(right)), bits(constant.matmul(right)), "columns " + columns);
        }
    }

    @Test
    void columnsThatFillNoPanelAreRowsOfBlocks() {
        assumeTrue(HostVectors.areUsable() && MicroKernels.HIGHEST <= MicroKernels.COLUMNS);
        KernelVariants.use(KernelVariants.Forms.AUTO);
        int columns = MicroKernels.COLUMNS + MicroKernels.COLUMNS / 2 + 1;
        constant(random(4 * MicroKernels.COLUMNS, 576))
                .matmul(random(576, columns))
                .toFloatArray();
        assertTrue(IntStream.rangeClosed(1, MicroKernels.HIGHEST)
                .mapToObj(height -> new KernelVariants.Routine(KernelVariants.EXCHANGED_PRODUCT, height))
                .anyMatch(KernelVariants::isKnown));
    }

    @ParameterizedTest
    @EnumSource(
            value = KernelVariants.Forms.class,
            names = {"SCALAR", "VECTOR"})
    void sumsAreRight(KernelVariants.Forms forms) {
        KernelVariants.use(forms);
        int rows = 64;
        int depth = 128;
        int columns = 49;
        float[] left = random(rows, depth).toFloatArray();
        float[] right = random(depth, columns).toFloatArray();
        float[] actual = Tensor.of(left, rows, depth)
                .constant()
                .matmul(Tensor.of(right, depth, columns))
                .toFloatArray();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                double magnitude = 0;
                for (int k = 0; k < depth; k++) {
                    double product = (double) left[row * depth + k] * right[k * columns + column];
                    sum += product;
                    magnitude += Math.abs(product);
                }
                assertTrue(Math.abs(sum - actual[row * columns + column]) <= 1e-5 * magnitude);
            }
        }
    }
}
