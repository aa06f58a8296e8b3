package org.jdvm.fusion.draft;

import java.util.List;
import java.util.stream.Stream;
import org.jdvm.symbolic.Dim;

/**
 * An axis of a kernel under construction. It may be split into parts when a reshape inside the kernel needs it, and become a reduced
 * axis when a reduction or a scan joins the kernel.
 */
public final class DraftAxis {
    public final Dim size;
    private boolean reduced;
    private boolean whole;
    private boolean inner;
    private List<DraftAxis> parts = List.of();

    DraftAxis(Dim size, boolean reduced) {
        this.size = size;
        this.reduced = reduced;
    }

    /** The axis of the inner indices of a left operand in the local buffer. */
    public static DraftAxis inner(Dim size) {
        DraftAxis axis = new DraftAxis(size, true);
        axis.whole = true;
        axis.inner = true;
        return axis;
    }

    /** An axis of another size, for the same purpose. */
    DraftAxis withSize(Dim size) {
        DraftAxis axis = new DraftAxis(size, reduced);
        axis.whole = whole;
        axis.inner = inner;
        return axis;
    }

    public boolean isInner() {
        return inner;
    }

    /** Records that indices along this axis are counted by an instruction: it can be neither split nor cut. */
    public void keepWhole() {
        whole = true;
    }

    public boolean isWhole() {
        return whole;
    }

    public boolean isReduced() {
        return reduced;
    }

    public void reduce() {
        reduced = true;
        parts.forEach(DraftAxis::reduce);
    }

    /** Splits an axis that was not split before; the sizes' product is its size. */
    void split(List<Dim> sizes) {
        parts = sizes.stream().map(part -> new DraftAxis(part, reduced)).toList();
    }

    boolean isSplit() {
        return !parts.isEmpty();
    }

    List<DraftAxis> parts() {
        return parts;
    }

    /** The axes that are not split, from the outermost to the innermost. */
    Stream<DraftAxis> leaves() {
        return isSplit() ? parts.stream().flatMap(DraftAxis::leaves) : Stream.of(this);
    }
}
