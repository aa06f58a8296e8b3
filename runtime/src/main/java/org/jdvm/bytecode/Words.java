package org.jdvm.bytecode;

/**
 * The layout of instruction words: where each field lies in its 64 bits. Pure functions, used by the writer, the reader and the
 * interpreter alike.
 *
 * <pre>
 * head        0..7 opcode   8..15 length in words   16..23 function ({@code Op.code()})   24..26 lane type of the computation
 *             27..31 memory type   32..47 flags (bit 32: accumulate)
 * sync        for each of the pipes LOAD, STORE, VECTOR, CUBE, 8 bits from bit 8 * ordinal:
 *             0..2 event id waited for, set by that pipe   3 wait   4..6 event id set for that pipe   7 set
 * operand     0..31 byte offset in the local buffer, or scalar slot   32..35 extent   36..39 lane type
 * address     word 0:  0..39 element offset   40..55 buffer   56..63 number of axis terms
 *             word 1:  stride between rows, in elements          word 2: stride between columns, in elements
 *             then for each term:  0..47 signed stride in elements   56..63 axis
 * section     word 0:  0..7 number of axes   8..15 row axis   16..23 column axis (255: none)
 *                      24..31 inner axis (255: none)   32: the frame has an inner side; both 0 without one
 *             word 1:  rows of the frame     word 2: extent of the row axis, in elements
 *             word 3:  columns of the frame  word 4: extent of the column axis, in elements
 *             word 5:  cost (elements touched by the whole section)     word 6: bytes of local buffer
 *             then for each axis:  0..47 count of indices   63: loop axis (else spread over the cores)
 *             then, if there is an inner side:  inner indices of the frame, and extent of the inner axis
 * </pre>
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

    /** The axis number that stands for none. */
    public static final int NO_AXIS = 255;

    /** Bits of each option of a routine. */
    public static final int OPTION_BITS = 32;

    /** The largest option of a routine, as bits. */
    public static final long OPTION_MASK = (1L << OPTION_BITS) - 1;

    /** Most axes that a section can have: an array has fewer than 2^31 elements, so no tensor has more of a size above 1. */
    public static final int MAX_AXES = 32;

    /** Flag of the head: the target's old contents take part. */
    public static final int ACCUMULATE = 1;

    private static final long HAS_INNER = 1L << 32;

    private Words() {}

    static long head(int opcode, int length, int function, int lane, int memoryType, int flags) {
        return opcode | length << 8 | function << 16 | (long) lane << 24 | (long) memoryType << 27 | (long) flags << 32;
    }

    /** {@return the opcode of a head word} */
    public static int opcode(long head) {
        return (int) head & 0xff;
    }

    /** {@return the length of the instruction in words, head included} */
    public static int length(long head) {
        return (int) (head >>> 8) & 0xff;
    }

    /** {@return the function code} */
    public static int function(long head) {
        return (int) (head >>> 16) & 0xff;
    }

    /** {@return the ordinal of the lane type of the computation} */
    public static int lane(long head) {
        return (int) (head >>> 24) & 7;
    }

    /** {@return the ordinal of the memory type} */
    public static int memoryType(long head) {
        return (int) (head >>> 27) & 31;
    }

    /** {@return true if the target's old contents take part} */
    public static boolean accumulates(long head) {
        return (head >>> 32 & ACCUMULATE) != 0;
    }

    static long operand(int value, int extent, int lane) {
        return value & 0xffff_ffffL | (long) extent << 32 | (long) lane << 36;
    }

    /** {@return the byte offset in the local buffer, or the scalar slot, of an operand word} */
    public static int value(long operand) {
        return (int) operand;
    }

    /** {@return the ordinal of the extent of an operand word} */
    public static int extent(long operand) {
        return (int) (operand >>> 32) & 15;
    }

    /** {@return the ordinal of the lane type of an operand word} */
    public static int operandLane(long operand) {
        return (int) (operand >>> 36) & 15;
    }

    static long address(int buffer, long offset, int terms) {
        return offset & 0xff_ffff_ffffL | (long) buffer << 40 | (long) terms << 56;
    }

    /** {@return the buffer number of the first word of an address form} */
    public static int buffer(long address) {
        return (int) (address >>> 40) & 0xffff;
    }

    /** {@return the element offset of the first word of an address form} */
    public static long offset(long address) {
        return address & 0xff_ffff_ffffL;
    }

    /** {@return the number of axis terms of the first word of an address form} */
    public static int terms(long address) {
        return (int) (address >>> 56) & 0xff;
    }

    static long term(int axis, long stride) {
        return stride & 0xffff_ffff_ffffL | (long) axis << 56;
    }

    /** {@return the axis of a term word} */
    public static int termAxis(long term) {
        return (int) (term >>> 56) & 0xff;
    }

    /** {@return the stride of a term word, in elements} */
    public static long termStride(long term) {
        return term << 16 >> 16;
    }

    static long frame(int axes, int rowAxis, int columnAxis) {
        return axes | rowAxis << 8 | columnAxis << 16;
    }

    /** {@return the number of axes of the first frame word} */
    public static int axes(long frame) {
        return (int) frame & 0xff;
    }

    /** {@return the row axis of the first frame word, or {@link #NO_AXIS}} */
    public static int rowAxis(long frame) {
        return (int) (frame >>> 8) & 0xff;
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
        return (int) (frame >>> 16) & 0xff;
    }

    static long innerSide(int innerAxis) {
        return (long) innerAxis << 24 | HAS_INNER;
    }

    /** {@return true if the first frame word belongs to a frame with an inner side} */
    public static boolean hasInner(long frame) {
        return (frame & HAS_INNER) != 0;
    }

    /** {@return the inner axis of the first frame word, or {@link #NO_AXIS}; 0 without an inner side} */
    public static int innerAxis(long frame) {
        return (int) (frame >>> 24) & 0xff;
    }

    static long axis(long count, boolean loop) {
        return count & 0xffff_ffff_ffffL | (loop ? Long.MIN_VALUE : 0);
    }

    /** {@return the number of indices of an axis word} */
    public static long axisCount(long axis) {
        return axis & 0xffff_ffff_ffffL;
    }

    /** {@return true if the axis is a loop axis, false if it is spread over the cores} */
    public static boolean isLoop(long axis) {
        return axis < 0;
    }
}
