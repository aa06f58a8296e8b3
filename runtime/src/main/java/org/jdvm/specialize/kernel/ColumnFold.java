package org.jdvm.specialize.kernel;

import org.jdvm.fusion.Step;
import org.jdvm.machine.NpuSpec;

/**
 * Short columns and the axis around them as one axis, although some loads do not allow it: rows of few elements cost each instruction more
 * than their elements. These loads have two strides then, and spread over whole tiles, so that nothing may be computed from them alone.
 */
public final class ColumnFold {
    /** No axes are folded. */
    static final ColumnFold NONE = new ColumnFold(-1, 1, new boolean[0], new long[0]);

    /** Columns are short if at least this number of rows fits a tile. */
    private static final int ROWS_OF_SHORT = 4;

    private final int axis;
    private final long size;

    /** For each access whether it has two strides. */
    private final boolean[] isFolded;

    /** For each access its stride along the inner axis. */
    private final long[] strides;

    private ColumnFold(int axis, long size, boolean[] isFolded, long[] strides) {
        this.axis = axis;
        this.size = size;
        this.isFolded = isFolded;
        this.strides = strides;
    }

    /** The fold that makes the tiles of a kernel better, or {@link #NONE}. */
    static ColumnFold of(KernelTemplate kernel, IterationSpace space, NpuSpec machine) {
        int inner = kernel.multiplies() || kernel.rowWise() != null || space.reducedMask() != 0
                ? 0
                : space.mostContiguous(-1, machine.vector().lanes());
        int outer = inner - 1;
        return outer >= 0
                        && isShort(kernel, space.size(inner), machine)
                        && maySpread(kernel, space, 1 << outer | 1 << inner)
                        && accessesAllow(kernel, space, outer, machine)
                ? of(space, outer)
                : NONE;
    }

    private static ColumnFold of(IterationSpace space, int outer) {
        int accesses = space.accesses();
        boolean[] isFolded = new boolean[accesses];
        long[] strides = new long[accesses];
        for (int access = 0; access < accesses; access++) {
            isFolded[access] = !space.goesOn(access, outer);
            strides[access] = space.stride(access, outer + 1);
        }
        return new ColumnFold(outer, space.size(outer + 1), isFolded, strides);
    }

    private static boolean isShort(KernelTemplate kernel, long columns, NpuSpec machine) {
        return ROWS_OF_SHORT * columns * Float.BYTES <= machine.tileBytes()
                && kernel.values * machine.align(columns * Long.BYTES) <= machine.localBufferBytes();
    }

    /** True if only loads have two strides, none of them needs other tiles, and one at least is folded as it is and not constant. */
    private static boolean accessesAllow(KernelTemplate kernel, IterationSpace space, int outer, NpuSpec machine) {
        boolean isLoadWhole = false;
        for (int i = 0; i < kernel.steps.length; i++) {
            int access = kernel.accessOf[i];
            boolean isLoad = kernel.steps[i] instanceof Step.Load;
            if (access >= 0 && !isLoad && !space.goesOn(access, outer)) {
                return false;
            }
            if (isLoad && needsOtherTiles(space, access, outer, machine)) {
                return false;
            }
            isLoadWhole |= isLoad && space.goesOn(access, outer) && space.stride(access, outer + 1) != 0;
        }
        return isLoadWhole;
    }

    /**
     * True if elements of an access are side by side along an axis along which tiles would have fewer than a cache line holds: another one
     * than the two that are folded, or the outer one of them.
     */
    private static boolean needsOtherTiles(IterationSpace space, int access, int outer, NpuSpec machine) {
        int dense = space.contiguousAxis(access);
        long line = machine.memory().lineBytes() * space.size(outer + 1) * Float.BYTES;
        boolean turned = dense == outer && space.stride(access, outer + 1) != 0;
        return dense >= 0 && (dense < outer || dense > outer + 1 || turned && line > machine.tileBytes());
    }

    /** True if all that is computed varies along both or neither of two axes, and no index is looked up. */
    private static boolean maySpread(KernelTemplate kernel, IterationSpace space, int both) {
        int[] masks = new int[kernel.values];
        for (int i = 0; i < kernel.steps.length; i++) {
            switch (kernel.steps[i]) {
                case Step.Load load -> masks[load.target()] = space.mask(kernel.accessOf[i]) & both;
                case Step.Iota iota -> masks[iota.target()] = space.mask(kernel.accessOf[i]) & both;
                case Step.Apply apply -> {
                    int mask = 0;
                    for (int operand : apply.operands()) {
                        mask |= operand < 0 ? 0 : masks[operand];
                    }
                    if (mask != 0 && mask != both) {
                        return false;
                    }
                    masks[apply.target()] = mask;
                }
                case Step.Fill _, Step.Store _ -> {}
                case Step.IndexedLoad _,
                        Step.Reduce _,
                        Step.Scan _,
                        Step.Matmul _,
                        Step.LocalMatmul _,
                        Step.GroupedMatmul _,
                        Step.WindowReduce _,
                        Step.RowWise _ -> {
                    return false;
                }
            }
        }
        return true;
    }

    /** The column axis that was two axes of which some accesses make one and some do not; -1 if there is none. */
    int axis() {
        return axis;
    }

    /** The size of the inner one of these axes; 1 if there are none. */
    public long size() {
        return size;
    }

    /** True if the stride of an access along the folded axis is that along the outer one of the two. */
    public boolean isFolded(int access) {
        return axis >= 0 && isFolded[access];
    }

    /** True if an axis is the folded one, and the stride of an access along it that along the outer one of the two. */
    public boolean isFolded(int access, int along) {
        return along == axis && isFolded(access);
    }

    /** The stride of a folded access along the inner axis. */
    public long stride(int access) {
        return strides[access];
    }
}
