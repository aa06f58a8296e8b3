package org.jdvm.specialize.kernel;

import java.util.Arrays;
import org.jdvm.JdvmException;
import org.jdvm.machine.NpuSpec;

/**
 * The axes of a kernel in numbers: those of size 1 gone, neighbours that every access treats alike folded into one, and the strides of
 * each access along what remains.
 */
public final class IterationSpace {
    /** Sets of axes are bits of a number; {@link Values} needs some of these itself, a {@link TwoStageReduction} adds an axis. */
    private static final int MOST_AXES = 27;

    private static final boolean[] NONE_PARTIAL = {};
    private static final long[] NO_STRIDES = {};

    private int axes;
    private final long[] sizes;
    private final boolean[] reduced;
    private final AxisRole[] roles;
    private final long[] offsets;
    private final long[][] strides;
    private boolean empty;
    private final boolean reducesNothing;

    /** How many accesses have a say in which axes are contiguous. */
    private final int contiguityOf;

    private final boolean isChunked;

    /** For each access of a phase whether it is to partial results. */
    private final boolean[] partial;

    private final long[] chunkStrides;

    private ColumnFold fold = ColumnFold.NONE;

    public IterationSpace(KernelTemplate kernel, long[] environment, NpuSpec machine) {
        int declared = kernel.axisSizes.length;
        int accesses = kernel.accesses.length;
        contiguityOf = accesses;
        isChunked = false;
        partial = NONE_PARTIAL;
        chunkStrides = NO_STRIDES;
        sizes = new long[declared];
        reduced = new boolean[declared];
        roles = new AxisRole[declared];
        offsets = new long[accesses];
        strides = new long[accesses][declared];
        for (int access = 0; access < accesses; access++) {
            offsets[access] = kernel.accesses[access].offset().evaluate(environment);
        }
        reducesNothing = reducesNothing(kernel, environment);
        for (int axis = 0; axis < declared; axis++) {
            if (reducesNothing && kernel.reduced[axis]) {
                continue;
            }
            long size = kernel.axisSizes[axis].evaluate(environment);
            if (size == 1) {
                continue;
            }
            if (size == 0) {
                empty = true;
                return;
            }
            for (int access = 0; access < accesses; access++) {
                strides[access][axes] = kernel.accesses[access].strides()[axis].evaluate(environment);
            }
            sizes[axes] = size;
            reduced[axes] = kernel.reduced[axis];
            roles[axes] = AxisRole.of(kernel, axis, this, axes);
            axes++;
            if (axes > 1 && foldable(axes - 2)) {
                fold(axes - 2);
            }
        }
        if (reducesNothing) {
            addReducedAxis(kernel, environment);
        } else {
            foldColumns(ColumnFold.of(kernel, this, machine));
        }
        if (axes > MOST_AXES) {
            throw new JdvmException(
                    "%d axes remain that no operand lets merge with their neighbours; a kernel has at most %d: compute a part of the work into"
                                    .formatted(axes, MOST_AXES)
                            + " a tensor first, or give operands that are repeated along fewer axes");
        }
    }

    /**
     * The space of a phase.
     *
     * @param whole the space of the kernel
     * @param phase one of its phases
     * @param chunks the number of chunks of each row; 1 for the phase that makes them, until they are numbered
     */
    public IterationSpace(IterationSpace whole, TwoStageReduction.Phase phase, long chunks) {
        int room = whole.axes + 1;
        int accesses = phase.partial().length;
        contiguityOf = phase.kind() == TwoStageReduction.Kind.TOTALS ? accesses : whole.strides.length;
        isChunked = phase.kind() == TwoStageReduction.Kind.CHUNKS;
        sizes = new long[room];
        reduced = new boolean[room];
        roles = new AxisRole[room];
        Arrays.fill(roles, AxisRole.BATCH);
        offsets = Arrays.copyOf(whole.offsets, accesses);
        strides = new long[accesses][room];
        partial = phase.partial();
        chunkStrides = new long[room];
        reducesNothing = false;
        for (int axis = 0; axis < whole.axes; axis++) {
            if (phase.kind() == TwoStageReduction.Kind.TOTALS && whole.reduced[axis]) {
                continue;
            }
            sizes[axes] = whole.sizes[axis];
            reduced[axes] = whole.reduced[axis] && phase.kind() == TwoStageReduction.Kind.CHUNKS;
            for (int access = 0; access < whole.strides.length; access++) {
                strides[access][axes] = whole.strides[access][axis];
            }
            axes++;
        }
        for (int access = whole.strides.length; access < accesses; access++) {
            long stride = partial[access] ? chunks : 1;
            for (int axis = axes - 1, from = whole.axes - 1; axis >= 0; axis--, from--) {
                while (phase.kind() == TwoStageReduction.Kind.TOTALS && whole.reduced[from]) {
                    from--;
                }
                strides[access][axis] = whole.reduced[from] ? 0 : stride;
                stride *= whole.reduced[from] ? 1 : sizes[axis];
            }
        }
        if (phase.kind() == TwoStageReduction.Kind.TOTALS) {
            sizes[axes] = chunks;
            reduced[axes] = true;
            for (int access = whole.strides.length; access < accesses; access++) {
                strides[access][axes] = partial[access] ? 1 : 0;
            }
            axes++;
        }
    }

    /**
     * Numbers the chunks of each row, now that the frame is known: partial results of a row are adjacent.
     *
     * @param rowAxis the axis of the frame's rows
     * @param rows how many rows it has
     * @param columnAxis the axis of its columns
     * @param columns how many columns it has
     * @return how many there are
     */
    public long numberChunks(int rowAxis, long rows, int columnAxis, long columns) {
        long chunks = 1;
        for (int axis = axes - 1; axis >= 0; axis--) {
            if (reduced[axis]) {
                long step = axis == rowAxis ? rows : axis == columnAxis ? columns : 1;
                chunkStrides[axis] = chunks;
                chunks *= (sizes[axis] + step - 1) / step;
            }
        }
        for (int access = 0; access < partial.length; access++) {
            for (int axis = 0; axis < axes && partial[access]; axis++) {
                strides[access][axis] *= chunks;
            }
        }
        return chunks;
    }

    /** True if each tile of the reduced axes is a separate task. */
    public boolean isChunked() {
        return isChunked;
    }

    /** What an access moves from one tile of a reduced axis to the next, in addition to its stride; not 0 only for partial results. */
    public long chunkStride(int access, int axis) {
        return isChunked && partial[access] ? chunkStrides[axis] : 0;
    }

    /** One axis of size 1 for all reduced ones, along which all accesses move that move along one of them. */
    private void addReducedAxis(KernelTemplate kernel, long[] environment) {
        sizes[axes] = 1;
        reduced[axes] = true;
        roles[axes] = kernel.hasLocalOperand ? AxisRole.INNER : AxisRole.COLUMNS;
        for (long[] stride : strides) {
            stride[axes] = 0;
        }
        for (int axis = 0; axis < kernel.reduced.length; axis++) {
            for (int access = 0; access < strides.length && kernel.reduced[axis]; access++) {
                if (kernel.accesses[access].strides()[axis].evaluate(environment) != 0) {
                    strides[access][axes] = 1;
                }
            }
        }
        axes++;
    }

    private static boolean reducesNothing(KernelTemplate kernel, long[] environment) {
        for (int axis = 0; axis < kernel.reduced.length; axis++) {
            if (kernel.reduced[axis] && kernel.axisSizes[axis].evaluate(environment) == 0) {
                return true;
            }
        }
        return false;
    }

    private boolean foldable(int outer) {
        int inner = outer + 1;
        if (reduced[outer] != reduced[inner] || roles[outer] != roles[inner]) {
            return false;
        }
        for (int access = 0; access < strides.length; access++) {
            if (!goesOn(access, outer)) {
                return false;
            }
        }
        return true;
    }

    /** True if an access steps along an axis as if it went on along the next one. */
    boolean goesOn(int access, int outer) {
        return strides[access][outer] == strides[access][outer + 1] * sizes[outer + 1];
    }

    private void fold(int outer) {
        sizes[outer] *= sizes[outer + 1];
        for (long[] stride : strides) {
            stride[outer] = stride[outer + 1];
        }
        axes--;
    }

    private void remove(int axis) {
        axes--;
        for (int from = axis; from < axes; from++) {
            sizes[from] = sizes[from + 1];
            reduced[from] = reduced[from + 1];
            roles[from] = roles[from + 1];
            for (long[] stride : strides) {
                stride[from] = stride[from + 1];
            }
        }
    }

    /** Makes one axis of two. Where an access does not go on along the next one, the stride stays that along the outer one. */
    private void foldColumns(ColumnFold found) {
        fold = found;
        int outer = found.axis();
        if (outer < 0) {
            return;
        }
        for (int access = 0; access < strides.length; access++) {
            if (!found.isFolded(access)) {
                strides[access][outer] = strides[access][outer + 1];
            }
        }
        sizes[outer] *= found.size();
        remove(outer + 1);
    }

    /** The columns as two axes, for accesses that have two strides along them. */
    public ColumnFold fold() {
        return fold;
    }

    /** True if elements of an access along an axis are side by side, at least inside a fold. */
    private boolean isDense(int access, int axis) {
        return (fold.isFolded(access, axis) ? fold.stride(access) : strides[access][axis]) == 1;
    }

    /** How far different elements of an access along a side of a tile are apart where they are nearest; 0 if there is one only. */
    public long nearest(int access, int axis, long size) {
        long along = Math.abs(stride(access, axis));
        if (!fold.isFolded(access, axis)) {
            return along;
        }
        long outer = size > fold.size() ? along : 0;
        long inner = Math.abs(fold.stride(access));
        return inner == 0 ? outer : outer == 0 ? inner : Math.min(outer, inner);
    }

    /** True if no element is computed at all. */
    public boolean isEmpty() {
        return empty;
    }

    /** True if reductions run over nothing: one axis of size 1 replaces theirs, but nothing may be computed along it. */
    public boolean reducesNothing() {
        return reducesNothing;
    }

    int accesses() {
        return strides.length;
    }

    public int axes() {
        return axes;
    }

    /** The size along an axis; 1 for no axis (-1). */
    public long size(int axis) {
        return axis < 0 ? 1 : sizes[axis];
    }

    public boolean isReduced(int axis) {
        return axis >= 0 && reduced[axis];
    }

    public long offset(int access) {
        return offsets[access];
    }

    /** The stride of an access along an axis; 0 for no axis (-1). */
    public long stride(int access, int axis) {
        return axis < 0 ? 0 : strides[access][axis];
    }

    /** The axes along which an access moves, as bits. */
    int mask(int access) {
        int mask = 0;
        for (int axis = 0; axis < axes; axis++) {
            if (strides[access][axis] != 0 || fold.isFolded(access, axis)) {
                mask |= 1 << axis;
            }
        }
        return mask;
    }

    /** What an axis is in a matrix kernel. */
    public AxisRole role(int axis) {
        return roles[axis];
    }

    public int reducedMask() {
        int mask = 0;
        for (int axis = 0; axis < axes; axis++) {
            if (reduced[axis]) {
                mask |= 1 << axis;
            }
        }
        return mask;
    }

    /** True if tiles of an axis are run through in a loop: it is reduced, and not in chunks. */
    public boolean isLooped(int axis) {
        return isReduced(axis) && !isChunked;
    }

    /** The product of the sizes that are not reduced. */
    public long kept() {
        long kept = 1;
        for (int axis = 0; axis < axes; axis++) {
            kept *= reduced[axis] ? 1 : sizes[axis];
        }
        return kept;
    }

    /** The product of all sizes. */
    public long points() {
        long points = 1;
        for (int axis = 0; axis < axes; axis++) {
            points *= sizes[axis];
        }
        return points;
    }

    /** The axis that a role's tile runs along: the last one with the role, or -1. */
    public int last(AxisRole role) {
        for (int axis = axes - 1; axis >= 0; axis--) {
            if (roles[axis] == role) {
                return axis;
            }
        }
        return -1;
    }

    /** The longest axis with a role, or -1. */
    public int longest(AxisRole role) {
        int longest = -1;
        for (int axis = axes - 1; axis >= 0; axis--) {
            if (roles[axis] == role && (longest < 0 || sizes[axis] > sizes[longest])) {
                longest = axis;
            }
        }
        return longest;
    }

    /** The product of the sizes of all axes with a role. */
    public long points(AxisRole role) {
        long points = 1;
        for (int axis = 0; axis < axes; axis++) {
            points *= roles[axis] == role ? sizes[axis] : 1;
        }
        return points;
    }

    /**
     * The axis along which rows of a tile run fastest, apart from one; the innermost of equals; -1 if there is none. An access that is
     * contiguous along an axis speaks for it. Without reductions it has as much weight as it has elements, so that a constant for each
     * channel counts less than an image, and less along axes so short that a row is hardly a vector.
     */
    public int mostContiguous(int except, int lanes) {
        boolean weighs = reducedMask() == 0;
        int best = -1;
        double bestScore = -1;
        for (int axis = axes - 1; axis >= 0; axis--) {
            double score = 0;
            for (int access = 0; access < contiguityOf; access++) {
                score += !isDense(access, axis) ? 0 : weighs ? elements(access) : 1;
            }
            score *= weighs ? (double) sizes[axis] / (sizes[axis] + lanes) : 1;
            if (axis != except && score > bestScore) {
                best = axis;
                bestScore = score;
            }
        }
        return best;
    }

    /** True if an access is contiguous along the rows of a tile and moves along its columns too. */
    public boolean isTransposed(int rowAxis, int columnAxis) {
        for (int access = 0; access < contiguityOf; access++) {
            long alongColumns = fold.isFolded(access, columnAxis) ? fold.stride(access) : stride(access, columnAxis);
            if (stride(access, rowAxis) == 1 && alongColumns != 1 && alongColumns != 0) {
                return true;
            }
        }
        return false;
    }

    /** The axis along which the elements of an access are side by side, or -1. */
    public int contiguousAxis(int access) {
        for (int axis = 0; axis < axes; axis++) {
            if (isDense(access, axis)) {
                return axis;
            }
        }
        return -1;
    }

    /** How many elements an access reaches. */
    public double elements(int access) {
        double elements = 1;
        for (int axis = 0; axis < axes; axis++) {
            if (fold.isFolded(access, axis)) {
                elements *= strides[access][axis] == 0
                        ? fold.size()
                        : fold.stride(access) == 0 ? sizes[axis] / fold.size() : sizes[axis];
            } else {
                elements *= strides[access][axis] == 0 ? 1 : sizes[axis];
            }
        }
        return elements;
    }

    /** The innermost axis that is reduced or not, apart from one; -1 if there is none. */
    public int innermost(boolean whetherReduced, int except) {
        for (int axis = axes - 1; axis >= 0; axis--) {
            if (axis != except && reduced[axis] == whetherReduced) {
                return axis;
            }
        }
        return -1;
    }

    public int count(boolean whetherReduced) {
        int count = 0;
        for (int axis = 0; axis < axes; axis++) {
            count += reduced[axis] == whetherReduced ? 1 : 0;
        }
        return count;
    }
}
