package org.jdvm.bytecode;

import java.util.List;
import java.util.Optional;
import org.jdvm.ir.Op;

/** The table of instruction forms: code, pipe, operands and meaning. With the functions of {@code Op} it is the whole ISA. */
public enum Opcode {
    SECTION(1, "section", Pipe.CONTROL, "Begins a section: its axes, its tile frame and its cost.", Field.FRAME),
    END(2, "end", Pipe.CONTROL, "Ends the section. The next section starts when all cores are here."),
    LOOP(3, "loop", Pipe.CONTROL, "Runs what follows up to NEXT for each index of a loop axis, in order.", Field.AXIS),
    NEXT(4, "next", Pipe.CONTROL, "Ends the loop over an axis; waits for all pipes.", Field.AXIS),
    NARROW(
            5,
            "narrow",
            Pipe.CONTROL,
            "Leaves inner indices out of the frame that a mask in memory excludes for all rows: in each row, over the"
                + " whole extent of the inner indices, those in front of the first and behind the last number that is"
                + " not minus infinity (truth value that is not 0). What is left, in whole units from the first index"
                + " of the frame on, is the inner side until the inner axis moves on or the task ends. If nothing is"
                + " left, the loop over the inner axis goes on with its next index, or, without such a loop, the frame"
                + " stays as it is. Waits for all pipes.",
            Field.ADDRESS,
            Field.UNIT),
    NARROW_SCORES(
            6,
            "narrow_scores",
            Pipe.CONTROL,
            "As narrow, for a mask that is added to a product: rows x depth of the second times depth x inner of the"
                + " third matrix, times the first and divided by the second scalar. Equal numbers at an end of a row"
                + " are excluded as well if they are lower than the number next to them by 256 or more. The frame"
                + " stays as it is if the product may not be small against that: if the depth times the largest"
                + " magnitudes of both matrices and the scalars is not finite, or four times that and 256 are more"
                + " than the smallest of these differences.",
            Field.ADDRESS,
            Field.UNIT,
            Field.ADDRESS,
            Field.ADDRESS,
            Field.DEPTH,
            Field.SOURCE,
            Field.SOURCE),

    LOAD(16, "load", Pipe.LOAD, "Copies elements from memory into the local buffer.", Field.TARGET, Field.ADDRESS),
    LOAD_INDEXED(
            17,
            "load_indexed",
            Pipe.LOAD,
            "As load, with the element's index operand times a stride added to its address. An index outside"
                    + " 0..limit-1 fails the launch.",
            Field.TARGET,
            Field.SOURCE,
            Field.ADDRESS,
            Field.INDEX_STRIDE,
            Field.INDEX_LIMIT),
    STORE(24, "store", Pipe.STORE, "Copies elements from the local buffer to memory.", Field.SOURCE, Field.ADDRESS),

    FILL(
            32,
            "fill",
            Pipe.VECTOR,
            "Spreads a scalar over the target, or copies an operand to it, repeated where the operand covers less.",
            Field.TARGET,
            Field.SOURCE),
    IOTA(
            33,
            "iota",
            Pipe.VECTOR,
            "Sets each element to the number that the address form gives for it (the buffer is not used).",
            Field.TARGET,
            Field.ADDRESS),
    UNARY(34, "unary", Pipe.VECTOR, "Applies a function of one operand.", Field.TARGET, Field.SOURCE),
    BINARY(35, "binary", Pipe.VECTOR, "Applies a function of two operands.", Field.TARGET, Field.SOURCE, Field.SOURCE),
    SELECT(
            36,
            "select",
            Pipe.VECTOR,
            "Takes the second operand where the first is not 0, else the third.",
            Field.TARGET,
            Field.SOURCE,
            Field.SOURCE,
            Field.SOURCE),
    CAST(
            37,
            "cast",
            Pipe.VECTOR,
            "Converts to the head's memory type, held in the lane type of the target.",
            Field.TARGET,
            Field.SOURCE),
    REDUCE_X(
            38,
            "reduce_x",
            Pipe.VECTOR,
            "Combines the elements of each row of a tile into one element of a column (of a row into one element);"
                    + " with the accumulate flag also what the target holds (a sum of floats over loops: at their last"
                    + " index).",
            Field.TARGET,
            Field.SOURCE),
    REDUCE_Y(
            39,
            "reduce_y",
            Pipe.VECTOR,
            "Combines the elements of each column of a tile into one element of a row (of a column into one element);"
                    + " with the accumulate flag also what the target holds (a sum of floats over loops: at their last"
                    + " index).",
            Field.TARGET,
            Field.SOURCE),

    MATMUL(
            48,
            "matmul",
            Pipe.CUBE,
            "Multiplies rows x depth of the left operand with depth x columns of the right one, both in memory and of"
                    + " any float types, into a tile; with the accumulate flag adds to it. Into an inner tile it"
                    + " multiplies with depth x inner.",
            Field.TARGET,
            Field.ADDRESS,
            Field.ADDRESS,
            Field.DEPTH),
    MATMUL_LOCAL(
            52,
            "matmul_local",
            Pipe.CUBE,
            "As matmul, with rows x inner of the local buffer as left operand: inner x columns of the right one are in"
                    + " memory.",
            Field.TARGET,
            Field.SOURCE,
            Field.ADDRESS),
    MATMUL_ROWS(
            49,
            "matmul_rows",
            Pipe.CUBE,
            "As matmul for groups of rows, each with a right operand of its own, an index stride after the one before."
                    + " The sizes of the groups, as many as the index limit says, lie at the third address, a column"
                    + " stride apart. If they do not add up to the extent of the rows, the launch fails.",
            Field.TARGET,
            Field.ADDRESS,
            Field.ADDRESS,
            Field.DEPTH,
            Field.ADDRESS,
            Field.INDEX_STRIDE,
            Field.INDEX_LIMIT),
    MATMUL_COLUMNS(
            50,
            "matmul_columns",
            Pipe.CUBE,
            "As matmul_rows for groups of columns, each with a left operand of its own.",
            Field.TARGET,
            Field.ADDRESS,
            Field.ADDRESS,
            Field.DEPTH,
            Field.ADDRESS,
            Field.INDEX_STRIDE,
            Field.INDEX_LIMIT),
    MATMUL_DEPTH(
            51,
            "matmul_depth",
            Pipe.CUBE,
            "As matmul over the inner indices of one group: the one that the index of the axis tells (255: the first)."
                    + " The sizes of the groups add up to the depth, or the launch fails.",
            Field.TARGET,
            Field.ADDRESS,
            Field.ADDRESS,
            Field.DEPTH,
            Field.ADDRESS,
            Field.INDEX_LIMIT,
            Field.AXIS);

    /** What the words after head and synchronisation hold, in order. */
    public enum Field {
        /** A local operand that is written: one word. */
        TARGET,
        /** A local operand or a scalar slot that is read: one word. */
        SOURCE,
        /** An address form: base, strides, and one word for each axis term. */
        ADDRESS,
        /** An axis number: one word. */
        AXIS,
        /** The elements between consecutive indices: one word. */
        INDEX_STRIDE,
        /** The number of valid indices: one word. */
        INDEX_LIMIT,
        /** The inner size of a matrix product: one word. */
        DEPTH,
        /** How many inner indices are left out together: one word. */
        UNIT,
        /** The frame and the axes of a section; see {@link Words}. */
        FRAME
    }

    private static final Opcode[] BY_CODE = new Opcode[256];

    static {
        for (Opcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;
    private final String text;
    private final Pipe pipe;
    private final String meaning;
    private final List<Field> fields;

    Opcode(int code, String text, Pipe pipe, String meaning, Field... fields) {
        this.code = code;
        this.text = text;
        this.pipe = pipe;
        this.meaning = meaning;
        this.fields = List.of(fields);
    }

    /** {@return the number in the head word} */
    public int code() {
        return code;
    }

    /** {@return the unit that executes this instruction} */
    public Pipe pipe() {
        return pipe;
    }

    /** {@return what the instruction does, in a sentence or two} */
    public String meaning() {
        return meaning;
    }

    /** {@return what the words after head and synchronisation hold} */
    public List<Field> fields() {
        return fields;
    }

    /**
     * {@return true if a function can stand in this form}
     *
     * @param function an operation
     */
    public boolean accepts(Op function) {
        return switch (this) {
            case UNARY -> function.kind() == Op.Kind.UNARY || function.kind() == Op.Kind.UNARY_TEST;
            case BINARY -> function.kind() == Op.Kind.BINARY || function.kind() == Op.Kind.COMPARE;
            case REDUCE_X, REDUCE_Y -> function.kind() == Op.Kind.REDUCE;
            default -> false;
        };
    }

    /** {@return true if the head names a function} */
    public boolean hasFunction() {
        return this == UNARY || this == BINARY || this == REDUCE_X || this == REDUCE_Y;
    }

    /** {@return true if the head names a memory type; the lane type is then the one that holds it} */
    public boolean hasMemoryType() {
        return this == LOAD || this == LOAD_INDEXED || this == STORE || this == CAST;
    }

    /** {@return true if it multiplies groups whose sizes lie in memory} */
    public boolean isGrouped() {
        return this == MATMUL_ROWS || this == MATMUL_COLUMNS || this == MATMUL_DEPTH;
    }

    /** {@return true if it leaves inner indices out of the frame} */
    public boolean narrows() {
        return this == NARROW || this == NARROW_SCORES;
    }

    /** {@return true if the accumulate flag is allowed} */
    public boolean canAccumulate() {
        return this == REDUCE_X || this == REDUCE_Y || this == MATMUL || this == MATMUL_LOCAL;
    }

    /**
     * {@return the instruction form with a code}
     *
     * @param code the number in a head word
     */
    public static Optional<Opcode> find(int code) {
        return code < 0 || code >= BY_CODE.length ? Optional.empty() : Optional.ofNullable(BY_CODE[code]);
    }

    /** {@return the mnemonic} */
    @Override
    public String toString() {
        return text;
    }
}
