package org.jdvm.specialize.tiling;

import org.jdvm.bytecode.WindowMap;
import org.jdvm.fusion.Step;
import org.jdvm.specialize.kernel.AxisRole;
import org.jdvm.specialize.kernel.IterationSpace;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jdvm.symbolic.DimProgram;
import org.jspecify.annotations.Nullable;

/**
 * Tiles whose rows are windows of one channel each.
 *
 * @param map how windows move
 * @param rowAxis the axis from channel to channel
 */
record ChannelRows(WindowMap map, int rowAxis) {
    /** Rows of a product up to which a row of windows is read for each of them, and is not packed for all. */
    private static final int MOST_ROWS = 2;

    /**
     * How a kernel has such tiles: its only product has windows of single channels for a right operand, which few rows are multiplied by.
     * Null if it has none.
     */
    static @Nullable ChannelRows of(KernelTemplate kernel, IterationSpace space, int columnAxis, long[] environment) {
        if (kernel.hasLocalOperand
                || kernel.products.length != 1
                || !(kernel.steps[kernel.products[0]] instanceof Step.Matmul product)
                || product.windows() == null
                || space.points(AxisRole.ROWS) > MOST_ROWS) {
            return null;
        }
        DimProgram[] extras = kernel.extras[kernel.products[0]];
        WindowMap map = kernel.windows(kernel.products[0], environment);
        int left = kernel.accessOf[kernel.products[0]];
        if (extras[2].evaluate(environment) != map.elements()
                || !map.hasPlane()
                || space.stride(left + 1, columnAxis) != 0
                || columnAxis >= 0 && space.stride(left + 2, columnAxis) != 1) {
            return null;
        }
        return new ChannelRows(map, channels(space, left + 1, columnAxis));
    }

    /** The innermost axis along which the windowed tensor moves, or -1. */
    private static int channels(IterationSpace space, int access, int columnAxis) {
        for (int axis = space.axes() - 1; axis >= 0; axis--) {
            if (axis != columnAxis && space.stride(access, axis) != 0 && !space.isReduced(axis)) {
                return axis;
            }
        }
        return -1;
    }
}
