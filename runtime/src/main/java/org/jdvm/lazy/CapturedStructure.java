package org.jdvm.lazy;

/** A captured graph that may be computed again and again. */
public interface CapturedStructure {
    /**
     * The result of an operation that was computed on the way, and not kept, is needed after all: it is kept from now on.
     *
     * @param position the number of the operation
     */
    void keep(int position);

    /**
     * {@return true if the result of an operation is kept from now on}
     *
     * @param position the number of the operation
     */
    boolean keeps(int position);

    /** Plans the graph for what it has to keep from now on, so that the next computation of it does not have to. */
    void prepare();
}
