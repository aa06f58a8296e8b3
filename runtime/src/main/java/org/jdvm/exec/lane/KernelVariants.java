package org.jdvm.exec.lane;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jdvm.bytecode.LaneType;
import org.jdvm.ir.Op;
import org.jdvm.machine.HostVectors;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of routines that have a vector and a scalar form, and which vector forms are ready. Vector code is a hundred times slower
 * than the scalar one until the compiler has seen enough of it; so the scalar form answers first, and the vector form is made
 * ready meanwhile. Both give the same bits, so each call may take either.
 *
 * <p>The constants are kinds; a routine is one of 128 of a kind.
 */
public final class KernelVariants {
    /** One or two operands of floats; with two, what is added tells which of them has only one element for each row. */
    public static final int FLOATS = 0;

    /** The same of integers. */
    public static final int INTS = 3;

    public static final int REDUCE_ROWS = 6;
    public static final int REDUCE_COLUMNS = 7;

    /** By height of the block. */
    public static final int PRODUCT = 8;

    /** By height of the block, with the left operand in place. */
    public static final int DIRECT_PRODUCT = 9;

    public static final int SELECT = 10;
    public static final int CAST = 11;
    public static final int MOVE = 12;

    /** Of one row, by number of panels. */
    public static final int ROW_PRODUCT = 13;

    /** With panels that are narrower than floats, by their form and the height of the block. */
    public static final int NARROW_PRODUCT = 14;

    /** By height of the block, with rows of the left operand at a constant distance. */
    public static final int COPIED_PRODUCT = 15;

    /** By height of the block, with columns of a panel as rows. */
    public static final int EXCHANGED_PRODUCT = 16;

    private static final int KINDS = 17;

    /** Words with a bit for each routine of a kind. */
    private static final int WORDS = 2;

    private static final Op[] OPS = Op.values();

    /** Added to {@link #FLOATS} and {@link #INTS}. */
    static final int BOTH = 0;

    public static final int SECOND_SINGLE = 1;
    public static final int FIRST_SINGLE = 2;

    // Of the kind MOVE.
    public static final int LOAD = 0;
    public static final int STORE = 1;
    public static final int COPY = 2;
    public static final int FILL = 3;
    public static final int PACK = 4;
    public static final int EDGE = 5;
    public static final int ADD_EDGE = 6;
    public static final int ROUND_TO_BF16 = 7;
    public static final int MAGNITUDE = 8;
    public static final int INTEGER_EDGE = 9;
    public static final int ADD_INTEGER_EDGE = 10;
    public static final int PACK_WINDOWS = 11;
    public static final int PACK_TRANSPOSED = 12;
    public static final int WINDOW_PRODUCTS = 13;
    public static final int WINDOW_SUMS = 14;
    public static final int WINDOW_MAXIMA = 15;
    public static final int EXPAND = 16;
    public static final int EXCHANGED_BACK = 17;

    /** A bit for each routine. Read without order: who sees an old value takes the scalar form once more. */
    private static final long[] READY = new long[KINDS * WORDS];

    /** A bit for each routine; written under its lock. */
    private static final long[] ASKED = new long[KINDS * WORDS];

    /** Requests made before there was something to take them. Guarded by {@link #ASKED}. */
    private static final List<Routine> WAITING = new ArrayList<>();

    /** What makes vector forms ready; null before it exists. Guarded by {@link #ASKED}. */
    private static @Nullable Consumer<Routine> requests;

    /**
     * One routine.
     *
     * @param kind its kind
     * @param number which one of the kind
     */
    public record Routine(int kind, int number) {}

    /** The system property that lets all routines be scalar, or all be vector code from the start, in place of {@code auto}. */
    static final String PROPERTY = "jdvm.routines";

    /** The system property that chooses how the JDK computes functions of vectors. */
    private static final String LIBRARY = "jdk.incubator.vector.VectorMathLibrary";

    private static final String MISSING = "the module " + HostVectors.MODULE
            + " is missing; start the virtual machine with --add-modules " + HostVectors.MODULE;

    /** Which forms are used. */
    public enum Forms {
        /** The scalar ones until the vector ones are ready. */
        AUTO,
        SCALAR,
        VECTOR;

        /** What the property says. */
        public static Forms fromProperty() {
            String text = System.getProperty(PROPERTY, "auto");
            for (Forms forms : values()) {
                if (forms.name().toLowerCase(Locale.ROOT).equals(text)) {
                    if (forms == VECTOR && !HostVectors.areUsable()) {
                        throw new IllegalStateException("-D%s=vector: %s".formatted(PROPERTY, MISSING));
                    }
                    return forms;
                }
            }
            throw new IllegalArgumentException("-D%s=%s: expected auto, scalar or vector".formatted(PROPERTY, text));
        }
    }

    private static final Forms CHOSEN = Forms.fromProperty();

    static {
        use(CHOSEN);
    }

    /** Logs unusual settings of the virtual machine. */
    public static void report() {
        if (!HostVectors.areUsable()) {
            log(Level.WARNING, "programs run as scalar code, which is slower: " + MISSING);
        } else if ("java".equals(System.getProperty(LIBRARY))) {
            log(Level.INFO, "-D" + LIBRARY + "=java changes nothing: jdvm has its own vector functions");
        }
    }

    private static void log(Level level, String message) {
        System.getLogger(KernelVariants.class.getName()).log(level, message);
    }

    /** {@return which forms are used, and why, in a line} */
    public static String description() {
        if (!HostVectors.areUsable()) {
            return "scalar routines: " + MISSING;
        }
        return switch (CHOSEN) {
            case AUTO -> "scalar routines until vector ones of " + Layout.COUNT + " lanes are ready";
            case VECTOR -> "vector routines of " + Layout.COUNT + " lanes: -D" + PROPERTY + "=vector was given";
            case SCALAR -> "scalar routines: -D" + PROPERTY + "=scalar was given";
        };
    }

    /** {@return true if the vector form of a routine may be used; otherwise it will be made ready} */
    public static boolean isReady(int kind, Op op) {
        return isReady(kind, op.ordinal());
    }

    /** {@return true if the vector form of a routine may be used; otherwise it will be made ready} */
    public static boolean isReady(int kind, int number) {
        return isReadyNow(kind, number) || becomesReady(kind, number);
    }

    /** {@return true if the vector form of a routine may be used} Does not ask for it. */
    public static boolean isReadyNow(int kind, int number) {
        return (READY[word(kind, number)] >>> number & 1) != 0;
    }

    /** The rest of {@link #isReady}, for routines that are not: sees that they are made ready. */
    private static boolean becomesReady(int kind, int number) {
        int word = word(kind, number);
        long bit = 1L << number;
        if ((ASKED[word] & bit) == 0) {
            synchronized (ASKED) {
                if ((ASKED[word] & bit) == 0) {
                    ask(new Routine(kind, number));
                    ASKED[word] |= bit;
                }
            }
        }
        return false;
    }

    /** {@return true if a routine is ready, was asked for, or need not be because its form is given} */
    public static boolean isKnown(Routine routine) {
        int word = word(routine.kind, routine.number);
        return ((READY[word] | ASKED[word]) >>> routine.number & 1) != 0;
    }

    private static int word(int kind, int number) {
        return kind * WORDS + number / Long.SIZE;
    }

    private static void ask(Routine routine) {
        Consumer<Routine> known = requests;
        if (known == null) {
            WAITING.add(routine);
        } else {
            known.accept(routine);
        }
    }

    /** Has requests to make vector forms ready taken by something, those made so far as well. */
    public static void requestsTo(Consumer<Routine> taker) {
        synchronized (ASKED) {
            requests = taker;
            WAITING.forEach(taker);
            WAITING.clear();
        }
    }

    /**
     * {@return true if an elementwise function is also computed on vectors}
     *
     * @param op a function of one or two operands
     * @param lane the type of its operands
     */
    public static boolean hasVectorForm(Op op, LaneType lane) {
        return lane.bytes() == Float.BYTES && hasVectorForm(op, lane == LaneType.F32);
    }

    /** {@return true if an elementwise function of 32-bit lanes has vector code} */
    public static boolean hasVectorForm(Op op, boolean floats) {
        return floats ? FloatArrays.hasVectorForm(op) : IntArrays.hasVectorForm(op);
    }

    public static void setReady(int kind, int number) {
        synchronized (ASKED) {
            READY[word(kind, number)] |= 1L << number;
        }
    }

    /**
     * Takes only some forms from now on; with {@link Forms#AUTO} nothing is ready, but may become so. Where vector code cannot be run,
     * forms are scalar whatever is said.
     */
    public static void use(Forms wanted) {
        Forms forms = HostVectors.areUsable() ? wanted : Forms.SCALAR;
        synchronized (ASKED) {
            Arrays.fill(READY, forms == Forms.VECTOR ? -1 : 0);
            Arrays.fill(ASKED, forms == Forms.AUTO ? 0 : -1);
        }
    }

    /** {@return what a routine is called in messages} */
    public static String name(int kind, int number) {
        String patterns = switch (kind < INTS ? kind - FLOATS : kind - INTS) {
            case SECOND_SINGLE -> " with one element for each row";
            case FIRST_SINGLE -> " of one element for each row";
            default -> "";
        };
        return switch (kind) {
            case REDUCE_ROWS -> OPS[number].toString() + " along rows";
            case REDUCE_COLUMNS -> OPS[number].toString() + " along columns";
            case PRODUCT -> "product of " + number + " rows";
            case DIRECT_PRODUCT -> "product of " + number + " rows in place";
            case COPIED_PRODUCT -> "product of " + number + " copied rows";
            case EXCHANGED_PRODUCT -> "product of " + number + " columns of a panel";
            case ROW_PRODUCT -> "product of a row with " + number + " panels";
            case NARROW_PRODUCT -> "product with narrow panels " + number;
            case SELECT -> "select " + number;
            case CAST -> "cast " + number;
            case MOVE -> "move " + number;
            default -> OPS[number].toString() + (kind < INTS ? " of floats" : " of integers") + patterns;
        };
    }

    public static int pattern(boolean vectorA, boolean vectorB) {
        return !vectorB ? SECOND_SINGLE : !vectorA ? FIRST_SINGLE : BOTH;
    }
}
