package org.jdvm.exec.cube;

import org.jdvm.exec.gemm.FasterWay;
import org.jspecify.annotations.Nullable;

/**
 * Chooses whether rows of a left operand are multiplied where they are stored or copied to a constant distance first, for each class of
 * products. Copies need fewer registers for addresses, and do not push each other out of the cache; but making them takes its time.
 */
final class LeftForms {
    /** Products of a class that go one way before it is the turn of the other: a copy serves several tiles of columns. */
    private static final int TURN = 4;

    /** Rows, columns and depths are each in one of some classes, by powers of four. */
    private static final int CLASSES = 4;

    private static final int ROWS = 4;
    private static final int COLUMNS = 64;
    private static final int DEPTHS = 64;

    /** Made when there is a product of the class. */
    private final @Nullable FasterWay[] choices = new FasterWay[CLASSES * CLASSES * CLASSES];

    private FasterWay choice = choice(0);

    /** Begins a product; true if the rows are to be copied. */
    boolean begin(int rows, int columns, int depth) {
        int number = (classOf(rows, ROWS) * CLASSES + classOf(columns, COLUMNS)) * CLASSES + classOf(depth, DEPTHS);
        choice = choice(number);
        return choice.begin((double) rows * columns * depth);
    }

    private FasterWay choice(int number) {
        FasterWay present = choices[number];
        if (present == null) {
            present = new FasterWay(() -> name(number), System::nanoTime, TURN);
            choices[number] = present;
        }
        return present;
    }

    private static String name(int number) {
        String rows = bound(number / CLASSES / CLASSES, ROWS);
        String columns = bound(number / CLASSES % CLASSES, COLUMNS);
        return "copy " + rows + " rows of depth " + bound(number % CLASSES, DEPTHS) + " for " + columns + " columns";
    }

    private static String bound(int number, int first) {
        return number < CLASSES - 1 ? "up to " + (first << 2 * number) : "more than " + (first << 2 * (number - 1));
    }

    /** Ends a product. */
    void end() {
        choice.end();
    }

    /** Up to the first bound, four times that, sixteen times, and more. */
    private static int classOf(int count, int first) {
        int number = 0;
        for (int bound = first; number < CLASSES - 1 && count > bound; bound *= 4) {
            number++;
        }
        return number;
    }
}
