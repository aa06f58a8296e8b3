package org.jdvm.asm;

import java.util.List;

/**
 * What a loop adds in registers while it goes through the whole iterations of a row.
 *
 * @param sums the sums of floats
 * @param oneBlock true if rows have one block only
 */
record Adding(List<LaneNode> sums, boolean oneBlock) {
    static final Adding NOTHING = new Adding(List.of(), true);
}
