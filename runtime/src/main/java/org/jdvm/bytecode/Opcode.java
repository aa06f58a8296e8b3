package org.jdvm.bytecode;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdvm.ir.Op;

/** The table of instruction forms: code, pipe, operands and meaning. With the functions of {@code Op} it is the whole ISA. */
public enum Opcode {
    SECTION(
            1,
            "section",
            Pipe.CONTROL,
            Head.NONE,
            "Begins a section: its axes, its tile frame and its cost.",
            Field.FRAME),
    END(2, "end", Pipe.CONTROL, Head.NONE, "Ends the section. The next section starts when all cores are here."),
    LOOP(
            3,
            "loop",
            Pipe.CONTROL,
            Head.NONE,
            "Runs what follows up to NEXT for each index of a loop axis, in order.",
            Field.AXIS),
    NEXT(4, "next", Pipe.CONTROL, Head.NONE, "Ends the loop over an axis; waits for all pipes.", Field.AXIS),
    CLIP_INNER_BY_MASK(
            5,
            "clip_inner_by_mask",
            Pipe.CONTROL,
            Head.NONE,
            "Leaves inner indices out of the frame that a mask in memory excludes for all rows: in each row, over the"
                + " whole extent of the inner indices, those before the first and after the last number that is not"
                + " minus infinity (truth value that is not 0). What is left, in whole units from the first index of"
                + " the frame on, is the inner side until the inner axis moves on or the task ends. If nothing is"
                + " left, the loop over the inner axis goes on with its next index, or, without such a loop, the frame"
                + " stays as it is. Waits for all pipes.",
            Field.MASK,
            Field.UNIT),
    CLIP_INNER_BY_SCORES(
            6,
            "clip_inner_by_scores",
            Pipe.CONTROL,
            Head.NONE,
            "As clip_inner_by_mask, for a mask that is added to a product: rows x depth of the second times depth x"
                + " inner of the third matrix, times the first and divided by the second scalar. Equal numbers at an"
                + " end of a row are excluded as well if they are lower than the number next to them by 256 or more."
                + " The frame stays as it is if the product may not be small against that: if the depth times the"
                + " largest magnitudes of both matrices and the scalars is not finite, or four times that and 256 are"
                + " more than the smallest of these differences.",
            Field.MASK,
            Field.UNIT,
            Field.LEFT,
            Field.RIGHT_TO_INNER,
            Field.DEPTH,
            Field.FACTOR,
            Field.DIVISOR),

    LOAD(
            16,
            "load",
            Pipe.LOAD,
            Head.MEMORY_TYPE,
            "Copies elements from memory into the local buffer.",
            Field.TARGET,
            Field.MEMORY),
    LOAD_INDEXED(
            17,
            "load_indexed",
            Pipe.LOAD,
            Head.MEMORY_TYPE,
            "As load, with the element's index operand times a stride added to its address. An index outside"
                    + " 0..limit-1 fails the launch.",
            Field.TARGET,
            Field.INDEX,
            Field.INDEXED_MEMORY,
            Field.INDEX_STRIDE,
            Field.INDEX_LIMIT),
    LOAD_FOLDED(
            18,
            "load_folded",
            Pipe.LOAD,
            Head.MEMORY_TYPE,
            "As load, for columns that are two axes folded into one: column c is index c / fold of the outer axis,"
                + " whose stride is the column stride, and index c % fold of the inner one, whose stride is the fold"
                + " stride. Columns and their extent are multiples of the fold.",
            Field.FOLDED_TARGET,
            Field.FOLDED_MEMORY,
            Field.FOLD,
            Field.FOLD_STRIDE),
    STORE(
            24,
            "store",
            Pipe.STORE,
            Head.MEMORY_TYPE,
            "Copies elements from the local buffer to memory.",
            Field.STORED,
            Field.STORED_MEMORY),

    ROW_WISE(
            28,
            "row_wise",
            Pipe.VECTOR,
            Head.NONE,
            "Computes rows in memory by a routine of the table of operations along an axis: from each row of the first"
                    + " address, whose elements are a column stride apart, one of the second.",
            Field.ROUTINE,
            Field.OPTIONS,
            Field.OUTPUT,
            Field.ROW_SIZE,
            Field.RESULT_SIZE,
            Field.ROUTINE_OPERAND,
            Field.ROUTINE_RESULT),
    ROW_RESULTS(
            30,
            "row_results",
            Pipe.VECTOR,
            Head.NONE,
            "As row_wise, with both results of a routine that gives two: the first at the second address, the second at"
                    + " the third.",
            Field.ROUTINE,
            Field.OPTIONS,
            Field.ROW_SIZE,
            Field.RESULT_SIZE,
            Field.ROUTINE_OPERAND,
            Field.ROUTINE_RESULT,
            Field.ROUTINE_SECOND_RESULT),
    ROW_UPDATE(
            29,
            "row_update",
            Pipe.VECTOR,
            Head.NONE,
            "As row_wise, with a routine that reads rows of indices and of updates too, which have a size of their"
                    + " own. An index outside of a row fails the launch.",
            Field.ROUTINE,
            Field.OPTIONS,
            Field.OUTPUT,
            Field.ROW_SIZE,
            Field.RESULT_SIZE,
            Field.UPDATES,
            Field.ROUTINE_OPERAND,
            Field.ROUTINE_INDICES,
            Field.ROUTINE_UPDATES,
            Field.ROUTINE_RESULT),

    FILL(
            32,
            "fill",
            Pipe.VECTOR,
            Head.LANE,
            "Spreads a scalar over the target, or copies an operand to it, repeated where the operand covers less.",
            Field.TARGET,
            Field.SOURCE),
    IOTA(
            33,
            "iota",
            Pipe.VECTOR,
            Head.LANE,
            "Sets each element to the number that the address form gives for it (the buffer is not used).",
            Field.TARGET,
            Field.NUMBERS),
    UNARY(34, "unary", Pipe.VECTOR, Head.UNARY, "Applies a function of one operand.", Field.TARGET, Field.SOURCE),
    BINARY(
            35,
            "binary",
            Pipe.VECTOR,
            Head.BINARY,
            "Applies a function of two operands.",
            Field.TARGET,
            Field.SOURCE,
            Field.SOURCE),
    SELECT(
            36,
            "select",
            Pipe.VECTOR,
            Head.LANE,
            "Takes the second operand where the first is not 0, else the third.",
            Field.TARGET,
            Field.CONDITION,
            Field.SOURCE,
            Field.SOURCE),
    CAST(
            37,
            "cast",
            Pipe.VECTOR,
            Head.MEMORY_TYPE,
            "Converts to the head's memory type, held in the lane type of the target.",
            Field.TARGET,
            Field.CONVERTED),
    REDUCE_X(
            38,
            "reduce_x",
            Pipe.VECTOR,
            Head.REDUCTION,
            "Combines the elements of each row of a tile into one element of a column (of a row into one element);"
                    + " with the accumulate flag also what the target holds (a sum of floats over loops: at their last"
                    + " index).",
            Field.ACCUMULATOR,
            Field.REDUCED_X),
    REDUCE_Y(
            39,
            "reduce_y",
            Pipe.VECTOR,
            Head.REDUCTION,
            "Combines the elements of each column of a tile into one element of a row (of a column into one element);"
                    + " with the accumulate flag also what the target holds (a sum of floats over loops: at their last"
                    + " index).",
            Field.ACCUMULATOR,
            Field.REDUCED_Y),
    SCAN_X(
            44,
            "scan_x",
            Pipe.VECTOR,
            Head.LANE,
            "Sets each element to what the elements of its row up to it combine to, by a scan of the table of"
                + " operations along an axis. In loops it goes on from what the elements of the indices before combine"
                + " to, in the precision of the routine.",
            Field.TARGET,
            Field.SCANNED_X,
            Field.ROUTINE,
            Field.OPTIONS),
    SCAN_Y(
            45,
            "scan_y",
            Pipe.VECTOR,
            Head.LANE,
            "As scan_x, with the elements of each column.",
            Field.TARGET,
            Field.SCANNED_Y,
            Field.ROUTINE,
            Field.OPTIONS),

    MATMUL(
            48,
            "matmul",
            Pipe.CUBE,
            Head.LANE,
            "Multiplies rows x depth of the left operand with depth x columns of the right one, both in memory, into a"
                + " tile; with the accumulate flag adds to it. In f32 the left operand has any float type, the right"
                + " one also 8-bit integers; in f64 both are f64; in i32 both are 8-bit integers, and sums are exact"
                + " modulo 2^32. Into an inner tile, which is f32, it multiplies with depth x inner.",
            Field.PRODUCT,
            Field.LEFT,
            Field.RIGHT,
            Field.DEPTH),
    MATMUL_LOCAL(
            52,
            "matmul_local",
            Pipe.CUBE,
            Head.FLOAT,
            "As matmul, with rows x inner of the local buffer as left operand: inner x columns of the right one are in"
                    + " memory.",
            Field.TILE_PRODUCT,
            Field.LEFT_ROWS,
            Field.RIGHT_OF_INNER),
    MATMUL_WINDOWS(
            53,
            "matmul_windows",
            Pipe.CUBE,
            Head.FLOAT,
            "As matmul with a matrix of windows for a right operand, which is not in memory: each column is the window"
                    + " whose number the second address form gives, each row an element of the windows of a channel, a"
                    + " row stride after the one before. Along each axis element e of window w is at w * step + e *"
                    + " dilation - before; if that is a multiple of the spread, and the quotient less than the extent,"
                    + " it is the element of memory that many strides further, else 0.",
            Field.GROUPED_PRODUCT,
            Field.LEFT,
            Field.WINDOWED,
            Field.DEPTH,
            Field.WINDOW_NUMBERS,
            Field.WINDOWS),
    MATMUL_FOLDED(
            56,
            "matmul_folded",
            Pipe.CUBE,
            Head.FLOAT,
            "As matmul with a left operand whose inner indices are two axes: inner indices of one fold are a fold"
                    + " stride apart, folds a column stride.",
            Field.PRODUCT,
            Field.FOLDED_LEFT,
            Field.RIGHT,
            Field.DEPTH,
            Field.DEPTH_FOLD,
            Field.DEPTH_FOLD_STRIDE),
    MATMUL_FOLDED_WINDOWS(
            57,
            "matmul_folded_windows",
            Pipe.CUBE,
            Head.FLOAT,
            "As matmul_windows with the left operand of matmul_folded.",
            Field.GROUPED_PRODUCT,
            Field.FOLDED_LEFT,
            Field.WINDOWED,
            Field.DEPTH,
            Field.WINDOW_NUMBERS,
            Field.WINDOWS,
            Field.DEPTH_FOLD,
            Field.DEPTH_FOLD_STRIDE),
    DOT_WINDOWS(
            54,
            "dot_windows",
            Pipe.CUBE,
            Head.FLOAT,
            "Multiplies each row of the left operand with the windows of a channel, which for each row is a row stride"
                    + " after the one before; a column is a window, as for matmul_windows.",
            Field.GROUPED_PRODUCT,
            Field.LEFT,
            Field.ROW_WINDOWED,
            Field.DEPTH,
            Field.WINDOW_NUMBERS,
            Field.WINDOWS),
    REDUCE_WINDOWS(
            55,
            "reduce_windows",
            Pipe.CUBE,
            Head.REDUCTION,
            "Combines the elements of each window of a channel, which for each row of the target is a row stride after"
                    + " the one before; a column is a window, as for matmul_windows. What is outside of the tensor"
                    + " counts for nothing.",
            Field.GROUPED_PRODUCT,
            Field.ROW_WINDOWED,
            Field.WINDOW_NUMBERS,
            Field.WINDOWS),
    MATMUL_ROWS(
            49,
            "matmul_rows",
            Pipe.CUBE,
            Head.FLOAT,
            "As matmul for groups of rows, each with its own right operand, an index stride after the one before."
                    + " The sizes of the groups, whose number is the index limit, are at the third address, a column"
                    + " stride apart. If they do not add up to the extent of the rows, the launch fails.",
            Field.GROUPED_PRODUCT,
            Field.LEFT,
            Field.RIGHT_OF_GROUPS,
            Field.DEPTH,
            Field.GROUP_SIZES,
            Field.INDEX_STRIDE,
            Field.GROUP_LIMIT),
    MATMUL_COLUMNS(
            50,
            "matmul_columns",
            Pipe.CUBE,
            Head.FLOAT,
            "As matmul_rows for groups of columns, each with its own left operand.",
            Field.GROUPED_PRODUCT,
            Field.LEFT_OF_GROUPS,
            Field.RIGHT,
            Field.DEPTH,
            Field.GROUP_SIZES,
            Field.INDEX_STRIDE,
            Field.GROUP_LIMIT),
    MATMUL_DEPTH(
            51,
            "matmul_depth",
            Pipe.CUBE,
            Head.FLOAT,
            "As matmul over the inner indices of one group: the one that the index of the axis tells (255: the first)."
                    + " The sizes of the groups add up to the depth, or the launch fails.",
            Field.GROUPED_PRODUCT,
            Field.LEFT,
            Field.RIGHT,
            Field.DEPTH,
            Field.GROUP_SIZES,
            Field.GROUP_LIMIT,
            Field.GROUP_AXIS);

    /** What the head word of a form says in addition to the form; the text form has it after or in place of the mnemonic. */
    public enum Head {
        /** Nothing. */
        NONE(Types.NONE, ""),
        /** Nothing; it computes with f32. */
        FLOAT(Types.FLOAT, ".f32"),
        /** A lane type. */
        LANE(Types.LANE, ".L"),
        /** A memory type; the lane type is the one that holds it. */
        MEMORY_TYPE(Types.MEMORY_TYPE, ".T"),
        /** A lane type and a function of one operand, which is the mnemonic. */
        UNARY(Types.LANE, "F.L", Op.Kind.UNARY, Op.Kind.UNARY_TEST),
        /** A lane type and a function of two operands, which is the mnemonic. */
        BINARY(Types.LANE, "F.L", Op.Kind.BINARY, Op.Kind.COMPARE),
        /** A lane type and a function that combines many elements. */
        REDUCTION(Types.LANE, ".F.L", Op.Kind.REDUCE);

        /** Which types a head names. */
        public enum Types {
            NONE,
            FLOAT,
            LANE,
            MEMORY_TYPE
        }

        private final Types types;
        private final String pattern;
        private final Set<Op.Kind> functions = EnumSet.noneOf(Op.Kind.class);

        Head(Types types, String pattern, Op.Kind... functions) {
            this.types = types;
            this.pattern = pattern;
            this.functions.addAll(List.of(functions));
        }

        public Types types() {
            return types;
        }

        /** {@return the text form: {@code T} is the memory type, {@code L} the lane type and {@code F} the function} */
        public String pattern() {
            return pattern;
        }

        public boolean hasFunction() {
            return !functions.isEmpty();
        }

        /** {@return true if the function is the mnemonic} */
        public boolean isNamedByFunction() {
            return pattern.startsWith("F");
        }

        boolean accepts(Op function) {
            return functions.contains(function.kind());
        }
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
    private final Head head;
    private final String meaning;
    private final List<Field> fields;
    private final List<String> names;
    private final boolean hasFunction;
    private final boolean hasMemoryType;
    private final boolean hasTarget;
    private final boolean clipsInner;
    private final boolean mayOverwrite;

    Opcode(int code, String text, Pipe pipe, Head head, String meaning, Field... fields) {
        this.code = code;
        this.text = text;
        this.pipe = pipe;
        this.head = head;
        this.meaning = meaning;
        this.fields = List.of(fields);
        this.names = names(this.fields);
        this.hasFunction = head.hasFunction();
        this.hasMemoryType = head.types() == Head.Types.MEMORY_TYPE;
        this.hasTarget = !this.fields.isEmpty() && this.fields.getFirst().isTarget();
        this.clipsInner = this.fields.contains(Field.MASK);
        this.mayOverwrite = this.fields.stream().anyMatch(field -> field.fit().mayOverwrite());
    }

    /** {@return the number in the head word} */
    public int code() {
        return code;
    }

    /** {@return the unit that executes this instruction} */
    public Pipe pipe() {
        return pipe;
    }

    /** {@return what the head word says in addition to the form} */
    public Head head() {
        return head;
    }

    /** {@return what the instruction does, in a sentence or two} */
    public String meaning() {
        return meaning;
    }

    /** {@return what the words after head and synchronisation hold} */
    public List<Field> fields() {
        return fields;
    }

    /** {@return the name of a field in messages} */
    public String name(int field) {
        return names.get(field);
    }

    /** The names of fields; those of one name are numbered, but for address forms. */
    private static List<String> names(List<Field> fields) {
        List<String> names = new ArrayList<>();
        for (Field field : fields) {
            String name = field.toString();
            List<Field> same = fields.stream()
                    .filter(other -> other.isOperand() && other.toString().equals(name))
                    .toList();
            long before = names.stream().filter(other -> other.startsWith(name)).count();
            names.add(same.size() > 1 ? name + " " + (before + 1) : name);
        }
        return List.copyOf(names);
    }

    /**
     * {@return true if a function can be in this form}
     *
     * @param function an operation
     */
    public boolean accepts(Op function) {
        return head.accepts(function);
    }

    /** {@return true if the head names a function} */
    public boolean hasFunction() {
        return hasFunction;
    }

    /** {@return true if the head names a memory type; the lane type is then the one that holds it} */
    public boolean hasMemoryType() {
        return hasMemoryType;
    }

    /** {@return true if it writes an operand in the local buffer, which is its first field then} */
    public boolean hasTarget() {
        return hasTarget;
    }

    /** {@return true if it leaves inner indices out of the frame} */
    public boolean clipsInner() {
        return clipsInner;
    }

    /** {@return true if the target may be at the place of a source: elements are written when they are not read any more} */
    public boolean mayOverwrite() {
        return mayOverwrite;
    }

    /** {@return true if the accumulate flag is allowed} */
    public boolean canAccumulate() {
        return hasTarget && fields.getFirst().canAccumulate();
    }

    /**
     * {@return the instruction form with a code}
     *
     * @param code the number in a head word
     */
    public static Optional<Opcode> find(int code) {
        return code < 0 || code >= BY_CODE.length ? Optional.empty() : Optional.ofNullable(BY_CODE[code]);
    }

    /**
     * {@return the instruction form of a head word that decodes}
     *
     * @param head the head word of an instruction
     */
    public static Opcode of(long head) {
        return BY_CODE[Words.opcode(head)];
    }

    /**
     * {@return the position of the instruction that ends a section}
     *
     * @param words words that decode
     * @param section the position of the section
     */
    public static int endOfSection(long[] words, int section) {
        int at = section;
        while (of(words[at]) != END) {
            at += Words.length(words[at]);
        }
        return at;
    }

    /** {@return the mnemonic} */
    @Override
    public String toString() {
        return text;
    }
}
