package org.jdvm.nativetiles;

import java.util.ArrayList;
import java.util.List;

/**
 * A kernel: which block it computes.
 *
 * @param width the registers it computes in
 * @param rows rows of the block
 * @param panels panels of columns, one after the other
 * @param isSigned whether the left operand is signed integers plus 128, which the head of a panel makes up for
 */
record BlockForm(VectorWidth width, int rows, int panels, boolean isSigned) {
    /** Panels that blocks of few rows take at a time: with a single panel each sum would wait for the one before. */
    static final int MANY = 4;

    /** {@return all kernels of a width} */
    static List<BlockForm> all(VectorWidth width) {
        List<BlockForm> forms = new ArrayList<>();
        for (boolean isSigned : new boolean[] {false, true}) {
            for (int rows = 1; rows <= width.mostRows(); rows++) {
                forms.add(new BlockForm(width, rows, 1, isSigned));
                if (rows <= width.fewRows()) {
                    forms.add(new BlockForm(width, rows, MANY, isSigned));
                }
            }
        }
        return forms;
    }

    @Override
    public String toString() {
        return "%s, %d rows x %d panels, %s"
                .formatted(width.extension(), rows, panels, isSigned ? "i8 x i8" : "u8 x i8");
    }
}
