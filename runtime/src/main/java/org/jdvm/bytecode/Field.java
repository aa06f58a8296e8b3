package org.jdvm.bytecode;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;

/**
 * The fields that instruction forms are made of: what the words hold, and which role it plays. Reader, writer, text form, verifier, the
 * structures of sections and the back end walk the fields of a form ({@link Opcode#fields}) and know no form by itself.
 */
public enum Field {
    /** What is written. */
    TARGET(Kind.LOCAL, "target", Role.WRITE, Lane.RESULT, Fit.ANY),
    /** What is written, or with the accumulate flag combined with what it held. */
    ACCUMULATOR(Kind.LOCAL, "target", Role.ACCUMULATE, Lane.RESULT, Fit.ANY),
    /** What is written, with a place for each column. */
    FOLDED_TARGET(Kind.LOCAL, "target", Role.WRITE, Lane.RESULT, Fit.TILE_OR_ROW),
    /** A matrix product: a tile or an inner tile. */
    PRODUCT(Kind.LOCAL, "target", Role.ACCUMULATE, Lane.RESULT, Fit.TILE_OR_INNER_TILE),
    /** A matrix product: a tile. */
    TILE_PRODUCT(Kind.LOCAL, "target", Role.ACCUMULATE, Lane.RESULT, Fit.TILE),
    /** A product by groups: a tile. */
    GROUPED_PRODUCT(Kind.LOCAL, "target", Role.WRITE, Lane.RESULT, Fit.TILE),
    /** What is read element by element. */
    SOURCE(Kind.SOURCE, "source", Role.READ, Lane.SAME, Fit.ELEMENTWISE),
    /** A truth value that is read element by element. */
    CONDITION(Kind.SOURCE, "source", Role.READ, Lane.TRUTH, Fit.ELEMENTWISE),
    /** Elements of any type that are converted. */
    CONVERTED(Kind.SOURCE, "source", Role.READ, Lane.ANY, Fit.ELEMENTWISE),
    /** What is reduced along its columns or inner indices. */
    REDUCED_X(Kind.LOCAL, "source", Role.READ, Lane.SAME, Fit.REDUCED_X),
    /** What is reduced along its rows. */
    REDUCED_Y(Kind.LOCAL, "source", Role.READ, Lane.SAME, Fit.REDUCED_Y),
    /** What is scanned along its columns. */
    SCANNED_X(Kind.LOCAL, "source", Role.READ, Lane.SAME, Fit.SCANNED_X),
    /** What is scanned along its rows. */
    SCANNED_Y(Kind.LOCAL, "source", Role.READ, Lane.SAME, Fit.SCANNED_Y),
    /** What goes to memory. */
    STORED(Kind.LOCAL, "source", Role.READ, Lane.SAME, Fit.COMPLETE),
    /** An index for each element. */
    INDEX(Kind.LOCAL, "index", Role.READ, Lane.INTEGER, Fit.COVERS),
    /** The left operand of a product in the local buffer. */
    LEFT_ROWS(Kind.LOCAL, "left operand", Role.READ, Lane.SAME, Fit.INNER_TILE),
    /** What a product is multiplied by. */
    FACTOR(Kind.SCALAR, "factor", Role.READ, Lane.SAME, Fit.ANY),
    /** What a product is divided by. */
    DIVISOR(Kind.SCALAR, "divisor", Role.READ, Lane.SAME, Fit.ANY),

    /** Elements of the head's memory type that are read. */
    MEMORY(Contents.OF_TYPE, Role.READ, Span.PLACE_ROWS, Span.PLACE_COLUMNS),
    /** The same, each an index stride times an index further. */
    INDEXED_MEMORY(Contents.OF_TYPE, Role.READ, Span.PLACE_ROWS, Span.PLACE_COLUMNS),
    /** The same, with two strides for the columns: the column stride from fold to fold, and one inside a fold. */
    FOLDED_MEMORY(Contents.OF_TYPE, Role.READ, Span.PLACE_ROWS, Span.PLACE_COLUMNS),
    /** Elements of the head's memory type that are written. */
    STORED_MEMORY(Contents.OF_TYPE, Role.WRITE, Span.PLACE_ROWS, Span.PLACE_COLUMNS),
    /** An address form whose numbers are elements themselves. */
    NUMBERS(Contents.NONE, Role.READ, Span.PLACE_ROWS, Span.PLACE_COLUMNS),
    /** A mask of which whole rows are read. */
    MASK(Contents.MASK, Role.READ, Span.ROWS, Span.WHOLE_INNER),
    /** The left operand of a product. */
    LEFT(Contents.LEFT, Role.READ, Span.ROWS, Span.DEPTH),
    /** The same, with two strides for the inner indices: the column stride from fold to fold, and one inside a fold. */
    FOLDED_LEFT(Contents.LEFT, Role.READ, Span.ROWS, Span.DEPTH),
    /** The right operand of a product. */
    RIGHT(Contents.RIGHT, Role.READ, Span.DEPTH, Span.TARGET_COLUMNS),
    /** The right operand of a product that has inner indices for columns. */
    RIGHT_TO_INNER(Contents.RIGHT, Role.READ, Span.DEPTH, Span.INNER),
    /** The right operand of a product over inner indices. */
    RIGHT_OF_INNER(Contents.RIGHT, Role.READ, Span.INNER, Span.COLUMNS),
    /** The left operands of groups, an index stride apart. */
    LEFT_OF_GROUPS(Contents.LEFT, Role.READ, Span.ROWS, Span.DEPTH),
    /** The right operands of groups, an index stride apart. */
    RIGHT_OF_GROUPS(Contents.RIGHT, Role.READ, Span.DEPTH, Span.TARGET_COLUMNS),
    /**
     * The right operand of a product whose columns are windows: the first element of the first channel; the row stride is that of the
     * channels, the column stride what columns add to it in addition to their windows.
     */
    WINDOWED(Contents.RIGHT, Role.READ, Span.DEPTH, Span.COLUMNS),
    /** The first element of a channel, of which a row has windows for columns; the row stride is that to the channel of the next row. */
    ROW_WINDOWED(Contents.RIGHT, Role.READ, Span.ROWS, Span.COLUMNS),
    /** An address form whose numbers are those of the windows that columns are. */
    WINDOW_NUMBERS(Contents.NONE, Role.READ, Span.NONE, Span.COLUMNS),
    /** How windows move. */
    WINDOWS(Kind.WINDOWS, "windows", Range.ANY),
    /** Rows that a routine reads. */
    ROUTINE_OPERAND(Contents.ROUTINE_OPERAND, Role.READ, Span.ROWS, Span.ROW_SIZE),
    /** Rows of indices that a routine reads. */
    ROUTINE_INDICES(Contents.ROUTINE_INDICES, Role.READ, Span.ROWS, Span.UPDATES),
    /** Rows of numbers for these that a routine reads. */
    ROUTINE_UPDATES(Contents.ROUTINE_UPDATES, Role.READ, Span.ROWS, Span.UPDATES),
    /** Rows that a routine writes. */
    ROUTINE_RESULT(Contents.ROUTINE_RESULT, Role.WRITE, Span.ROWS, Span.RESULT_SIZE),
    /** Rows of the second result of a routine. */
    ROUTINE_SECOND_RESULT(Contents.ROUTINE_RESULT, Role.WRITE, Span.ROWS, Span.RESULT_SIZE),
    /** The sizes of groups. */
    GROUP_SIZES(Contents.SIZES, Role.READ, Span.NONE, Span.GROUPS),

    /** The elements between consecutive indices. */
    INDEX_STRIDE("index stride", "stride", Range.ANY),
    /** The number of valid indices. */
    INDEX_LIMIT("index limit", "limit", Range.POSITIVE),
    /** The size of the inner one of two axes that are folded into the columns. */
    FOLD("fold", "fold", Range.PART_OF_COLUMNS),
    /** The elements between consecutive indices of that axis. */
    FOLD_STRIDE("fold stride", "stride", Range.ANY),
    /** The number of groups. */
    GROUP_LIMIT("index limit", "limit", Range.POSITIVE_INT),
    /** The inner size of a matrix product. */
    DEPTH("depth", "depth", Range.POSITIVE_INT),
    /** The size of the inner one of two axes that are folded into the inner indices of a product. */
    DEPTH_FOLD("fold of the depth", "fold", Range.PART_OF_DEPTH),
    /** The elements between consecutive indices of that axis. */
    DEPTH_FOLD_STRIDE("fold stride", "stride", Range.ANY),
    /** How many inner indices are left out together. */
    UNIT("unit", "unit", Range.POSITIVE_INT),

    /** The number of a routine in the table of operations along an axis. */
    ROUTINE("routine", "routine", Range.ROUTINE),
    /** Its options, 32 bits each. */
    OPTIONS("options", "options", Range.ANY),
    /** Which of its results. */
    OUTPUT("output", "output", Range.ANY),
    /** The elements of a row that a routine reads. */
    ROW_SIZE("row size", "of", Range.COUNT),
    /** The elements of a row that a routine writes. */
    RESULT_SIZE("result size", "to", Range.POSITIVE_INT),
    /** The elements of a row of indices. */
    UPDATES("number of updates", "updates", Range.COUNT),

    /** An axis of the section. */
    AXIS(Kind.AXIS, "", Range.ANY),
    /** The axis whose index is the number of a group, or {@link Words#NO_AXIS}. */
    GROUP_AXIS(Kind.AXIS, "by", Range.OPTIONAL),
    /** The frame and the axes of a section. */
    FRAME(Kind.FRAME, "", Range.ANY);

    /** What the words of a field hold. */
    public enum Kind {
        /** An operand in the local buffer: one word. */
        LOCAL,
        /** A scalar slot: one word. */
        SCALAR,
        /** One of both: one word. */
        SOURCE,
        /** An address form: base, strides, and one word for each axis term. */
        ADDRESS,
        /** A number: one word. */
        NUMBER,
        /** The number of an axis: one word. */
        AXIS,
        /** How windows move: the number of axes, and {@link WindowMap#AXIS_WORDS} words for each. */
        WINDOWS,
        /** The frame and the axes of a section; see {@link Words}. */
        FRAME
    }

    /** What is done with an operand. */
    public enum Role {
        READ,
        WRITE,
        ACCUMULATE
    }

    /** The lane type that an operand has. */
    public enum Lane {
        /** That of what the function makes of the head's lane type. */
        RESULT,
        /** That of the head. */
        SAME,
        /** i32. */
        TRUTH,
        /** i32 or i64. */
        INTEGER,
        /** Any one. */
        ANY
    }

    /** Which extents an operand may have. */
    public enum Fit {
        ANY,
        /** A part of the target's, which is repeated. */
        COVERS,
        /** The same, and it may be at the place of the target. */
        ELEMENTWISE,
        /** The target is what is left of it without columns or inner indices. */
        REDUCED_X,
        /** The target is what is left of it without rows. */
        REDUCED_Y,
        /** What the target is, with columns; and it may be at the place of the target. */
        SCANNED_X,
        /** What the target is, with rows; and it may be at the place of the target. */
        SCANNED_Y,
        /** With all its inner indices. */
        COMPLETE,
        TILE(Extent.TILE),
        INNER_TILE(Extent.INNER_TILE),
        TILE_OR_INNER_TILE(Extent.TILE, Extent.INNER_TILE),
        TILE_OR_ROW(Extent.TILE, Extent.ROW);

        /** The only ones; empty where another rule decides. */
        public final Set<Extent> only = EnumSet.noneOf(Extent.class);

        Fit(Extent... only) {
            this.only.addAll(Set.of(only));
        }

        /** {@return true if the operand may be at the place of the target} */
        boolean mayOverwrite() {
            return this == ELEMENTWISE || this == SCANNED_X || this == SCANNED_Y;
        }
    }

    /** What the buffer of an address form holds. */
    public enum Contents {
        /** There is no buffer. */
        NONE,
        /** The head's memory type. */
        OF_TYPE,
        /** Left operands of products. */
        LEFT,
        /** Right operands of products. */
        RIGHT,
        /** Floats of at most 32 bits, or truth values. */
        MASK,
        /** What a routine takes. */
        ROUTINE_OPERAND,
        /** Indices of what a routine takes. */
        ROUTINE_INDICES,
        /** What comes to these. */
        ROUTINE_UPDATES,
        /** What a routine gives. */
        ROUTINE_RESULT,
        /** Sizes of groups. */
        SIZES
    }

    /** What an address form goes along with its row stride or its column stride. */
    public enum Span {
        NONE,
        /** The rows that the instruction's first local operand has. */
        PLACE_ROWS,
        /** The columns or inner indices that it has. */
        PLACE_COLUMNS,
        ROWS,
        COLUMNS,
        INNER,
        /** The inner indices, of which all are looked at that there are. */
        WHOLE_INNER,
        /** The columns, or for a target with inner indices these. */
        TARGET_COLUMNS,
        /** As many as {@link Field#DEPTH} says. */
        DEPTH,
        /** As many as {@link Field#ROW_SIZE} says. */
        ROW_SIZE,
        /** As many as {@link Field#RESULT_SIZE} says. */
        RESULT_SIZE,
        /** The number in {@link Field#UPDATES}. */
        UPDATES,
        /** As many as {@link Field#GROUP_LIMIT} says. */
        GROUPS
    }

    /** Which numbers are valid. */
    public enum Range {
        ANY,
        /** At least 1. */
        POSITIVE,
        /** At least 1 and less than 2^31. */
        POSITIVE_INT,
        /** At least 0 and less than 2^31: rows may have no elements. */
        COUNT,
        /** At least 1, and the columns of the frame and their extent are multiples of it. */
        PART_OF_COLUMNS,
        /** At least 1, and the depth is a multiple of it. */
        PART_OF_DEPTH,
        /** The number of a row of {@link org.jdvm.op.RowOps}. */
        ROUTINE,
        /** May be left out. */
        OPTIONAL
    }

    /** The value of an axis that is left out. */
    public static final Immediate NO_AXIS = new Immediate(Words.NO_AXIS);

    private final Kind kind;
    private final String text;
    private final String label;
    private final Role role;
    private final Lane lane;
    private final Fit fit;
    private final Contents contents;
    private final Span rows;
    private final Span columns;
    private final Range range;

    /** An operand. */
    Field(Kind kind, String text, Role role, Lane lane, Fit fit) {
        this(kind, text, "", role, lane, fit, Contents.NONE, Span.NONE, Span.NONE, Range.ANY);
    }

    /** An address form. */
    Field(Contents contents, Role role, Span rows, Span columns) {
        this(Kind.ADDRESS, "address", "", role, Lane.ANY, Fit.ANY, contents, rows, columns, Range.ANY);
    }

    /** A number. */
    Field(String text, String label, Range range) {
        this(Kind.NUMBER, text, label, Role.READ, Lane.ANY, Fit.ANY, Contents.NONE, Span.NONE, Span.NONE, range);
    }

    /** What has the name of its kind. */
    Field(Kind kind, String label, Range range) {
        this(kind, lower(kind), label, Role.READ, Lane.ANY, Fit.ANY, Contents.NONE, Span.NONE, Span.NONE, range);
    }

    Field(
            Kind kind,
            String text,
            String label,
            Role role,
            Lane lane,
            Fit fit,
            Contents contents,
            Span rows,
            Span columns,
            Range range) {
        this.kind = kind;
        this.text = text;
        this.label = label;
        this.role = role;
        this.lane = lane;
        this.fit = fit;
        this.contents = contents;
        this.rows = rows;
        this.columns = columns;
        this.range = range;
    }

    private static String lower(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** {@return what the words of the field hold} */
    public Kind kind() {
        return kind;
    }

    /** {@return true for a local operand or scalar} */
    public boolean isOperand() {
        return kind == Kind.LOCAL || kind == Kind.SCALAR || kind == Kind.SOURCE;
    }

    /** {@return true for the local operand that the instruction writes} */
    public boolean isTarget() {
        return isOperand() && role != Role.READ;
    }

    /** {@return true for an address form of elements in memory} */
    public boolean isMemory() {
        return contents != Contents.NONE;
    }

    /** {@return true for an address form of elements in memory that are written} */
    public boolean isStore() {
        return isMemory() && role == Role.WRITE;
    }

    /** {@return true for an address that an index moves on, in steps of {@link #INDEX_STRIDE}} */
    public boolean isIndexed() {
        return this == INDEXED_MEMORY || this == LEFT_OF_GROUPS || this == RIGHT_OF_GROUPS;
    }

    /** {@return true for an address whose columns are two axes: {@link #FOLD} indices of the inner one for each of the outer one} */
    public boolean isFolded() {
        return this == FOLDED_MEMORY;
    }

    /** {@return true for an address whose inner indices are two axes, as with {@link #DEPTH_FOLD}} */
    public boolean isFoldedAlongDepth() {
        return this == FOLDED_LEFT;
    }

    /** {@return true for an address of windows, which move as {@link #WINDOWS} says} */
    public boolean isWindowed() {
        return this == WINDOWED || this == ROW_WINDOWED;
    }

    /** {@return true for an address of windows of one channel for each row} */
    public boolean isWindowedByRow() {
        return this == ROW_WINDOWED;
    }

    /** {@return true if the old contents may take part} */
    boolean canAccumulate() {
        return role == Role.ACCUMULATE;
    }

    public Lane lane() {
        return lane;
    }

    public Fit fit() {
        return fit;
    }

    public Contents contents() {
        return contents;
    }

    public Span rows() {
        return rows;
    }

    public Span columns() {
        return columns;
    }

    public Range range() {
        return range;
    }

    /** {@return the last number that an axis can have here} */
    int lastAxis() {
        return range == Range.OPTIONAL ? Words.NO_AXIS : Words.NO_AXIS - 1;
    }

    /** {@return true if the text form leaves out the field with this value} */
    public boolean isLeftOut(FieldValue value) {
        return range == Range.OPTIONAL && value.equals(NO_AXIS);
    }

    /** {@return what the text form has before the number; empty for none} */
    public String label() {
        return label;
    }

    /** {@return how the reference of the instruction set lists it} */
    public String listed() {
        return !isOperand() ? text : isTarget() ? "target" : "source";
    }

    /**
     * {@return the lane type that the operand has if none is written; null if there is no usual one}
     *
     * @param head the lane type of the head
     * @param function the function of the head
     */
    @Nullable
    public LaneType usualLane(LaneType head, Op function) {
        return switch (lane) {
            case RESULT -> head.resultOf(function);
            case SAME -> head;
            case TRUTH, INTEGER -> LaneType.I32;
            case ANY -> null;
        };
    }

    /** {@return its name in messages} */
    @Override
    public String toString() {
        return text;
    }
}
