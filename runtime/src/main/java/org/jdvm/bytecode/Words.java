package org.jdvm.bytecode;

import java.util.List;

/**
 * The layout of instruction words: where each field is in its 64 bits. Pure functions, used by the writer, the reader and the
 * interpreter alike. {@code WordLayout} names the fields and finds their bits from these functions; {@code docs/isa.md} lists them.
 *
 * <p>The second word of an instruction has 8 bits for each of the pipes LOAD, STORE, VECTOR and CUBE, from bit 8 * ordinal: {@link Sync}.
 *
 * <p>An element of an operand at (row, column) of the tile with axis indices i has the address {@code offset + row * rowStride +
 * column * columnStride + sum(stride[t] * i[axis[t]])}; for inner extents the inner index takes the place of the column. The frame at index i
 * of the row axis has {@code min(rows, extent - i * rows)} rows; likewise for columns and inner indices.
 */
public final class Words {
    /** Words of each instruction before its fields: head and synchronisation. */
    public static final int HEADER = 2;

    /** Words of an address form without its axis terms. */
    public static final int ADDRESS_WORDS = 3;

    /** Words of a section's frame without its axes. */
    public static final int FRAME_WORDS = 7;

    /** The axis number that means none. */
    public static final int NO_AXIS = 255;

    /** Bits of each option of a routine. */
    public static final int OPTION_BITS = 32;

    /** The largest option of a routine, as bits. */
    public static final long OPTION_MASK = (1L << OPTION_BITS) - 1;

    /** Partial sums among which the terms of a row are dealt: keys are left out in multiples of their number. */
    public static final int PARTIAL_SUMS = 64;

    /** Most axes that a section can have: an array has fewer than 2^31 elements, so no tensor has more of a size above 1. */
    public static final int MAX_AXES = 32;

    /** Flag of the head: the target's old contents take part. */
    public static final int ACCUMULATE = 1;

    // Where fields begin; those that are not here begin at bit 0.
    private static final int LENGTH = 8;
    private static final int FUNCTION = 16;
    private static final int LANE = 24;
    private static final int MEMORY_TYPE = 27;
    private static final int FLAGS = 32;
    private static final int EXTENT = 32;
    private static final int OPERAND_LANE = 36;
    private static final int BUFFER = 40;
    private static final int TERMS = 56;
    private static final int TERM_AXIS = 56;
    private static final int ROW_AXIS = 8;
    private static final int COLUMN_AXIS = 16;
    private static final int INNER_AXIS = 24;

    private static final long HAS_INNER = 1L << 32;
    private static final long VALUE_MASK = 0xffff_ffffL;
    private static final long OFFSET_MASK = 0xff_ffff_ffffL;

    /** Bits of a stride, which is signed, and of a number of indices. */
    private static final int WIDE = 48;

    private static final long WIDE_MASK = (1L << WIDE) - 1;

    private Words() {}

    static long head(int opcode, int length, int function, int lane, int memoryType, int flags) {
        return opcode
                | length << LENGTH
                | function << FUNCTION
                | (long) lane << LANE
                | (long) memoryType << MEMORY_TYPE
                | (long) flags << FLAGS;
    }

    /** {@return the opcode of a head word} */
    public static int opcode(long head) {
        return (int) head & 0xff;
    }

    /** {@return the length of the instruction in words, head included} */
    public static int length(long head) {
        return (int) (head >>> LENGTH) & 0xff;
    }

    /** {@return the function code} */
    public static int function(long head) {
        return (int) (head >>> FUNCTION) & 0xff;
    }

    /** {@return the ordinal of the lane type of the computation} */
    public static int lane(long head) {
        return (int) (head >>> LANE) & 7;
    }

    /** {@return the ordinal of the memory type} */
    public static int memoryType(long head) {
        return (int) (head >>> MEMORY_TYPE) & 31;
    }

    /** {@return true if the target's old contents take part} */
    public static boolean accumulates(long head) {
        return (head >>> FLAGS & ACCUMULATE) != 0;
    }

    static long operand(int value, int extent, int lane) {
        return value & VALUE_MASK | (long) extent << EXTENT | (long) lane << OPERAND_LANE;
    }

    /** {@return the byte offset in the local buffer, or the scalar slot, of an operand word} */
    public static int value(long operand) {
        return (int) operand;
    }

    /** {@return the ordinal of the extent of an operand word} */
    public static int extent(long operand) {
        return (int) (operand >>> EXTENT) & 15;
    }

    /** {@return the ordinal of the lane type of an operand word} */
    public static int operandLane(long operand) {
        return (int) (operand >>> OPERAND_LANE) & 15;
    }

    static long address(int buffer, long offset, int terms) {
        return offset & OFFSET_MASK | (long) buffer << BUFFER | (long) terms << TERMS;
    }

    /** {@return the buffer number of the first word of an address form} */
    public static int buffer(long address) {
        return (int) (address >>> BUFFER) & 0xffff;
    }

    /** {@return the element offset of the first word of an address form} */
    public static long offset(long address) {
        return address & OFFSET_MASK;
    }

    /** {@return the number of axis terms of the first word of an address form} */
    public static int terms(long address) {
        return (int) (address >>> TERMS) & 0xff;
    }

    /** {@return the position after the address form at a position} */
    public static int afterAddress(long[] words, int at) {
        return at + ADDRESS_WORDS + terms(words[at]);
    }

    static long term(int axis, long stride) {
        return stride & WIDE_MASK | (long) axis << TERM_AXIS;
    }

    /** {@return the axis of a term word} */
    public static int termAxis(long term) {
        return (int) (term >>> TERM_AXIS) & 0xff;
    }

    /** {@return the stride of a term word, in elements} */
    public static long termStride(long term) {
        return term << Long.SIZE - WIDE >> Long.SIZE - WIDE;
    }

    static long frame(int axes, int rowAxis, int columnAxis) {
        return axes | rowAxis << ROW_AXIS | columnAxis << COLUMN_AXIS;
    }

    /** {@return the number of axes of the first frame word} */
    public static int axes(long frame) {
        return (int) frame & 0xff;
    }

    /** {@return the row axis of the first frame word, or {@link #NO_AXIS}} */
    public static int rowAxis(long frame) {
        return (int) (frame >>> ROW_AXIS) & 0xff;
    }

    /**
     * {@return the number of an options field}
     *
     * @param options the options of a routine
     */
    public static long options(List<Long> options) {
        long packed = 0;
        for (int i = 0; i < options.size(); i++) {
            packed |= (options.get(i) & OPTION_MASK) << i * OPTION_BITS;
        }
        return packed;
    }

    /**
     * {@return the options of a routine, which are signed}
     *
     * @param word the number of an options field
     * @param count how many options the routine has
     */
    public static long[] options(long word, int count) {
        long[] options = new long[count];
        for (int i = 0; i < count; i++) {
            options[i] = (int) (word >>> i * OPTION_BITS);
        }
        return options;
    }

    /** {@return the column axis of the first frame word, or {@link #NO_AXIS}} */
    public static int columnAxis(long frame) {
        return (int) (frame >>> COLUMN_AXIS) & 0xff;
    }

    static long innerSide(int innerAxis) {
        return (long) innerAxis << INNER_AXIS | HAS_INNER;
    }

    /** {@return true if the first frame word belongs to a frame with an inner side} */
    public static boolean hasInner(long frame) {
        return (frame & HAS_INNER) != 0;
    }

    /** {@return the inner axis of the first frame word, or {@link #NO_AXIS}; 0 without an inner side} */
    public static int innerAxis(long frame) {
        return (int) (frame >>> INNER_AXIS) & 0xff;
    }

    static long axis(long count, boolean loop) {
        return count & WIDE_MASK | (loop ? Long.MIN_VALUE : 0);
    }

    /** {@return the number of indices of an axis word} */
    public static long axisCount(long axis) {
        return axis & WIDE_MASK;
    }

    /** {@return true if the axis is a loop axis, false if it is spread over the cores} */
    public static boolean isLoop(long axis) {
        return axis < 0;
    }
}
