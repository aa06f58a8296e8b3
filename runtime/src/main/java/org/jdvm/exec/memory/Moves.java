package org.jdvm.exec.memory;

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
     * Elements from one tile, row or column to the next.
     *
     * @param tile those from tile to tile
     * @param row those from row to row
     * @param column those from column to column
     */
    record Steps(int tile, int row, int column) {
        private Steps turned() {
            return new Steps(tile, column, row);
        }
    }

    /**
     * Moves tiles.
     *
     * @param array where they come from
     * @param from the index of the first element
     * @param target an array of the same class
     * @param to the index of the first element there
     */
    static void tiles(
            Object array,
            int from,
            Steps steps,
            Object target,
            int to,
            Steps targetSteps,
            int tiles,
            int rows,
            int columns) {
        boolean alongColumns = steps.column() == 1 && targetSteps.column() == 1;
        boolean alongRows = steps.row() == 1 && targetSteps.row() == 1;
        if (alongColumns && steps.row() == columns && targetSteps.row() == columns) {
            lines(array, from, steps, target, to, targetSteps, tiles, 1, rows * columns);
        } else if (alongColumns || !alongRows && isInner(targetSteps.column(), columns, targetSteps.row(), rows)) {
            lines(array, from, steps, target, to, targetSteps, tiles, rows, columns);
        } else {
            lines(array, from, steps.turned(), target, to, targetSteps.turned(), tiles, columns, rows);
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
            Steps steps,
            Object target,
            int to,
            Steps targetSteps,
            int tiles,
            int lines,
            int count) {
        int lineStep = steps.row();
        int step = steps.column();
        int targetLineStep = targetSteps.row();
        int targetStep = targetSteps.column();
        for (int tile = 0; tile < tiles; tile++) {
            int a = from + tile * steps.tile();
            int b = to + tile * targetSteps.tile();
            switch (array) {
                case float[] x ->
                    floats(x, a, lineStep, step, (float[]) target, b, targetLineStep, targetStep, lines, count);
                case int[] x -> ints(x, a, lineStep, step, (int[]) target, b, targetLineStep, targetStep, lines, count);
                case byte[] x ->
                    bytes(x, a, lineStep, step, (byte[]) target, b, targetLineStep, targetStep, lines, count);
                case short[] x ->
                    shorts(x, a, lineStep, step, (short[]) target, b, targetLineStep, targetStep, lines, count);
                case long[] x ->
                    longs(x, a, lineStep, step, (long[]) target, b, targetLineStep, targetStep, lines, count);
                case double[] x ->
                    doubles(x, a, lineStep, step, (double[]) target, b, targetLineStep, targetStep, lines, count);
                default -> throw new IllegalArgumentException("no array of elements: " + array.getClass());
            }
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
            } else if (step == 1) {
                System.arraycopy(array, a, target, b, count);
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
            } else if (step == 1) {
                System.arraycopy(array, a, target, b, count);
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
            } else if (step == 1) {
                System.arraycopy(array, a, target, b, count);
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
            } else if (step == 1) {
                System.arraycopy(array, a, target, b, count);
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
            } else if (step == 1) {
                System.arraycopy(array, a, target, b, count);
            } else if (step == 0) {
                Arrays.fill(target, b, b + count, array[a]);
            } else {
                for (int i = 0; i < count; i++, a += step) {
                    target[b + i] = array[a];
                }
            }
        }
    }

    static void doubles(
            double[] array,
            int from,
            int lineStep,
            int step,
            double[] target,
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
            } else if (step == 1) {
                System.arraycopy(array, a, target, b, count);
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
