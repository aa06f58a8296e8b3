package org.jdvm.specialize.kernel;

import org.jdvm.fusion.Step;
import org.jdvm.symbolic.DimProgram;

/**
 * The inner indices of a product's left operand at given sizes: one axis of memory, or two.
 *
 * @param depthStride elements between consecutive inner indices; if they are two axes, between those of the outer one
 * @param size the size of the inner axis; 1 if there is one axis
 * @param stride elements between the indices of the inner axis
 */
public record LeftFold(long depthStride, long size, long stride) {
    /**
     * {@return the inner indices of a product}
     *
     * @param kernel the kernel
     * @param product the number of the step
     * @param environment the sizes
     */
    public static LeftFold of(KernelTemplate kernel, int product, long[] environment) {
        DimProgram[] extras = kernel.extras[product];
        long depthStride = extras[0].evaluate(environment);
        if (!(kernel.steps[product] instanceof Step.Matmul matmul) || matmul.fold() == null) {
            return new LeftFold(depthStride, 1, 0);
        }
        long size = extras[extras.length - 2].evaluate(environment);
        long stride = extras[extras.length - 1].evaluate(environment);
        if (size <= 1) {
            return new LeftFold(depthStride, 1, 0);
        }
        return size == extras[2].evaluate(environment)
                ? new LeftFold(stride, 1, 0)
                : new LeftFold(depthStride, size, stride);
    }

    /** {@return true if they are two axes} */
    public boolean isFolded() {
        return size > 1;
    }
}
