package org.jdvm.op;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdvm.annotations.Update;

/** The table of operations along one axis. */
public final class RowOps {
    /** The index of the largest element. */
    public static final RowOp ARG_MAX = new ArgExtreme(1, "argMax", true);

    /** The index of the smallest element. */
    public static final RowOp ARG_MIN = new ArgExtreme(3, "argMin", false);

    /** The product of the elements. */
    public static final RowOp PRODUCT = new Product();

    /** The elements in order, and their indices. */
    public static final RowOp SORT = new Sort(7, "sort", List.of("sort", "argSort"), false);

    /** The first elements in order, and their indices. */
    public static final RowOp TOP_K = new Sort(8, "topK", List.of("topK", "argTopK"), true);

    /** Where elements are in row-major order. */
    public static final RowOp FLAT_INDEX = new FlatIndex();

    private static final List<RowOp> SCATTERS = Stream.of(Update.values())
            .map(update -> (RowOp) new Scatter(11 + update.ordinal(), update))
            .toList();

    /** All rows; the place is the number in bytecode. */
    public static final List<RowOp> ALL = Stream.concat(
                    Stream.of(Scan.values()),
                    Stream.concat(Stream.of(ARG_MAX, ARG_MIN, PRODUCT, SORT, TOP_K, FLAT_INDEX), SCATTERS.stream()))
            .sorted(Comparator.comparingInt(RowOp::number))
            .toList();

    static {
        for (int i = 0; i < ALL.size(); i++) {
            if (ALL.get(i).number() != i) {
                throw new AssertionError(
                        ALL.get(i).text() + " has the number of another operation, or leaves one free");
            }
        }
    }

    private RowOps() {}

    /**
     * {@return the operation that puts numbers into rows at indices}
     *
     * @param update what becomes of the elements there
     */
    public static RowOp scatter(Update update) {
        return SCATTERS.get(update.ordinal());
    }

    /**
     * {@return the operation with a number in bytecode}
     *
     * @param number a number
     */
    public static Optional<RowOp> find(long number) {
        return number < 0 || number >= ALL.size() ? Optional.empty() : Optional.of(ALL.get((int) number));
    }

    /**
     * {@return the operation with a name}
     *
     * @param name a name
     */
    public static Optional<RowOp> named(String name) {
        return ALL.stream().filter(op -> op.text().equals(name)).findFirst();
    }
}
