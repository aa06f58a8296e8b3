package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.jdvm.annotations.Border;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Interpolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images at places of a grid, against the weighted sums of their elements in double precision. */
class GridSampleTest {
    /** An image with what is beyond it. */
    private record Image(double[] elements, int height, int width, Border border, boolean areCentres) {
        double at(double row, double column) {
            int y = (int) row;
            int x = (int) column;
            boolean isInside = y >= 0 && y < height && x >= 0 && x < width;
            return isInside ? elements[y * width + x] : 0;
        }

        double element(double row, double column) {
            return at(moved(row, height), moved(column, width));
        }

        double moved(double place, int size) {
            return switch (border) {
                case ZEROS -> place;
                case EDGE -> Math.clamp(place, 0, size - 1);
                case REFLECT -> {
                    double least = areCentres ? 0 : -0.5;
                    double most = areCentres ? size - 1 : size - 0.5;
                    double back = place;
                    while (most > least && (back < least || back > most)) {
                        back = back < least ? 2 * least - back : 2 * most - back;
                    }
                    yield Math.clamp(back, 0, size - 1);
                }
            };
        }

        double sample(double row, double column, Interpolation mode) {
            double y = moved(row, height);
            double x = moved(column, width);
            return switch (mode) {
                case NEAREST -> at(Math.rint(y), Math.rint(x));
                case LINEAR -> {
                    double sum = 0;
                    for (int i = 0; i < 2; i++) {
                        for (int j = 0; j < 2; j++) {
                            double weight =
                                    (1 - Math.abs(y - Math.floor(y) - i)) * (1 - Math.abs(x - Math.floor(x) - j));
                            sum += weight == 0 ? 0 : weight * at(Math.floor(y) + i, Math.floor(x) + j);
                        }
                    }
                    yield sum;
                }
                case CUBIC -> {
                    double sum = 0;
                    for (int i = -1; i < 3; i++) {
                        for (int j = -1; j < 3; j++) {
                            sum += cubic(row - Math.floor(row) - i)
                                    * cubic(column - Math.floor(column) - j)
                                    * element(Math.floor(row) + i, Math.floor(column) + j);
                        }
                    }
                    yield sum;
                }
            };
        }
    }

    private static double cubic(double distance) {
        double t = Math.abs(distance);
        double a = -0.75;
        return t <= 1 ? (a + 2) * t * t * t - (a + 3) * t * t + 1 : a * (t * t * t - 5 * t * t + 8 * t - 4);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1, 1, 1", "2, 3, 5, 7, 4, 3", "1, 2, 1, 6, 13, 5", "3, 1, 4, 2, 1, 67", "2, 0, 3, 3, 2, 2"})
    void imagesAtPlaces(int samples, int channels, int height, int width, int rows, int columns) {
        Random random = new Random(6);
        float[] elements = new float[samples * channels * height * width];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = random.nextFloat() * 2 - 1;
        }
        float[] places = new float[samples * rows * columns * 2];
        for (int i = 0; i < places.length; i++) {
            // multiples that doubles and floats scale alike, so that no place is nearest to another element
            places[i] = (random.nextInt(65) - 32) / 20f;
        }
        Tensor x = Tensor.of(elements, samples, channels, height, width);
        Tensor grid = Tensor.of(places, samples, rows, columns, 2);
        for (Interpolation mode : Interpolation.values()) {
            for (Border border : Border.values()) {
                for (boolean corners : new boolean[] {false, true}) {
                    Tensor actual = x.gridSample(grid, mode, border, corners);
                    assertArrayEquals(new int[] {samples, channels, rows, columns}, actual.dims());
                    float[] numbers = actual.toFloatArray();
                    for (int i = 0; i < numbers.length; i++) {
                        int image = i / (rows * columns);
                        int place = 2 * (image / channels * rows * columns + i % (rows * columns));
                        double[] part = new double[height * width];
                        for (int k = 0; k < part.length; k++) {
                            part[k] = elements[image * part.length + k];
                        }
                        double column = unscaled(places[place], width, corners);
                        double row = unscaled(places[place + 1], height, corners);
                        if (mode == Interpolation.NEAREST && (isHalf(row) || isHalf(column))) {
                            continue;
                        }
                        assertEquals(
                                new Image(part, height, width, border, corners).sample(row, column, mode),
                                numbers[i],
                                2e-5,
                                mode + " " + border + " " + corners + " at " + row + ", " + column);
                    }
                }
            }
        }
    }

    /** The sum over the corners of the cell around a place, or the nearest element. */
    private static double sample(double[] elements, int[] sizes, double[] place, Image ends, Interpolation mode) {
        double sum = 0;
        int corners = mode == Interpolation.NEAREST ? 1 : 1 << sizes.length;
        for (int corner = 0; corner < corners; corner++) {
            double weight = 1;
            int at = 0;
            boolean isInside = true;
            for (int axis = 0; axis < sizes.length; axis++) {
                double moved = ends.moved(place[axis], sizes[axis]);
                double low = mode == Interpolation.NEAREST ? Math.rint(moved) : Math.floor(moved);
                double index = low + (corner >> axis & 1);
                weight *= mode == Interpolation.NEAREST ? 1 : 1 - Math.abs(moved - index);
                isInside &= index >= 0 && index < sizes[axis];
                at = at * sizes[axis] + (int) index;
            }
            sum += isInside && weight != 0 ? weight * elements[at] : 0;
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1, 1, 1, 1, 1", "2, 3, 2, 5, 7, 2, 4, 3", "1, 2, 3, 1, 6, 1, 13, 5", "2, 0, 3, 3, 2, 1, 2, 2"
    })
    void volumesAtPlaces(
            int samples, int channels, int depth, int height, int width, int planes, int rows, int columns) {
        Random random = new Random(7);
        int[] sizes = {depth, height, width};
        int volume = depth * height * width;
        int count = planes * rows * columns;
        float[] elements = new float[samples * channels * volume];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = random.nextFloat() * 2 - 1;
        }
        float[] places = new float[samples * count * 3];
        for (int i = 0; i < places.length; i++) {
            places[i] = (random.nextInt(65) - 32) / 20f;
        }
        Tensor x = Tensor.of(elements, samples, channels, depth, height, width);
        Tensor grid = Tensor.of(places, samples, planes, rows, columns, 3);
        for (Interpolation mode : new Interpolation[] {Interpolation.NEAREST, Interpolation.LINEAR}) {
            for (Border border : Border.values()) {
                for (boolean corners : new boolean[] {false, true}) {
                    Tensor actual = x.gridSample(grid, mode, border, corners);
                    assertArrayEquals(new int[] {samples, channels, planes, rows, columns}, actual.dims());
                    float[] numbers = actual.toFloatArray();
                    for (int i = 0; i < numbers.length; i++) {
                        int image = i / count;
                        double[] part = new double[volume];
                        for (int k = 0; k < volume; k++) {
                            part[k] = elements[image * volume + k];
                        }
                        double[] place = new double[3];
                        boolean isUndecided = false;
                        for (int axis = 0; axis < 3; axis++) {
                            float from = places[3 * (image / channels * count + i % count) + 2 - axis];
                            place[axis] = unscaled(from, sizes[axis], corners);
                            isUndecided |= mode == Interpolation.NEAREST && isHalf(place[axis]);
                        }
                        if (!isUndecided) {
                            assertEquals(
                                    sample(part, sizes, place, new Image(part, 0, 0, border, corners), mode),
                                    numbers[i],
                                    2e-5,
                                    mode + " " + border + " " + corners + " element " + i);
                        }
                    }
                }
            }
        }
    }

    private static double unscaled(double place, int size, boolean corners) {
        return corners ? (place + 1) / 2 * (size - 1) : ((place + 1) * size - 1) / 2;
    }

    /** Whether two elements are nearly equally near: a float decides otherwise than a double. */
    private static boolean isHalf(double place) {
        return Math.abs(place - Math.floor(place) - 0.5) < 1e-4;
    }

    @Test
    void placesFarAway() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
        Tensor far = Tensor.of(new float[] {1e30f, 1e30f, -1e30f, 1e30f}, 1, 1, 2, 2);
        for (Interpolation mode : new Interpolation[] {Interpolation.NEAREST, Interpolation.LINEAR}) {
            assertArrayEquals(
                    new float[] {4, 3},
                    x.gridSample(far, mode, Border.EDGE, false).toFloatArray());
            assertArrayEquals(
                    new float[] {0, 0},
                    x.gridSample(far, mode, Border.ZEROS, true).toFloatArray());
        }
        Tensor halves = x.cast(DType.BF16).gridSample(far, Interpolation.LINEAR, Border.EDGE, false);
        assertEquals(DType.BF16, halves.type());
    }

    @Test
    void wrongCalls() {
        Tensor x = Tensor.zeros(DType.F32, 2, 1, 3, 3);
        wrong(
                "gridSample: x and grid need both 4 or both 5 dims, but have [2, 1, 3, 3] and [2]",
                () -> x.gridSample(Tensor.zeros(DType.F32, 2), Interpolation.LINEAR, Border.EDGE, true));
        wrong(
                "gridSample: coordinates (dim 3 of grid) of x [2, 1, 3, 3] and grid [2, 1, 1, 3]: needs 3 == 2, which"
                        + " is never true",
                () -> x.gridSample(Tensor.zeros(DType.F32, 2, 1, 1, 3), Interpolation.LINEAR, Border.EDGE, true));
        Tensor volume = Tensor.zeros(DType.F32, 2, 1, 3, 3, 3);
        wrong(
                "gridSample: CUBIC needs x with 4 dims, but it has [2, 1, 3, 3, 3]; use LINEAR or NEAREST",
                () -> volume.gridSample(
                        Tensor.zeros(DType.F32, 2, 1, 1, 1, 3), Interpolation.CUBIC, Border.EDGE, true));
        wrong(
                "gridSample: coordinates (dim 4 of grid) of x [2, 1, 3, 3, 3] and grid [2, 1, 1, 1, 2]: needs 2 == 3,"
                        + " which is never true",
                () -> volume.gridSample(
                        Tensor.zeros(DType.F32, 2, 1, 1, 1, 2), Interpolation.LINEAR, Border.EDGE, true));
        wrong(
                "gridSample: x must be [f32, f16, bf16] and grid f32, not f32 and i32",
                () -> x.gridSample(Tensor.zeros(DType.I32, 2, 1, 1, 2), Interpolation.LINEAR, Border.EDGE, true));
    }

    private static void wrong(String message, Runnable call) {
        assertEquals(message, assertThrows(JdvmException.class, call::run).getMessage());
    }
}
