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
    public static final RowOp ARG_MAX = new ArgMax();

    /** All rows; the place is the number in bytecode. */
    public static final List<RowOp> ALL = List.of(CUM_SUM, ARG_MAX, CUM_PROD);

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
