package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.jdvm.annotations.Coordinates;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Interpolation;
import org.jdvm.annotations.NearestMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Resized axes against the numbers of ONNX's tests of its operator Resize, and against plain loops with coordinates in 32-bit floats. */
class ResizeTest {
    private static final NearestMode LOWER = NearestMode.ROUND_PREFER_FLOOR;

    private final Random random = new Random(5);

    private static Tensor square() {
        return Tensor.range(16, DType.F32).add(1).reshape(1, 1, 4, 4);
    }

    /** Both last axes by a scale. */
    private static float[] scaled(
            Tensor x, double scale, Interpolation mode, Coordinates coordinates, double cubic, boolean excludes) {
        float rounded = (float) scale;
        Tensor rows = x.resize(2, (int) (x.dim(2) * rounded), rounded, mode, coordinates, LOWER, cubic, excludes);
        return rows.resize(3, (int) (x.dim(3) * rounded), rounded, mode, coordinates, LOWER, cubic, excludes)
                .toFloatArray();
    }

    @Test
    void numbersOfTheStandard() {
        assertArrayEquals(
                new float[] {
                    1.36812675f,
                    2.6695013f,
                    4.01333666f,
                    6.57362509f,
                    7.875f,
                    9.21883488f,
                    11.94896603f,
                    13.25034142f,
                    14.59417629f
                },
                scaled(square(), 0.8, Interpolation.CUBIC, Coordinates.HALF_PIXEL, -0.5, true),
                1e-5f);
        assertArrayEquals(
                new float[] {
                    1,
                    2.39519167f,
                    3.7903831f,
                    6.5807662f,
                    7.97595787f,
                    9.37114906f,
                    12.1615324f,
                    13.55672359f,
                    14.95191574f
                },
                scaled(square(), 0.8, Interpolation.CUBIC, Coordinates.ALIGN_CORNERS, -0.75, false),
                3e-5f);
        assertArrayEquals(
                new float[] {1.66666675f, 3.33333325f},
                Tensor.of(new float[] {1, 2, 3, 4}, 4)
                        .resize(0, 2, 0.6f, Interpolation.LINEAR, Coordinates.HALF_PIXEL_SYMMETRIC, LOWER, -0.75, false)
                        .toFloatArray(),
                1e-6f);
        int[] last = {2, 3};
        assertArrayEquals(
                new float[] {1.66666663f, 7, 12.33333302f},
                square().resize(last, new int[] {3, 1}, Interpolation.LINEAR, Coordinates.PYTORCH_HALF_PIXEL)
                        .toFloatArray(),
                1e-5f);
        float[] ceiled = square().resize(
                        last,
                        new int[] {8, 8},
                        Interpolation.NEAREST,
                        Coordinates.HALF_PIXEL,
                        NearestMode.CEIL,
                        -0.75,
                        false)
                .slice(2, 0, 2)
                .toFloatArray();
        assertArrayEquals(new float[] {1, 2, 2, 3, 3, 4, 4, 4, 5, 6, 6, 7, 7, 8, 8, 8}, ceiled);
        int[] floored = square().cast(DType.I32)
                .resize(
                        last,
                        new int[] {8, 8},
                        Interpolation.NEAREST,
                        Coordinates.ALIGN_CORNERS,
                        NearestMode.FLOOR,
                        -0.75,
                        false)
                .slice(2, 2, 4)
                .toIntArray();
        assertArrayEquals(new int[] {1, 1, 1, 2, 2, 3, 3, 4, 5, 5, 5, 6, 6, 7, 7, 8}, floored);
        float[] nearest = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)
                .resize(new int[] {-2, -1}, new int[] {7, 8}, Interpolation.NEAREST, Coordinates.HALF_PIXEL)
                .slice(0, 3, 5)
                .toFloatArray();
        assertArrayEquals(new float[] {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4}, nearest);
    }

    /** A place in 32-bit floats, step by step. */
    private static float place(int i, int before, int after, float scale, boolean bySize, Coordinates coordinates) {
        float middle = (i + 0.5f) / scale - 0.5f;
        return switch (coordinates) {
            case HALF_PIXEL -> middle;
            case PYTORCH_HALF_PIXEL -> after > 1 ? middle : 0;
            case ALIGN_CORNERS -> after > 1 ? (float) i * (before - 1) / (bySize ? after - 1 : scale * before - 1) : 0;
            case ASYMMETRIC -> i / scale;
            case HALF_PIXEL_SYMMETRIC -> {
                float share = (float) after / (float) ((double) scale * before);
                float offset = (float) (before / 2.0 * (float) (1.0 - share));
                yield middle + offset;
            }
        };
    }

    private static int nearest(float place, NearestMode mode) {
        double low = Math.floor(place);
        double share = place - low;
        return (int)
                switch (mode) {
                    case FLOOR -> low;
                    case CEIL -> Math.ceil(place);
                    case ROUND_PREFER_FLOOR -> share > 0.5 ? low + 1 : low;
                    case ROUND_PREFER_CEIL -> share >= 0.5 ? low + 1 : low;
                };
    }

    /** Keys' function of a distance. */
    private static double cubic(double distance, double a) {
        double t = Math.abs(distance);
        if (t <= 1) {
            return (a + 2) * t * t * t - (a + 3) * t * t + 1;
        }
        return t < 2 ? a * t * t * t - 5 * a * t * t + 8 * a * t - 4 * a : 0;
    }

    private static double[] expected(
            float[] x,
            int after,
            float scale,
            boolean bySize,
            Interpolation mode,
            Coordinates coordinates,
            NearestMode nearest,
            double a,
            boolean excludes) {
        double[] result = new double[after];
        for (int i = 0; i < after; i++) {
            float place = place(i, x.length, after, scale, bySize, coordinates);
            if (mode == Interpolation.NEAREST) {
                result[i] = x[Math.clamp(nearest(place, nearest), 0, x.length - 1)];
                continue;
            }
            int low = (int) Math.floor(place);
            double shares = 0;
            for (int j = low - 1; j <= low + 2; j++) {
                double distance = (double) place - j;
                double share = mode == Interpolation.CUBIC ? cubic(distance, a) : Math.max(0, 1 - Math.abs(distance));
                if (!excludes || j >= 0 && j < x.length) {
                    shares += share;
                    result[i] += share * x[Math.clamp(j, 0, x.length - 1)];
                }
            }
            result[i] /= excludes ? shares : 1;
        }
        return result;
    }

    @ParameterizedTest
    @EnumSource
    void oneAxis(Coordinates coordinates) {
        for (int i = 0; i < 40; i++) {
            int before = 1 + random.nextInt(i % 3 == 0 ? 70 : 7);
            int after = random.nextInt(i % 4 == 0 ? 150 : 9);
            boolean bySize = random.nextBoolean();
            float scale = bySize ? (float) after / before : (after + random.nextFloat() * 0.9f + 0.05f) / before;
            Interpolation mode = Interpolation.values()[random.nextInt(3)];
            NearestMode nearest = NearestMode.values()[random.nextInt(4)];
            double a = random.nextBoolean() ? -0.75 : -0.5;
            boolean excludes = random.nextBoolean();
            float[] x = new float[before];
            for (int j = 0; j < before; j++) {
                x[j] = random.nextInt(-100, 101);
            }
            // two slices, the second one twice the first
            Tensor rows = Tensor.concat(
                    0, Tensor.of(x, 1, before), Tensor.of(x, 1, before).mul(2));
            int axis = random.nextInt(2);
            Tensor tensor = axis == 0 ? rows.transpose() : rows;
            Tensor resized = bySize
                    ? tensor.resize(new int[] {axis}, new int[] {after}, mode, coordinates, nearest, a, excludes)
                    : tensor.resize(axis - 2, after, scale, mode, coordinates, nearest, a, excludes);
            double[] expected = expected(x, after, scale, bySize, mode, coordinates, nearest, a, excludes);
            float[] actual = (axis == 0 ? resized.transpose() : resized).toFloatArray();
            assertEquals(2 * after, actual.length);
            String what = "%d to %d, %s, %s, %s, %s".formatted(before, after, scale, mode, nearest, excludes);
            for (int j = 0; j < after; j++) {
                assertEquals(expected[j], actual[j], 2e-3, what + " at " + j);
                assertEquals(2 * expected[j], actual[after + j], 4e-3, what + " at " + j);
            }
        }
    }

    @Test
    void wrongCalls() {
        Tensor x = Tensor.of(new float[6], 2, 3);
        assertEquals(
                "resize: between elements takes [f32, f16, bf16], not i32; cast x first",
                fails(() -> x.cast(DType.I32).resize(0, 4, Interpolation.LINEAR, Coordinates.HALF_PIXEL)));
        assertEquals(
                "resize: axis -1 is named twice",
                fails(() ->
                        x.resize(new int[] {1, -1}, new int[] {1, 2}, Interpolation.LINEAR, Coordinates.HALF_PIXEL)));
        assertEquals(
                "resize: needs a size for each axis, but has 1 for 2",
                fails(() -> x.resize(new int[] {0, 1}, new int[] {1}, Interpolation.LINEAR, Coordinates.HALF_PIXEL)));
        assertEquals(
                "resize of dim 1 of [2, 0] to 4: the axis may not be empty: needs 0 < 0, which is never true",
                fails(() -> x.slice(1, 0, 0).resize(1, 4, Interpolation.NEAREST, Coordinates.HALF_PIXEL)));
        assertEquals(
                "resize: [2, 3] has 2 dims, so there is no axis 2",
                fails(() -> x.resize(2, 4, Interpolation.NEAREST, Coordinates.HALF_PIXEL)));
    }

    private static String fails(Runnable call) {
        return assertThrows(JdvmException.class, call::run).getMessage();
    }

    /** The numbers of ONNX's tests, whose elements beyond the ends are those at the ends. */
    @Test
    void antialiasedNumbersOfTheStandard() {
        int[] last = {2, 3};
        int[] sizes = {3, 3};
        assertArrayEquals(
                new float[] {
                    2.3636363f, 3.590909f, 4.818182f, 7.2727275f, 8.5f, 9.727273f, 12.181818f, 13.409091f, 14.636364f
                },
                square().resize(last, sizes, Interpolation.LINEAR, Coordinates.HALF_PIXEL, LOWER, -0.75, false, true)
                        .toFloatArray(),
                1e-5f);
        assertArrayEquals(
                new float[] {
                    1.7750092f, 3.1200073f, 4.4650054f, 7.1550016f, 8.5f, 9.844998f, 12.534994f, 13.8799925f, 15.224991f
                },
                square().resize(last, sizes, Interpolation.CUBIC, Coordinates.HALF_PIXEL, LOWER, -0.75, false, true)
                        .toFloatArray(),
                1e-5f);
    }

    /** PyTorch's formula in double precision, along each axis, to fewer and more elements. */
    @Test
    void antialiasedAgainstLoops() {
        int[][] cases = {{7, 3}, {3, 7}, {64, 10}, {31, 31}, {5, 1}, {1, 4}, {100, 33}};
        for (Interpolation mode : new Interpolation[] {Interpolation.LINEAR, Interpolation.CUBIC}) {
            for (int[] sizes : cases) {
                double[] row = random.doubles(sizes[0], -1, 1).toArray();
                float[] elements = new float[3 * row.length * 2];
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = (float) row[i / 2 % row.length];
                }
                double[] expected = antialiased(row, sizes[1], mode);
                int[] to = {sizes[1]};
                Tensor inside = Tensor.of(elements, 3, row.length, 2)
                        .resize(new int[] {1}, to, mode, Coordinates.HALF_PIXEL, true);
                float[] actual = inside.toFloatArray();
                for (int i = 0; i < actual.length; i++) {
                    assertEquals(expected[i / 2 % sizes[1]], actual[i], 1e-5, () -> mode + " " + sizes[0]);
                }
                Tensor atEnd = Tensor.of(elements, 3, row.length, 2)
                        .transpose(1, 2)
                        .resize(new int[] {-1}, to, mode, Coordinates.HALF_PIXEL, true);
                assertArrayEquals(inside.transpose(1, 2).toFloatArray(), atEnd.toFloatArray(), 1e-6f);
            }
        }
    }

    private static double[] antialiased(double[] row, int size, Interpolation mode) {
        double scale = (double) row.length / size;
        double width = Math.max(1, scale);
        double[] result = new double[size];
        for (int i = 0; i < size; i++) {
            double center = scale * (i + 0.5);
            double sum = 0;
            for (int j = 0; j < row.length; j++) {
                double share = curve(Math.abs(j + 0.5 - center) / width, mode);
                result[i] += share * row[j];
                sum += share;
            }
            result[i] /= sum;
        }
        return result;
    }

    private static double curve(double t, Interpolation mode) {
        if (mode == Interpolation.LINEAR) {
            return Math.max(0, 1 - t);
        }
        return t < 1 ? (1.5 * t - 2.5) * t * t + 1 : t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
    }

    @Test
    void theNearestElementHasNoAntialiasing() {
        assertEquals(
                "resize: antialiasing is for LINEAR and CUBIC; the nearest element averages over nothing",
                assertThrows(
                                JdvmException.class,
                                () -> square().resize(
                                                new int[] {2},
                                                new int[] {2},
                                                Interpolation.NEAREST,
                                                Coordinates.HALF_PIXEL,
                                                true))
                        .getMessage());
    }
}
