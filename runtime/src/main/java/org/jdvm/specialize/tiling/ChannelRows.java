package org.jdvm.specialize.tiling;

import org.jdvm.bytecode.WindowMap;
import org.jdvm.fusion.Step;
import org.jdvm.specialize.kernel.AxisRole;
import org.jdvm.specialize.kernel.IterationSpace;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jspecify.annotations.Nullable;

/**
 * Tiles whose rows are windows of one channel each.
 *
 * @param map how windows move
 * @param rowAxis the axis from channel to channel, or -1
 * @param columnAxis the axis from window to window, or -1
 */
record ChannelRows(WindowMap map, int rowAxis, int columnAxis) {
    /** Rows of a product up to which a row of windows is read for each of them, and is not packed for all. */
    private static final int MOST_ROWS = 2;

    /**
     * How a kernel has such tiles: it combines windows, or its only product has windows of single channels for a right operand, which few
     * rows are multiplied by. Null if it has none.
     */
    static @Nullable ChannelRows of(KernelTemplate kernel, IterationSpace space, long[] environment) {
        if (kernel.hasLocalOperand || kernel.products.length != 1) {
            return null;
        }
        int product = kernel.products[0];
        int channels = kernel.accessOf[product] + 1;
        int columnAxis = columns(space, channels + 1);
        if (kernel.steps[product] instanceof Step.WindowReduce) {
            WindowMap map = kernel.windows(product, environment);
            return new ChannelRows(map, channels(space, channels, columnAxis), columnAxis);
        }
        if (KernelTemplate.windows(kernel.steps[product]) == null || space.points(AxisRole.ROWS) > MOST_ROWS) {
            return null;
        }
        WindowMap map = kernel.windows(product, environment);
        boolean isOneChannel = kernel.depth(environment) == map.elements();
        return isOneChannel && map.hasPlane()
                ? new ChannelRows(map, channels(space, channels, columnAxis), columnAxis)
                : null;
    }

    /** The axis along which windows follow one another, or -1. */
    private static int columns(IterationSpace space, int windows) {
        for (int axis = space.axes() - 1; axis >= 0; axis--) {
            if (space.stride(windows, axis) == 1) {
                return axis;
            }
        }
        return -1;
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
