package org.jdvm.bytecode.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.jdvm.bytecode.Address;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Words;

/**
 * The elements that one address form touches over all indices: {@code offset + sum(stride * k)} with each {@code k} from 0 to
 * below the count of its dimension.
 *
 * <p>A frame that steps through an extent is one dimension over the extent where the stride of its axis is that of its elements
 * times the frame's size, as it nearly always is. Else the axis and the place in the frame are two dimensions, of which the second is
 * {@linkplain Cut cut short} at the last index.
 *
 * @param offset the element at index 0 of all dimensions
 * @param dims the dimensions with more than one index
 * @param cuts pairs of dimensions of which not all combinations occur
 */
record Footprint(long offset, List<Dim> dims, List<Cut> cuts) {
    /** A dimension that belongs to no axis. */
    static final int INNER = -1;

    private static final Comparator<Dim> BY_STRIDE = Comparator.comparingLong(dim -> Math.abs(dim.stride()));

    /**
     * A dimension.
     *
     * @param count number of indices
     * @param stride elements from one to the next
     * @param axis the axis that it steps through, or {@link #INNER}
     * @param block how many of its indices belong to one index of the axis
     */
    record Dim(long count, long stride, int axis, long block) {
        long reach() {
            return Math.multiplyExact(Math.subtractExact(count, 1), stride);
        }
    }

    /**
     * Place {@code k} of the inner dimension occurs at index {@code i} of the axis only if {@code i * size + k < extent}.
     *
     * @param axis the dimension of the axis
     * @param inner the dimension of the places in the frame
     * @param size places in a full frame
     * @param extent places over all indices
     */
    record Cut(Dim axis, Dim inner, long size, long extent) {
        long places(long index) {
            return Math.min(size, extent - index * size);
        }
    }

    /** Collects the dimensions of an address form; axes that it has no terms for count as well, with stride 0. */
    static final class Builder {
        private final SectionBody body;
        private final SectionBody.Step step;
        private final Address address;
        private final List<Dim> dims = new ArrayList<>();
        private final List<Cut> cuts = new ArrayList<>();
        private long sideAxes;

        Builder(SectionBody body, SectionBody.Step step, Address address) {
            this.body = body;
            this.step = step;
            this.address = address;
        }

        /** Adds elements that are there at each index of all axes. */
        Builder inner(long count, long stride) {
            return add(new Dim(count, stride, INNER, 1));
        }

        /** Adds the elements along a side of the frame. */
        Builder side(Frame.Side side, long stride) {
            int axis = side.axis();
            if (axis == Words.NO_AXIS || !runs(axis)) {
                return inner(Math.min(side.size(), side.extent()), stride);
            }
            sideAxes |= 1L << axis;
            long axisStride = axisStride(axis);
            if (body.count(axis) == 1) {
                return inner(side.extent(), stride);
            }
            if (side.size() == 1) {
                return add(new Dim(side.extent(), axisStride, axis, 1));
            }
            if (axisStride == Math.multiplyExact(stride, side.size())) {
                return add(new Dim(side.extent(), stride, axis, side.size()));
            }
            Dim outer = new Dim(body.count(axis), axisStride, axis, 1);
            Dim places = new Dim(side.size(), stride, INNER, 1);
            cuts.add(new Cut(outer, places, side.size(), side.extent()));
            return add(outer).add(places);
        }

        Footprint build() {
            for (int axis = 0; axis < body.section.axes().size(); axis++) {
                if ((sideAxes & 1L << axis) == 0 && runs(axis)) {
                    add(new Dim(body.count(axis), axisStride(axis), axis, 1));
                }
            }
            return new Footprint(address.offset(), dims, cuts);
        }

        private Builder add(Dim dim) {
            if (dim.count() > 1) {
                dims.add(dim);
            }
            return this;
        }

        private boolean runs(int axis) {
            return !body.isLoop(axis) || step.loops().contains(axis);
        }

        private long axisStride(int axis) {
            long stride = 0;
            for (Address.Term term : address.terms()) {
                stride += term.axis() == axis ? term.stride() : 0;
            }
            return stride;
        }
    }

    /** {@return the number of combinations of indices} */
    long size() {
        long size = 1;
        for (Dim dim : dims) {
            size = Math.multiplyExact(size, dim.count());
        }
        for (Cut cut : cuts) {
            size = size / cut.axis().count() / cut.inner().count() * cut.extent();
        }
        return size;
    }

    /** {@return the lowest element} */
    long first() {
        return bound(-1);
    }

    /** {@return the highest element} */
    long last() {
        return bound(1);
    }

    private long bound(int sign) {
        long bound = offset;
        for (Dim dim : dims) {
            long reach = dim.reach();
            bound = Math.addExact(bound, sign * Math.max(0, sign * reach));
        }
        for (Cut cut : cuts) {
            long assumed = sign * Math.max(0, sign * cut.axis().reach())
                    + sign * Math.max(0, sign * cut.inner().reach());
            bound = Math.addExact(Math.subtractExact(bound, assumed), bound(cut, sign));
        }
        return bound;
    }

    /** The places are cut at the last index only, so that the extreme is at one of the ends of what is before, or there. */
    private static long bound(Cut cut, int sign) {
        long best = Long.MIN_VALUE;
        long last = cut.axis().count() - 1;
        for (long index : new long[] {0, Math.max(0, last - 1), last}) {
            long places = Math.multiplyExact(cut.places(index) - 1, cut.inner().stride());
            long value =
                    Math.addExact(Math.multiplyExact(index, cut.axis().stride()), sign * Math.max(0, sign * places));
            best = Math.max(best, sign * value);
        }
        return sign * best;
    }

    /**
     * {@return true if provably no two combinations of indices touch the same element}
     *
     * <p>As in a number system with mixed radix: each stride is larger than all that the dimensions with smaller ones can add up to.
     */
    boolean isInjective() {
        return isMixedRadix(new ArrayList<>(dims));
    }

    private static boolean isMixedRadix(List<Dim> dims) {
        dims.sort(BY_STRIDE);
        long reach = 0;
        for (Dim dim : dims) {
            long stride = Math.abs(dim.stride());
            if (stride <= reach) {
                return false;
            }
            reach = Math.addExact(reach, Math.multiplyExact(stride, dim.count() - 1));
        }
        return true;
    }

    /** {@return true if every element between the first and the last is touched exactly once} */
    boolean isDense() {
        return size() == last() - first() + 1 && isInjective();
    }

    /** {@return true if provably no element is touched by both} */
    boolean isDisjoint(Footprint other) {
        return isDisjoint(upright(), other.upright());
    }

    /** The same elements with all strides positive. */
    private Footprint upright() {
        List<Dim> upright = new ArrayList<>(dims.size());
        long from = offset;
        for (Dim dim : dims) {
            if (dim.stride() < 0) {
                from += dim.reach();
            }
            if (dim.stride() != 0) {
                upright.add(new Dim(dim.count(), Math.abs(dim.stride()), dim.axis(), dim.block()));
            }
        }
        return new Footprint(from, upright, List.of());
    }

    /**
     * Either the intervals are disjoint, or both are sets of pairs (quotient, remainder) by one of the strides, and the quotients
     * or the remainders are.
     */
    private static boolean isDisjoint(Footprint a, Footprint b) {
        if (a.last() < b.first() || b.last() < a.first()) {
            return true;
        }
        List<Dim> candidates = new ArrayList<>(a.dims());
        candidates.addAll(b.dims());
        candidates.sort(BY_STRIDE.reversed());
        long tried = 0;
        for (Dim candidate : candidates) {
            long modulus = candidate.stride();
            if (modulus <= 1 || modulus == tried) {
                continue;
            }
            tried = modulus;
            Footprint insideA = a.remainders(modulus);
            Footprint insideB = b.remainders(modulus);
            boolean splits =
                    insideA.last() < modulus && insideB.last() < modulus && a.splits(modulus) && b.splits(modulus);
            if (splits && (isDisjoint(insideA, insideB) || isDisjoint(a.quotients(modulus), b.quotients(modulus)))) {
                return true;
            }
        }
        return false;
    }

    private boolean splits(long modulus) {
        return dims.stream().allMatch(dim -> dim.stride() < modulus || dim.stride() % modulus == 0);
    }

    private Footprint remainders(long modulus) {
        return new Footprint(
                Math.floorMod(offset, modulus),
                dims.stream().filter(dim -> dim.stride() < modulus).toList(),
                List.of());
    }

    private Footprint quotients(long modulus) {
        return new Footprint(
                Math.floorDiv(offset, modulus),
                dims.stream()
                        .filter(dim -> dim.stride() >= modulus)
                        .map(dim -> new Dim(dim.count(), dim.stride() / modulus, dim.axis(), dim.block()))
                        .toList(),
                List.of());
    }

    /**
     * {@return true if provably no element is touched by this at one task and by the other at another task}
     *
     * <p>Both must step through the tasks alike. Elements of two tasks coincide only if the differences of all indices, each times
     * its stride, add up to the difference of the offsets; with mixed radix that needs differences of 0, hence the same task.
     *
     * @param other what is touched by the same or another instruction
     * @param body the section of both
     */
    boolean isTaskPrivate(Footprint other, SectionBody body) {
        List<Dim> dims = new ArrayList<>();
        List<Dim> inner = new ArrayList<>();
        for (Dim dim : this.dims) {
            boolean task = dim.axis() != INNER && !body.isLoop(dim.axis());
            if (task && !other.dims.contains(dim)) {
                return false;
            }
            (task ? dims : inner).add(dim);
        }
        Footprint mine = new Footprint(offset, inner, List.of()).upright();
        Footprint its = new Footprint(
                        other.offset,
                        other.dims.stream()
                                .filter(dim -> dim.axis() == INNER || body.isLoop(dim.axis()))
                                .toList(),
                        List.of())
                .upright();
        List<Dim> merged = mine.byStride();
        its.byStride().forEach(dim -> merge(merged, dim, Math::max));
        merged.sort(BY_STRIDE.reversed());
        long rest = Math.abs(its.offset - mine.offset);
        for (Dim dim : List.copyOf(merged)) {
            long steps = rest / dim.stride();
            if (steps > 0) {
                merged.remove(dim);
                merged.add(new Dim(Math.addExact(dim.count(), steps), dim.stride(), INNER, 1));
                rest -= steps * dim.stride();
            }
        }
        if (rest > 0) {
            merged.add(new Dim(2, rest, INNER, 1));
        }
        dims.addAll(merged);
        return isMixedRadix(dims);
    }

    /** One dimension for all those of a stride; its size is the sum of theirs. */
    private List<Dim> byStride() {
        List<Dim> merged = new ArrayList<>();
        dims.forEach(dim -> merge(merged, dim, (a, b) -> Math.addExact(a, b) - 1));
        return merged;
    }

    private static void merge(List<Dim> dims, Dim other, LongBinaryOperator counts) {
        for (int i = 0; i < dims.size(); i++) {
            Dim dim = dims.get(i);
            if (dim.stride() == other.stride()) {
                long count = counts.applyAsLong(dim.count(), other.count());
                dims.set(i, new Dim(count, dim.stride(), INNER, 1));
                return;
            }
        }
        dims.add(new Dim(other.count(), other.stride(), INNER, 1));
    }
}
