package org.jdvm.op;

import org.jdvm.JdvmException;

/** An index among the elements of a row that is not one of its axis. */
public final class RowIndexException extends JdvmException {
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param index the index
     * @param dim the dim that it counts
     * @param size the size of that dim
     */
    public RowIndexException(long index, long dim, long size) {
        super("index " + index + " of dim " + dim + " is outside 0.." + (size - 1));
    }
}
