package org.jdvm.bytecode.verify;

import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Words;

/** Visits the elements of a footprint one by one: the way out where no proof applies. */
final class ElementWalk {
    /** Buffers with more elements are not walked over. */
    static final long MAX_ELEMENTS = 4L << 20;

    private static final long MAX_VISITS = 16 * MAX_ELEMENTS;

    private final Footprint footprint;
    private final Visitor visitor;
    private final long[] taskStrides;
    private final Footprint.Cut[] cuts;
    private final long[] indexOfAxis = new long[Words.MAX_AXES];

    /** What is done at each element. */
    interface Visitor {
        /**
         * Visits an element.
         *
         * @param element its index in the buffer
         * @param task number of the task that touches it
         */
        void visit(int element, long task);
    }

    private ElementWalk(SectionBody body, Footprint footprint, Visitor visitor) {
        this.footprint = footprint;
        this.visitor = visitor;
        int dims = footprint.dims().size();
        taskStrides = new long[dims];
        cuts = new Footprint.Cut[dims];
        for (int i = 0; i < dims; i++) {
            Footprint.Dim dim = footprint.dims().get(i);
            if (dim.axis() != Footprint.INNER && !body.isLoop(dim.axis())) {
                taskStrides[i] = 1;
                for (int axis = 0; axis < dim.axis(); axis++) {
                    taskStrides[i] *= body.isLoop(axis) ? 1 : body.count(axis);
                }
            }
            for (Footprint.Cut cut : footprint.cuts()) {
                if (cut.inner() == dim) {
                    cuts[i] = cut;
                }
            }
        }
    }

    /** {@return true if a footprint in a buffer is small enough to be walked over} */
    static boolean isFeasible(BufferSlot buffer, Footprint footprint) {
        return buffer.elements() <= MAX_ELEMENTS && footprint.size() <= MAX_VISITS;
    }

    static void walk(SectionBody body, Footprint footprint, Visitor visitor) {
        new ElementWalk(body, footprint, visitor).walk(0, footprint.offset(), 0);
    }

    private void walk(int at, long element, long task) {
        if (at == footprint.dims().size()) {
            visitor.visit((int) element, task);
            return;
        }
        Footprint.Dim dim = footprint.dims().get(at);
        Footprint.Cut cut = cuts[at];
        long count =
                cut == null ? dim.count() : cut.places(indexOfAxis[cut.axis().axis()]);
        for (long k = 0; k < count; k++) {
            if (dim.axis() != Footprint.INNER) {
                indexOfAxis[dim.axis()] = k / dim.block();
            }
            walk(at + 1, element + k * dim.stride(), task + k / dim.block() * taskStrides[at]);
        }
    }
}
