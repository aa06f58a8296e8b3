package org.jdvm.capture;

/** A captured graph that may be computed again and again. */
public interface Structure {
    /**
     * The result of an operation that was computed on the way, and not kept, is needed after all: it is kept from now on.
     *
     * @param position the number of the operation
     */
    void keep(int position);
}
