package org.jdvm.tier;

import org.jspecify.annotations.Nullable;

/**
 * The code that runs sections of one program, with the numbers of each. Never changes; a program gets another one when more of its
 * sections have code.
 */
public final class LoweredProgram {
    private final int[] positions;
    private final @Nullable SectionCode[] codes;
    private final long[][] numbers;
    private final int count;

    LoweredProgram(int[] positions, @Nullable SectionCode[] codes, long[][] numbers) {
        this.positions = positions;
        this.codes = codes;
        this.numbers = numbers;
        int present = 0;
        for (SectionCode code : codes) {
            present += code == null ? 0 : 1;
        }
        this.count = present;
    }

    /** {@return how many sections have code} */
    public int count() {
        return count;
    }

    /**
     * {@return which of the sections begins at a position}
     *
     * @param position the position of its first word
     */
    public int index(int position) {
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] == position) {
                return i;
            }
        }
        throw new IllegalArgumentException("no section begins at word " + position);
    }

    /**
     * {@return the code of a section, or null if it is interpreted}
     *
     * @param index which section
     */
    public @Nullable SectionCode code(int index) {
        return codes[index];
    }

    /**
     * {@return the numbers for its code}
     *
     * @param index which section
     */
    public long[] numbers(int index) {
        return numbers[index];
    }
}
