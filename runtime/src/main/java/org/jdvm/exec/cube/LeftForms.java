package org.jdvm.exec.cube;

import org.jdvm.exec.gemm.FasterWay;
import org.jdvm.machine.CubeSpec;
import org.jspecify.annotations.Nullable;

/**
 * Chooses whether rows of a left operand are multiplied where they are stored or copied to a constant distance first, for each class of
 * products. Copies need fewer registers for addresses, and do not push each other out of the cache; but making them takes its time.
 *
 * <p>Until something is measured, rows are taken in place where vector registers are many, and copied where they are few: without registers
 * for the addresses of all rows a loop has a third more instructions. That counts most where two threads of the hardware share a core.
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

    /** What is done until something is measured. */
    private final LeftOperand.Form usual;

    private final LeftOperand.Form other;
    private final int mostDepth;
    private FasterWay choice;

    LeftForms(CubeSpec cube) {
        usual = cube.hasFewRegisters() ? LeftOperand.Form.COPIED : LeftOperand.Form.IN_PLACE;
        other = cube.hasFewRegisters() ? LeftOperand.Form.IN_PLACE : LeftOperand.Form.COPIED;
        mostDepth = Math.min(cube.depth(), LeftOperand.MOST_COPIED);
        choice = choice(0);
    }

    /** {@return whether rows of a depth can be taken in either form} A single row is multiplied in another way. */
    boolean areOpen(int rows, int depth) {
        return rows > 1 && depth <= mostDepth;
    }

    /** {@return the form in which a product that begins takes its rows} */
    LeftOperand.Form begin(int rows, int columns, int depth) {
        int number = (classOf(rows, ROWS) * CLASSES + classOf(columns, COLUMNS)) * CLASSES + classOf(depth, DEPTHS);
        choice = choice(number);
        return choice.begin((double) rows * columns * depth) ? other : usual;
    }

    private FasterWay choice(int number) {
        FasterWay present = choices[number];
        if (present == null) {
            present = new FasterWay(() -> name(number), System::nanoTime, TURN);
            choices[number] = present;
        }
        return present;
    }

    private String name(int number) {
        String rows = bound(number / CLASSES / CLASSES, ROWS);
        String columns = bound(number / CLASSES % CLASSES, COLUMNS);
        return (other == LeftOperand.Form.COPIED ? "copy " : "read in place ") + rows + " rows of depth "
                + bound(number % CLASSES, DEPTHS) + " for " + columns + " columns";
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
