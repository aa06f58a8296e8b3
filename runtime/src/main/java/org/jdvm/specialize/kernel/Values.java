package org.jdvm.specialize.kernel;

import java.util.List;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.fusion.Step;

/**
 * What is known of a kernel's values once the sizes are: the axes along which each varies, and after how many reductions it is known.
 *
 * <p>Besides the values of the steps there is room for one copy for each step: an operand spread over more axes than it varies along.
 */
public final class Values {
    /** Bit of values that fill the frame's rows although there is no row axis: products of matrices with one row. */
    private static final int FORCED_ROWS = 1 << 30;

    private static final int FORCED_COLUMNS = 1 << 29;

    final KernelTemplate kernel;
    /** For each value the axes along which it varies. */
    public final int[] masks;

    final int[] levels;
    public final LaneType[] lanes;
    final int reducedMask;
    private static final int FORCED_INNER = 1 << 28;

    private final int columnMask;
    private final int innerMask;
    private final int rowMask;

    public Values(KernelTemplate kernel, IterationSpace space, int rowAxis, int columnAxis, int innerAxis) {
        this.kernel = kernel;
        this.masks = new int[kernel.values + kernel.steps.length];
        this.levels = new int[masks.length];
        this.lanes = new LaneType[masks.length];
        this.reducedMask = space.reducedMask();
        this.rowMask = rowAxis < 0 ? 0 : 1 << rowAxis;
        this.columnMask = columnAxis < 0 ? 0 : 1 << columnAxis;
        this.innerMask = (innerAxis < 0 ? 0 : 1 << innerAxis) | (kernel.hasLocalOperand ? FORCED_INNER : 0);
        System.arraycopy(kernel.lanes, 0, lanes, 0, kernel.values);
        for (int i = 0; i < kernel.steps.length; i++) {
            int access = kernel.accessOf[i];
            switch (kernel.steps[i]) {
                case Step.Load s -> masks[s.target()] = space.mask(access);
                case Step.Iota s -> masks[s.target()] = space.mask(access);
                case Step.IndexedLoad s -> {
                    masks[s.target()] = space.mask(access) | masks[s.index()];
                    levels[s.target()] = levels[s.index()];
                }
                case Step.RowWise _ -> {}
                case Step.Fill s -> masks[s.target()] = 0;
                case Step.Apply s -> {
                    for (int operand : s.operands()) {
                        if (operand >= 0) {
                            masks[s.target()] |= masks[operand];
                            levels[s.target()] = Math.max(levels[s.target()], levels[operand]);
                        }
                    }
                }
                case Step.Reduce s -> {
                    int forced = (columnMask & reducedMask) == 0 ? 0 : FORCED_COLUMNS;
                    masks[s.target()] = masks[s.operand()] & ~(reducedMask | forced | innerMask);
                    levels[s.target()] = levels[s.operand()] + 1;
                    spread(i, s.operand(), masks[s.operand()] | frameMask() & reducedMask | innerMask);
                }
                case Step.Scan s -> {
                    masks[s.target()] = masks[s.operand()] | reducedMask;
                    levels[s.target()] = levels[s.operand()];
                    spread(i, s.operand(), masks[s.target()]);
                }
                case Step.LocalMatmul s -> {
                    int outer = masks[s.left()] | space.mask(access);
                    masks[s.target()] = outer & ~innerMask | FORCED_ROWS | FORCED_COLUMNS;
                    levels[s.target()] = levels[s.left()];
                    spread(i, s.left(), masks[s.left()] | rowMask | FORCED_ROWS | innerMask);
                }
                case Step.GroupedMatmul s ->
                    masks[s.target()] = space.mask(access) | space.mask(access + 1) | FORCED_ROWS | FORCED_COLUMNS;
                case Step.Matmul s ->
                    masks[s.target()] = space.mask(access)
                            | space.mask(access + 1)
                            | FORCED_ROWS
                            | (s.intoRows() ? FORCED_INNER : FORCED_COLUMNS);
                case Step.WindowReduce s -> masks[s.target()] = space.mask(access + 1) | FORCED_ROWS | FORCED_COLUMNS;
                case Step.Store s ->
                    spread(i, s.source(), masks[s.source()] | space.mask(access) & (frameMask() | reducedMask));
            }
        }
    }

    private void spread(int step, int value, int mask) {
        int copy = copyFor(step);
        masks[copy] = mask;
        levels[copy] = levels[value];
        lanes[copy] = lanes[value];
    }

    private int frameMask() {
        return rowMask | columnMask;
    }

    /** The number of the copy that a step may need of its operand. */
    public int copyFor(int step) {
        return kernel.values + step;
    }

    /** What a store or a reduction reads: the operand itself, or the copy where that must cover more of the frame. */
    public int operandOf(int step, int value) {
        int copy = copyFor(step);
        return extent(copy) == extent(value) ? value : copy;
    }

    boolean varies(int value) {
        return (masks[value] & reducedMask) != 0;
    }

    public Extent extent(int value) {
        int mask = masks[value];
        boolean rows = (mask & (rowMask | FORCED_ROWS)) != 0;
        boolean columns = hasColumns(mask);
        if ((mask & innerMask) != 0) {
            if (columns) {
                throw new IllegalStateException("a value varies along columns and inner indices");
            }
            return rows ? Extent.INNER_TILE : Extent.INNER_ROW;
        }
        return rows ? columns ? Extent.TILE : Extent.COLUMN : columns ? Extent.ROW : Extent.ONE;
    }

    private boolean hasColumns(int mask) {
        return (mask & (columnMask | FORCED_COLUMNS)) != 0;
    }

    /** True if what a step computes or stores differs from column to column. */
    boolean variesByColumn(int step) {
        int target = KernelTemplate.targetOf(kernel.steps[step]);
        return hasColumns(masks[target < 0 ? copyFor(step) : target]);
    }

    /** True if results that vary along reduced axes need a reduction first, so that elements are visited more than once. */
    public boolean needsSeveralPasses() {
        for (int i = 0; i < kernel.steps.length; i++) {
            if (kernel.steps[i] instanceof Step.Reduce s && levels[s.operand()] > 0) {
                return true;
            }
            if (kernel.steps[i] instanceof Step.Store s && levels[s.source()] > 0 && storeVaries(i)) {
                return true;
            }
        }
        return false;
    }

    /** {@return the loads of masks that exclude keys, if nothing but rows of sums and products is made of what has inner indices} */
    public List<Masks.Mask> attentionMasks() {
        for (Step step : kernel.steps) {
            if (step instanceof Step.Store store && extent(store.source()).hasInner()) {
                return List.of();
            }
        }
        return kernel.masks.stream()
                .filter(mask -> extent(KernelTemplate.targetOf(kernel.steps[mask.load()]))
                        .hasInner())
                .toList();
    }

    boolean storeVaries(int step) {
        return varies(copyFor(step));
    }
}
