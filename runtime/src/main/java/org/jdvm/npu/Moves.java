package org.jdvm.npu;

import java.util.Arrays;

/**
 * Moves elements from array to array as they are: lines of them, with a step from element to element and one from line to line on either
 * side. No element may be in both places.
 */
final class Moves {
    /** A loop of fewer elements takes longer to begin and to end than to run. */
    private static final int SHORT_LOOP = 8;

    private Moves() {}

    /**
     * Moves a tile.
     *
     * @param array where it comes from
     * @param from the index of its first element
     * @param target an array of the same class
     * @param to the index of its first element there
     */
    static void tile(
            Object array,
            int from,
            int rowStep,
            int step,
            Object target,
            int to,
            int targetRowStep,
            int targetStep,
            int rows,
            int columns) {
        boolean alongColumns = step == 1 && targetStep == 1;
        boolean alongRows = rowStep == 1 && targetRowStep == 1;
        if (alongColumns && rowStep == columns && targetRowStep == columns) {
            System.arraycopy(array, from, target, to, rows * columns);
        } else if (alongColumns || !alongRows && isInner(targetStep, columns, targetRowStep, rows)) {
            lines(array, from, rowStep, step, target, to, targetRowStep, targetStep, rows, columns);
        } else {
            lines(array, from, step, rowStep, target, to, targetStep, targetRowStep, columns, rows);
        }
    }

    /**
     * {@return true if the inner loop should run along the first of two sides, each with its step in the target: where elements are put
     * side by side, unless there are too few for a loop}
     */
    static boolean isInner(int step, int count, int otherStep, int otherCount) {
        boolean dense = step == 1 && count >= SHORT_LOOP;
        boolean otherDense = otherStep == 1 && otherCount >= SHORT_LOOP;
        return dense == otherDense ? count >= otherCount : dense;
    }

    private static void lines(
            Object array,
            int from,
            int lineStep,
            int step,
            Object target,
            int to,
            int targetLineStep,
            int targetStep,
            int lines,
            int count) {
        if (step == 1 && targetStep == 1) {
            for (int line = 0; line < lines; line++) {
                System.arraycopy(array, from + line * lineStep, target, to + line * targetLineStep, count);
            }
            return;
        }
        switch (array) {
            case float[] x ->
                floats(x, from, lineStep, step, (float[]) target, to, targetLineStep, targetStep, lines, count);
            case int[] x -> ints(x, from, lineStep, step, (int[]) target, to, targetLineStep, targetStep, lines, count);
            case byte[] x ->
                bytes(x, from, lineStep, step, (byte[]) target, to, targetLineStep, targetStep, lines, count);
            case short[] x ->
                shorts(x, from, lineStep, step, (short[]) target, to, targetLineStep, targetStep, lines, count);
            case long[] x ->
                longs(x, from, lineStep, step, (long[]) target, to, targetLineStep, targetStep, lines, count);
            default -> throw new IllegalArgumentException("no array of elements: " + array.getClass());
        }
    }

    static void floats(
            float[] array,
            int from,
            int lineStep,
            int step,
            float[] target,
            int to,
            int targetLineStep,
            int targetStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = from + line * lineStep;
            int b = to + line * targetLineStep;
            if (targetStep != 1) {
                for (int i = 0; i < count; i++, a += step, b += targetStep) {
                    target[b] = array[a];
                }
            } else if (step == 0) {
                Arrays.fill(target, b, b + count, array[a]);
            } else {
                for (int i = 0; i < count; i++, a += step) {
                    target[b + i] = array[a];
                }
            }
        }
    }

    static void ints(
            int[] array,
            int from,
            int lineStep,
            int step,
            int[] target,
            int to,
            int targetLineStep,
            int targetStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = from + line * lineStep;
            int b = to + line * targetLineStep;
            if (targetStep != 1) {
                for (int i = 0; i < count; i++, a += step, b += targetStep) {
                    target[b] = array[a];
                }
            } else if (step == 0) {
                Arrays.fill(target, b, b + count, array[a]);
            } else {
                for (int i = 0; i < count; i++, a += step) {
                    target[b + i] = array[a];
                }
            }
        }
    }

    private static void bytes(
            byte[] array,
            int from,
            int lineStep,
            int step,
            byte[] target,
            int to,
            int targetLineStep,
            int targetStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = from + line * lineStep;
            int b = to + line * targetLineStep;
            if (targetStep != 1) {
                for (int i = 0; i < count; i++, a += step, b += targetStep) {
                    target[b] = array[a];
                }
            } else if (step == 0) {
                Arrays.fill(target, b, b + count, array[a]);
            } else {
                for (int i = 0; i < count; i++, a += step) {
                    target[b + i] = array[a];
                }
            }
        }
    }

    private static void shorts(
            short[] array,
            int from,
            int lineStep,
            int step,
            short[] target,
            int to,
            int targetLineStep,
            int targetStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = from + line * lineStep;
            int b = to + line * targetLineStep;
            if (targetStep != 1) {
                for (int i = 0; i < count; i++, a += step, b += targetStep) {
                    target[b] = array[a];
                }
            } else if (step == 0) {
                Arrays.fill(target, b, b + count, array[a]);
            } else {
                for (int i = 0; i < count; i++, a += step) {
                    target[b + i] = array[a];
                }
            }
        }
    }

    static void longs(
            long[] array,
            int from,
            int lineStep,
            int step,
            long[] target,
            int to,
            int targetLineStep,
            int targetStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = from + line * lineStep;
            int b = to + line * targetLineStep;
            if (targetStep != 1) {
                for (int i = 0; i < count; i++, a += step, b += targetStep) {
                    target[b] = array[a];
                }
            } else if (step == 0) {
                Arrays.fill(target, b, b + count, array[a]);
            } else {
                for (int i = 0; i < count; i++, a += step) {
                    target[b + i] = array[a];
                }
            }
        }
    }
}
