package org.jdvm.op;

import java.util.List;
import java.util.Optional;

/** The table of operations along one axis. */
public final class RowOps {
    /** Sums of all elements up to each one. */
    public static final RowOp CUM_SUM = new Scan("cumsum", Scan.Combination.SUM);

    /** Products of all elements up to each one. */
    public static final RowOp CUM_PROD = new Scan("cumprod", Scan.Combination.PRODUCT);

    /** The index of the largest element. */
    public static final RowOp ARG_MAX = new ArgExtreme("argMax", true);

    /** The index of the smallest element. */
    public static final RowOp ARG_MIN = new ArgExtreme("argMin", false);

    /** The largest of all elements up to each one. */
    public static final RowOp CUM_MAX = new Scan("cummax", Scan.Combination.MAX);

    /** The smallest of all elements up to each one. */
    public static final RowOp CUM_MIN = new Scan("cummin", Scan.Combination.MIN);

    /** The product of the elements. */
    public static final RowOp PRODUCT = new Product();

    /** The elements in order, and their indices. */
    public static final RowOp SORT = new Sort("sort", List.of("sort", "argSort"), false);

    /** The first elements in order, and their indices. */
    public static final RowOp TOP_K = new Sort("topK", List.of("topK", "argTopK"), true);

    /** All rows; the place is the number in bytecode. */
    public static final List<RowOp> ALL =
            List.of(CUM_SUM, ARG_MAX, CUM_PROD, ARG_MIN, CUM_MAX, CUM_MIN, PRODUCT, SORT, TOP_K);

    private RowOps() {}

    /**
     * {@return the operation with a name}
     *
     * @param name a name
     */
    public static Optional<RowOp> named(String name) {
        return ALL.stream().filter(op -> op.name().equals(name)).findFirst();
    }
}
